// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster under search: what it costs, and what a change of a few days would
// cost, in time that does not grow with the horizon. Exact: after any number
// of changes `cost` is what `evaluate` says.

#include "domain/solve/bits.hpp"
#include "domain/solve/tables.hpp"

#include <array>

namespace nightfloat::domain::solve {

/// The longest block of days that one change may cover.
constexpr std::int32_t block_max = 16;

/// One person's days [first, first + count) anew.
struct change {
  std::uint32_t who = 0;
  std::int32_t first = 0;
  std::int32_t count = 0;
  std::array<task, block_max> to{};

  [[nodiscard]] std::int32_t end() const noexcept {
    return first + count;
  }
};

/// Not thread-safe. Copies are deep; the tables are shared and must outlive
/// it.
class state {
public:
  /// REQUIRES a roster of the problem's size in which every cell has a task
  /// that is allowed there.
  state(const tables& x, grid roster);

  [[nodiscard]] const grid& roster() const noexcept {
    return roster_;
  }

  /// What is kept and what is not yet.
  [[nodiscard]] score cost() const noexcept {
    return cost_;
  }

  [[nodiscard]] task at(std::size_t who, std::int32_t day) const noexcept {
    return roster_[x_->what.cell_at(who, day)];
  }

  [[nodiscard]] std::int32_t heads(std::uint32_t demand) const noexcept {
    return heads_[demand];
  }

  /// What one more, or one fewer, head with that task costs on that day.
  [[nodiscard]] score more(std::int32_t day, task t) const noexcept;
  [[nodiscard]] score fewer(std::int32_t day, task t) const noexcept;

  /// Applies the change and returns what it costs. `undo` takes back all
  /// changes since the last `keep`. REQUIRES tasks that are allowed.
  score apply(const change& x);

  /// The same, where another change of the same days makes up for it: what
  /// joins people is not looked at. REQUIRES that it does, and neither spread
  /// nor pair rules.
  score apply_own(const change& x);

  void keep() noexcept {
    undone_.clear();
  }

  void undo();

  /// The person's days as they are.
  [[nodiscard]] change now(std::uint32_t who, std::int32_t first,
                           std::int32_t count) const noexcept;

private:
  struct undo_entry {
    change before;
    score cost;
    bool between = false;
  };

  day_word* bits(std::size_t who, std::size_t rule) noexcept {
    return bits_.data() + bits_from_[who] + rule * x_->words;
  }
  [[nodiscard]] const day_word* bits(std::size_t who,
                                     std::size_t rule) const noexcept {
    return bits_.data() + bits_from_[who] + rule * x_->words;
  }

  void count_all();
  /// Writes the row and counts what counts there; no price.
  void write(const change& x, const change& before) noexcept;
  /// Heads and counts between people; the price of the difference.
  score between(const change& x, const change& before);
  score spreads(const change& x, const change& before);

  /// What of the row's price can change with these days.
  [[nodiscard]] score around(const change& x,
                             std::uint64_t touched) const noexcept;
  [[nodiscard]] score successions(const change& x) const noexcept;
  [[nodiscard]] score runs(const change& x,
                           std::uint64_t touched) const noexcept;
  [[nodiscard]] score run(const run_table& rule, std::uint32_t who,
                          std::size_t i, std::int32_t from,
                          std::int32_t to) const noexcept;
  [[nodiscard]] score clashes(const change& x) const noexcept;
  [[nodiscard]] score sums(const change& x) const noexcept;
  [[nodiscard]] score windows(const change& x) const noexcept;
  [[nodiscard]] score spread(std::uint32_t i) const noexcept;
  [[nodiscard]] score pairs(const change& x) const noexcept;

  const tables* x_;
  grid roster_;
  score cost_;
  std::vector<undo_entry> undone_;

  std::vector<std::size_t> bits_from_;
  std::vector<day_word> bits_;
  std::vector<std::size_t> totals_from_;
  std::vector<std::int64_t> totals_;
  /// Per person and group: spans touched, and those touched in part.
  std::vector<std::size_t> groups_from_;
  std::vector<std::int32_t> groups_;
  std::vector<std::int32_t> partial_;
  std::vector<std::size_t> windows_from_;
  std::vector<std::int64_t> windows_;
  std::vector<std::int32_t> heads_;
  /// Per spread rule, people.
  std::vector<std::int32_t> counts_;
};

} // namespace nightfloat::domain::solve
