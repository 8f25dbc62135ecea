// SPDX-License-Identifier: Apache-2.0
#pragma once

// What one constraint means in one stage's problem: its rows, columns, tasks
// and price, and what the templates ask about them.

#include "domain/stage/constraint.hpp"
#include "domain/stage/rule_writer.hpp"

#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain::stage {

/// The name of a trait is no such; else it is that one's bit.
[[nodiscard]] std::uint32_t trait_of(std::string_view name) noexcept;

/// Columns of one day or of one calendar week (Monday to Sunday).
struct column_span {
  std::int32_t first = 0;
  std::int32_t last = 0;
  /// Not so where the horizon cuts the week.
  bool whole = true;
};

/// A person's columns that follow each other on some rotation.
struct stretch {
  std::int32_t first = 0;
  std::int32_t last = 0;
};

class scope {
public:
  /// Fails with `not_found` or `invalid_argument`, the field first: a code of
  /// nobody, no such task here, days of the week in a plan of weeks. REQUIRES
  /// a constraint merged with its template, and that all outlive it.
  [[nodiscard]] static result<scope> make(const constraint& what,
                                          const layout& where, rule_writer& to);

  const constraint* what = nullptr;
  const layout* where = nullptr;
  rule_writer* to = nullptr;
  solve::score price;
  std::vector<std::size_t> rows;
  /// Those that weekdays, weeks, part and holidays leave.
  std::vector<std::int32_t> columns;
  solve::task_set tasks = 0;
  solve::task_set then = 0;
  solve::task_set except = 0;

  /// Price / 2^`n`, rounded down.
  [[nodiscard]] solve::score halved(std::int32_t n) const noexcept;

  [[nodiscard]] std::int32_t columns_count() const noexcept;
  [[nodiscard]] const column& at(std::int32_t c) const noexcept;
  [[nodiscard]] bool meant(std::size_t row) const noexcept;
  [[nodiscard]] bool chosen(std::int32_t c) const noexcept;

  /// Whether any of the tasks is allowed there.
  [[nodiscard]] bool may(std::size_t row, std::int32_t c,
                         solve::task_set x) const noexcept;
  /// Only some of the tasks are allowed there.
  [[nodiscard]] bool must(std::size_t row, std::int32_t c,
                          solve::task_set x) const noexcept;
  /// Whether somebody not meant may be at one of these in one of those.
  [[nodiscard]] bool others_may(std::span<const std::int32_t> those,
                                solve::task_set x) const noexcept;

  /// Those of the tasks that somebody meant may do at all: faculty do not
  /// count to the call of residents, though both are call. Where everybody is
  /// meant, all. Fails with `not_found` where there is none.
  [[nodiscard]] result<solve::task_set> open_to_them(solve::task_set x) const;

  /// Days of leave in the column.
  [[nodiscard]] std::int32_t days_away(std::size_t row,
                                       std::int32_t c) const noexcept;
  [[nodiscard]] bool away_on(std::size_t row, date day) const noexcept;

  /// Days, in order; and calendar weeks.
  [[nodiscard]] std::vector<column_span> by_day() const;
  [[nodiscard]] std::vector<column_span> by_week() const;
  /// No day is left out, and of half days none.
  [[nodiscard]] bool gapless() const noexcept;

  /// The tasks of a word; 0: there are none. Fails where no task here has
  /// such a code and no trait is called so.
  [[nodiscard]] result<solve::task_set> find(const char* field,
                                             const std::string& word) const;
  [[nodiscard]] result<solve::task_set>
  find_all(const char* field, const std::vector<std::string>& words) const;

  /// By row: where it is on one of the rotations of `on`. Fails where nothing
  /// says who is on them.
  [[nodiscard]] result<std::vector<std::vector<stretch>>> stretches() const;

  /// By row meant: what the history says, of `task` where that is given.
  [[nodiscard]] std::vector<std::int32_t>
  before(const std::string& task = {}) const;

private:
  result<void> find_rows();
  result<void> find_columns();
  result<void> check_history() const;
  [[nodiscard]] bool fits(std::size_t row) const noexcept;
  [[nodiscard]] bool fits_month(date day) const noexcept;
  [[nodiscard]] result<std::vector<bool>> rotations() const;
  /// The tasks of `on`; those of its words that name a rotation only if
  /// `planned`.
  [[nodiscard]] solve::task_set tasks_on(bool planned) const;
  [[nodiscard]] date last_day(std::int32_t c) const noexcept;
};

/// "field: what".
[[nodiscard]] failure cannot(const char* field, const std::string& what,
                             ec code = ec::invalid_argument);

} // namespace nightfloat::domain::stage
