// SPDX-License-Identifier: Apache-2.0
// Calls that take no credit: the line against the doorway.
#include "broker/lane.hpp"
#include "client/ledger_operations.hpp"
#include "tests/client/line_and_doorway.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(line_lane_test)

using namespace nightfloat;
using namespace nightfloat::tests;
using fixture = line_and_doorway;

BOOST_FIXTURE_TEST_SUITE(line_lane, fixture)

// A claim that waits must not keep a worker from renewing and completing.
BOOST_AUTO_TEST_CASE(what_ends_work_passes_by_what_waits_for_credit) {
  connect();
  flow();
  for (auto i = 0; i < 10; ++i)
    call();
  flow();
  BOOST_REQUIRE(in_hand.size() == window);
  for (auto operation :
       {client::claim_request::operation, client::renew_request::operation,
        client::release_request::operation,
        client::commit_request::operation}) {
    auto x = line_call{};
    x.frame.operation = operation;
    x.deadline = now + 10s;
    auto number = aut.call(std::move(x), now, out);
    collect();
    flow();
    BOOST_REQUIRE(in_hand.size() == window + 1);
    answer(ec::none, window);
    flow();
    BOOST_TEST((of(number).what == line_happening::answered));
  }
  // One with a key starts something.
  auto x = line_call{};
  x.frame.operation = client::commit_request::operation;
  x.frame.key = "k";
  x.deadline = now + 10s;
  aut.call(std::move(x), now, out);
  collect();
  flow();
  BOOST_TEST(in_hand.size() == window);
  answer();
  flow();
  BOOST_TEST(in_hand.size() == window);
}

BOOST_AUTO_TEST_CASE(what_takes_no_credit_is_bounded_all_the_same) {
  connect();
  flow();
  auto renew = [&] {
    auto x = line_call{};
    x.frame.operation = client::renew_request::operation;
    x.deadline = now + 10s;
    x.silence = 1s;
    aut.call(std::move(x), now, out);
    collect();
  };
  for (auto i = std::size_t{0}; i < 40; ++i)
    renew();
  flow();
  for (auto i = std::size_t{0}; i < 40; ++i)
    renew();
  flow();
  BOOST_TEST(in_hand.size() == broker::free_calls_max);
  BOOST_TEST(aut.waiting() == 80 - broker::free_calls_max);
  answer();
  flow();
  BOOST_TEST(in_hand.size() == broker::free_calls_max);
  BOOST_TEST(aut.waiting() == 79 - broker::free_calls_max);
  // Those of a session that was lost are not waited for.
  disconnect();
  connect();
  flow();
  BOOST_TEST(aut.waiting() == 79 - broker::free_calls_max);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
