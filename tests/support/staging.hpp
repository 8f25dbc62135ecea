// SPDX-License-Identifier: Apache-2.0
#pragma once

// A small programme with its roster, and sheets of it to be staged again.

#include "domain/zone.hpp"
#include "exchange/staged.hpp"
#include "tests/support/sheets.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace nightfloat::test {

using sheet_rows = std::vector<std::vector<std::string>>;

inline domain::date day(const char* text) {
  return *domain::parse_date(text);
}

/// Five residents, three rotations, a day and a night, in Chicago.
struct staging_fixture {
  domain::programme where = tests::small_programme();
  domain::roster roster;
  exchange::acceptance accepted;

  staging_fixture() {
    where.info.zone = "America/Chicago";
    where.people[0].name = "Ann Smith";
    where.people[1].name = "Bob Jones";
    where.rotations.push_back({.id = {2}, .code = "ICU", .name = "Critical"});
    where.rotations.push_back({.id = {3}, .code = "NF", .name = "Night float"});
    where.templates.push_back({.id = {2},
                               .code = "NIGHT",
                               .name = "Night",
                               .rotation = {3},
                               .kind = domain::duty_kind::night_float,
                               .start = 1'140,
                               .length = 720});
    roster.id = {9};
    for (auto i = std::uint32_t{0}; i < 14; ++i)
      for (auto& who : where.people)
        add(who.id,
            day("2026-07-06") + domain::date::duration{static_cast<int>(i)},
            (i + who.id.value) % 3 == 0 ? 2 : 1);
    for (auto& who : where.people) {
      roster.plan.push_back(
        {who.id, {1}, day("2026-07-01"), day("2026-07-28")});
      roster.plan.push_back(
        {who.id, {2}, day("2026-07-29"), day("2026-08-27")});
    }
    sort(roster);
  }

  void add(domain::person_id who, domain::date on, std::uint32_t from) {
    auto site = *domain::zone::find(where.info.zone);
    auto& shift = where.templates[from - 1];
    auto start = *site.to_utc(on, shift.start, domain::resolve::earlier);
    auto number = static_cast<std::uint32_t>(roster.duties.size() + 1);
    roster.duties.push_back({.person = who,
                             .shift = {number},
                             .start = start,
                             .end = start + domain::minutes{shift.length},
                             .from = shift.id,
                             .rotation = shift.rotation,
                             .kind = shift.kind});
  }

  result<exchange::staged>
  stage(const std::vector<exchange::sheet>& sheets) const {
    return exchange::stage_sheets({&where, &roster}, sheets, accepted);
  }

  exchange::staged good(const std::vector<exchange::sheet>& sheets) const {
    auto x = stage(sheets);
    BOOST_REQUIRE_MESSAGE(x, x.error().detail);
    return std::move(*x);
  }

  std::string fails(const std::vector<exchange::sheet>& sheets) const {
    auto x = stage(sheets);
    BOOST_REQUIRE(!x);
    BOOST_TEST(x.error().code == ec::invalid_argument);
    return x.error().detail;
  }

  sheet_rows weeks() const {
    return rows_of(exchange::weeks_table(where, roster, false));
  }

  sheet_rows days(bool halves = false) const {
    auto over = domain::window{day("2026-07-06"), day("2026-07-19")};
    return rows_of(*exchange::days_table(where, roster, over, halves));
  }
};

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline bool notes(const exchange::staged& x, const std::string& part) {
  return std::ranges::any_of(x.notes,
                             [&](auto& one) { return holds(one, part); });
}

/// `+R1 2026-07-06 DAY`, for each change.
inline std::vector<std::string> summary(const exchange::staged& x) {
  auto out = std::vector<std::string>{};
  for (const auto& one : x.changes) {
    auto sign = one.what == exchange::change_kind::added     ? "+"
                : one.what == exchange::change_kind::removed ? "-"
                                                             : "~";
    out.push_back(sign + one.person + " "
                  + (one.day ? domain::to_string(*one.day) : "") + " "
                  + (one.after.empty() ? one.before : one.after));
  }
  return out;
}

} // namespace nightfloat::test
