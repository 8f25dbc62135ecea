// SPDX-License-Identifier: Apache-2.0
#pragma once

// N-1 where demand is by rotation: cells are (rotation, week, least people),
// for programmes that plan a year in weeks and have no shift templates.
//
// A stand-in is a resident who is not away and whose own rotation that week
// keeps its least number without them. It is achievable if their year's
// requirements stay as met as they are; as these ask for weeks in a row, one
// stand-in takes as many of a stretch as they can. Internal to resilience/.

#include "domain/resilience/contingency.hpp"
#include "domain/rules/context.hpp"
#include "domain/solve/frame.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain {

class week_losses {
public:
  /// The references must outlive it; `over` lies within `planned`, the days of
  /// the programme from the first to the last that the plan has.
  week_losses(const programme& where, const roster& what,
              const rule_context& context, window planned, window over);

  void base(contingency& out) const;

  /// What losing the `index`-th of the programme's people costs.
  [[nodiscard]] vulnerability lose(std::size_t index) const;

private:
  /// A week that somebody takes over in the loss at hand.
  struct extra_week {
    std::size_t who = 0;
    std::size_t week = 0;
    std::size_t from = 0;
    std::size_t to = 0;
  };

  /// Of those who owe runs or an order of rotations: their year alone, and
  /// what of it is broken as planned. No year: it cannot be judged.
  struct ordered_year {
    std::optional<frame> year;
    std::size_t broken = 0;
  };

  static constexpr std::size_t none = ~std::size_t{0};

  [[nodiscard]] std::size_t at(std::size_t who, std::size_t week) const {
    return who * weeks_.size() + week;
  }

  [[nodiscard]] std::uint16_t present(std::size_t rotation,
                                      std::size_t week) const {
    return present_[rotation * weeks_.size() + week];
  }

  [[nodiscard]] rotation_id id_of(std::size_t rotation) const {
    return rotation == none ? rotation_id{} : where_.rotations[rotation].id;
  }

  void count_days(std::size_t who, window planned);
  void place(std::size_t who);
  [[nodiscard]] std::optional<ordered_year> make_year(std::size_t who) const;
  [[nodiscard]] bool is_lost(std::size_t who, std::size_t week) const;
  [[nodiscard]] bool can_leave(std::size_t who, std::size_t week) const;
  [[nodiscard]] bool somebody_can(std::size_t lost, std::size_t week) const;
  [[nodiscard]] bool take(std::size_t lost, std::size_t week, std::size_t after,
                          std::vector<extra_week>& done) const;
  [[nodiscard]] std::size_t fill(std::size_t lost, std::size_t week,
                                 std::size_t after,
                                 std::vector<extra_week>& done) const;
  [[nodiscard]] bool keeps_year(std::span<const extra_week> moves,
                                std::span<const extra_week> done) const;
  [[nodiscard]] bool keeps_order(std::span<const extra_week> moves,
                                 std::span<const extra_week> done) const;
  [[nodiscard]] std::int64_t days_moved(const requirement& owed,
                                        std::size_t who,
                                        std::span<const extra_week> all) const;
  [[nodiscard]] std::vector<assignment>
  moved(std::size_t who, std::span<const extra_week> all) const;
  [[nodiscard]] bool applies(const requirement& x, std::size_t who) const;

  const programme& where_;
  const rule_context& context_;
  /// The days of each week that are planned.
  std::vector<window> weeks_;
  std::vector<std::span<const assignment>> plans_;
  /// [person * weeks + week]: index of the rotation, or none.
  std::vector<std::size_t> rotation_;
  std::vector<std::uint8_t> away_;
  /// [rotation * weeks + week]
  std::vector<std::uint16_t> present_;
  /// [requirement * people + person]: days in the whole year's plan.
  std::vector<std::int32_t> fulfilled_;
  /// By person.
  std::vector<std::optional<ordered_year>> years_;
};

} // namespace nightfloat::domain
