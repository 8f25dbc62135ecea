// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/measure.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

BOOST_AUTO_TEST_SUITE(measure_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::ward;

namespace {

/// The first `days` days are worked by resident 1, one by one.
roster worked(const programme& x, int days) {
  auto out = roster{};
  for (auto i = 0; i < days; ++i) {
    auto start = instant{x.info.first} + minutes{i * 1'440 + 420};
    out.duties.push_back({.person = {1},
                          .shift = {static_cast<std::uint32_t>(i + 1)},
                          .start = start,
                          .end = start + minutes{720},
                          .from = {1},
                          .rotation = {1}});
  }
  out.plan.push_back({{1}, {1}, x.info.first, x.info.last});
  return out;
}

roster_measure of(const programme& x, const roster& what) {
  auto out = measure(x, what, {}, {});
  BOOST_REQUIRE_MESSAGE(out, out.error().detail);
  return *out;
}

} // namespace

BOOST_AUTO_TEST_CASE(places_are_counted_and_not_the_days_on_which_some_are) {
  auto x = ward(1);
  x.templates[0].people_needed = 3;
  auto found = of(x, worked(x, 2));
  BOOST_TEST(found.duties == 2U);
  BOOST_TEST(found.places == 63U);
  BOOST_TEST(found.open_places == 61U);
  BOOST_TEST(found.sentences.size() == 21U);
  BOOST_TEST(!found.feasible());
}

BOOST_AUTO_TEST_CASE(what_the_plan_owes_and_what_breaks_a_rule_are_apart) {
  auto x = ward(1);
  auto sound = of(x, worked(x, 5));
  BOOST_TEST(sound.plan_gaps == 0U);
  BOOST_TEST(sound.breaches == 0U);
  x.rotations[0].people_min = 2;
  BOOST_TEST(of(x, worked(x, 5)).plan_gaps == 1U);
  auto tired = of(x, worked(x, 21));
  BOOST_TEST(tired.open_places == 0U);
  BOOST_TEST(tired.breaches > 0U);
  BOOST_TEST(tired.sentences.size() == tired.plan_gaps + tired.breaches);
}

BOOST_AUTO_TEST_CASE(a_roster_that_lacks_as_much_is_not_worse) {
  auto x = ward(1);
  auto less = of(x, worked(x, 4));
  auto more = of(x, worked(x, 5));
  BOOST_TEST(why_worse(more, less) == "");
  BOOST_TEST(why_worse(less, less) == "");
  BOOST_TEST(why_worse(less, more)
             == "the new one has 17 open places, the one in force 16 open "
                "places");
}

BOOST_AUTO_TEST_CASE(a_broken_rule_weighs_as_much_as_an_open_place) {
  auto made = roster_measure{.breaches = 1, .planned = true};
  auto there = roster_measure{.planned = true};
  BOOST_TEST(why_worse(made, there)
             == "the new one has 1 broken rule, the one in force nothing "
                "open");
  there.open_places = 1;
  BOOST_TEST(why_worse(made, there) == "");
  made.open_places = 2;
  made.plan_gaps = 1;
  BOOST_TEST(why_worse(made, there)
             == "the new one has 2 open places, 1 gap of the plan and 1 broken "
                "rule, the one in force 1 open place");
}

BOOST_AUTO_TEST_CASE(gaps_of_a_plan_count_only_where_both_have_one) {
  auto made = roster_measure{.plan_gaps = 5, .planned = true};
  auto there = roster_measure{};
  BOOST_TEST(why_worse(made, there) == "");
  there.planned = true;
  BOOST_TEST(why_worse(made, there) != "");
}

BOOST_AUTO_TEST_CASE(no_duties_are_empty_only_where_shifts_ask_for_people) {
  auto x = ward(1);
  BOOST_TEST(why_empty(of(x, worked(x, 0)))
             == "the new one has no duties although shifts ask for 21 places");
  BOOST_TEST(why_empty(of(x, worked(x, 1))) == "");
  x.templates[0].people_needed = 0;
  BOOST_TEST(why_empty(of(x, worked(x, 0))) == "");
}

BOOST_AUTO_TEST_CASE(a_programme_that_cannot_be_judged_is_refused) {
  auto x = ward(1);
  x.info.zone = "Nowhere/Land";
  auto failed = measure(x, {}, {}, {});
  BOOST_REQUIRE(!failed);
  BOOST_TEST(failed.error().code == ec::not_found);
}

BOOST_AUTO_TEST_SUITE_END()
