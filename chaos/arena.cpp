// SPDX-License-Identifier: Apache-2.0
#include "chaos/arena.hpp"

#include "chaos/member_name.hpp"
#include "chaos/packet_faults.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

namespace nightfloat::chaos {

namespace {

using namespace std::chrono_literals;

constexpr auto close_limit = 10s;

bool has_network_faults(const plan& x) {
  return std::ranges::any_of(x.faults, [](const fault_rule& rule) {
    return family_of(rule.fault) == fault_family::network
           && !is_of_packets(rule.fault);
  });
}

} // namespace

result<std::unique_ptr<arena>> arena::open(const arena_options& options) {
  auto x = std::unique_ptr<arena>{new arena};
  if (!options.against.empty()) {
    if (auto ok = x->take(options); !ok)
      return at(options.against, ok.error());
  } else {
    if (auto ok = x->lay_out(options); !ok)
      return ok.error();
    if (auto ok = x->start(options); !ok)
      return ok.error();
  }
  if (auto ok = x->connect(options); !ok)
    return ok.error();
  return x;
}

arena::~arena() {
  close();
}

result<void> arena::take(const arena_options& options) {
  owned_ = false;
  workers_ = options.what.cluster.workers;
  auto there = cluster::attach(options.against);
  if (!there)
    return there.error();
  auto lock = file_lock::take(options.against + "/cluster.lock");
  if (!lock)
    return lock.error();
  lock_ = std::move(*lock);
  cluster_.emplace(std::move(*there));
  for (const auto& name : cluster_->names())
    if (cluster_->find(name) == nullptr)
      return failure{ec::unavailable,
                     name
                       + ": does not run, start it with `nightfloat up` first"};
  if (auto last = worker_name(workers_); cluster_->find(last) == nullptr)
    return failure{ec::not_found,
                   last
                     + ": is none of this cluster, a plan for it has fewer "
                       "cluster.workers"};
  return cluster_->wait_ready(ready_limit);
}

result<void> arena::lay_out(const arena_options& options) {
  auto wanted = cluster_options{};
  wanted.dir = options.directory + "/cluster";
  wanted.daemon = options.daemon;
  wanted.workers = workers_ = options.what.cluster.workers;
  wanted.faults = true;
  wanted.end_with_parent = true;
  // A fault may have stopped one.
  wanted.end_signal = SIGKILL;
  if (auto ok = part(options); !ok)
    return ok;
  wanted.apart = apart_ ? &*apart_ : nullptr;
  wanted.relayed = has_network_faults(options.what);
  // The feed is examined from its first item on.
  wanted.base.store.history_items = 1'000'000'000;
  wanted.base.store.visibility_timeout_ms
    = options.what.cluster.visibility_timeout_ms;
  auto made = cluster::open(wanted);
  if (!made)
    return made.error();
  cluster_.emplace(std::move(*made));
  if (auto size_mib = options.what.cluster.disk_mib; size_mib != 0) {
    auto disk = loop_disk::make(options.directory + "/disk.img",
                                wanted.dir + "/store", size_mib);
    if (disk)
      disk_.emplace(std::move(*disk));
    else if (disk.error().code != ec::unsupported)
      return disk.error();
    else
      spdlog::warn("faults of the disk are skipped: why=\"{}\"",
                   disk.error().detail);
  }
  if (!wanted.relayed)
    return {};
  auto between = proxy::open(cluster_->links(), options.seed);
  if (!between)
    return between.error();
  proxy_ = std::move(*between);
  return {};
}

result<void> arena::part(const arena_options& options) {
  if (options.what.cluster.network != cluster_network::namespaces)
    return {};
  auto leaves = std::vector<std::string>{"clients"};
  for (auto i = 1u; i <= options.what.cluster.workers; ++i)
    leaves.push_back(worker_name(i));
  auto made = make_packet_network(leaves, options.directory + "/network.log");
  if (!made && made.error().code == ec::unsupported) {
    not_apart_ = made.error().detail;
    spdlog::warn("faults of packets are skipped: why=\"{}\"", not_apart_);
    return {};
  }
  if (!made)
    return made.error();
  apart_.emplace(std::move(*made));
  auto here = inside::enter(apart_->servers());
  if (!here)
    return here.error();
  among_servers_.emplace(std::move(*here));
  return {};
}

result<void> arena::start(const arena_options&) {
  for (const auto& name : cluster_->names())
    if (auto ok = cluster_->start(name); !ok)
      return ok.error();
  return cluster_->wait_ready(ready_limit);
}

result<void> arena::connect(const arena_options& options) {
  auto open_one = [&](const config::network_options& network,
                      std::unique_ptr<client::connection>& to) -> result<void> {
    auto opened = client::connection::open(
      network, {.role = "client", .build = options.build});
    if (!opened)
      return opened.error();
    to = std::move(*opened);
    return to->wait_open(5s);
  };
  auto with_the_clients = [this](auto act) -> result<void> {
    if (!apart_)
      return act();
    auto there = inside::enter(apart_->of("clients"));
    return there ? act() : there.error();
  };
  if (auto ok = with_the_clients(
        [&] { return open_one(cluster_->relayed_network(), load_); });
      !ok)
    return ok;
  return open_one(cluster_->network(), operator_);
}

nemesis_reach arena::reach() noexcept {
  return {.target = &*cluster_,
          .operator_link = operator_.get(),
          .network = proxy_.get(),
          .disk = disk_ ? &*disk_ : nullptr,
          .packets = apart_ ? &*apart_ : nullptr,
          .no_packets = not_apart_,
          .workers = workers_};
}

drain_report arena::close() {
  load_.reset();
  operator_.reset();
  auto result = drain_report{};
  if (cluster_ && owned_) {
    auto drained = cluster_->drain(close_limit);
    if (drained)
      result = std::move(*drained);
    else
      spdlog::error("cluster did not end: why={}", drained.error().detail);
  }
  if (cluster_ && !owned_)
    result.ends = cluster_->take_ends();
  auto sockets = std::filesystem::path{};
  if (cluster_ && owned_ && cluster_->record().runtime_dir_owned)
    sockets = cluster_->record().runtime_dir;
  cluster_.reset();
  proxy_.reset();
  // The cluster could not: the proxy's own were still in it.
  auto error = std::error_code{};
  if (!sockets.empty())
    std::filesystem::remove(sockets, error);
  among_servers_.reset();
  apart_.reset();
  disk_.reset();
  lock_.release();
  return result;
}

} // namespace nightfloat::chaos
