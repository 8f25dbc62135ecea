// SPDX-License-Identifier: Apache-2.0
#pragma once

// A small programme and its roster, written as one would tell it: who, from
// when, for how long.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/validate.hpp"

#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::test {

/// `NIGHTFLOAT_SEED`, else `otherwise`; properties print it when they fail.
inline std::uint64_t seed_or(std::uint64_t otherwise) {
  auto given = std::getenv("NIGHTFLOAT_SEED");
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

/// `NIGHTFLOAT_COUNT`, else `otherwise`.
inline std::size_t count_or(std::size_t otherwise) {
  auto given = std::getenv("NIGHTFLOAT_COUNT");
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

/// Residents 1 (PGY-1), 2 (PGY-2) and 3 (PGY-3), faculty 11 and 12; rotations
/// 1 `WARD` (80 h), 2 `ICU` (88 h), 3 `VAC` (vacation), 4 `ELECT` without
/// templates. Templates 1 ward day (supervised), 2 ward supervision, 3 ICU
/// call for PGY-2 and higher. Four weeks from Wednesday 2026-07-01, in UTC.
struct scene {
  domain::programme where;
  domain::roster what;
  domain::rule_pack pack = domain::acgme_2025();

  explicit scene(std::string zone = "UTC") {
    using enum domain::person_role;
    where.info.zone = std::move(zone);
    where.info.first = *domain::parse_date("2026-07-01");
    where.info.last = *domain::parse_date("2026-07-28");
    where.people = {{.id = {1}, .code = "R1", .pgy = {{2026, 1}}},
                    {.id = {2}, .code = "R2", .pgy = {{2026, 2}}},
                    {.id = {3}, .code = "R3", .pgy = {{2026, 3}}},
                    {.id = {11}, .code = "F1", .role = faculty},
                    {.id = {12}, .code = "F2", .role = faculty}};
    where.rotations
      = {{.id = {1}, .code = "WARD"},
         {.id = {2}, .code = "ICU", .hours_week_max = 88},
         {.id = {3}, .code = "VAC", .kind = domain::rotation_kind::vacation},
         {.id = {4}, .code = "ELECT", .kind = domain::rotation_kind::elective}};
    where.templates = {{.id = {1},
                        .code = "ward-day",
                        .rotation = {1},
                        .start = 7 * 60,
                        .length = 12 * 60,
                        .supervised = true,
                        .unit = "ward"},
                       {.id = {2},
                        .code = "ward-attending",
                        .rotation = {1},
                        .kind = domain::duty_kind::supervision,
                        .role = faculty,
                        .start = 7 * 60,
                        .length = 12 * 60,
                        .unit = "ward"},
                       {.id = {3},
                        .code = "icu-call",
                        .rotation = {2},
                        .kind = domain::duty_kind::in_house_call,
                        .start = 7 * 60,
                        .length = 24 * 60,
                        .pgy_min = 2,
                        .unit = "icu"}};
  }

  static domain::instant at(std::string_view text) {
    return *domain::parse_instant(text);
  }

  static domain::date day(std::string_view text) {
    return *domain::parse_date(text);
  }

  /// Adds a duty and gives its shift number.
  domain::shift_id work(unsigned who, domain::instant start, int minutes,
                        domain::duty_kind kind = domain::duty_kind::clinical,
                        unsigned from = 0) {
    auto shift
      = domain::shift_id{static_cast<std::uint32_t>(what.duties.size() + 1)};
    what.duties.push_back({.person = {who},
                           .shift = shift,
                           .start = start,
                           .end = start + domain::minutes{minutes},
                           .from = {from},
                           .kind = kind});
    return shift;
  }

  void plan(unsigned who, unsigned rotation, std::string_view first,
            std::string_view last) {
    what.plan.push_back({.person = {who},
                         .rotation = {rotation},
                         .first = day(first),
                         .last = day(last)});
  }

  void leave(unsigned who, std::string_view first, std::string_view last,
             domain::absence_status status = domain::absence_status::approved) {
    auto id = static_cast<std::uint32_t>(where.absences.size() + 1);
    where.absences.push_back({.id = {id},
                              .person = {who},
                              .first = day(first),
                              .last = day(last),
                              .kind = "vacation",
                              .status = status});
  }

  [[nodiscard]] domain::window all() const {
    return {where.info.first, where.info.last};
  }

  /// Findings of one rule, of all if it is empty.
  [[nodiscard]] std::vector<domain::finding>
  findings(std::string_view rule = {}) {
    domain::sort(what);
    auto out = std::vector<domain::finding>{};
    for (auto& x : domain::validate(where, what, pack, all()))
      if (rule.empty() || x.rule == rule)
        out.push_back(std::move(x));
    return out;
  }

  /// `violation`, `warning`, ..., several joined by blanks, or `kept`.
  [[nodiscard]] std::string verdict(std::string_view rule) {
    auto out = std::string{};
    for (const auto& x : findings(rule))
      out += (out.empty() ? "" : " ") + name(x.severity);
    return out.empty() ? "kept" : out;
  }

  static std::string name(domain::severity x) {
    constexpr const char* names[] = {"none",   "violation", "warning",
                                     "policy", "notice",    "unknown"};
    return names[static_cast<int>(x)];
  }
};

} // namespace nightfloat::test
