// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/lifecycle.hpp"

#include "cmd/nightfloatd/logging.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::cmd {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Beyond what a stop may take, for what is not measured.
constexpr auto leave_margin = milliseconds{2'000};
/// Of a process that is to be gone.
constexpr auto look_every = milliseconds{100};

failure os_failure(const char* what) {
  return {ec::io_failed, std::string{what} + ": " + std::strerror(errno)};
}

sigset_t stop_signals() {
  auto set = sigset_t{};
  sigemptyset(&set);
  for (auto x : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&set, x);
  return set;
}

void notify(const std::string& lines) {
  // Nobody listens outside systemd; a failed word changes nothing here.
  static_cast<void>(sd_notify(0, lines.c_str()));
}

// A line break in a status would start another assignment.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

} // namespace

int exit_code_of(const failure& x) noexcept {
  switch (x.code) {
    case ec::configuration:
    case ec::invalid_argument:
    case ec::bad_version:
    case ec::in_use:
    case ec::corrupt:
    case ec::forbidden:
    case ec::unauthorized:
    case ec::not_found:
      return exit_code::configuration;
    default:
      return exit_code::invariant;
  }
}

lifecycle::lifecycle(lifecycle_options options)
  : options_(options), began_(steady_clock::now()), fed_(began_),
    looked_(began_) {
  // nop
}

result<std::unique_ptr<lifecycle>> lifecycle::begin(lifecycle_options options) {
  auto self = std::unique_ptr<lifecycle>{new lifecycle{options}};
  auto set = stop_signals();
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0)
    return os_failure("signals: cannot block them");
  std::signal(SIGPIPE, SIG_IGN);
  self->signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  self->wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->signals_ < 0 || self->wake_ < 0)
    return os_failure("signals: cannot open a descriptor");
  if (options.parent_pid > 0) {
    // A stopped process cannot see its parent end; SIGCONT lets it look.
    prctl(PR_SET_PDEATHSIG, SIGCONT);
    self->parent_
      = static_cast<int>(syscall(SYS_pidfd_open, options.parent_pid, 0u));
    if (self->parent_ < 0)
      return failure{ec::unavailable, "--parent-pid: no process "
                                        + std::to_string(options.parent_pid)
                                        + " to live for"};
  }
  auto usec = std::uint64_t{0};
  if (sd_watchdog_enabled(0, &usec) > 0)
    self->watchdog_ = milliseconds{usec / 1'000};
  self->thread_ = std::thread{[x = self.get()] {
    x->run();
  }};
  return self;
}

lifecycle::~lifecycle() {
  ended_ = true;
  if (thread_.joinable()) {
    eventfd_write(wake_, 1);
    thread_.join();
  }
  for (auto fd : {signals_, wake_, parent_})
    if (fd >= 0)
      close(fd);
}

wish lifecycle::wait() {
  auto lock = std::unique_lock{mutex_};
  changed_.wait(lock, [this] { return wanted() != wish::run; });
  return wanted();
}

wish lifecycle::wait_for(milliseconds limit) {
  auto lock = std::unique_lock{mutex_};
  changed_.wait_for(lock, limit, [this] { return wanted() != wish::run; });
  return wanted();
}

wish lifecycle::wait_fast(milliseconds limit) {
  auto lock = std::unique_lock{mutex_};
  changed_.wait_for(lock, limit, [this] { return wanted() == wish::fast; });
  return wanted();
}

void lifecycle::watch(std::string loop, std::function<bool()> progressed) {
  auto lock = std::lock_guard{mutex_};
  loops_.push_back({std::move(loop), std::move(progressed)});
}

void lifecycle::unwatch() {
  auto lock = std::lock_guard{mutex_};
  loops_.clear();
}

void lifecycle::serving(const std::string& status) {
  {
    auto lock = std::lock_guard{mutex_};
    state_ = "serving";
  }
  log_of("nightfloatd").info("serving: {}", status);
  notify("READY=1\nSTATUS=" + one_line(status));
}

void lifecycle::status(const std::string& text) {
  notify("STATUS=" + one_line(text));
}

