// SPDX-License-Identifier: Apache-2.0
#pragma once

// A line and a doorway with a connection between them that may break, in
// virtual time.

#include "broker/doorway.hpp"
#include "broker/frame.hpp"
#include "client/line.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace nightfloat::tests {

using namespace nightfloat::client;
using namespace std::chrono_literals;
using broker::envelope;
using broker::frame_kind;

inline constexpr auto window = 4u;

inline broker::doorway_options door_options(std::uint64_t incarnation) {
  auto x = broker::doorway_options{};
  x.role = "broker";
  x.incarnation = incarnation;
  x.credit = window;
  return x;
}

inline line_options line_of() {
  auto x = line_options{};
  x.server = "broker";
  x.session = {1, 1};
  x.hello.role = "client";
  x.waiting_max = 50;
  return x;
}

struct served {
  envelope call;
  std::uint64_t count = 0;
};

/// The server answers when told.
struct line_and_doorway {
  line::time_point now{1h};
  line aut{line_of()};
  line_output out;
  std::unique_ptr<broker::doorway> door
    = std::make_unique<broker::doorway>(door_options(100));
  std::uint32_t connection = 0;
  bool up = false;
  std::deque<envelope> to_server;
  std::deque<envelope> to_client;
  std::vector<served> in_hand;
  std::vector<line_event> events;
  std::uint64_t calls_seen = 0;

  void connect() {
    up = true;
    ++connection;
    to_server.clear();
    to_client.clear();
    aut.on_link(true, now, out);
    collect();
  }

  void disconnect() {
    up = false;
    to_server.clear();
    to_client.clear();
    aut.on_link(false, now, out);
    collect();
  }

  void restart_server(std::uint64_t incarnation) {
    disconnect();
    in_hand.clear();
    door = std::make_unique<broker::doorway>(door_options(incarnation));
  }

  void collect() {
    for (auto& x : out.frames) {
      if (up)
        to_server.push_back(std::move(x));
    }
    for (auto& x : out.events)
      events.push_back(std::move(x));
    out = {};
  }

  void serve_one() {
    auto frame = std::move(to_server.front());
    to_server.pop_front();
    auto answers = std::vector<broker::sending>{};
    auto got = door->take({0, connection}, "me", frame, now, answers);
    for (auto& x : answers)
      to_client.push_back(std::move(x.frame));
    BOOST_REQUIRE(got.refused != ec::overloaded);
    if (got.what == broker::door_event::call) {
      ++calls_seen;
      in_hand.push_back({std::move(frame), got.who->count});
    }
  }

  /// Moves all frames that are on their way.
  void flow() {
    while (up && (!to_server.empty() || !to_client.empty())) {
      if (!to_server.empty()) {
        serve_one();
      } else {
        auto frame = std::move(to_client.front());
        to_client.pop_front();
        aut.take(std::move(frame), now, out);
        collect();
      }
    }
  }

  void answer(ec status = ec::none, std::size_t which = 0,
              std::uint32_t retry_after_ms = 0) {
    auto x = std::move(in_hand.at(which));
    in_hand.erase(in_hand.begin() + static_cast<std::ptrdiff_t>(which));
    auto reply = broker::make_reply(x.call);
    reply.status = status;
    reply.retry_after_ms = retry_after_ms;
    reply.body = x.call.body;
    door->finish(x.call.session, x.count, x.call.correlation);
    auto at = broker::peer{};
    if (up && door->address(x.call.session, reply, at))
      to_client.push_back(std::move(reply));
  }

  std::uint64_t call(std::chrono::milliseconds timeout = 10s,
                     bool repeat = true) {
    auto x = line_call{};
    x.frame.operation = "swap";
    x.frame.key = "k";
    x.deadline = now + timeout;
    x.repeat = repeat;
    auto number = aut.call(std::move(x), now, out);
    collect();
    return number;
  }

  /// A call to this worker that so many copies of arrive.
  envelope ordered(int copies) {
    auto order = envelope{};
    order.kind = frame_kind::call;
    order.correlation = 7;
    connect();
    flow();
    for (auto i = 0; i != copies; ++i)
      aut.take(order, now, out);
    collect();
    BOOST_TEST(count(line_happening::incoming) == 1u);
    return order;
  }

  void tick(std::chrono::milliseconds by = 0ms) {
    now += by;
    aut.tick(now, out);
    collect();
  }

  std::size_t count(line_happening what) {
    return static_cast<std::size_t>(
      std::ranges::count(events, what, &line_event::what));
  }

  line_event of(std::uint64_t number) {
    auto x = std::ranges::find_if(events, [&](const auto& e) {
      return e.number == number
             && (e.what == line_happening::answered
                 || e.what == line_happening::failed);
    });
    BOOST_REQUIRE((x != events.end()));
    return *x;
  }
};

} // namespace nightfloat::tests
