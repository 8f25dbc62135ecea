// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/defence.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(defence_test)

namespace {

using enum defence_level;

/// One ward shift a day asks for one resident.
struct ward : test::scene {
  ward() {
    where.templates.resize(1);
    where.templates[0].supervised = false;
    sort(where);
  }

  void shift(unsigned who, std::string_view day) {
    work(who, at(std::string{day} + "T07:00Z"), 720, duty_kind::clinical, 1);
  }

  place_count count(std::string_view first, std::string_view last) {
    sort(what);
    auto context = rule_context::make(where, pack);
    BOOST_REQUIRE(context.has_value());
    return count_places(*context, what, {day(first), day(last)});
  }
};

BOOST_AUTO_TEST_CASE(each_level_holds_on_its_bound_and_not_below) {
  auto of = [](std::uint32_t missing) {
    return defence_of({100, missing}, {7, 0});
  };
  BOOST_TEST((of(0) == green));
  BOOST_TEST((of(5) == green));
  BOOST_TEST((of(6) == yellow));
  BOOST_TEST((of(10) == yellow));
  BOOST_TEST((of(11) == orange));
  BOOST_TEST((of(20) == orange));
  BOOST_TEST((of(21) == red));
  BOOST_TEST((of(30) == red));
  BOOST_TEST((of(31) == black));
  BOOST_TEST((of(100) == black));
}

BOOST_AUTO_TEST_CASE(a_bad_week_is_not_hidden_by_a_good_quarter) {
  BOOST_TEST((defence_of({1'000, 4}, {10, 4}) == black));
  BOOST_TEST((defence_of({1'000, 400}, {10, 0}) == black));
}

BOOST_AUTO_TEST_CASE(nothing_known_is_no_green) {
  BOOST_TEST((defence_of({}, {}) == defence_level::unknown));
  // Of the first days nothing is asked or known: the rest says it.
  BOOST_TEST((defence_of({10, 0}, {}) == green));
}

BOOST_FIXTURE_TEST_CASE(days_of_which_nothing_is_generated_count_nothing,
                        ward) {
  shift(1, "2026-07-06");
  shift(2, "2026-07-07");
  shift(3, "2026-07-09");
  BOOST_TEST((count("2026-07-06", "2026-07-09") == place_count{4, 1}));
  BOOST_TEST((count("2026-07-01", "2026-07-28") == place_count{4, 1}));
  BOOST_TEST((count("2026-07-10", "2026-07-28") == place_count{}));
  BOOST_TEST((count("2027-07-06", "2027-07-09") == place_count{}));
}

BOOST_FIXTURE_TEST_CASE(one_too_many_makes_up_for_nobody, ward) {
  shift(1, "2026-07-06");
  shift(2, "2026-07-06");
  shift(3, "2026-07-08");
  BOOST_TEST((count("2026-07-06", "2026-07-08") == place_count{3, 1}));
}

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
