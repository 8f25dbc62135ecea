// SPDX-License-Identifier: Apache-2.0
#include "config/rule_pack.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

namespace nightfloat::config {

BOOST_AUTO_TEST_SUITE(rule_pack_test)

namespace {

namespace data = boost::unit_test::data;

using domain::rule_pack;

const auto folder = std::string{NIGHTFLOAT_ROOT} + "/config/rules/";

/// What is wrong with it; empty: nothing.
std::string refusal(const std::string& text) {
  auto read = read_rule_pack(text, "house.toml");
  if (read)
    return {};
  BOOST_TEST(read.error().code == ec::configuration);
  return read.error().detail;
}

BOOST_AUTO_TEST_CASE(each_shipped_file_says_what_the_code_says) {
  for (auto name : domain::shipped_packs()) {
    auto file = load_rule_pack(folder + std::string{name} + ".toml");
    BOOST_REQUIRE_MESSAGE(file, file.error().detail);
    auto built_in = domain::shipped_pack(name);
    BOOST_REQUIRE(built_in);
    BOOST_TEST((*file == *built_in), name);
    BOOST_TEST(file->name == name);
    BOOST_TEST(bool{domain::check(*built_in)}, name);
  }
  BOOST_TEST(domain::shipped_packs().size() == 3U);
  BOOST_TEST((domain::acgme_2025() == rule_pack{}));
}

BOOST_AUTO_TEST_CASE(a_pack_that_nobody_ships_is_refused_with_those_there_are) {
  auto none = domain::shipped_pack("acgme-2011");
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().code == ec::configuration);
  BOOST_TEST(none.error().detail.find("acgme-2025, emergency-medicine, "
                                      "house-strict")
               != std::string::npos,
             none.error().detail);
}

struct row {
  const char* text;
  const char* says;

