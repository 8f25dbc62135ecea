// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads schedules off sheets onto the roster in force. Internal to staging.

#include "domain/zone.hpp"
#include "exchange/name_resolver.hpp"
#include "exchange/roster_merge.hpp"
#include "exchange/schedule_layout.hpp"
#include "exchange/staged.hpp"

#include <map>
#include <string>
#include <vector>

namespace nightfloat::exchange {

class sheet_import {
public:
  /// `site`: the programme's zone.
  sheet_import(const domain::programme& where, const domain::roster& before,
               const domain::zone& site, const acceptance& accepted);

  /// Takes one sheet; fails as stage_sheets does.
  result<void> take(const sheet& x);

  /// Whether any sheet was a schedule.
  [[nodiscard]] bool has_schedule() const noexcept {
    return has_schedule_;
  }

  /// The roster that results, the names and the notes.
  void finish(staged& to);

private:
  /// A sheet at hand.
  struct page {
    const sheet& of;
    const sheet_grid& grid;
    const schedule_layout& layout;
  };

  /// A piece with what it resolved to.
  struct read_piece {
    cell_piece piece;
    duty_piece duty;
  };

  result<domain::person_id> person_of(const page& p, std::uint32_t row);
  [[nodiscard]] result<void> check_header(const page& p,
                                          std::uint32_t row) const;
  result<void> take_row(const page& p, std::uint32_t row);
  result<void> add_row(const page& p, domain::person_id who,
                       const sheet_cell& label);
  result<void> take_weeks(const page& p, std::uint32_t row,
                          domain::person_id who);
  result<void> add_week(const page& p, const sheet_cell& cell,
                        domain::window week, std::vector<plan_piece>& to);
  result<void> take_days(const page& p, std::uint32_t row,
                         domain::person_id who);
  result<std::vector<read_piece>>
  read_cell(const page& p, const sheet_cell& cell, domain::date day,
            domain::person_id who);
  result<bool> read_duty(const page& p, const sheet_cell& cell,
                         domain::date day, const cell_piece& x, duty_piece& to);
  result<void> check_halves(const page& p, const sheet_cell& cell,
                            half_day half, std::vector<read_piece>& here,
                            const std::vector<read_piece>& morning) const;
  [[nodiscard]] const sheet_cell* label_of(const page& p,
                                           std::uint32_t row) const;
  [[nodiscard]] const sheet_cell* entry_of(const page& p,
                                           std::uint32_t row) const;
  [[nodiscard]] name_books books() const noexcept {
    return {people_.book(), rotations_.book(), shifts_.book()};
  }
  void note(const page& p, const sheet_cell& at, const std::string& what);

  const domain::programme& where_;
  const domain::roster& before_;
  const domain::zone& site_;
  name_resolver people_;
  name_resolver rotations_;
  name_resolver shifts_;
  duty_merge duties_;
  /// What the sheets show of each person's weeks.
  struct shown_plan {
    std::vector<domain::window> days;
    std::vector<plan_piece> pieces;
  };
  std::map<domain::person_id, shown_plan> plans_;
  /// A row of a person, and the days that its sheet is about.
  struct shown_row {
    bool is_weeks = false;
    domain::window days;
    std::string place;
  };
  std::multimap<domain::person_id, shown_row> rows_;
  std::vector<std::string> notes_;
  bool has_schedule_ = false;
};

} // namespace nightfloat::exchange
