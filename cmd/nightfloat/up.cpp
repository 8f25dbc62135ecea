// SPDX-License-Identifier: Apache-2.0
#include "chaos/cluster.hpp"
#include "cmd/nightfloat/commands.hpp"
#include "cmd/nightfloat/context.hpp"
#include "cmd/nightfloat/terminal.hpp"

#include <boost/describe/class.hpp>

#include <csignal>
#include <iostream>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::cmd {

namespace {

using namespace std::chrono_literals;

constexpr auto drain_limit = 15s;

struct up_report {
  std::string dir;
  std::string runtime_dir;
  std::vector<std::string> started;
  std::vector<chaos::member> members;
};
BOOST_DESCRIBE_STRUCT(up_report, (), (dir, runtime_dir, started, members))

/// SIGINT and SIGTERM as a descriptor; blocked in this and all later threads.
class end_signals {
public:
  end_signals() {
    auto set = sigset_t{};
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  end_signals(const end_signals&) = delete;
  end_signals& operator=(const end_signals&) = delete;

  ~end_signals() {
    close(fd_);
  }

  [[nodiscard]] int descriptor() const noexcept {
    return fd_;
  }

private:
  int fd_ = -1;
};

class up_command : public command {
public:
  std::string name() const override {
    return "up";
  }

  std::string summary() const override {
    return "start store, broker and workers; return when they serve";
  }

  void declare(options& x) override {
    x.number({"--workers", "N", "worker processes"}, wanted_.workers, {1, 64});
    x.flag({"--foreground", "", "stay, and drain everything on Ctrl-C"},
           foreground_);
    x.number({"--ready-within", "SECONDS", "how long the start may take"},
             ready_s_, {1, 3'600});
    x.path({"--runtime-dir", "DIR", "directory of the sockets",
            "$XDG_RUNTIME_DIR/nightfloat, or a fresh one below /tmp"},
           wanted_.runtime_dir);
    x.choice({"--log-level", "LEVEL", "what the processes log"},
             wanted_.base.log.level,
             {"trace", "debug", "info", "warn", "error"});
    x.flag({"--faults", "", "let storage faults and crash points be set"},
           wanted_.faults);
    x.example("up");
    x.example("up --workers 4 --dir /tmp/trial");
  }

  int run(context& x) override;

private:
  int stay(context& x, chaos::cluster& cluster, const end_signals& signals);
  static int give_up(context& x, chaos::cluster& cluster, const failure& why,
                     bool all_ours);

  chaos::cluster_options wanted_;
  bool foreground_ = false;
  std::uint32_t ready_s_ = 30;
};

int up_command::run(context& x) {
  auto dir = x.dir();
  if (!dir)
    return x.fail(dir.error());
  wanted_.dir = *dir;
  wanted_.end_with_parent = foreground_;
  auto signals = std::optional<end_signals>{};
  if (foreground_)
    signals.emplace();
  auto cluster = chaos::cluster::open(wanted_);
  if (!cluster)
    return fail_of_file(x, cluster.error());
  auto report = up_report{.dir = *dir,
                          .runtime_dir = cluster->record().runtime_dir};
  const auto all_ours = cluster->running().empty();
  auto bar = progress_bar{"starting"};
  for (auto& name : cluster->names()) {
    auto started = cluster->start(name);
    if (!started)
      return give_up(x, *cluster, started.error(), all_ours);
    if (*started)
      report.started.push_back(name);
    bar.show(report.started.size(), cluster->names().size(), name);
  }
  if (auto ready = cluster->wait_ready(std::chrono::seconds{ready_s_}); !ready)
    return give_up(x, *cluster, ready.error(), all_ours);
  report.members = cluster->record().members;
  bar.wipe();
  if (!x.print_json(report)) {
    if (report.started.empty())
      std::cout << "already up: ";
    else
      std::cout << painted("up", tone::good) << ": ";
    for (auto& one : report.members)
      std::cout << one.name << " (" << one.process.pid << ") ";
    std::cout << "\nstate " << report.dir << ", sockets " << report.runtime_dir
              << '\n';
  }
  return foreground_ ? stay(x, *cluster, *signals) : exit_status::pass;
}

/// A cluster that this start began is not left behind; one that ran before goes
/// on.
int up_command::give_up(context& x, chaos::cluster& cluster, const failure& why,
                        bool all_ours) {
  if (all_ours)
    if (auto ended = cluster.drain(drain_limit); !ended)
      x.fail(ended.error());
  return x.fail(why);
}

int up_command::stay(context& x, chaos::cluster& cluster,
                     const end_signals& signals) {
  std::cout << std::flush;
  auto ends = std::vector<pollfd>{
    {.fd = signals.descriptor(), .events = POLLIN, .revents = 0}};
  for (auto& name : cluster.names())
    if (auto* one = cluster.find(name))
      ends.push_back({.fd = one->descriptor(), .events = POLLIN, .revents = 0});
  while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR)
    continue;
  auto asked = (ends.front().revents & POLLIN) != 0;
  auto missing = std::string{};
  for (auto& name : cluster.names())
    if (cluster.find(name) == nullptr)
      missing = name;
  auto ended = cluster.drain(drain_limit);
  if (!ended && ended.error().code == ec::in_use) {
    // `nightfloat down` is at work: it ends everything, we only wait.
    for (auto& name : cluster.names())
      if (auto* one = cluster.find(name))
        static_cast<void>(one->wait_end(drain_limit));
    return exit_status::pass;
  }
  if (!ended)
    return x.fail(ended.error());
  if (!asked)
    return x.fail({ec::unavailable,
                   missing + ": ended by itself, so all were ended; its log is "
                     + cluster.log_file(missing),
                   0});
  for (auto& name : ended->killed)
    std::cerr << "killed after " << drain_limit.count() << " s: " << name
              << '\n';
  return exit_status::pass;
}

} // namespace

void add_up(command_list& to) {
  to.push_back(std::make_unique<up_command>());
}

} // namespace nightfloat::cmd
