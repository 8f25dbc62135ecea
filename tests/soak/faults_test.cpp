// SPDX-License-Identifier: Apache-2.0
#include "soak/faults.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(faults_test)

using namespace nightfloat::soak;

namespace {

fault_terms of(const char* fault, const char* target, double first_s) {
  auto x = fault_terms{};
  x.fault = fault;
  x.target = target;
  x.first_s = first_s;
  x.every_s = 30;
  x.repetitions = 2;
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(faults_come_in_the_order_of_time) {
  auto pause = of("pause", "broker", 10);
  pause.lasting_s = 5;
  auto got = make_schedule({of("kill", "store", 20), pause});
  BOOST_REQUIRE(got.size() == 4u);
  BOOST_TEST(got[0].what.fault == "pause");
  BOOST_TEST(got[0].at_s == 10);
  BOOST_TEST(got[0].heal_s == 15);
  BOOST_TEST(got[1].what.fault == "kill");
  BOOST_TEST(got[1].heal_s == 20);
  BOOST_TEST(got[2].at_s == 40);
  BOOST_TEST(got[3].at_s == 50);
}

BOOST_AUTO_TEST_CASE(a_fault_that_never_came_has_a_line) {
  auto done = faults_done{};
  auto& came = done.lines.emplace_back();
  came.fault = "kill";
  came.target = "store";
  came.took_effect = came.healed = true;
  add_missed(make_schedule({of("kill", "store", 10), of("kill", "broker", 20),
                            of("pause", "store", 25)}),
             done);
  // Once each, and not for repetitions of what came.
  BOOST_REQUIRE(done.lines.size() == 3u);
  const auto& missed = done.lines[1];
  BOOST_TEST(missed.fault == "kill");
  BOOST_TEST(missed.target == "broker");
  BOOST_TEST(missed.at_ms == 20'000u);
  BOOST_TEST(!missed.took_effect);
  BOOST_TEST(missed.healed);
  BOOST_TEST(missed.detail == "the load ended before it was due");
  BOOST_TEST(done.lines[2].fault == "pause");
  BOOST_TEST(done.episodes.empty());
}

BOOST_AUTO_TEST_CASE(a_fault_that_the_load_s_end_cuts_off_is_not_judged) {
  auto done = faults_done{};
  done.lines.resize(2);
  done.episodes
    = {{.fault = "kill",
        .target = "store",
        .at_s = 20,
        .healed_s = 21,
        .until_s = 64},
       {.fault = "kill", .target = "broker", .at_s = 64, .healed_s = 65}};
  auto roomy = done;
  end_at(75, roomy);
  BOOST_REQUIRE(roomy.episodes.size() == 2u);
  BOOST_TEST(roomy.episodes[0].until_s == 64);
  BOOST_TEST(roomy.episodes[1].until_s == 75);
  auto narrow = done;
  end_at(67, narrow);
  BOOST_REQUIRE(narrow.episodes.size() == 1u);
  BOOST_TEST(narrow.episodes[0].target == "store");
  BOOST_TEST(narrow.lines.size() == 2u);
  // The last came while users only finished: the one before ends with them.
  auto late = done;
  end_at(60, late);
  BOOST_REQUIRE(late.episodes.size() == 1u);
  BOOST_TEST(late.episodes[0].until_s == 60);
}

BOOST_AUTO_TEST_SUITE_END()
