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
std::uint64_t seed_or(std::uint64_t otherwise);

/// `NIGHTFLOAT_COUNT`, else `otherwise`.
std::size_t count_or(std::size_t otherwise);

/// Residents 1 (PGY-1), 2 (PGY-2) and 3 (PGY-3), faculty 11 and 12; rotations
/// 1 `WARD` (80 h), 2 `ICU` (88 h), 3 `VAC` (vacation), 4 `ELECT` without
/// templates. Templates 1 ward day (supervised), 2 ward supervision, 3 ICU
/// call for PGY-2 and higher. Four weeks from Wednesday 2026-07-01, in UTC.
struct scene {
  domain::programme where;
  domain::roster what;
  domain::rule_pack pack = domain::acgme_2025();

  explicit scene(std::string zone = "UTC");

  static domain::instant at(std::string_view text);

  static domain::date day(std::string_view text);

  /// Adds a duty and gives its shift number.
  domain::shift_id work(unsigned who, domain::instant start, int minutes,
                        domain::duty_kind kind = domain::duty_kind::clinical,
                        unsigned from = 0);

  void plan(unsigned who, unsigned rotation, std::string_view first,
            std::string_view last);

  void leave(unsigned who, std::string_view first, std::string_view last,
             domain::absence_status status = domain::absence_status::approved);

  [[nodiscard]] domain::window all() const {
    return {where.info.first, where.info.last};
  }

  /// Findings of one rule, of all if it is empty.
  [[nodiscard]] std::vector<domain::finding>
  findings(std::string_view rule = {});

  /// `violation`, `warning`, ..., several joined by blanks, or `kept`.
  [[nodiscard]] std::string verdict(std::string_view rule);

  static std::string name(domain::severity x);
};

} // namespace nightfloat::test
