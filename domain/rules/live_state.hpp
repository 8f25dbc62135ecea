// SPDX-License-Identifier: Apache-2.0
#pragma once

// The inside of a live roster: its people, units and shifts, and what its last
// edit did.

#include "domain/rules/live_cover.hpp"
#include "domain/rules/live_person.hpp"
#include "domain/rules/live_roster.hpp"
#include "domain/rules/live_unit.hpp"
#include "domain/rules/shift_holders.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace nightfloat::domain {

/// A person's number in a live roster.
using live_index = std::uint32_t;

/// One duty that comes to a person or goes.
struct live_step {
  live_index person = 0;
  bool comes = false;
  duty work;
};

struct live_state {
  live_state(rule_context rules, window over);
  // People refer to `context`.
  live_state(const live_state&) = delete;
  live_state& operator=(const live_state&) = delete;

  /// The number of a person; strangers get one when they are first met.
  [[nodiscard]] live_index index_of(person_id who);

  /// The steps that take all parts of a shift from who has them.
  [[nodiscard]] std::vector<live_step> parts_of(shift_id shift) const;

  /// Puts all of a roster in, without telling what changed.
  void fill(const roster& what);

  /// One edit. `steps` of one person stand together.
  void apply(std::vector<live_step> steps);
  void apply_plan(live_index who, std::vector<assignment> rows);
  void apply_leave(live_index who, std::span<const absence> all);

  [[nodiscard]] std::vector<finding> findings() const;
  [[nodiscard]] finding_changes changes();

  rule_context context;
  window over;
  instant from;
  instant to;
  person_judge judge;
  /// Those of the programme, in its order, then strangers.
  std::vector<live_person> people;
  std::vector<std::pair<person_id, live_index>> strangers;
  shift_holders holders;
  /// By unit; the last is of duties without one.
  std::vector<live_unit> units;
  live_cover cover;
  std::size_t duties = 0;
  std::size_t rows = 0;
  bool supervision_known = true;

private:
  struct noted {
    live_index person = 0;
    kept_remark what;
  };

  /// Time of a unit that an edit touches.
  struct unit_touch {
    std::uint16_t unit = 0;
    instant from{};
    instant to{};
    bool residents = false;
  };

  void begin_edit(std::size_t duties_after, std::size_t rows_after);
  void end_edit();
  void apply_steps(std::span<const live_step> steps);
  void step(const live_step& x);
  void touch_unit(const presence& x, const duty& work);
  void note(live_index who);
  /// Puts duties, plan and leave back as they were before the last edit, or
  /// forth again; nothing else.
  void turn_back();
  void turn_forth();

  [[nodiscard]] std::vector<finding>
  words_of(std::span<const noted> remarks, std::span<const shortfall> units,
           std::span<const crowd> crowds,
           std::span<const window> unknown) const;

  // The last edit:
  std::vector<live_step> steps_;
  std::optional<live_index> plan_of_;
  std::vector<assignment> plan_;
  std::optional<live_index> leave_of_;
  leave_spans leave_;
  std::vector<noted> gone_;
  std::vector<noted> come_;
  std::vector<shortfall> units_gone_;
  std::vector<shortfall> units_come_;
  cover_changes cover_;
  /// All findings before it, where it emptied the roster or filled it first.
  std::optional<std::vector<finding>> before_;
  // Room, used again:
  remark_changes changes_;
  std::vector<unit_touch> unit_touches_;
};

} // namespace nightfloat::domain
