// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why this person: what a roster would cost with another task in a cell, or
// with somebody else in it. Every price is exact, of the whole roster with all
// else as it is, and split by kind of rule; nothing is searched again, so that
// a whole roster is explained in the time of a few thousand moves.
//
//   auto aut = explainer{laid, roster};
//   auto why = aut.cell(ann, 3);
//   std::cout << sentence(why, x, names);

#include "domain/solve/naming.hpp"
#include "domain/solve/state.hpp"

#include <optional>

namespace nightfloat::domain::solve {

struct other_task {
  task to = off;
  evaluation price;
};

/// Somebody who comes to a task: alone, as one head more, or in the place of
/// one who is there.
struct stand_in {
  std::uint32_t who = 0;
  task to = off;
  /// Whose place; `fault::nobody`: nobody leaves.
  std::uint32_t instead_of = fault::nobody;
  /// What that one does then.
  task other_to = off;
  evaluation price;
};

struct cell_reasons {
  std::uint32_t who = 0;
  std::int32_t day = 0;
  task now = off;
  /// The other tasks that are allowed there, the cheapest first.
  std::vector<other_task> tasks;
  /// Each other person who may do what is done here: the cheapest way to let
  /// them, the cheapest person first. None where `now` is to be off.
  std::vector<stand_in> people;
  /// Those who may not.
  std::size_t barred = 0;
};

struct demand_reasons {
  std::uint32_t demand = 0;
  std::vector<std::uint32_t> there;
  /// Each other person who may be there: alone, or in the place of one who is,
  /// whichever is cheapest; the cheapest person first.
  std::vector<stand_in> people;
  /// Those who may not.
  std::size_t barred = 0;
};

/// Not thread-safe. The tables must outlive it.
class explainer {
public:
  /// REQUIRES as `state` does.
  explainer(const tables& x, grid roster);

  /// REQUIRES a person and a day of the problem.
  [[nodiscard]] cell_reasons cell(std::uint32_t who, std::int32_t day);

  /// REQUIRES a demand of the problem.
  [[nodiscard]] demand_reasons demand(std::uint32_t which);

private:
  [[nodiscard]] evaluation price(const change& one, const change& other);
  void consider(std::optional<stand_in>& best, const stand_in& x) const;
  /// `who` at `to` in the place of `from`, who goes wherever is cheapest.
  void replace(std::optional<stand_in>& best, std::uint32_t who, task to,
               std::uint32_t from, std::int32_t day, task_set taken);

  const tables* x_;
  state now_;
};

/// What costs more, or less, after the change than before it, rule by rule;
/// the dearest first.
[[nodiscard]] std::vector<fault>
differences(const problem& x, const grid& before, const grid& after);

/// The roster with that done.
[[nodiscard]] grid with(const problem& x, grid roster, std::int32_t day,
                        const stand_in& what);

/// `Ann is on D on day 3: off instead costs 15 more (run 15); the next best is
/// Bob in her place, which ...`
[[nodiscard]] std::string sentence(const cell_reasons& why, const problem& x,
                                   const naming& names);
[[nodiscard]] std::string sentence(const demand_reasons& why, const problem& x,
                                   const naming& names);

/// `Bob on D, Ann off: costs 15 more (run 15)`
[[nodiscard]] std::string sentence(const stand_in& what, const problem& x);
[[nodiscard]] std::string sentence(const other_task& what, const problem& x);

} // namespace nightfloat::domain::solve
