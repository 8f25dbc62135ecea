// SPDX-License-Identifier: Apache-2.0
// What a call is told whose time is up: "it may have happened" only where a
// copy of it may have.
#include "tests/client/line_and_doorway.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(line_deadline_test)

using namespace nightfloat;
using namespace nightfloat::tests;
using fixture = line_and_doorway;

BOOST_FIXTURE_TEST_SUITE(line_deadline, fixture)

BOOST_AUTO_TEST_CASE(what_was_plainly_refused_was_not_done) {
  for (auto code : {ec::unavailable, ec::held}) {
    connect();
    flow();
    auto number = call(1s);
    flow();
    answer(code, 0, 250);
    flow();
    disconnect();
    tick(250ms); // It has rested, and waits for the link.
    tick(750ms);
    BOOST_TEST(of(number).why.code == ec::timed_out);
    BOOST_TEST(of(number).why.detail
               == "swap: the broker was not reached in time, nothing was done");
  }
}

BOOST_AUTO_TEST_CASE(what_met_no_session_was_not_done) {
  connect();
  flow();
  door->end({1, 1}, ec::slow_reader);
  auto number = call(1s, false);
  serve_one();
  BOOST_REQUIRE(to_client.size() == 1);
  BOOST_TEST((to_client[0].kind == frame_kind::hello_wanted));
  aut.take(to_client[0], now, out);
  collect();
  disconnect();
  tick(1s);
  BOOST_TEST(of(number).why.code == ec::timed_out);
}

BOOST_AUTO_TEST_CASE(a_plain_no_to_one_copy_says_nothing_of_another) {
  connect();
  flow();
  auto number = call(1s);
  flow();
  disconnect();
  connect();
  flow();
  BOOST_REQUIRE(in_hand.size() == 2);
  answer(ec::held, 1, 250);
  flow();
  disconnect();
  tick(250ms);
  tick(750ms);
  BOOST_TEST(of(number).why.code == ec::unknown_outcome);
}

BOOST_AUTO_TEST_CASE(what_has_no_time_for_the_next_rest_is_told_the_last_word) {
  connect();
  flow();
  auto number = call(100ms);
  flow();
  for (auto rest : {20ms, 40ms}) {
    answer(ec::unavailable);
    flow();
    tick(rest);
    flow();
    BOOST_REQUIRE(in_hand.size() == 1);
  }
  // The next rest is 80 ms and 40 ms are left.
  answer(ec::unavailable);
  flow();
  BOOST_TEST((of(number).what == line_happening::answered));
  BOOST_TEST(of(number).frame.status == ec::unavailable);
  BOOST_TEST(calls_seen == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
