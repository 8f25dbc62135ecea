// SPDX-License-Identifier: Apache-2.0
#include "chaos/cluster.hpp"

#include "chaos/member_name.hpp"
#include "client/connection.hpp"
#include "codec/json.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <poll.h>
#include <utility>

namespace nightfloat::chaos {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t record_format = 1;
constexpr std::size_t tail_lines = 12;

/// How long SIGKILL may take; more means that the kernel holds the process.
constexpr auto sigkill_limit = 10s;

result<cluster_record> read_record(const std::string& dir) {
  auto path = fs::path{dir} / "cluster.json";
  auto text = read_file(path);
  // What may not be read is not known to be absent.
  if (!text && text.error().code != ec::not_found)
    return failure{
      text.error().code,
      text.error().detail + ", or run as the user who started the cluster", 0};
  if (!text)
    return failure{ec::not_found,
                   dir
                     + ": no cluster runs here, start one with `nightfloat "
                       "up`",
                   0};
  auto record = codec::from_json<cluster_record>(*text);
  if (!record)
    return at(path.string(), std::move(record).error());
  if (record->format != record_format)
    return failure{ec::bad_version,
                   path.string() + ": is of format "
                     + std::to_string(record->format) + ", this build reads "
                     + std::to_string(record_format)
                     + ", end the cluster with the build that started it",
                   0};
  return record;
}

} // namespace

member member_of(std::string_view name) {
  auto dash = name.find('-');
  return {.name = std::string{name},
          .role = std::string{name.substr(0, dash)},
          .instance = dash == std::string_view::npos
                        ? "1"
                        : std::string{name.substr(dash + 1)}};
}

result<std::string> daemon_beside_us() {
  auto error = std::error_code{};
  auto self = fs::read_symlink("/proc/self/exe", error);
  auto path = self.parent_path() / "nightfloatd";
  if (error || !fs::exists(path, error))
    return failure{ec::not_found,
                   path.string()
                     + ": is not there, install nightfloatd beside nightfloat",
                   0};
  return path.string();
}

result<cluster> cluster::open(cluster_options options) {
  auto x = cluster{};
  x.options_ = std::move(options);
  // The daemons' configuration takes no path that depends on where one stands.
  for (auto* path : {&x.options_.dir, &x.options_.runtime_dir})
    if (!path->empty())
      *path = fs::absolute(*path).lexically_normal().string();
  if (x.options_.daemon.empty()) {
    auto daemon = daemon_beside_us();
    if (!daemon)
      return daemon.error();
    x.options_.daemon = *daemon;
  }
  x.names_ = {"store", "broker"};
  for (auto i = std::uint32_t{1}; i <= x.options_.workers; ++i)
    x.names_.push_back(worker_name(i));
  if (auto made = make_private(x.options_.dir); !made)
    return made.error();
  auto lock = file_lock::take(fs::path{x.options_.dir} / "cluster.lock");
  if (!lock)
    return lock.error();
  x.lock_ = std::move(*lock);
  if (auto ready = x.take_over(); !ready)
    return ready.error();
  if (auto ready = x.lay_out(); !ready)
    return ready.error();
  return x;
}

result<cluster> cluster::attach(const std::string& dir) {
  auto x = cluster{};
  x.attached_ = true;
  x.options_.dir = fs::absolute(dir).lexically_normal();
  auto record = read_record(dir);
  if (!record)
    return record.error();
  x.record_ = std::move(*record);
  x.options_.daemon = x.record_.daemon;
  x.options_.faults = x.record_.faults;
  for (auto& one : x.record_.members) {
    x.names_.push_back(one.name);
    if (auto running = process::attach(one.process))
      x.held_.push_back({one.name, std::move(*running)});
  }
  return x;
}

