// SPDX-License-Identifier: Apache-2.0
// Both ends of a session in virtual time: the line against the doorway.
#include "codec/bytes.hpp"
#include "tests/client/line_and_doorway.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(line_test)

using namespace nightfloat;
using namespace nightfloat::tests;
using fixture = line_and_doorway;

BOOST_FIXTURE_TEST_SUITE(line_, fixture)

BOOST_AUTO_TEST_CASE(a_call_waits_for_the_link_and_is_answered) {
  auto number = call();
  BOOST_TEST(aut.waiting() == 1u);
  connect();
  flow();
  BOOST_TEST(count(line_happening::opened) == 1u);
  BOOST_REQUIRE(in_hand.size() == 1);
  answer();
  flow();
  BOOST_TEST((of(number).what == line_happening::answered));
}

BOOST_AUTO_TEST_CASE(a_sink_takes_each_frame_as_it_is_made) {
  connect();
  flow();
  auto keys = std::vector<std::string>{};
  out.sink = [&](const envelope& x) {
    keys.push_back(x.key);
  };
  call();
  BOOST_TEST(keys == std::vector<std::string>{"k"});
  BOOST_TEST(to_server.empty());
}

BOOST_AUTO_TEST_CASE(credit_is_kept_and_the_rest_waits_here) {
  connect();
  flow();
  for (auto i = 0; i < 10; ++i)
    call();
  flow();
  BOOST_TEST(in_hand.size() == window);
  BOOST_TEST(aut.waiting() == 10 - window);
  answer();
  flow();
  BOOST_TEST(in_hand.size() == window);
  BOOST_TEST(aut.waiting() == 9 - window);
}

BOOST_AUTO_TEST_CASE(what_never_left_timed_out_and_what_left_is_unknown) {
  auto never = call(100ms);
  tick(100ms);
  BOOST_TEST(of(never).why.code == ec::timed_out);
  connect();
  flow();
  auto left = call(100ms);
  flow();
  tick(100ms);
  BOOST_TEST(of(left).why.code == ec::unknown_outcome);
  // The server is told that nobody waits.
  BOOST_REQUIRE(!to_server.empty());
  BOOST_TEST((to_server.back().kind == frame_kind::cancel));
}

BOOST_AUTO_TEST_CASE(a_lost_link_repeats_by_key_under_another_correlation) {
  connect();
  flow();
  auto number = call();
  flow();
  auto first = in_hand.at(0).call;
  disconnect();
  connect();
  flow();
  BOOST_REQUIRE(in_hand.size() == 2);
  BOOST_TEST(in_hand[1].call.key == first.key);
  BOOST_TEST(in_hand[1].call.correlation != first.correlation);
  answer(ec::none, 1);
  flow();
  BOOST_TEST((of(number).what == line_happening::answered));
}

BOOST_AUTO_TEST_CASE(a_new_incarnation_repeats_and_says_so) {
  connect();
  flow();
  auto kept = call();
  auto once = call(10s, false);
  flow();
  restart_server(200);
  connect();
  flow();
  BOOST_TEST(events.back().again);
  BOOST_TEST(aut.incarnation() == 200u);
  BOOST_TEST(of(once).why.code == ec::unknown_outcome);
  BOOST_REQUIRE(in_hand.size() == 1);
  answer();
  flow();
  BOOST_TEST((of(kept).what == line_happening::answered));
}

