// SPDX-License-Identifier: Apache-2.0
// Which columns of duty are holidays.
#include "domain/stage/duty_problem.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(holidays_test)

using namespace nightfloat;
using namespace nightfloat::domain;

BOOST_AUTO_TEST_CASE(a_holiday_counts_on_its_day_and_where_it_is_observed) {
  auto x = test::ward(2);
  // A Saturday.
  x.holidays.push_back({*parse_date("2026-07-11"), "Founder's Day"});
  auto in = make_frame(x, {}, {});
  BOOST_REQUIRE(in);
  auto made = stage::make_duty_problem(*in, {}, {}, {.templates = {0}});
  BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().detail));
  auto found = std::string{};
  for (const auto& column : made->meaning.columns)
    if (column.holiday)
      found += to_string(column.day) + ' ';
  BOOST_TEST(found == "2026-07-10 2026-07-11 ");
}

BOOST_AUTO_TEST_SUITE_END()
