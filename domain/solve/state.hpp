// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster under search: what it costs, and what a change of a few days would
// cost, in time that does not grow with the horizon. Exact: after any number
// of changes `cost` is what `evaluate` says.

#include "domain/solve/bits.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/tables.hpp"

#include <array>
#include <span>

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

/// A price at which nobody wants to know more.
struct ceiling {
  std::int64_t hard_weight = 1;
  std::int64_t price = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool below(score x) const noexcept {
    return x.weighed(hard_weight) > price;
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

  /// The demands that could cost less with other heads, in no order.
  [[nodiscard]] std::span<const std::uint32_t> dear() const noexcept {
    return dear_;
  }

  /// The sum of a total rule of that person's, by its place in the tables.
  [[nodiscard]] std::int64_t total(std::size_t who,
                                   std::size_t rule) const noexcept {
    return totals_[totals_from_[who] + rule];
  }

  /// What that person's own rules cost.
  [[nodiscard]] score rules_cost(std::size_t who) const noexcept {
    return rules_[who];
  }

  /// What the change would cost in the cells themselves, and in what joins
  /// people (demands, spreads, pairs). REQUIRES tasks that are allowed.
  [[nodiscard]] score cells(const change& x) const noexcept;
  [[nodiscard]] score joined(const change& x) const;

  /// The same in the person's own rules; may end early with something that is
  /// over `enough`, where the whole would be too.
  [[nodiscard]] score rules(const change& x,
                            const ceiling& enough = {}) const noexcept;

  /// All of it by kind of rule, for those who want to know why; slower.
  [[nodiscard]] evaluation priced(const change& x) const;

  /// Applies the change and returns what it costs. `undo` takes back all
  /// changes since the last `keep`.
  score apply(const change& x);

  /// The same where its price is known: the sum of the three.
  void apply_priced(const change& x, score price);

  void keep() noexcept {
    undone_.clear();
  }

  void undo();

  [[nodiscard]] std::size_t bytes() const noexcept;

  /// The person's days as they are.
  [[nodiscard]] change now(std::uint32_t who, std::int32_t first,
                           std::int32_t count) const noexcept;

private:
  struct undo_entry {
    change before;
    score cost;
    score rules;
  };

  /// Bits of a run rule, or after those of a group or an order; of a group
  /// they are kept up on the days that it looks at only.
  day_word* bits(std::size_t who, std::size_t rule) noexcept {
    return bits_.data() + bits_from_[who] + rule * x_->words;
  }
  [[nodiscard]] const day_word* bits(std::size_t who,
                                     std::size_t rule) const noexcept {
    return bits_.data() + bits_from_[who] + rule * x_->words;
  }

  /// The rules of a word that look at one of those days and see another task
  /// than `was` there.
  [[nodiscard]] std::uint64_t touched(const contract_table& c, std::size_t word,
                                      const task* was,
                                      const change& x) const noexcept {
    const auto* of = &c.rules_of[word * x_->tasks];
    const auto* on = &c.rules_on[word * static_cast<std::size_t>(x_->days)
                                 + static_cast<std::size_t>(x.first)];
    auto out = std::uint64_t{0};
    for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k)
      out |= (of[was[k]] ^ of[x.to[k]]) & on[k];
    return out;
  }

  void lay_out();
  void count_off();
  /// Writes the row and counts what counts there; no price.
  void write(const change& x);
  void count_rule(const change& x, std::size_t i) noexcept;
  void count_row(const change& x, const change& before) noexcept;
  void count_joined(const change& x, const change& before) noexcept;
  void count_head(std::uint32_t demand, std::int32_t by) noexcept;
  void note_dear(std::uint32_t demand) noexcept;

  [[nodiscard]] score successions(const change& x) const noexcept;
  [[nodiscard]] score runs(const change& x, std::size_t i) const noexcept;
  template <class Words>
  [[nodiscard]] score runs_around(const change& x, std::size_t i,
                                  const Words& words) const noexcept;
  [[nodiscard]] score run(const run_table& rule, std::uint32_t who,
                          std::size_t i, std::int32_t from,
                          std::int32_t to) const noexcept;
  [[nodiscard]] score group(const change& x, std::size_t i) const noexcept;
  [[nodiscard]] score sums(const change& x) const noexcept;
  [[nodiscard]] score windows(const change& x) const noexcept;
  [[nodiscard]] score clashes(const change& x) const noexcept;
  [[nodiscard]] score order(const change& x, std::size_t i) const noexcept;
  [[nodiscard]] score heads_price(const change& x) const noexcept;
  [[nodiscard]] score spreads(const change& x) const;
  [[nodiscard]] std::int32_t counted_more(const change& x, const change& before,
                                          std::uint32_t i) const noexcept;
  [[nodiscard]] std::int64_t farthest(std::uint32_t i, std::uint32_t who,
                                      std::int64_t days) const noexcept;
  [[nodiscard]] std::int64_t widest(std::uint32_t i, std::uint32_t who,
                                    std::int32_t more) const noexcept;
  [[nodiscard]] std::int64_t widest_of_all(std::uint32_t i, std::uint32_t who,
                                           std::int32_t more) const noexcept;
  [[nodiscard]] score pairs(const change& x) const noexcept;

  const tables* x_;
  grid roster_;
  score cost_;
  /// By person: what their own rules cost.
  std::vector<score> rules_;
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
  /// Demands that could cost less, and by demand where in it, from 1 on.
  std::vector<std::uint32_t> dear_;
  std::vector<std::uint32_t> dear_at_;
  /// Per spread rule, people, and the largest difference between two.
  std::vector<std::int32_t> counts_;
  std::vector<std::int64_t> widest_;
};

} // namespace nightfloat::domain::solve
