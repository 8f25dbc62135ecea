// SPDX-License-Identifier: Apache-2.0

// Random rosters, judged twice: by the rules and by counting minutes. What the
// two say must be equal, finding by finding.

#include "domain/rules/legality.hpp"
#include "domain/rules/validate.hpp"
#include "tests/support/minute_grid.hpp"
#include "tests/support/oracle_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(oracle_test)

namespace {

using test::dice;
using test::fact;
using test::oracle_scene;

constexpr auto one_day = date::duration{1};

bool is_about_units(const finding& x) {
  return x.rule == "coverage"
         || (x.rule == "supervision" && x.severity != severity::unknown);
}

/// Days without templates and people without records are not counted.
bool is_counted(const finding& x) {
  return x.rule != "data" && x.rule != "supervision" && x.rule != "coverage"
         && x.sentence.find("without shifts") == std::string::npos;
}

template <class Wanted>
std::vector<fact> facts_of(const std::vector<finding>& all, Wanted&& wanted) {
  auto out = std::vector<fact>{};
  for (const auto& x : all)
    if (wanted(x))
      out.push_back({x.rule, x.severity, x.from, x.to, x.measured, x.limit});
  std::ranges::sort(out);
  return out;
}

/// How often each rule said something, and how bad.
class tally_of_rules {
public:
  void take(const std::vector<fact>& all) {
    for (const auto& x : all)
      ++seen_[x.rule + ' ' + std::to_string(static_cast<int>(x.severity))];
  }

  /// A property would be empty if a rule were never broken.
  void require(std::initializer_list<const char*> all) const {
    for (const auto* x : all)
      BOOST_TEST(seen_.contains(x), x << " was never said");
  }

private:
  std::map<std::string, int> seen_;
};

BOOST_AUTO_TEST_CASE(agree_on_random_rosters) {
  auto seed = test::seed_or(1);
  auto seen = tally_of_rules{};
  for (auto i = std::size_t{0}; i < test::count_or(1'000); ++i) {
    auto x = oracle_scene{seed + i}.one_resident();
    auto said = facts_of(validate_person(x.where, x.what, x.pack, x.all(), {1}),
                         is_counted);
    auto counted = test::count_cells(x.where, x.what, x.pack, {1});
    seen.take(counted);
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i);
    BOOST_REQUIRE_EQUAL_COLLECTIONS(said.begin(), said.end(), counted.begin(),
                                    counted.end());
  }
  if (test::count_or(1'000) < 1'000)
    return;
  seen.require({"work_hours_80 1",    "work_hours_80 4",  "work_hours_80 5",
                "day_off_1_in_7 1",   "day_off_1_in_7 2", "continuous_24_4 1",
                "continuous_24_4 4",  "rest 1",           "rest 2",
                "in_house_call 1",    "night_float 2",    "night_float 3",
                "moonlighting 1",     "moonlighting 5",   "at_home_call 3",
                "rolling_hours 2",    "weekly_hours 1",   "shift_length 1",
                "consecutive_days 3", "leave 3",          "leave 2",
                "double_booking 3",   "eligibility 3",    "eligibility 5",
                "credentials 3",      "credentials 4"});
}

BOOST_AUTO_TEST_CASE(a_roster_is_legal_where_nothing_is_broken) {
  auto seed = test::seed_or(1);
  auto legal = std::size_t{0};
  auto count = test::count_or(2'000);
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto x = oracle_scene{seed + i}.one_resident();
    // Few and short duties, so that both answers occur.
    std::erase_if(x.what.duties, [&](const auto& duty) {
      return duty.end - duty.start > minutes{600}
             || duty.shift.value % 4 < i % 4;
    });
    auto rules = legality::make(x.where, x.pack);
    BOOST_REQUIRE(rules);
    auto roll = dice{seed + i};
    auto first = x.where.info.first + roll.in(-5, 60) * one_day;
    auto over = roll.one_in(2)
                  ? x.all()
                  : window{first, first + roll.in(0, 20) * one_day};
    auto found = validate_person(x.where, x.what, x.pack, over, {1});
    auto kept = std::ranges::none_of(found, is_breach, &finding::severity);
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i);
    BOOST_REQUIRE(rules->holds({1}, x.what.duties, x.what.plan, over) == kept);
    legal += kept ? 1 : 0;
  }
  BOOST_TEST(legal > 0U);
  BOOST_TEST(legal < count);
}

BOOST_AUTO_TEST_CASE(agree_on_supervision_and_coverage) {
  auto seed = test::seed_or(1);
  auto count = std::max<std::size_t>(test::count_or(1'000) / 10, 1);
  auto seen = tally_of_rules{};
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto x = oracle_scene{seed + i}.several_people();
    if (x.what.duties.empty())
      continue;
    auto said = facts_of(validate(x.where, x.what, x.pack, x.all()),
                         is_about_units);
    auto counted = test::count_units(x.where, x.what);
    seen.take(counted);
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i);
    BOOST_REQUIRE_EQUAL_COLLECTIONS(said.begin(), said.end(), counted.begin(),
                                    counted.end());
  }
  if (count >= 100)
    seen.require({"supervision 3", "coverage 3", "coverage 4", "coverage 5"});
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
