// SPDX-License-Identifier: Apache-2.0
#pragma once

// N-1 where demand is by rotation: cells are (rotation, week, least people),
// for programmes that plan a year in weeks and have no shift templates.
//
// A stand-in is a resident who is not away and whose own rotation that week
// keeps its least number without them. It is achievable if their year's
// requirements stay as met as they are. Internal to resilience/.

#include "domain/resilience/contingency.hpp"
#include "domain/rules/context.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

class week_losses {
public:
  /// The references must outlive it; `over` lies within the programme.
  week_losses(const programme& where, const roster& what,
              const rule_context& context, window over);

  void base(contingency& out) const;

  [[nodiscard]] vulnerability lose(std::size_t index) const;

private:
  /// A week that somebody takes over in the loss at hand.
  struct extra_week {
    std::size_t who = 0;
    std::size_t week = 0;
    std::size_t from = 0;
    std::size_t to = 0;
  };

  static constexpr std::size_t none = ~std::size_t{0};

  [[nodiscard]] std::size_t at(std::size_t who, std::size_t week) const {
    return who * weeks_.size() + week;
  }

  [[nodiscard]] std::uint16_t present(std::size_t rotation,
                                      std::size_t week) const {
    return present_[rotation * weeks_.size() + week];
  }

  void place(std::size_t who, std::span<const assignment> plan);
  [[nodiscard]] bool can_leave(std::size_t who, std::size_t week) const;
  [[nodiscard]] bool keeps_year(const extra_week& x,
                                std::span<const extra_week> done) const;
  [[nodiscard]] bool applies(const requirement& x, std::size_t who) const;

  const programme& where_;
  const rule_context& context_;
  /// The first day of each week.
  std::vector<date> weeks_;
  /// [person * weeks + week]: index of the rotation, or none.
  std::vector<std::size_t> rotation_;
  std::vector<std::uint8_t> away_;
  /// [rotation * weeks + week]
  std::vector<std::uint16_t> present_;
  /// [requirement * people + person]: weeks in the whole year's plan.
  std::vector<std::uint16_t> fulfilled_;
};

} // namespace nightfloat::domain
