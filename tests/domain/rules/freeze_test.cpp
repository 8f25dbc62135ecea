// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/freeze.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(freeze_test)

namespace {

namespace data = boost::unit_test::data;

using test::scene;

programme frozen(freeze_scope scope) {
  auto x = scene{"America/Chicago"}.where;
  x.info.freeze_days = 7;
  x.info.freeze_scope = scope;
  return x;
}

struct row {
  freeze_scope scope;
  const char* day;
  change_code code;
  const char* reason;
  const char* verdict;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << static_cast<int>(x.scope) << ' ' << x.day << ' '
               << static_cast<int>(x.code) << " '" << x.reason
               << "': " << x.verdict;
  }
};

using enum change_code;
constexpr auto emergencies = freeze_scope::non_emergency;
constexpr auto everything = freeze_scope::all_changes;

// Today is 6 July.
const row rows[] = {
  {freeze_scope::none, "2026-07-06", none, "", "free"},
  {emergencies, "2026-07-14", none, "", "free"},
  {emergencies, "2026-07-13", none, "", "policy"},
  {emergencies, "2026-07-06", none, "", "policy"},
  {emergencies, "2026-06-01", none, "", "policy"},
  {emergencies, "2026-07-13", sick_call, "", "notice"},
  {emergencies, "2026-07-13", deployment, "", "notice"},
  {emergencies, "2026-07-13", safety, "", "notice"},
  {emergencies, "2026-07-13", coverage_gap, "", "notice"},
  {emergencies, "2026-07-13", emergency_leave, "", "notice"},
  {emergencies, "2026-07-13", crisis_mode, "", "notice"},
  {emergencies, "2026-07-13", administrative, "a long enough one", "policy"},
  {emergencies, "2026-07-13", other, "a long enough one", "policy"},
  {everything, "2026-07-13", sick_call, "", "policy"},
  {everything, "2026-07-13", sick_call, "123456789", "policy"},
  {everything, "2026-07-13", sick_call, "1234567890", "notice"},
  {everything, "2026-07-13", other, "1234567890", "notice"},
  {everything, "2026-07-13", other, "123456789   ", "policy"},
  {everything, "2026-07-13", none, "1234567890", "policy"},
  {everything, "2026-07-14", none, "", "free"},
};

std::string verdict(const std::optional<finding>& x) {
  return x ? scene::name(x->severity) : "free";
}

BOOST_DATA_TEST_CASE(near_days_change_for_a_reason_only, data::make(rows)) {
  auto where = frozen(sample.scope);
  auto found = judge_freeze(where, {1}, scene::day(sample.day),
                            {.today = scene::day("2026-07-06"),
                             .code = sample.code,
                             .reason = sample.reason});
  BOOST_TEST(verdict(found) == sample.verdict);
}

BOOST_AUTO_TEST_CASE(locked_days_ask_for_a_reason_whatever_the_scope) {
  auto where = frozen(freeze_scope::none);
  auto judged = [&](const char* day, change_terms how) {
    how.today = scene::day("2026-07-01");
    return verdict(judge_freeze(where, {1}, scene::day(day), how));
  };
  BOOST_TEST(judged("2026-07-20", {}) == "free");
  where.info.locked_until = scene::day("2026-07-20");
  BOOST_TEST(judged("2026-07-20", {}) == "policy");
  BOOST_TEST(judged("2026-07-21", {}) == "free");
  BOOST_TEST(judged("2026-07-20", {.code = sick_call}) == "policy");
  BOOST_TEST(judged("2026-07-20",
                    {.code = administrative, .reason = "chief asked for it"})
             == "notice");
}

BOOST_AUTO_TEST_CASE(no_days_freeze_nothing) {
  auto where = frozen(everything);
  where.info.freeze_days = 0;
  BOOST_TEST(
    !is_frozen(where.info, scene::day("2026-07-06"), scene::day("2026-07-06")));
}

BOOST_AUTO_TEST_CASE(it_says_which_day_how_far_and_what_to_do) {
  auto found = judge_freeze(frozen(emergencies), {2}, scene::day("2026-07-08"),
                            {.today = scene::day("2026-07-06")});
  BOOST_REQUIRE(found);
  BOOST_TEST(found->rule == "freeze");
  BOOST_TEST(found->person == person_id{2});
  BOOST_TEST(found->measured == 2);
  BOOST_TEST(found->limit == 7);
  BOOST_TEST(found->unit == "days");
  BOOST_TEST(to_string(found->from) == "2026-07-08T05:00Z");
  BOOST_TEST(found->sentence.find("name one of: sick_call")
             != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
