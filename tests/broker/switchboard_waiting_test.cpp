// SPDX-License-Identifier: Apache-2.0
// What calls that wait for a slot may take in memory, what time is left to
// them, and how fast they are believed to drain.
#include "broker/switchboard.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(switchboard_waiting_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;

namespace {

constexpr domain::session_id alice{1, 1};
constexpr domain::session_id bob{1, 2};
constexpr domain::session_id ward{2, 1};

constexpr auto big = std::size_t{1} << 20;

/// One worker of one slot, which is taken, and room for two big calls.
struct fixture {
  switchboard::time_point now{1h};
  switchboard board{{.waiting_bytes_max = 2 * big + 10'000}, now};
  switchboard_output out;

  fixture() {
    auto x = hello_body{};
    x.role = "worker";
    x.operations = {"swap"};
    x.capacity = 1;
    board.on_worker(ward, x, now, out);
    call(alice, 1);
  }

  void call(domain::session_id from, std::uint64_t number,
            std::uint32_t remaining_ms = 60'000) {
    auto x = envelope{};
    x.operation = "swap";
    x.correlation = number;
    x.remaining_ms = remaining_ms;
    x.body.assign(big, 'x');
    board.on_call({from, 1}, x, now, out);
  }

  /// Whether another big call is let in, which then waits.
  bool has_room(std::uint64_t number) {
    out = {};
    call(bob, number);
    if (out.answers.empty())
      return true;
    const auto& said = out.answers.at(0).frame;
    BOOST_TEST(said.status == ec::overloaded);
    BOOST_TEST(said.retry_after_ms > 0u);
    return false;
  }

  void fill() {
    call(alice, 2, 1'000);
    call(alice, 3);
    BOOST_REQUIRE(!has_room(4));
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(what_waits_is_bounded_in_bytes, fixture) {
  fill();
  BOOST_TEST(board.state().waiting == 2u);
  BOOST_TEST(board.state().refused == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_call_that_is_handed_out_makes_room, fixture) {
  auto first = out.orders.at(0);
  fill();
  auto x = envelope{};
  x.kind = frame_kind::reply;
  x.correlation = first.frame.correlation;
  board.on_reply(ward, x, now, out);
  BOOST_TEST(has_room(5));
  BOOST_TEST(!has_room(6));
}

BOOST_FIXTURE_TEST_CASE(a_call_that_is_cancelled_makes_room, fixture) {
  fill();
  board.on_cancel(alice, 3, out);
  BOOST_TEST(has_room(5));
  BOOST_TEST(!has_room(6));
}

BOOST_FIXTURE_TEST_CASE(a_call_whose_time_is_up_makes_room, fixture) {
  fill();
  now += 2s;
  board.tick(now, out);
  BOOST_TEST(has_room(5));
  BOOST_TEST(!has_room(6));
}

BOOST_FIXTURE_TEST_CASE(a_caller_who_leaves_makes_room, fixture) {
  fill();
  board.on_gone(alice, now, out);
  BOOST_TEST(has_room(5));
  BOOST_TEST(has_room(6));
  BOOST_TEST(!has_room(7));
}

BOOST_FIXTURE_TEST_CASE(the_time_left_is_never_more_than_a_frame_holds,
                        fixture) {
  constexpr auto most = 0xffff'ffffu;
  call(alice, 2, most);
  out = {};
  auto x = hello_body{};
  x.operations = {"swap"};
  x.capacity = 1;
  // A reading of the clock from before the call's.
  board.on_worker({2, 2}, x, now - 1s, out);
  BOOST_REQUIRE(out.orders.size() == 1);
  BOOST_TEST(out.orders[0].frame.remaining_ms == most);
}

namespace {

/// Room for thousands of small calls.
struct crowd {
  switchboard::time_point now{1h};
  switchboard board{{}, now};
  switchboard_output out;
  std::uint64_t called = 0;

  void worker(domain::session_id who, const std::string& operation,
              std::uint32_t capacity) {
    auto x = hello_body{};
    x.operations = {operation};
    x.capacity = capacity;
    board.on_worker(who, x, now, out);
  }

  void call(std::uint32_t remaining_ms, const std::string& operation = "swap") {
    auto x = envelope{};
    x.operation = operation;
    x.correlation = ++called;
    x.remaining_ms = remaining_ms;
    board.on_call({alice, 1}, x, now, out);
  }

  void reply(const switchboard_output::order& to) {
    auto x = envelope{};
    x.kind = frame_kind::reply;
    x.correlation = to.frame.correlation;
    board.on_reply(to.to, x, now, out);
  }

  /// All that is handed out is answered.
  void reply_all() {
    for (const auto& x : std::exchange(out.orders, {}))
      reply(x);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_rate_of_what_was_asked_is_none_of_what_can_be_done,
                        crowd) {
  worker(ward, "swap", 64);
  call(30'000);
  reply_all();
  now += 500ms;
  out = {};
  for (auto i = 0; i < 200; ++i)
    call(30'000);
  BOOST_TEST(out.answers.empty());
  for (auto i = 0; i < 4; ++i) {
    now += 5ms;
    reply_all();
  }
  BOOST_TEST(out.answers.size() == 200u);
  BOOST_TEST(board.state().refused == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_looks_no_further_than_the_slot_it_frees,
                        crowd) {
  worker(ward, "swap", 1);
  for (auto remaining_ms : {10'000u, 10'000u, 100u})
    call(remaining_ms);
  now += 101ms;
  auto first = std::exchange(out.orders, {}).at(0);
  reply(first);
  BOOST_TEST(out.orders.size() == 1u);
  BOOST_TEST(out.answers.size() == 1u);
  BOOST_TEST(board.state().waiting == 1u);
  out = {};
  board.tick(now, out);
  BOOST_REQUIRE(out.answers.size() == 1);
  BOOST_TEST(out.answers[0].frame.status == ec::timed_out);
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_others_keeps_nobody_waiting, crowd) {
  worker(ward, "swap", 1);
  worker({2, 2}, "find", 1);
  call(10'000, "find");
  auto finding = std::exchange(out.orders, {}).at(0);
  for (auto i = 0; i < 3; ++i)
    call(10'000);
  call(10'000, "find");
  out = {};
  reply(finding);
  BOOST_REQUIRE(out.orders.size() == 1);
  BOOST_TEST(out.orders[0].frame.operation == "find");
}

BOOST_AUTO_TEST_SUITE_END()