/// Keeps the members of an earlier record that still run; without any, what is
/// left of that cluster goes.
result<void> cluster::take_over() {
  auto found = attach(options_.dir);
  if (!found && found.error().code == ec::not_found)
    return {};
  if (!found)
    return found.error();
  if (found->held_.empty()) {
    found->remove_sockets();
    return {};
  }
  record_ = std::move(found->record_);
  held_ = std::move(found->held_);
  std::erase_if(record_.members,
                [this](auto& one) { return find(one.name) == nullptr; });
  for (auto& one : record_.members)
    if (std::find(names_.begin(), names_.end(), one.name) == names_.end())
      names_.push_back(one.name);
  return {};
}

result<void> cluster::lay_out() {
  auto dir = fs::path{options_.dir};
  for (auto* name : {"conf", "log", "store"})
    if (auto made = make_private(dir / name); !made)
      return made;
  record_.format = record_format;
  record_.daemon = options_.daemon;
  record_.faults = options_.faults;
  if (auto drawn = draw_keys(); !drawn)
    return drawn;
  if (!record_.runtime_dir.empty())
    return {};
  if (options_.runtime_dir.empty()) {
    auto chosen = choose_runtime_dir(options_.dir);
    if (!chosen)
      return chosen.error();
    record_.runtime_dir = *chosen;
    record_.runtime_dir_owned = true;
    return {};
  }
  if (options_.runtime_dir.size() > socket_dir_bytes_max)
    return failure{
      ec::configuration,
      "--runtime-dir: is too long ("
        + std::to_string(options_.runtime_dir.size()) + " bytes), at most "
        + std::to_string(socket_dir_bytes_max) + " fit a socket address",
      0};
  record_.runtime_dir = options_.runtime_dir;
  return make_private(options_.runtime_dir);
}

result<void> cluster::save() const {
  return replace_file(fs::path{options_.dir} / "cluster.json",
                      codec::to_json_pretty(record_));
}

result<bool> cluster::start(std::string_view name) {
  if (find(name) != nullptr)
    return false;
  for (auto& one : held_)
    if (one.name == name)
      note_end(one);
  std::erase_if(held_, [&](auto& one) { return one.name == name; });
  auto x = member_of(name);
  auto conf = fs::path{options_.dir} / "conf" / (x.name + ".toml");
  if (auto ok = attached_ ? result<void>{} : write_configuration(x); !ok)
    return ok.error();
  auto running = process::spawn(
    {.program = record_.daemon,
     .arguments = {"--config", conf.string()},
     .log_file = log_file(name),
     .end_with_parent = options_.end_with_parent,
     .end_signal = options_.end_signal,
     .network_namespace = options_.apart ? options_.apart->of(name) : -1});
  if (!running)
    return running.error();
  x.process = running->id();
  std::erase_if(record_.members, [&](auto& one) { return one.name == name; });
  record_.members.push_back(x);
  held_.push_back({x.name, std::move(*running)});
  if (auto saved = save(); !saved)
    return saved.error();
  return true;
}

process* cluster::find(std::string_view name) {
  for (auto& one : held_)
    if (one.name == name && one.running.is_running())
      return &one.running;
  return nullptr;
}

std::vector<std::string> cluster::running() {
  auto out = std::vector<std::string>{};
  for (auto& one : held_)
    if (one.running.is_running())
      out.push_back(one.name);
  return out;
}

std::string cluster::log_file(std::string_view name) const {
  return (fs::path{options_.dir} / "log" / (std::string{name} + ".log"))
    .string();
}

std::string cluster::log_tail(std::string_view name, std::size_t lines) const {
  return tail(log_file(name), lines);
}

result<void> cluster::check_running() {
  for (auto& one : held_) {
    if (one.running.is_running())
      continue;
    auto how = std::string{"ended"};
    if (auto end = one.running.reap())
      how = end->signal != 0 ? "died of signal " + std::to_string(end->signal)
                             : "ended with code " + std::to_string(end->code);
    return failure{ec::unavailable,
                   one.name + ": " + how + " before it was ready; the end of "
                     + log_file(one.name) + ":\n"
                     + log_tail(one.name, tail_lines),
                   0};
  }
  return {};
}