BOOST_AUTO_TEST_CASE(an_ended_session_is_greeted_again_and_goes_on) {
  connect();
  flow();
  door->end({1, 1}, ec::slow_reader);
  auto number = call(10s, false);
  flow();
  // The call met no session, so it was not begun and may be sent again.
  BOOST_REQUIRE(in_hand.size() == 1);
  answer();
  flow();
  BOOST_TEST((of(number).what == line_happening::answered));
  BOOST_TEST(calls_seen == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_worker_is_asked_again_after_a_rest) {
  connect();
  flow();
  auto number = call();
  flow();
  answer(ec::worker_lost);
  flow();
  BOOST_TEST(in_hand.empty());
  tick(20ms);
  flow();
  BOOST_REQUIRE(in_hand.size() == 1);
  answer();
  flow();
  BOOST_TEST((of(number).what == line_happening::answered));
}

BOOST_AUTO_TEST_CASE(what_is_held_comes_back_later_and_not_too_late) {
  connect();
  flow();
  auto number = call(1s);
  flow();
  answer(ec::held, 0, 250);
  flow();
  tick(249ms);
  flow();
  BOOST_TEST(in_hand.empty());
  tick(1ms);
  flow();
  BOOST_REQUIRE(in_hand.size() == 1);
  // Once its time does not reach any further it is told so.
  answer(ec::held, 0, 750);
  flow();
  BOOST_TEST(of(number).frame.status == ec::held);
  BOOST_TEST(of(number).frame.retry_after_ms == 750u);
  BOOST_TEST(calls_seen == 2u);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_an_answer_and_not_repeated) {
  connect();
  flow();
  for (auto code : {ec::conflict, ec::refused, ec::no_worker, ec::overloaded}) {
    auto number = call();
    flow();
    answer(code);
    flow();
    BOOST_TEST(of(number).frame.status == code);
  }
  BOOST_TEST(calls_seen == 4u);
}

// The first copy may still be at work when the second meets a conflict, and
// yet take effect: "no" would be a lie.
BOOST_AUTO_TEST_CASE(what_one_copy_met_is_no_answer_while_another_is_out) {
  connect();
  flow();
  for (auto code : {ec::conflict, ec::overloaded, ec::no_worker, ec::timed_out,
                    ec::cancelled, ec::no_space, ec::storage_failed}) {
    auto number = call();
    flow();
    disconnect();
    connect();
    flow();
    BOOST_REQUIRE(in_hand.size() == 2);
    const auto told = events.size();
    answer(code, 1);
    flow();
    BOOST_TEST(events.size() == told);
    tick(20ms);
    flow();
    BOOST_REQUIRE(in_hand.size() == 2);
    answer(ec::none, 1);
    flow();
    BOOST_TEST((of(number).what == line_happening::answered));
    BOOST_TEST(of(number).frame.status == ec::none);
    // The first copy's answer comes too late for anybody.
    answer(code, 0);
    flow();
    BOOST_TEST(in_hand.empty());
  }
}

BOOST_AUTO_TEST_CASE(after_silence_a_conflict_is_unknown_in_the_end) {
  connect();
  flow();
  auto x = line_call{};
  x.frame.operation = "swap.execute";
  x.deadline = now + 1s;
  x.silence = 500ms;
  auto number = aut.call(std::move(x), now, out);
  collect();
  flow();
  tick(500ms);
  flow();
  BOOST_REQUIRE(in_hand.size() == 2);
  answer(ec::conflict, 1, 600);
  flow();
  BOOST_TEST((of(number).what == line_happening::failed));
  BOOST_TEST(of(number).why.code == ec::unknown_outcome);
}

// A refusal that is kept under the key is the answer of every copy.
BOOST_AUTO_TEST_CASE(a_kept_refusal_answers_whatever_became_of_the_first) {
  connect();
  flow();
  auto number = call();
  flow();
  disconnect();
  connect();
  flow();
  answer(ec::refused, 1);
  flow();
  BOOST_TEST(of(number).frame.status == ec::refused);
}

BOOST_AUTO_TEST_CASE(silence_repeats_when_asked_to) {
  connect();
  flow();
  auto x = line_call{};
  x.frame.operation = "ledger.commit";
  x.deadline = now + 10s;
  x.silence = 500ms;
  aut.call(std::move(x), now, out);
  collect();
  flow();
  BOOST_TEST(calls_seen == 1u);
  tick(499ms);
  flow();
  BOOST_TEST(calls_seen == 1u);
  tick(1ms);
  flow();
  BOOST_TEST(calls_seen == 2u);
}

BOOST_AUTO_TEST_CASE(a_silent_server_is_given_up_and_connected_anew) {
  connect();
  flow();
  for (auto i = 0; i < 13; ++i)
    tick(250ms);
  BOOST_TEST(count(line_happening::reconnect) == 1u);
  BOOST_TEST(!aut.open());
}

BOOST_AUTO_TEST_CASE(another_version_fails_the_calls_in_words) {
  auto number = call();
  connect();
  auto bye = envelope{};
  bye.kind = frame_kind::bye;
  bye.status = ec::bad_version;
  bye.detail = "protocol version 1 is not spoken here (2)";
  aut.take(bye, now, out);
  collect();
  BOOST_TEST(of(number).why.code == ec::bad_version);
  BOOST_TEST(count(line_happening::refused) == 1u);
}

// "Unavailable" would say that it was not begun.
BOOST_AUTO_TEST_CASE(what_may_have_happened_is_never_told_a_plain_no) {
  connect();
  flow();
  auto sent = call();
  auto lost = call();
  auto held = call();
  flow();
  answer(ec::worker_lost, 1);
  answer(ec::held, 1, 250);
  flow();
  disconnect();
  auto never = call();
  aut.fail_all({ec::unavailable, "broker: connection closed"}, out);
  collect();
  BOOST_TEST(of(sent).why.code == ec::unknown_outcome);
  BOOST_TEST(of(lost).why.code == ec::unknown_outcome);
  BOOST_TEST(of(lost).why.detail.starts_with("swap: "));
  BOOST_TEST(of(held).why.code == ec::unavailable);
  BOOST_TEST(of(never).why.code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(a_close_leaves_open_what_is_on_its_way) {
  connect();
  flow();
  auto sent = call();
  aut.leave(out);
  aut.fail_all({ec::unavailable, "broker: connection closed"}, out);
  collect();
  BOOST_TEST(of(sent).why.code == ec::unknown_outcome);
}

BOOST_AUTO_TEST_CASE(another_version_says_nothing_of_what_was_sent) {
  connect();
  flow();
  auto sent = call();
  flow();
  auto bye = envelope{};
  bye.kind = frame_kind::bye;
  bye.status = ec::bad_version;
  aut.take(bye, now, out);
  collect();
  BOOST_TEST(of(sent).why.code == ec::unknown_outcome);
}

BOOST_AUTO_TEST_CASE(a_streams_frames_follow_until_the_link_is_lost) {
  connect();
  flow();
  auto x = line_call{};
  x.frame.operation = "ledger.watch";
  x.deadline = now + 1s;
  x.streams = true;
  auto number = aut.call(std::move(x), now, out);
  collect();
  flow();
  auto feed = broker::make_reply(in_hand.at(0).call);
  feed.kind = frame_kind::feed;
  answer();
  flow();
  to_client.push_back(feed);
  flow();
  BOOST_TEST(count(line_happening::feed) == 1u);
  BOOST_TEST(aut.streams() == 1u);
  tick(2s); // The deadline was that of the reply alone.
  BOOST_TEST(count(line_happening::failed) == 0u);
  disconnect();
  BOOST_TEST(count(line_happening::failed) == 1u);
  BOOST_TEST(of(number).number == number);
}

BOOST_AUTO_TEST_CASE(a_worker_tells_a_new_broker_what_it_has_in_hand) {
  auto order = ordered(1);
  restart_server(200);
  // Answered while the link is down: kept until the session stands again.
  auto reply = broker::make_reply(order);
  reply.incarnation = 100;
  BOOST_TEST(aut.reply(reply, out));
  connect();
  auto hello = codec::decode<broker::hello_body>(to_server.at(0).body);
  BOOST_REQUIRE(hello);
  BOOST_TEST((hello->in_hand == std::vector<std::uint64_t>{7}));
  auto welcome = envelope{};
  welcome.kind = frame_kind::welcome;
  welcome.incarnation = 200;
  aut.take(welcome, now, out);
  collect();
  BOOST_TEST((to_server.back().kind == frame_kind::reply));
  BOOST_TEST(to_server.back().incarnation == 200u);
  BOOST_TEST(!aut.reply(reply, out));
}

BOOST_AUTO_TEST_CASE(a_call_that_comes_twice_is_answered_once) {
  auto order = ordered(2);
  auto frames = to_server.size();
  BOOST_TEST(aut.reply(broker::make_reply(order), out));
  BOOST_TEST(!aut.reply(broker::make_reply(order), out));
  collect();
  BOOST_TEST(to_server.size() == frames + 1);
}

BOOST_AUTO_TEST_CASE(a_cancel_for_a_call_not_in_hand_frees_its_slot) {
  connect();
  flow();
  auto cancel = envelope{};
  cancel.kind = frame_kind::cancel;
  cancel.correlation = 9;
  aut.take(cancel, now, out);
  collect();
  BOOST_REQUIRE(!to_server.empty());
  BOOST_TEST(to_server.back().status == ec::not_found);
  BOOST_TEST(to_server.back().correlation == 9u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
