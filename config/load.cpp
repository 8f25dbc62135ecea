// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include "codec/toml.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

namespace nightfloat::config {

namespace {

failure wrong(std::string_view path, std::string what) {
  return {ec::configuration, std::string{path} + ": " + std::move(what)};
}

/// A bound of `node_options`, with the path at which it stands in the file.
struct bounded {
  std::string_view path;
  std::uint64_t value = 0;
  std::uint64_t min = 1;
  std::uint64_t max = 0;
};

result<void> check_bounds(const node_options& x) {
  constexpr auto day = std::uint64_t{86'400};
  const auto& [net, store, worker] = std::tie(x.network, x.store, x.worker);
  const auto all = std::array<bounded, 27>{{
    {"network.heartbeat_ms", net.heartbeat_ms, 10, 60'000},
    {"network.liveness_ms", net.liveness_ms, 20, 600'000},
    {"network.credit", net.credit, 1, 65'536},
    {"network.peer_queue_max", net.peer_queue_max, 1, 1'000'000},
    {"store.group_max", store.group_max, 1, 4'096},
    {"store.group_wait_us", store.group_wait_us, 0, 100'000},
    {"store.waiting_max", store.waiting_max, 1, 1'000'000},
    {"store.reserve_bytes", store.reserve_bytes, 0, 1ull << 50},
    {"store.visibility_timeout_ms", store.visibility_timeout_ms, 100,
     3'600'000},
    {"store.history_items", store.history_items, 1, 1'000'000'000},
    {"store.reply_retention_s", store.reply_retention_s, 1, 3'650 * day},
    {"store.result_retention_s", store.result_retention_s, 1, 3'650 * day},
    {"store.retry_base_ms", store.retry_base_ms, 1, 3'600'000},
    {"store.retry_max_ms", store.retry_max_ms, 1, 1'000 * day},
    {"store.history_retention_s", store.history_retention_s, 0, 3'650 * day},
    {"store.sessions", store.sessions, 1, 256},
    {"store.sessions_waiting_max", store.sessions_waiting_max, 1, 1'000'000},
    {"store.write_buffer_bytes", store.write_buffer_bytes, 1 << 20, 1ull << 34},
    {"store.cache_bytes", store.cache_bytes, 1 << 20, 1ull << 40},
    {"store.compaction_threads", store.compaction_threads, 1, 64},
    {"store.compaction_period_s", store.compaction_period_s, 0, 3'650 * day},
    {"store.retry_share_percent", store.retry_share_percent, 0, 1'000},
    {"store.retry_floor", store.retry_floor, 0, 1'000'000},
    {"worker.calls_max", worker.calls_max, 0, 65'536},
    // A thread each: TasksMax= of the unit holds both, and a dozen others.
    {"worker.jobs_max", worker.jobs_max, 0, 64},
    {"worker.threads", worker.threads, 1, 32},
    {"worker.drain_ms", worker.drain_ms, 0, 3'600'000},
  }};
  for (const auto& b : all) {
    if (b.value < b.min || b.value > b.max)
      return wrong(b.path, "out of range (" + std::to_string(b.value) + ", "
                             + std::to_string(b.min) + " to "
                             + std::to_string(b.max) + ")");
  }
  return {};
}

result<void> check_pairs(const node_options& x) {
  if (x.network.liveness_ms < 2 * x.network.heartbeat_ms)
    return wrong("network.liveness_ms",
                 "shorter than two heartbeats ("
                   + std::to_string(x.network.liveness_ms) + ", at least "
                   + std::to_string(2 * x.network.heartbeat_ms)
                   + "), one lost heartbeat would end a session");
  if (x.store.retry_max_ms < x.store.retry_base_ms)
    return wrong("store.retry_max_ms",
                 "below store.retry_base_ms ("
                   + std::to_string(x.store.retry_max_ms) + ", at least "
                   + std::to_string(x.store.retry_base_ms) + ")");
  if (x.worker.calls_max == 0 && x.worker.jobs_max == 0)
    return wrong("worker.calls_max",
                 "0 as well as worker.jobs_max, a worker needs one of them");
  if (x.worker.jobs_max > 0 && x.worker.kinds.empty())
    return wrong("worker.kinds",
                 "empty, name the job kinds or set worker.jobs_max to 0");
  return {};
}

result<void> check_directory(std::string_view path, std::string_view x) {
  if (x.empty())
    return wrong(path, "missing, name a directory");
  if (x.front() != '/')
    return wrong(path, "not an absolute path (" + std::string{x} + ")");
  return {};
}

result<void> check_socket(std::string_view path, std::string_view file) {
  if (file.empty() || file.front() != '/')
    return wrong(path,
                 "not an absolute socket path (" + std::string{file} + ")");
  if (file.size() > socket_path_bytes_max)
    return wrong(path, "socket path is too long (" + std::to_string(file.size())
                         + " bytes, max "
                         + std::to_string(socket_path_bytes_max)
                         + "), choose a shorter network.runtime_dir");
  return {};
}

/// `HOST:PORT`, where port `*` or 0 asks the system for a free one.
result<void> check_address(std::string_view path, std::string_view address) {
  auto colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    return wrong(path, "wants HOST:PORT (" + std::string{address} + ")");
  auto port = address.substr(colon + 1);
  auto digit = [](char c) {
    return c >= '0' && c <= '9';
  };
  auto number = !port.empty() && port.size() <= 5
                && std::all_of(port.begin(), port.end(), digit);
  if (port != "*" && (!number || std::stoul(std::string{port}) > 65'535))
    return wrong(path, "no port (" + std::string{port} + ", 0 to 65535 or *)");
  return {};
}

result<void> check_endpoint(std::string_view path, std::string_view x) {
  if (x.starts_with("ipc://"))
    return check_socket(path, x.substr(6));
  if (x.starts_with("tcp://"))
    return check_address(path, x.substr(6));
  return wrong(path,
               "wants ipc://PATH or tcp://HOST:PORT (" + std::string{x} + ")");
}

/// Workers connect to the host as it stands here. Of a port that the system
/// chooses they are told.
result<void> check_stream(std::string_view path, std::string_view address) {
  auto good = check_address(path, address);
  auto host = address.substr(0, address.rfind(':'));
  if (good && (host == "*" || host == "0.0.0.0" || host == "::"))
    return wrong(path, "wants a host that workers can connect to (tcp:"
                         + std::string{address}
                         + "), write the store's name or address");
  return good;
}

result<void> check_lifeline(std::string_view path, std::string_view x) {
  if (x.empty())
    return wrong(path, "missing beside a tcp store, give tcp:HOST:PORT");
  if (x.starts_with("unix:"))
    return check_socket(path, x.substr(5));
  if (x.starts_with("tcp:"))
    return check_stream(path, x.substr(4));
  return wrong(path,
               "wants unix:PATH or tcp:HOST:PORT (" + std::string{x} + ")");
}

/// Of this port nobody else tells the worker.
result<void> check_lifeline_at(std::string_view path, std::string_view x) {
  auto good = check_lifeline(path, x);
  auto port = x.substr(x.rfind(':') + 1);
  if (good && x.starts_with("tcp:")
      && port.find_first_not_of("*0") == std::string_view::npos)
    return wrong(path, "wants the port of the relay (" + std::string{x}
                         + "), 1 to 65535");
  return good;
}

bool is_tcp(std::string_view endpoint) noexcept {
  return endpoint.starts_with("tcp://");
}

/// A tcp endpoint that the role uses needs its keys: own, and of the others.
result<void> check_keys(const node_options& x) {
  const auto& net = x.network;
  auto binds = (x.role == "broker" && is_tcp(net.broker))
               || (x.role == "store" && is_tcp(net.store));
  auto connects = x.role == "worker"
                  && (is_tcp(net.broker) || is_tcp(net.store));
  auto needed = [](std::string_view path) {
    return wrong(path, "missing, tcp endpoints need CURVE keys: make them with "
                       "`nightfloat keys`, or use ipc://");
  };
  if ((binds || connects) && net.key_file.empty())
    return needed("network.key_file");
  if (binds && net.allow_list.empty())
    return needed("network.allow_list");
  if (connects && net.known_servers.empty())
    return needed("network.known_servers");
  return {};
}

result<void> check_network(const node_options& x) {
  const auto& net = x.network;
  auto good = check_directory("network.runtime_dir", net.runtime_dir);
  if (good)
    good = check_endpoint("network.broker", net.broker);
  if (good)
    good = check_endpoint("network.store", net.store);
  if (good)
    good = check_lifeline("network.lifeline", net.lifeline);
  if (good && !net.lifeline_at.empty())
    good = check_lifeline_at("network.lifeline_at", net.lifeline_at);
  return good ? check_keys(x) : good;
}

result<void> check_names(const node_options& x) {
  constexpr auto roles = std::array<std::string_view, 3>{"store", "broker",
                                                         "worker"};
  if (std::find(roles.begin(), roles.end(), x.role) == roles.end())
    return wrong("role", "no such role (" + x.role
                           + "), one of: store, broker, worker");
  auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
  };
  if (x.instance.empty() || x.instance.size() > 32
      || !std::all_of(x.instance.begin(), x.instance.end(), fits))
    return wrong("instance",
                 "wants 1 to 32 of a-z, 0-9 and - (" + x.instance + ")");
  constexpr auto levels = std::array<std::string_view, 5>{
    "trace", "debug", "info", "warn", "error"};
  if (std::find(levels.begin(), levels.end(), x.log.level) == levels.end())
    return wrong("log.level", "no such level (" + x.log.level
                                + "), one of: trace, debug, info, warn, error");
  return {};
}

} // namespace

network_options completed(network_options x) {
  if (x.broker.empty())
    x.broker = "ipc://" + x.runtime_dir + "/broker.sock";
  if (x.store.empty())
    x.store = "ipc://" + x.runtime_dir + "/store.sock";
  // Beside tcp the lifeline's address is not ours to guess.
  if (x.lifeline.empty() && !is_tcp(x.store))
    x.lifeline = "unix:" + x.runtime_dir + "/lifeline.sock";
  return x;
}

result<void> check(const node_options& x) {
  auto good = check_names(x);
  if (good && x.role == "store")
    good = check_directory("store.state_dir", x.store.state_dir);
  if (good)
    good = check_network(x);
  if (good)
    good = check_bounds(x);
  return good ? check_pairs(x) : good;
}

result<node_options> load_node(const std::string& path,
                               const node_overrides& over) {
  auto x = codec::load_toml<node_options>(path);
  if (!x)
    return x;
  for (auto [to, from] : {std::pair{&x->role, &over.role},
                          std::pair{&x->instance, &over.instance},
                          std::pair{&x->network.runtime_dir, &over.runtime_dir},
                          std::pair{&x->store.state_dir, &over.state_dir},
                          std::pair{&x->log.level, &over.log_level}})
    if (!from->empty())
      *to = *from;
  x->seed = over.seed.value_or(x->seed);
  x->faults = x->faults || over.faults;
  for (auto* file : {&x->network.key_file, &x->network.known_servers,
                     &x->network.allow_list})
    if (!over.credentials.empty() && !file->empty() && file->front() != '/')
      *file = over.credentials + '/' + *file;
  x->network = completed(std::move(x->network));
  if (auto good = check(*x); !good)
    return at(path, good.error());
  return x;
}

} // namespace nightfloat::config
