// SPDX-License-Identifier: Apache-2.0
#pragma once

// A store's door without a store behind it, for tests over real sockets.

#include "broker/frame.hpp"
#include "broker/reception.hpp"
#include "codec/bytes.hpp"
#include "domain/ledger.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace nightfloat::tests {

/// A store's door alone: what it answers is in the test's hands.
struct answering_store {
  watched<std::vector<broker::envelope>> calls;
  std::function<broker::envelope(const broker::envelope&)> answer;
  watched<int> ended;
  domain::session_id watcher{};
  // Last: its thread uses the others.
  std::unique_ptr<broker::reception> door;

  explicit answering_store(const config::network_options& network) {
    auto h = broker::reception_handlers{};
    h.on_call = [this](const broker::door_session& from,
                       broker::envelope call) {
      watcher = from.id;
      // Noted first: whoever has the answer may count the calls.
      calls.change([&](auto& xs) { xs.push_back(call); });
      door->answer(broker::address_of(from), answer(call));
    };
    h.on_ended = [this](domain::session_id, bool) {
      ended.change([](int& n) { ++n; });
    };
    auto x = broker::reception::open(
      network, {.role = "store", .keeps_lifeline = true}, std::move(h));
    BOOST_REQUIRE(x);
    door = std::move(*x);
  }

  void feed(const broker::envelope& watch, std::uint64_t version) {
    auto item = domain::feed_item{};
    item.programme = "im";
    item.version = version;
    auto x = broker::make_reply(watch);
    x.kind = broker::frame_kind::feed;
    x.body = codec::encode(item);
    door->send(watcher, std::move(x));
  }
};

} // namespace nightfloat::tests