  friend std::ostream& operator<<(std::ostream& out, const row& x) {
    return out << x.text;
  }
};

const row refused[] = {
  {"hours_weak_max = 80", "house.toml:1: hours_weak_max: unknown name"},
  {"[limits]\nhours_weak_max = 80", "house.toml:2: limits.hours_weak_max"},
  {"[siestas]\nminutes = 80", "siestas: unknown name"},
  {"averaging = \"rolling\"", "averaging: no such name (rolling)"},
  {"averaging = \"by_pack\"", "averaging: by_pack is for rotations"},
  {"limits = 4", "limits: wants an object"},
  {"[limits]\nhours_week_max = \"80\"", "limits.hours_week_max: wants an int"},
  {"[limits]\nhours_week_max = -1", "limits.hours_week_max: out of range (-1"},
  {"[limits]\nhours_week_max = 0",
   "house.toml: limits.hours_week_max: out of bounds (0, 1 to 88"},
  {"[limits]\nhours_week_max = 89",
   "house.toml: limits.hours_week_max: out of bounds (89, 1 to 88"},
  {"[limits]\ntransition_minutes_max = 241",
   "limits.transition_minutes_max: out of bounds (241, 0 to 240"},
  {"[limits]\ncontinuous_minutes_max = 1441",
   "limits.continuous_minutes_max: out of bounds (1441, 60 to 1440"},
  {"[limits]\nrest_after_call_minutes = 839",
   "limits.rest_after_call_minutes: out of bounds (839, 840 to 2880"},
  {"[limits]\nrest_minutes = 479", "limits.rest_minutes: out of bounds (479"},
  {"[limits]\nfree_every_days = 8", "limits.free_every_days: out of bounds (8"},
  {"[limits]\ncall_every_nights = 2", "limits.call_every_nights: out of"},
  {"[limits]\nmoonlighting_pgy_min = 1", "limits.moonlighting_pgy_min: out of"},
  {"[limits]\nshift_minutes_max = 1\n", "limits.shift_minutes_max: out of"},
  {"[limits]\ntotal_hours_week_max = 60\npatient_hours_week_max = 61",
   "limits.patient_hours_week_max: 61 hours are more"},
  {"[limits]\nrest_minutes = 841", "limits.rest_after_call_minutes: 840 min"},
  {"[limits]\ncontinuous_minutes_max = 600\nshift_minutes_max = 601",
   "limits.shift_minutes_max: 601 minutes are more"},
  {"free_minutes = 1439", "free_minutes: out of bounds (1439, 1440 to 2880"},
  {"averaging_days = 29", "averaging_days: out of bounds (29, 7 to 28"},
  {"rotation_days_whole = 20", "averaging_days: 28 days are more than"},
  {"rotation_days_whole = 32",
   "rotation_days_whole: out of bounds (32, 1 to 31"},
  {"join_minutes_max = 121", "join_minutes_max: out of bounds (121, 0 to 120"},
  {"notice_permille = 1001", "notice_permille: out of bounds (1001"},
  {"night_float_severity = \"violation\"", "night_float_severity: is warning"},
  {"own_severity = \"notice\"", "own_severity: is violation if"},
  {"name = \"\"", "name: a pack has a name"},
  {"[[by_pgy]]\npgy_min = 3\npgy_max = 2", "by_pgy[0].pgy_min: PGY 3 to 2"},
  {"[[by_pgy]]\npgy_max = 9", "by_pgy[0].pgy_min: PGY 1 to 9"},
  {"[[by_pgy]]\nhours_week_max = 89", "by_pgy[0].hours_week_max: out of"},
  {"[[by_pgy]]\nhours_weak_max = 80", "by_pgy[0].hours_weak_max: unknown"},
  {"[[by_pgy]]\nrest_minutes = 900", "by_pgy[0].rest_after_call_minutes: 840"},
  {"[[by_pgy]]\n[[by_pgy]]\nshift_minutes_max = 1441",
   "by_pgy[1].shift_minutes_max: out of bounds (1441"},
};

BOOST_DATA_TEST_CASE(an_impossible_pack_is_refused_at_its_field,
                     data::make(refused)) {
  auto said = refusal(sample.text);
  BOOST_TEST(said.find(sample.says) != std::string::npos, said);
}

const char* const kept[] = {
  "[limits]\nhours_week_max = 88",
  "[limits]\nhours_week_max = 1",
  "[limits]\ntransition_minutes_max = 240",
  "[limits]\ntransition_minutes_max = 0",
  "[limits]\nrest_after_call_minutes = 840",
  "[limits]\ncall_every_nights = 3",
  "[limits]\nshift_minutes_max = 1440",
  "[limits]\nmoonlighting_pgy_min = 9",
  "rotation_days_whole = 31",
  "join_minutes_max = 120",
  "night_float_severity = \"policy\"",
  "averaging = \"calendar_month\"",
  "[[by_pgy]]\npgy_min = 8\npgy_max = 8\nnights_in_a_row_max = 0",
};

BOOST_DATA_TEST_CASE(what_lies_on_a_bound_is_taken, data::make(kept)) {
  BOOST_TEST(refusal(sample) == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  auto none = load_rule_pack(folder + "none.toml");
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().detail.find("none.toml") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(overrides_hold_for_their_years_and_later_ones_prevail) {
  auto read = read_rule_pack("[[by_pgy]]\npgy_max = 2\nhours_week_max = 70\n"
                             "[[by_pgy]]\npgy_min = 2\nhours_week_max = 75\n"
                             "nights_in_a_row_max = 4\n",
                             "house.toml");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  auto hours = [&](std::uint8_t pgy) {
    return domain::limits_of(*read, pgy).hours_week_max;
  };
  BOOST_TEST(hours(0) == 88);
  BOOST_TEST(hours(1) == 70);
  BOOST_TEST(hours(2) == 75);
  BOOST_TEST(hours(8) == 75);
  BOOST_TEST(domain::limits_of(*read, 1).nights_in_a_row_max == 6);
  BOOST_TEST(domain::limits_of(*read, 2).nights_in_a_row_max == 4);
  BOOST_TEST((domain::limits_of(*read, 0) == read->limits));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::config
