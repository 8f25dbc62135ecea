// SPDX-License-Identifier: Apache-2.0
#pragma once

// The hard side of a problem taken apart: one thing each that a roster has to
// keep, of one day, one person, or both, so that it can be said which of them
// cannot hold together.
//
// What a person may do on some day is a fact about them; that they may not do
// it on this day is a requirement, which somebody decided.

#include "domain/solve/evaluate.hpp"
#include "domain/solve/naming.hpp"

#include <compare>
#include <vector>

namespace nightfloat::domain::solve {

/// Which bound of its rule: a rule has both where both are hard.
enum class side : std::uint8_t { least, most, exact };

struct requirement {
  rule_kind kind{};
  /// As in `fault`: which rule of its kind. Of a cell: 0, what has a hard
  /// price there; 1, what is not allowed there.
  std::uint32_t rule = 0;
  std::uint32_t who = fault::nobody;
  /// -1: the whole horizon.
  std::int32_t day = -1;
  side which = side::most;

  friend auto operator<=>(const requirement&, const requirement&) = default;
};

/// What the requirements of a problem are, part by part.
class requirements {
public:
  /// Cells from the day `facts_from` on are facts: nobody decided them. Keeps
  /// a reference to the problem. REQUIRES that `check(x)` holds.
  requirements(const problem& x, std::int32_t facts_from);

  /// Every task that the person may do in that cell by what they are.
  [[nodiscard]] task_set able(std::uint32_t who,
                              std::int32_t day) const noexcept;

  /// Those within days [first, last): demands, cells, and rules from day to
  /// day. With one day: what that day alone is about.
  [[nodiscard]] std::vector<requirement> of_days(std::int32_t first,
                                                 std::int32_t last) const;

  /// The person's own cells and rules.
  [[nodiscard]] std::vector<requirement> of_person(std::uint32_t who) const;

  /// All of them. Their number grows with people x days.
  [[nodiscard]] std::vector<requirement> all() const;

  /// Those that a roster breaks; where a fault does not say which side, both.
  [[nodiscard]] std::vector<requirement> broken(const grid& roster) const;

  [[nodiscard]] const problem& what() const noexcept {
    return *x_;
  }

private:
  void add_cell(std::vector<requirement>& to, std::uint32_t who,
                std::int32_t day) const;
  void add_demands(std::vector<requirement>& to, std::int32_t first,
                   std::int32_t last) const;
  /// What lies between days within [first, last).
  void add_steps(std::vector<requirement>& to, std::uint32_t who,
                 std::int32_t first, std::int32_t last) const;
  /// What looks at all days of the person.
  void add_sums(std::vector<requirement>& to, std::uint32_t who) const;
  void add_between(std::vector<requirement>& to, std::int32_t first,
                   std::int32_t last) const;

  const problem* x_;
  std::int32_t facts_from_;
  /// By person: all tasks of all their days.
  std::vector<task_set> able_;
  /// By contract: some succession is forbidden.
  std::vector<bool> has_steps_;
};

/// The least or most heads of the hard prices of a demand.
[[nodiscard]] std::int32_t least_heads(const demand& x) noexcept;
[[nodiscard]] std::int32_t most_heads(const demand& x) noexcept;

/// `night on day 3 needs 2 people`, `Ann may only be off on day 3`.
[[nodiscard]] std::string sentence(const requirement& x, const requirements& of,
                                   const naming& names);

/// For people: what says the same of several days or people is one sentence.
[[nodiscard]] std::vector<std::string>
sentences(const std::vector<requirement>& all, const requirements& of,
          const naming& names);

} // namespace nightfloat::domain::solve
