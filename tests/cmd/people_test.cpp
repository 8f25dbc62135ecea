// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/people.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

BOOST_AUTO_TEST_SUITE(people_test)

namespace {

using namespace nightfloat;

struct fixture {
  domain::programme programme = [] {
    auto x = tests::small_programme();
    x.info.zone = "America/Chicago";
    return x;
  }();
  cmd::directory names{programme};
  domain::roster roster = tests::small_roster(programme);

  result<domain::shift_id> find(const std::string& text) const {
    return cmd::find_shift(names, roster, {1}, text);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(people, fixture)

BOOST_AUTO_TEST_CASE(people_are_named_by_code) {
  BOOST_TEST(names.code(domain::person_id{2}) == "R2");
  BOOST_TEST(names.code(domain::person_id{77}) == "#77");
  BOOST_TEST(names.code(domain::person_id{}) == "-");
  BOOST_TEST(*names.person("R3") == domain::person_id{3});
  auto nobody = names.person("X9");
  BOOST_REQUIRE(!nobody);
  BOOST_TEST(nobody.error().code == ec::not_found);
  BOOST_TEST(nobody.error().detail.find("X9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(times_are_those_of_the_hospital) {
  // 07:00 UTC is 02:00 in Chicago in July, and 22:00 the day before is 03:00.
  auto start = roster.duties.front().start;
  BOOST_TEST(names.time(start) == "2026-07-01 02:00");
  BOOST_TEST(names.time(start - domain::minutes{240}) == "2026-06-30 22:00");
  BOOST_TEST(names.days(start, start + domain::minutes{1'440})
             == "2026-07-01 to 2026-07-02");
  BOOST_TEST(names.days(start, start) == "2026-07-01");
}

BOOST_AUTO_TEST_CASE(ledger_time_is_told_as_rosters_are) {
  constexpr auto noon_ms = std::int64_t{1'782'907'200'000};
  BOOST_TEST(cmd::ledger_time(names, noon_ms) == "2026-07-01 07:00");
  BOOST_TEST(cmd::ledger_time(noon_ms) == "2026-07-01T12:00Z");
  BOOST_TEST(cmd::ledger_time(names, 0) == "-");
  BOOST_TEST(cmd::ledger_time(0) == "-");
}

BOOST_AUTO_TEST_CASE(a_shift_is_found_by_number_or_by_date) {
  BOOST_TEST(*find("12") == domain::shift_id{12});
  BOOST_TEST(*find("2026-07-01") == roster.duties.front().shift);
}

BOOST_AUTO_TEST_CASE(a_day_without_a_shift_is_not_found) {
  BOOST_TEST(find("2026-07-02").error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(what_is_neither_number_nor_date_is_refused) {
  for (auto* text : {"", "0", "-1", "someday", "2026-02-30", "12x"})
    BOOST_TEST(find(text).error().code == ec::invalid_argument, text);
}

BOOST_AUTO_TEST_CASE(several_shifts_of_a_day_are_listed) {
  auto second = roster.duties.front();
  second.shift = {900};
  second.start += domain::minutes{60};
  roster.duties.push_back(second);
  domain::sort(roster);
  auto found = find("2026-07-01");
  BOOST_REQUIRE(!found);
  BOOST_TEST(found.error().code == ec::invalid_argument);
  BOOST_TEST(found.error().detail.find("900") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
