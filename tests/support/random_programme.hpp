// SPDX-License-Identifier: Apache-2.0
#pragma once

// Programmes and rosters drawn at random, all fields of all tables, with
// texts that formats of text get wrong. They are consistent, though nobody
// would work by them.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>
#include <random>
#include <string>

namespace nightfloat::test {

class random_programme {
public:
  explicit random_programme(std::uint64_t seed) : engine_{seed} {
  }

  [[nodiscard]] domain::programme make_programme();

  /// Without two duties of one person that begin at once, as stored ones are.
  [[nodiscard]] domain::roster make_roster(const domain::programme& of);

  [[nodiscard]] std::uint64_t below(std::uint64_t n) {
    return engine_() % n;
  }

private:
  [[nodiscard]] bool truth() {
    return below(2) == 0;
  }

  /// Quotes, separators, line breaks, formulas, escapes, any script; at times
  /// empty.
  [[nodiscard]] std::string text();
  /// Not empty, unique by its number.
  [[nodiscard]] std::string code(std::uint32_t number);
  [[nodiscard]] domain::date day();
  [[nodiscard]] std::string zone();
  [[nodiscard]] std::uint32_t id(std::uint32_t i);

  template <class Enum>
  [[nodiscard]] Enum one_of();
  /// The id of any row, or none where `or_none`.
  template <class Rows>
  [[nodiscard]] auto any(const Rows& rows, bool or_none);

  void add_places(domain::programme& x);
  void add_people(domain::programme& x);
  void add_demand(domain::programme& x);
  void set_info(domain::programme& x);
  void set_rules(domain::programme& x);

  std::mt19937_64 engine_;
};

} // namespace nightfloat::test
