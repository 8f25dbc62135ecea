// SPDX-License-Identifier: Apache-2.0
// The switchboard's promises under workers that come and go at random.
#include "broker/switchboard.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <map>
#include <random>
#include <utility>

BOOST_AUTO_TEST_SUITE(switchboard_storm_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;

namespace {

constexpr domain::session_id alice{1, 1};

/// Workers that come, answer, die and return at random, and an observer of
/// every promise: each call is answered once and handed out at most once.
struct storm {
  std::mt19937_64 random;
  switchboard::time_point now{1h};
  switchboard board;
  switchboard_output out;
  std::uint64_t called = 0;
  std::map<std::uint64_t, int> handed;
  std::map<std::uint64_t, int> answered;
  std::map<domain::session_id, std::vector<std::uint64_t>> in_hand;

  explicit storm(std::uint64_t seed)
    : random(seed), board(
                      [] {
                        auto x = switchboard_options{};
                        x.ticket_first = 1'000;
                        x.waiting_max = 20;
                        return x;
                      }(),
                      now) {
  }

  domain::session_id any_worker() {
    return {2, random() % 4};
  }

  void hello(domain::session_id who) {
    auto x = hello_body{};
    x.operations = {"swap"};
    x.capacity = 2;
    auto& mine = in_hand[who];
    if (random() % 4 == 0 && !mine.empty())
      mine.pop_back(); // An order or an answer was lost with the link.
    x.in_hand = mine;
    board.on_worker(who, x, now, out);
  }

  void reply(domain::session_id who) {
    auto& mine = in_hand[who];
    if (mine.empty())
      return;
    auto x = envelope{};
    x.correlation = mine.back();
    if (random() % 8 != 0) // Else it is sent twice.
      mine.pop_back();
    board.on_reply(who, x, now, out);
  }

  void step() {
    now += std::chrono::milliseconds{random() % 50};
    switch (random() % 8) {
      case 0:
        hello(any_worker());
        break;
      case 1: {
        auto who = any_worker();
        in_hand.erase(who);
        board.on_gone(who, now, out);
        break;
      }
      case 2:
        board.tick(now, out);
        break;
      case 3:
        if (called > 0)
          board.on_cancel(alice, random() % called + 1, out);
        break;
      case 4:
      case 5:
        reply(any_worker());
        break;
      default: {
        auto x = envelope{};
        x.operation = "swap";
        x.correlation = ++called;
        x.remaining_ms = static_cast<std::uint32_t>(random() % 500 + 1);
        x.body = std::to_string(called);
        board.on_call({alice, 1}, x, now, out);
      }
    }
    observe();
  }

  void observe() {
    for (auto& x : std::exchange(out.orders, {})) {
      if (x.frame.kind == frame_kind::call) {
        ++handed[std::stoull(x.frame.body)];
        in_hand[x.to].push_back(x.frame.correlation);
      } else if (random() % 2 == 0) {
        reply(x.to);
      }
    }
    for (auto& x : std::exchange(out.answers, {}))
      ++answered[x.frame.correlation];
    BOOST_REQUIRE(board.state().waiting <= 20);
  }

  void finish() {
    for (auto i = 0u; i < 4; ++i)
      board.on_gone({2, i}, now, out);
    now += 1min;
    board.tick(now, out);
    observe();
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(each_call_is_answered_once_and_handed_out_at_most_once) {
  const auto* text = std::getenv("NIGHTFLOAT_SEED");
  auto seed = text != nullptr ? std::strtoull(text, nullptr, 10) : 1ull;
  for (auto last = seed + 100; seed < last; ++seed) {
    BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
      auto x = storm{seed};
      for (auto i = 0; i < 500; ++i)
        x.step();
      x.finish();
      for (auto i = 1ull; i <= x.called; ++i)
        BOOST_REQUIRE(x.answered[i] == 1);
      for (auto [number, times] : x.handed)
        BOOST_REQUIRE(times == 1);
      BOOST_TEST(x.board.state().running == 0u);
      BOOST_TEST(x.board.state().waiting == 0u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
