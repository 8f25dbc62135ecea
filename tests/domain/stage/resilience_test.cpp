// SPDX-License-Identifier: Apache-2.0
// Slack for what goes wrong: hubs, buffers, zones, backups.

#include "tests/support/binding.hpp"

BOOST_AUTO_TEST_SUITE(resilience_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using namespace nightfloat::domain::stage;
using namespace nightfloat::test;
using solve::hard;
using solve::soft;
using enum domain::weekday;

namespace {

struct four : stage_scene {
  four()
    : stage_scene{column_width::day,
                  5,
                  {resident("a", 1, "north"), resident("b", 1, "south"),
                   resident("c"), resident("d")}} {
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(on_whom_a_task_hangs_works_a_share_of_the_days, four) {
  // Only two may do P; the others are no hubs, work as they may.
  only("P", {0, 1});
  demand('W', 1);
  auto what = constraint{.name = "HubProtection"};
  binds(*this, what, {"WPW..", "...WW", ".W...", "WWWWW"},
        {"WWWWW", "PPPP.", ".....", "WWWWW"}, soft(15 * (2 + 1)));
  what.max = 2;
  costs(*this, what, {"WWP..", "...WW", "..W..", "....."}, soft(15));
  what.max = 0;
  what.target = 0;
  costs(*this, what, {"WWWWW", ".....", ".....", "....."}, {});
}

BOOST_FIXTURE_TEST_CASE(a_fifth_of_those_there_is_kept_back, four) {
  away(3, 4, 4);
  binds(*this, {.name = "UtilizationBuffer"},
        {"WWWWW", "WWWWW", "WWWW.", "....."},
        {"WWWWW", "WWWWW", "WWWWW", "W...."}, soft(20 * 2));
}

BOOST_FIXTURE_TEST_CASE(work_stays_within_its_zone, four) {
  auto what = constraint{.name = "ZoneBoundary",
                         .who = people_filter{.track = "north"},
                         .tasks = {"W", "c"}};
  binds(*this, what, {"Wc.E.", "IIIII", ".....", "....."},
        {"WIPE.", "IIIII", ".....", "....."}, soft(12 * 2));
  what.except = {"I"};
  costs(*this, what, {"WIPE.", ".....", ".....", "....."}, soft(12));
}

BOOST_FIXTURE_TEST_CASE(what_one_did_before_costs_nothing, four) {
  auto what = constraint{.name = "PreferenceTrail",
                         .history = {{"a", 4, "W"}, {"a", 1, "c"}}};
  binds(*this, what, {"WWW..", "PPPPP", ".....", "....."},
        {"WcP..", "PPPPP", ".....", "....."}, soft(6 + 8));
  what.history[0].task.clear();
  BOOST_TEST(refusal(*this, what).find("history: the task is missing")
             != lines::value_type::npos);
}

BOOST_FIXTURE_TEST_CASE(nobody_is_the_only_one, four) {
  auto what = constraint{
    .name = "N1Vulnerability", .tasks = {"P"}, .then = {"jeopardy"}};
  binds(*this, what, {"PPPPP", "JJJPP", ".....", "....."},
        {"PPPPP", "JJJ..", ".....", "....."}, soft(25 * 2));
}

BOOST_AUTO_TEST_SUITE_END()
