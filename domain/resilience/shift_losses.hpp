// SPDX-License-Identifier: Apache-2.0
#pragma once

// N-1 where demand is by shift: cells are (template, day, people needed).
//
// Who could step in does not depend on who is lost, so each cell's stand-ins
// are found once: eligible by role, PGY and credentials, not on leave or
// vacation, and idle or on a shift that asks for nobody (`people_needed` 0) and
// on which they do not teach, which they leave.
// Internal to resilience/.

#include "domain/resilience/contingency.hpp"
#include "domain/rules/context.hpp"
#include "domain/rules/legality.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

class shift_losses {
public:
  /// The references must outlive it; `over` lies within the programme.
  shift_losses(const programme& where, const roster& what,
               const rule_context& context, const legality& rules, window over);

  /// Fills cells, missing places and base gaps.
  void base(contingency& out) const;

  /// What losing the `index`-th of the programme's people costs.
  [[nodiscard]] vulnerability lose(std::size_t index);

private:
  struct cell {
    std::uint16_t shift = 0;
    date day{};
    instant start{};
    instant end{};
    std::uint16_t needed = 0;
    std::uint16_t present = 0;
    /// Stand-ins have been looked for.
    bool searched = false;
    /// Least loaded first, and whether the rules let each one alone do it.
    std::vector<std::uint16_t> idle;
    std::vector<std::int8_t> may;
  };

  enum : std::int8_t { unasked = -1, no = 0, yes = 1 };

  struct extra_work {
    std::uint16_t who = 0;
    std::uint32_t where = 0;
  };

  void make_cells();
  void count_present();
  void add_loads();
  void find_idle(cell& x) const;
  [[nodiscard]] bool is_idle(std::size_t who, const cell& x) const;
  [[nodiscard]] bool is_eligible(std::size_t who, const cell& x) const;
  [[nodiscard]] bool leaves_for(const duty& work, const cell& x) const;
  [[nodiscard]] bool stands(std::size_t who, std::uint32_t where,
                            std::span<const extra_work> others) const;
  [[nodiscard]] bool supervised(std::size_t lost, std::size_t who,
                                const cell& x) const;
  [[nodiscard]] std::uint32_t match(std::span<const std::uint32_t> lost,
                                    std::size_t who) const;
  [[nodiscard]] bool fill(std::size_t lost, std::uint32_t where,
                          std::vector<extra_work>& done);
  [[nodiscard]] std::int64_t load(std::size_t who, date day) const;

  const programme& where_;
  const rule_context& context_;
  const legality& rules_;
  window over_;
  std::vector<cell> cells_;
  /// By person: the cells held, and all duties and rows of the plan.
  std::vector<std::vector<std::uint32_t>> held_;
  std::vector<std::span<const duty>> duties_;
  std::vector<std::span<const assignment>> plans_;
  std::vector<minutes> longest_;
  /// Duties that ask for supervision or give it, by start.
  std::vector<duty> by_start_;
  minutes longest_of_all_{0};
  /// [person * weeks + week]: minutes of work.
  std::vector<std::int32_t> loads_;
  std::size_t weeks_ = 0;
  /// By person: places taken over in the loss at hand.
  std::vector<std::uint16_t> extras_;
};

} // namespace nightfloat::domain
