// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/calendar_strip.hpp"
#include "cmd/nightfloat/findings.hpp"
#include "exchange/csv.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(findings_test)

namespace {

using namespace nightfloat;
using domain::finding;
using domain::severity;

struct fixture {
  cmd::directory names{tests::small_programme()};
  std::vector<finding> all{
    {.rule = "rest",
     .clause = "VI.F.2.a (6.21)",
     .severity = severity::warning,
     .person = {2},
     .from = domain::instant{domain::minutes{60}},
     .to = domain::instant{domain::minutes{120}},
     .measured = 60,
     .limit = 480,
     .unit = "minutes",
     .shifts = {{7}, {8}},
     .sentence = "=rest, too short",
     .repairs = {{.sentence = "begin shift 8 later"},
                 {.sentence = "take shift 8 off"}}},
    {.rule = "coverage",
     .clause = "policy",
     .severity = severity::policy,
     .sentence = "one \"missing\""},
  };

  std::string printed(std::size_t show) const {
    auto out = std::ostringstream{};
    cmd::print_findings(out, names, all, show);
    return out.str();
  }
};

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(findings, fixture)

BOOST_AUTO_TEST_CASE(repairs_stand_below_their_finding_smallest_first) {
  auto text = printed(10);
  auto what = text.find("=rest, too short");
  auto first = text.find("repair: begin shift 8 later");
  auto second = text.find("or: take shift 8 off");
  BOOST_REQUIRE(first != std::string::npos);
  BOOST_TEST(what < first);
  BOOST_TEST(first < second);
  BOOST_TEST(has(text, "warning: 1, policy: 1"));
}

BOOST_AUTO_TEST_CASE(what_is_not_shown_is_counted) {
  all[1] = all[0];
  all[1].sentence = "another";
  auto text = printed(1);
  BOOST_TEST(!has(text, "another"));
  BOOST_TEST(has(text, "... and 1 more, --show 2 shows all"));
}

BOOST_AUTO_TEST_CASE(no_findings_are_said_to_be_none) {
  all.clear();
  BOOST_TEST(has(printed(1), "no findings"));
}

BOOST_AUTO_TEST_CASE(broken_rules_and_unknowns_do_not_pass) {
  for (auto& x : all)
    x.severity = severity::warning;
  all[0].severity = severity::notice;
  BOOST_TEST(cmd::passes(all));
  for (auto x : {severity::violation, severity::policy, severity::unknown}) {
    all[1].severity = x;
    BOOST_TEST(!cmd::passes(all));
  }
}

BOOST_AUTO_TEST_CASE(csv_has_a_row_for_each_with_its_repairs) {
  auto text = cmd::csv_of_findings(names, all);
  auto table = exchange::csv_table::parse(
    text, "findings.csv",
    {.required = {"severity", "rule", "clause", "person", "from", "to",
                  "measured", "limit", "unit", "shifts", "sentence", "repairs"},
     .optional = {}});
  BOOST_REQUIRE(table);
  BOOST_REQUIRE(table->rows() == 2U);
  BOOST_TEST(table->text(0, "person") == "R2");
  BOOST_TEST(table->text(0, "from") == "1970-01-01T01:00Z");
  BOOST_TEST(table->text(0, "shifts") == "7 8");
  BOOST_TEST(table->text(0, "sentence") == "=rest, too short");
  BOOST_TEST(table->text(0, "repairs")
             == "begin shift 8 later | take shift 8 off");
  BOOST_TEST(table->text(1, "severity") == "policy");
  BOOST_TEST(table->text(1, "person") == "");
  BOOST_TEST(table->text(1, "repairs") == "");
  // No spreadsheet takes it for a formula.
  BOOST_TEST(has(text, "'=rest"));
}

BOOST_AUTO_TEST_CASE(a_calendar_says_where_it_was_cut) {
  auto first = domain::parse_date("2026-07-01");
  BOOST_REQUIRE(first.has_value());
  auto drawn = [&](int days) {
    auto out = std::ostringstream{};
    cmd::print_strips(out, names, domain::roster{}, {{1}},
                      {*first, *first + domain::date::duration{days - 1}}, {});
    return out.str();
  };
  BOOST_TEST(!has(drawn(cmd::strip_days_max), "and the days after"));
  BOOST_TEST(has(drawn(cmd::strip_days_max + 1),
                 "... and the days after 2026-08-25, see them with --first"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
