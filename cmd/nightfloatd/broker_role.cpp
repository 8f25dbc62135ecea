// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/broker_role.hpp"

#include "cmd/nightfloatd/broker_node.hpp"
#include "cmd/nightfloatd/process_report.hpp"

#include <chrono>
#include <utility>

namespace nightfloat::cmd {

namespace {

constexpr auto drain_step = std::chrono::milliseconds{20};

} // namespace

result<int> run_broker(const config::node_options& options, lifecycle& life) {
  auto reports = broker_reports{};
  reports.status = [&] {
    return report_process(options, life);
  };
  reports.metrics = [&] {
    return report_metrics(options);
  };
  auto node = broker_node::open(options.network, std::move(reports));
  if (!node)
    return node.error();
  auto& x = **node;
  life.watch("broker-io", [&x, last = std::uint64_t{0}]() mutable {
    auto before = std::exchange(last, x.turns());
    return before != last;
  });
  x.start();
  life.serving("serving at " + x.endpoint());
  life.wait();
  const auto patience = std::chrono::milliseconds{options.worker.drain_ms};
  life.stopping("draining", patience);
  x.drain();
  for (auto left = patience;
       x.in_hand() > 0 && left.count() > 0 && life.wanted() != wish::fast;
       left -= drain_step)
    life.wait_fast(drain_step);
  life.unwatch();
  x.stop();
  return exit_code::drained;
}

} // namespace nightfloat::cmd
