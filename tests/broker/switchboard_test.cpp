// SPDX-License-Identifier: Apache-2.0
// Who answers which call, in virtual time.
#include "broker/switchboard.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

BOOST_AUTO_TEST_SUITE(switchboard_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;

namespace {

constexpr domain::session_id alice{1, 1};
constexpr domain::session_id w1{2, 1};
constexpr domain::session_id w2{2, 2};

switchboard_options small() {
  auto x = switchboard_options{};
  x.ticket_first = 1'000;
  x.waiting_max = 3;
  return x;
}

struct fixture {
  switchboard::time_point now{1h};
  switchboard board{small(), now};
  switchboard_output out;

  fixture() {
    now += 1s; // Past the grace, unless a test says otherwise.
  }

  void worker(domain::session_id who, std::uint32_t capacity = 2,
              std::vector<std::uint64_t> in_hand = {}) {
    auto x = hello_body{};
    x.role = "worker";
    x.operations = {"swap"};
    x.capacity = capacity;
    x.in_hand = std::move(in_hand);
    board.on_worker(who, x, now, out);
  }

  void call(std::uint64_t number, std::uint32_t remaining_ms = 1'000) {
    auto x = envelope{};
    x.operation = "swap";
    x.correlation = number;
    x.remaining_ms = remaining_ms;
    x.body = "please";
    board.on_call({alice, 1}, x, now, out);
  }

  /// The worker answers what was handed out first.
  void reply(const switchboard_output::order& to,
             const std::string& body = "done") {
    auto x = envelope{};
    x.kind = frame_kind::reply;
    x.correlation = to.frame.correlation;
    x.body = body;
    board.on_reply(to.to, x, now, out);
  }

  switchboard_output take() {
    return std::exchange(out, {});
  }

  ec only_answer() {
    BOOST_REQUIRE(out.answers.size() == 1);
    return take().answers.front().frame.status;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(switchboard_, fixture)

BOOST_AUTO_TEST_CASE(a_call_goes_to_a_worker_and_its_answer_back) {
  worker(w1);
  call(7);
  auto sent = take();
  BOOST_REQUIRE(sent.orders.size() == 1);
  BOOST_TEST((sent.orders[0].to == w1));
  BOOST_TEST(sent.orders[0].frame.body == "please");
  BOOST_TEST(sent.orders[0].frame.correlation != 7u);
  reply(sent.orders[0]);
  auto got = take();
  BOOST_REQUIRE(got.answers.size() == 1);
  BOOST_TEST(got.answers[0].frame.correlation == 7u);
  BOOST_TEST(got.answers[0].frame.body == "done");
  BOOST_TEST((got.answers[0].to == reply_address{alice, 1}));
  BOOST_TEST(board.state().running == 0u);
}

BOOST_AUTO_TEST_CASE(the_least_loaded_worker_is_chosen_by_its_capacity) {
  worker(w1, 1);
  worker(w2, 4);
  auto given = std::map<domain::session_id, int>{};
  for (auto i = 1u; i <= 5; ++i)
    call(i);
  for (const auto& x : take().orders)
    ++given[x.to];
  BOOST_TEST(given[w1] == 1);
  BOOST_TEST(given[w2] == 4);
}

BOOST_AUTO_TEST_CASE(the_time_spent_waiting_is_subtracted) {
  worker(w1, 1);
  call(1, 10'000);
  call(2, 10'000);
  auto first = take().orders.at(0);
  now += 400ms;
  reply(first);
  BOOST_TEST(take().orders.at(0).frame.remaining_ms == 9'600u);
}

BOOST_AUTO_TEST_CASE(what_expires_while_waiting_is_never_begun) {
  worker(w1, 1);
  call(1, 10'000);
  call(2, 100);
  auto first = take().orders.at(0);
  now += 101ms;
  reply(first);
  auto got = take();
  BOOST_TEST(got.orders.empty());
  auto late = std::ranges::find(
    got.answers, 2u, [](const auto& x) { return x.frame.correlation; });
  BOOST_REQUIRE((late != got.answers.end()));
  BOOST_TEST(late->frame.status == ec::timed_out);
}

BOOST_AUTO_TEST_CASE(a_workers_death_is_unknown_and_handed_to_nobody_else) {
  worker(w1);
  worker(w2);
  call(1);
  auto to = take().orders.at(0).to;
  board.on_gone(to, now, out);
  BOOST_TEST(out.orders.empty());
  BOOST_TEST(only_answer() == ec::worker_lost);
  BOOST_TEST(board.state().lost == 1u);
}

BOOST_AUTO_TEST_CASE(what_waits_outlives_the_death_of_another_worker) {
  worker(w1, 1);
  call(1);
  call(2);
  take();
  board.on_gone(w1, now, out);
  BOOST_TEST(only_answer() == ec::worker_lost);
  worker(w2, 1);
  BOOST_TEST((take().orders.at(0).to == w2));
}

BOOST_AUTO_TEST_CASE(a_restarted_broker_waits_before_it_says_no_worker) {
  auto start = switchboard::time_point{2h};
  auto young = switchboard{small(), start};
  auto x = envelope{};
  x.operation = "swap";
  x.remaining_ms = 60'000;
  young.on_call({alice, 1}, x, start, out);
  young.tick(start + 999ms, out);
  BOOST_TEST(out.answers.empty());
  young.tick(start + 1s, out);
  BOOST_TEST(only_answer() == ec::no_worker);
  young.on_call({alice, 1}, x, start + 2s, out);
  BOOST_TEST(only_answer() == ec::no_worker);
}

BOOST_AUTO_TEST_CASE(a_worker_that_comes_back_within_the_grace_is_not_missed) {
  worker(w1, 1);
  board.on_gone(w1, now, out);
  call(1);
  now += 900ms;
  board.tick(now, out);
  BOOST_TEST(out.answers.empty());
  worker(w2, 1);
  BOOST_TEST(take().orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_answer_to_an_unknown_correlation_is_dropped) {
  worker(w1);
  worker(w2);
  call(1);
  auto sent = take().orders.at(0);
  auto stray = sent;
  stray.frame.correlation = 5;
  reply(stray);
  // Nor may another worker answer in the place of the one that was asked.
  stray = sent;
  stray.to = sent.to == w1 ? w2 : w1;
  reply(stray);
  BOOST_TEST(take().answers.empty());
  BOOST_TEST(board.state().unknown_replies == 2u);
  reply(sent);
  reply(sent);
  BOOST_TEST(take().answers.size() == 1u);
  BOOST_TEST(board.state().unknown_replies == 3u);
}

BOOST_AUTO_TEST_CASE(calls_in_hand_of_an_earlier_broker_take_up_slots) {
  worker(w1, 2, {55, 56});
  call(1);
  BOOST_TEST(take().orders.empty());
  reply({w1, [] {
           auto x = envelope{};
           x.correlation = 55;
           return x;
         }()});
  BOOST_TEST(take().orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_second_hello_loses_what_is_in_hand_no_longer) {
  worker(w1, 3);
  call(1);
  call(2);
  auto sent = take();
  worker(w1, 3, {sent.orders.at(1).frame.correlation});
  auto got = take();
  BOOST_REQUIRE(got.answers.size() == 1);
  BOOST_TEST(got.answers[0].frame.correlation == 1u);
  BOOST_TEST(got.answers[0].frame.status == ec::worker_lost);
  reply(sent.orders.at(1));
  BOOST_TEST(take().answers.at(0).frame.correlation == 2u);
}

BOOST_AUTO_TEST_CASE(a_draining_worker_is_given_nothing_more) {
  worker(w1, 1);
  worker(w1, 0);
  call(1, 60'000);
  BOOST_TEST(out.orders.empty());
  now += 1s;
  board.tick(now, out);
  BOOST_TEST(only_answer() == ec::no_worker);
}

BOOST_AUTO_TEST_CASE(overload_is_refused_early_with_a_time_to_return) {
  worker(w1, 1);
  for (auto i = 1u; i <= 4; ++i)
    call(i, 60'000);
  take();
  call(5, 60'000);
  BOOST_REQUIRE(out.answers.size() == 1);
  BOOST_TEST(out.answers[0].frame.retry_after_ms > 0u);
  BOOST_TEST(only_answer() == ec::overloaded);
}

BOOST_AUTO_TEST_CASE(a_call_that_would_wait_past_its_time_is_refused_at_once) {
  worker(w1, 1);
  call(1, 60'000);
  auto at = take().orders.at(0);
  for (auto i = 2u; i < 5; ++i) { // One answer every 400 ms.
    call(i, 60'000);
    now += 400ms;
    reply(at);
    at = take().orders.at(0);
  }
  call(10, 60'000);
  call(11, 100);
  auto got = take();
  BOOST_REQUIRE(got.answers.size() == 1);
  BOOST_TEST(got.answers[0].frame.correlation == 11u);
  BOOST_TEST(got.answers[0].frame.status == ec::overloaded);
  BOOST_TEST(got.answers[0].frame.retry_after_ms > 100u);
}

BOOST_AUTO_TEST_CASE(a_cancel_stops_what_waits_and_asks_what_runs) {
  worker(w1, 1);
  call(1);
  call(2);
  auto first = take().orders.at(0);
  board.on_cancel(alice, 2, out);
  BOOST_TEST(only_answer() == ec::cancelled);
  board.on_cancel(alice, 1, out);
  BOOST_REQUIRE(out.orders.size() == 1);
  BOOST_TEST((out.orders[0].frame.kind == frame_kind::cancel));
  BOOST_TEST(out.orders[0].frame.correlation == first.frame.correlation);
  BOOST_TEST(out.answers.empty());
}

BOOST_AUTO_TEST_CASE(a_caller_that_is_gone_leaves_nothing_waiting) {
  worker(w1, 1);
  call(1);
  call(2);
  take();
  board.on_gone(alice, now, out);
  BOOST_TEST(board.state().waiting == 0u);
  auto got = take();
  BOOST_TEST(got.answers.size() == 1u);
  BOOST_TEST(got.orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_runs_over_is_answered_unknown_and_keeps_its_slot) {
  worker(w1, 1);
  call(1, 100);
  auto first = take().orders.at(0);
  now += 1'100ms;
  board.tick(now, out);
  BOOST_TEST(out.orders.size() == 1u);
  BOOST_TEST(only_answer() == ec::unknown_outcome);
  call(2);
  BOOST_TEST(take().orders.empty());
  reply(first);
  auto got = take();
  BOOST_TEST(got.answers.empty());
  BOOST_TEST(got.orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_gathering_ends_with_those_who_answered_in_time) {
  worker(w1, 0);
  worker(w2, 1);
  auto question = envelope{};
  question.operation = "status";
  question.remaining_ms = 500;
  auto number = board.gather(question, now, out);
  BOOST_REQUIRE(number);
  auto sent = take();
  BOOST_REQUIRE(sent.orders.size() == 2);
  reply(sent.orders[0]);
  BOOST_TEST(out.gatherings.empty());
  now += 500ms;
  board.tick(now, out);
  auto got = take();
  BOOST_REQUIRE(got.gatherings.size() == 1);
  BOOST_TEST(got.gatherings[0].number == *number);
  BOOST_TEST(got.gatherings[0].replies.size() == 1u);
  BOOST_TEST(got.answers.empty());
}

BOOST_AUTO_TEST_CASE(who_owes_an_answer_is_not_waited_for_again) {
  worker(w1);
  worker(w2);
  auto question = envelope{};
  question.operation = "status";
  question.remaining_ms = 500;
  BOOST_REQUIRE(board.gather(question, now, out));
  auto first = take();
  BOOST_REQUIRE(first.orders.size() == 2);
  BOOST_TEST((first.orders[1].to == w2));
  reply(first.orders[0]);
  now += 500ms;
  board.tick(now, out);
  BOOST_REQUIRE(take().gatherings.size() == 1);
  BOOST_REQUIRE(board.gather(question, now, out));
  auto second = take();
  BOOST_REQUIRE(second.orders.size() == 1);
  reply(second.orders[0]);
  BOOST_TEST(take().gatherings.size() == 1u);
  reply(first.orders[1]); // It goes on.
  BOOST_REQUIRE(board.gather(question, now, out));
  BOOST_TEST(take().orders.size() == 2u);
}

BOOST_AUTO_TEST_CASE(who_only_met_an_asker_in_a_hurry_is_asked_again) {
  worker(w1);
  auto question = envelope{};
  question.remaining_ms = 1;
  BOOST_REQUIRE(board.gather(question, now, out));
  now += 1ms;
  board.tick(now, out);
  BOOST_TEST(take().gatherings.size() == 1u);
  question.remaining_ms = 500;
  BOOST_REQUIRE(board.gather(question, now, out));
  BOOST_TEST(take().orders.size() == 1u);
}

BOOST_AUTO_TEST_CASE(gatherings_at_one_time_wait_for_the_same_workers) {
  worker(w1);
  auto question = envelope{};
  question.remaining_ms = 500;
  BOOST_REQUIRE(board.gather(question, now, out));
  BOOST_REQUIRE(board.gather(question, now, out));
  auto sent = take();
  BOOST_REQUIRE(sent.orders.size() == 2);
  BOOST_TEST(sent.gatherings.empty());
  reply(sent.orders[1]);
  reply(sent.orders[0]);
  BOOST_TEST(take().gatherings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_gathering_without_workers_ends_at_once) {
  BOOST_REQUIRE(board.gather({}, now, out));
  BOOST_TEST(take().gatherings.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
