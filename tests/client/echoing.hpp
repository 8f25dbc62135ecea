// SPDX-License-Identifier: Apache-2.0
#pragma once

// A broker and a worker that echoes, for tests over real sockets.

#include "broker/frame.hpp"
#include "client/worker_link.hpp"
#include "cmd/nightfloatd/broker_node.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::tests {

/// What a test asks for: `body` comes back.
struct echo_reply {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(echo_reply, (), (text))

struct echo_request {
  static constexpr std::string_view operation = "echo";
  static constexpr auto served = client::served_by::worker;
  using reply = echo_reply;

  std::string text;
};
BOOST_DESCRIBE_STRUCT(echo_request, (), (text))

inline std::unique_ptr<cmd::broker_node>
open_broker(const config::network_options& network) {
  auto reports = cmd::broker_reports{};
  reports.status = [] {
    return client::process_status{.role = "broker"};
  };
  reports.metrics = [] {
    return std::string{"b 1\n"};
  };
  auto x = cmd::broker_node::open(network, std::move(reports));
  BOOST_REQUIRE(x);
  (*x)->start();
  return std::move(*x);
}

struct worker {
  watched<std::vector<broker::envelope>> calls;
  /// While true, calls are kept and not answered.
  std::atomic<bool> holds{false};
  // Last: its thread uses the others.
  std::unique_ptr<client::worker_link> link;

  explicit worker(const config::network_options& network,
                  std::uint32_t capacity = 4) {
    auto o = client::worker_link_options{};
    o.operations = {"echo"};
    o.capacity = capacity;
    auto x = client::worker_link::open(
      network, o,
      {.on_call = [this](const broker::envelope& call) { take(call); },
       .on_cancel = {}});
    BOOST_REQUIRE(x);
    link = std::move(*x);
    link->start();
  }

  void take(const broker::envelope& call) {
    // Asked first: whoever sees the call may let go of the next ones.
    auto kept = holds.load();
    calls.change([&](auto& xs) { xs.push_back(call); });
    if (!kept)
      answer(call);
  }

  void answer(const broker::envelope& call) {
    auto reply = broker::make_reply(call);
    if (call.operation == "status")
      reply.body = codec::encode(client::status_reply{{{.role = "worker"}}});
    else
      reply.body = call.body;
    link->reply(std::move(reply));
  }

  bool called(std::size_t n) {
    return calls.wait([n](const auto& xs) { return xs.size() >= n; });
  }
};

} // namespace nightfloat::tests