result<void> cluster::wait_ready(std::chrono::milliseconds limit) {
  auto deadline = std::chrono::steady_clock::now() + limit;
  auto door = client::connection::open(network(), {.role = "client"});
  if (!door)
    return door.error();
  auto missing = std::string{};
  while (std::chrono::steady_clock::now() < deadline) {
    if (auto alive = check_running(); !alive)
      return alive;
    auto found = serving(**door);
    missing.clear();
    for (auto& one : held_)
      if (std::find(found.begin(), found.end(), one.running.id().pid)
          == found.end())
        missing = one.name;
    if (missing.empty()) {
      lock_.release();
      return {};
    }
    wait_any_end(25ms);
  }
  return failure{ec::timed_out,
                 missing + ": is not serving after "
                   + std::to_string(limit.count()) + " ms; the end of "
                   + log_file(missing) + ":\n" + log_tail(missing, tail_lines),
                 0};
}

/// A pause that a member's end cuts short.
void cluster::wait_any_end(std::chrono::milliseconds limit) const {
  auto ends = std::vector<pollfd>{};
  for (auto& one : held_)
    ends.push_back(
      {.fd = one.running.descriptor(), .events = POLLIN, .revents = 0});
  poll(ends.data(), ends.size(), static_cast<int>(limit.count()));
}

/// Numbers of the processes that say that they serve.
std::vector<std::uint64_t> cluster::serving(client::connection& door) const {
  auto out = std::vector<std::uint64_t>{};
  for (auto at : {client::served_by::store, client::served_by::broker}) {
    auto answer = door.call(client::status_request{},
                            {.timeout = 500ms, .at = at});
    if (!answer)
      return out;
    for (auto& one : answer->processes)
      if (one.state == "serving")
        out.push_back(one.pid);
  }
  return out;
}

result<void> cluster::end_one(held& one, std::chrono::milliseconds limit,
                              drain_report& report) {
  if (one.running.wait_end(std::max(limit, 0ms))) {
    report.drained.push_back(one.name);
  } else {
    static_cast<void>(one.running.signal(SIGKILL));
    if (!one.running.wait_end(sigkill_limit))
      return failure{ec::io_failed,
                     one.name + ": process "
                       + std::to_string(one.running.id().pid)
                       + " outlives SIGKILL, look at what its disk does",
                     0};
    report.killed.push_back(one.name);
  }
  note_end(one);
  return {};
}

void cluster::note_end(held& one) {
  if (auto end = one.running.reap())
    ends_.push_back({one.name, *end});
}

std::vector<member_end> cluster::take_ends() {
  return std::exchange(ends_, {});
}

result<void> cluster::end_group(std::string_view role,
                                std::chrono::milliseconds limit,
                                drain_report& report) {
  auto deadline = std::chrono::steady_clock::now() + limit;
  auto group = std::vector<held*>{};
  for (auto& one : held_) {
    if (member_of(one.name).role != role)
      continue;
    if (!one.running.is_running()) {
      note_end(one);
      report.gone.push_back(one.name);
      continue;
    }
    // SIGCONT, for a stopped process hears nothing else. One that ended
    // meanwhile is what we want.
    static_cast<void>(one.running.signal(SIGTERM));
    static_cast<void>(one.running.signal(SIGCONT));
    group.push_back(&one);
  }
  for (auto* one : group) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
    if (auto ended = end_one(*one, left, report); !ended)
      return ended;
  }
  return {};
}

result<drain_report> cluster::drain(std::chrono::milliseconds limit) {
  auto path = fs::path{options_.dir};
  lock_.release();
  auto lock = file_lock::take(path / "cluster.lock");
  if (!lock)
    return lock.error();
  auto report = drain_report{};
  for (auto& one : record_.members)
    if (std::none_of(held_.begin(), held_.end(),
                     [&](auto& x) { return x.name == one.name; }))
      report.gone.push_back(one.name);
  for (auto* role : {"worker", "broker", "store"})
    if (auto ended = end_group(role, limit, report); !ended)
      return ended.error();
  held_.clear();
  report.ends = take_ends();
  remove_sockets();
  auto error = std::error_code{};
  fs::remove(path / "cluster.json", error);
  return report;
}

} // namespace nightfloat::chaos