void lifecycle::stopping(const std::string& status, milliseconds at_most) {
  {
    auto lock = std::lock_guard{mutex_};
    state_ = "draining";
  }
  log_of("nightfloatd").info("stopping: {}", status);
  auto word = "STOPPING=1\nSTATUS=" + one_line(status);
  if (at_most.count() > 0) {
    const auto until_gone = at_most + options_.leave_grace + leave_margin;
    word += "\nEXTEND_TIMEOUT_USEC="
            + std::to_string(std::chrono::microseconds{until_gone}.count());
  }
  notify(word);
}

void lifecycle::leaving() {
  leave_within(options_.leave_grace);
}

void lifecycle::leave_within(milliseconds grace) {
  {
    auto lock = std::lock_guard{mutex_};
    leave_left_ = std::min(leave_left_.value_or(grace), grace);
  }
  eventfd_write(wake_, 1);
}

void lifecycle::broken(const std::string& sentence) {
  broken_.store(true, std::memory_order_release);
  log_of("nightfloatd").error("invariant broken: {}", sentence);
  raise(wish::fast, "invariant");
}

std::string lifecycle::state() const {
  auto lock = std::lock_guard{mutex_};
  return state_;
}

milliseconds lifecycle::up() const noexcept {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - began_);
}

bool lifecycle::is_leaving() const {
  auto lock = std::lock_guard{mutex_};
  return leave_left_.has_value();
}

int lifecycle::poll_ms() const {
  auto next = milliseconds{1'000};
  if (watchdog_.count() > 0)
    next = std::min(next, watchdog_ / 4);
  if (is_leaving())
    next = std::min(next, look_every);
  return static_cast<int>(std::max<std::int64_t>(next.count(), 1));
}

void lifecycle::run() {
  while (!ended_) {
    auto fds = std::array<pollfd, 3>{
      {{signals_, POLLIN, 0}, {wake_, POLLIN, 0}, {parent_, POLLIN, 0}}};
    poll(fds.data(), fds.size(), poll_ms());
    if (fds[0].revents != 0)
      hear_signal();
    if (fds[1].revents != 0) {
      auto drained = eventfd_t{};
      eventfd_read(wake_, &drained);
    }
    if (fds[2].revents != 0) {
      close(std::exchange(parent_, -1));
      raise(wish::fast, "parent ended");
    }
    feed_watchdog();
    enforce_grace();
  }
}

void lifecycle::hear_signal() {
  auto info = signalfd_siginfo{};
  while (read(signals_, &info, sizeof(info)) == sizeof(info)) {
    auto again = wanted() != wish::run;
    raise(again ? wish::fast : wish::drain,
          strsignal(static_cast<int>(info.ssi_signo)));
  }
}

void lifecycle::raise(wish to, const char* why) {
  {
    auto lock = std::lock_guard{mutex_};
    if (wanted() >= to)
      return;
    wanted_.store(to, std::memory_order_release);
  }
  changed_.notify_all();
  log_of("nightfloatd")
    .info("asked to stop: why=\"{}\" how={}", why,
          to == wish::drain ? "drain" : "fast");
  if (to == wish::fast)
    leave_within(options_.fast_grace);
}

void lifecycle::feed_watchdog() {
  if (watchdog_.count() == 0 || steady_clock::now() - fed_ < watchdog_ / 4)
    return;
  fed_ = steady_clock::now();
  auto lock = std::lock_guard{mutex_};
  auto all = true;
  for (auto& x : loops_) {
    auto moved = x.progressed();
    if (!moved && !x.behind)
      log_of("nightfloatd").warn("loop makes no progress: loop={}", x.loop);
    x.behind = !moved;
    all = all && moved;
  }
  if (all)
    notify("WATCHDOG=1");
}

void lifecycle::enforce_grace() {
  auto now = steady_clock::now();
  // Who was stopped for longer than between two looks did not have the time.
  auto passed = std::min(
    std::chrono::duration_cast<milliseconds>(now - looked_), 2 * look_every);
  looked_ = now;
  {
    auto lock = std::lock_guard{mutex_};
    if (!leave_left_)
      return;
    *leave_left_ -= passed;
    if (leave_left_->count() > 0)
      return;
  }
  log_of("nightfloatd").error("ended without an end: up_ms={}", up().count());
  _exit(exit_code::invariant);
}

} // namespace nightfloat::cmd
