// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a generation holds while it works: the plan and the duties in turn.
// Internal.

#include "domain/solve/frame.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/year_search.hpp"
#include "domain/stage/duty_stages.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

enum class generation_phase { plan, duties, check, done };

/// Of what is left of a budget of time, what the plan may take.
constexpr double plan_share = 0.25;

/// Moves that a programme of that size asks for.
constexpr std::uint64_t usual_moves(std::size_t people) noexcept {
  return std::max<std::uint64_t>(20'000'000, people * 100'000);
}

struct generation::parts {
  generation_options options;
  /// No number of moves was asked for.
  bool quick = false;
  std::optional<roster> base;
  /// Where it begins, its duties without those by hand.
  std::optional<generation_start> start;
  struct frame frame;
  generation_phase phase = generation_phase::plan;
  /// Where there are constraints; searches point to it.
  std::optional<stage::constraint_use> use;
  bool use_settled = false;
  std::optional<failure> refused;
  std::optional<year_search> plan;
  /// Rows of the plan that stay as they are up to the frozen day, for the
  /// search as if by hand.
  std::vector<assignment> frozen;
  /// Duties that stay as they are.
  std::vector<duty> fixed;
  std::optional<stage::duty_stages> duties;
  /// The best of earlier attempts, under another plan.
  std::optional<stage::duty_stages> kept;
  std::uint32_t attempts = 0;
  /// No other plan will be tried.
  bool settled = false;
  std::uint64_t spent = 0;
  /// Of a budget of time: so far, and at what the plan ends.
  double used = 0;
  double plan_until = plan_share;
  std::uint16_t permille = 0;
  bool feasible = false;
  std::vector<std::string> unmet;

  [[nodiscard]] bool begins_planned() const noexcept {
    return start && !start->what.plan.empty();
  }

  [[nodiscard]] std::vector<assignment> rows() const {
    if (plan)
      return thawed(plan->rows());
    if (begins_planned() && (options.stages & stage::plan_part) != 0)
      return start->what.plan;
    return base ? base->plan : std::vector<assignment>{};
  }

  /// The duties to show: the best of those under any plan; null: none yet.
  [[nodiscard]] const stage::duty_stages* leading() const noexcept {
    if (kept && (!duties || kept->cost() < duties->cost()))
      return &*kept;
    return duties ? &*duties : nullptr;
  }

  [[nodiscard]] roster made() const {
    auto out = roster{.id = options.id};
    const auto* best = leading();
    out.plan = best != nullptr ? best->plan() : rows();
    out.duties = best != nullptr ? best->rows() : fixed;
    sort(out);
    return out;
  }

  [[nodiscard]] stage::part_set duty_parts() const noexcept {
    return options.stages & static_cast<stage::part_set>(~stage::plan_part);
  }

  /// Rows that were frozen as they were before.
  [[nodiscard]] std::vector<assignment> thawed(std::vector<assignment> x) const;
  [[nodiscard]] bool is_frozen(const duty& x) const noexcept;
  [[nodiscard]] roster base_of_plan();
  [[nodiscard]] result<stage::open_places> open_bound() const;

  // generation_caps.cpp
  [[nodiscard]] bool is_capped() const noexcept {
    return options.changes_max || options.changes_max_each;
  }
  [[nodiscard]] result<void> check_caps();
  [[nodiscard]] result<void> check_lost() const;
  [[nodiscard]] failure too_few(const stage::lost_day& first, std::size_t count,
                                std::uint32_t most, bool each) const;

  [[nodiscard]] result<void> plan_first();
  [[nodiscard]] result<void> take_plan();
  [[nodiscard]] result<void> check_parts() const;
  void keep_duties();
  void begin_duties();
  [[nodiscard]] result<void> try_duties();
  void refuse(const failure& why);
  void end_attempt();
  void step_duties(std::uint64_t moves);
  [[nodiscard]] std::vector<std::string> lacks() const;
};

} // namespace nightfloat::domain
