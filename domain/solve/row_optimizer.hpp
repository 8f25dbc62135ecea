// SPDX-License-Identifier: Apache-2.0
#pragma once

// The best days of one person at given prices of each day and task, by dynamic
// programming over the rules of the contract. It repairs one row against all
// others, and prices the columns of column_generation.
//
// Successions, runs and the partial spans of groups are always minded; totals,
// counts of spans and windows only when the row found without them breaks
// them (decremental state-space relaxation: Righini & Salani 2008, Boland,
// Dethridge & Dumitrescu 2006). A row that pays nothing for what was left out
// is the best there is. Clashes and orders are never minded.
//
//   auto rows = row_optimizer{x};
//   auto found = rows.best({.who = 3, .prices = prices, .hard_weight = 400});
//
// Prices of rules must not be negative; prices of days may be.

#include "domain/solve/problem.hpp"
#include "domain/solve/row_walk.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <vector>

namespace nightfloat::domain::solve {

/// Breaking a hard rule is out of the question.
constexpr double never_broken = std::numeric_limits<double>::infinity();

/// So much work (`row_optimizer::work`) takes the time of a move of annealing.
constexpr auto work_of_move = std::uint64_t{150};

struct row_query {
  std::uint32_t who = 0;
  /// days x tasks, the cells' own costs included. Infinite: not there.
  std::span<const double> prices;
  /// What a hard unit weighs, or `never_broken`.
  double hard_weight = never_broken;
  /// Only the days [first, last) are free; the others are as in `fixed`.
  std::int32_t first = 0;
  std::int32_t last = any_number;
  std::span<const task> fixed;
  /// Asked every millisecond or so; true ends the call with what it has.
  const std::function<bool()>* stop = nullptr;
};

struct row_found {
  /// A task a day; valid until the next call. Empty: there is none without a
  /// broken hard rule, or the succession and runs need too many states or it
  /// was stopped (then `bound` is minus infinity).
  std::span<const task> row;
  /// What it costs by prices and all rules of its own; infinite where it
  /// breaks a hard rule that could not be minded.
  double cost = never_broken;
  /// No row costs less. Infinite: there is none.
  double bound = never_broken;

  /// Nothing is better.
  [[nodiscard]] bool exact() const noexcept;
};

struct row_limits {
  /// States x days of one walk, some nanoseconds each. Few of them are kept
  /// in memory at a time.
  std::size_t states_max = 60'000'000;
  /// Walks of one call.
  std::size_t walks_max = 12;
  /// Bytes of all walks; one that would need more is as good as too large.
  std::size_t memory_max = std::size_t{1} << 62;
};

/// Not thread-safe; keeps references to the problem, which must not change.
/// What it has learnt of one call makes the next one quicker, but does not
/// change what is found but among rows of equal cost.
class row_optimizer {
public:
  /// REQUIRES that `check(x)` holds.
  explicit row_optimizer(const problem& x, row_limits limits = {});

  /// REQUIRES sizes as said there, and first < last.
  [[nodiscard]] row_found best(const row_query& query);

  /// Walks so far.
  [[nodiscard]] std::uint64_t walks() const noexcept {
    return walks_;
  }

  /// What they took, in numbers compared; about a nanosecond each, and the
  /// same on every machine.
  [[nodiscard]] std::uint64_t work() const noexcept {
    return memory_.work;
  }

  /// What its walks hold.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return walks_bytes_ + memory_.bytes();
  }

private:
  /// People for whom everything but prices is the same share one.
  struct profile {
    std::uint32_t sample = 0;
    /// Walks by what is kept (strict ones apart); absent: too large.
    std::map<std::pair<kept_rules, bool>, std::optional<row_walk>> walks;
  };

  struct memory_of_person {
    std::uint32_t profile = 0;
    kept_rules kept = 0;
    std::uint32_t calls = 0;
  };

  row_walk* walk_of(profile& of, kept_rules kept, double hard_weight);
  void classify(const row_walk& walk, const row_query& query);
  double walk(const row_walk& with, const row_query& query);
  [[nodiscard]] double cost(const row_query& query) const;
  [[nodiscard]] kept_rules broken(std::uint32_t who, kept_rules kept,
                                  double hard_weight) const;
  kept_rules next(const row_query& query, kept_rules kept);
  double look(const row_query& query, row_found& out);

  const problem& x_;
  row_limits limits_;
  std::vector<profile> profiles_;
  std::vector<memory_of_person> people_;
  walk_memory memory_;
  /// By day and class of tasks: the least price, and which task has it.
  std::vector<double> class_price_;
  std::vector<task> class_task_;
  std::vector<std::uint16_t> classes_;
  std::vector<task> row_;
  std::vector<task> best_row_;
  std::uint64_t walks_ = 0;
  std::size_t walks_bytes_ = 0;
  /// Of the walks that a call builds.
  build_watch watch_{nullptr};
};

} // namespace nightfloat::domain::solve
