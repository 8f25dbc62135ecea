// SPDX-License-Identifier: Apache-2.0
#pragma once

// The exact part of a search, in steps: first the bound by column generation,
// then in turn a dive, CBC on all columns that can be in a better roster, and
// repairs for as long as the dive took by rounds of pricing; each with the
// better of what all of them and others find. It ends where the best roster
// costs no more than the bound.

#include "domain/solve/column_repair.hpp"

namespace nightfloat::domain::solve {

struct column_search_options {
  generation_options generation;
  repair_options repair;
  /// By how much dives after the first stray.
  double noise = 0.3;
  std::uint64_t dive_rounds = 5;
  /// Of one combination: columns and nodes.
  std::size_t columns_max = 20'000;
  std::uint64_t nodes_max = 1'000;
  /// How much of a budget is used, 0 to 1: a combination ends when it has taken
  /// `combine_share` of it. Empty: at `nodes_max` alone.
  std::function<double()> used;
  double combine_share = 0.08;
  /// Bytes: a combination has as many columns as fit beside all others.
  std::size_t memory_max = no_memory_limit;
  std::uint64_t seed = 1;
};

/// Not thread-safe. Keeps a reference to the problem. Deterministic in its
/// steps and in what it is offered.
class column_search {
public:
  /// Fails as column_generation does. REQUIRES that `check(x)` holds.
  [[nodiscard]] static result<column_search>
  make(const problem& x, const column_search_options& options = {});

  column_search(column_search&&) noexcept;
  column_search& operator=(column_search&&) noexcept;
  ~column_search();

  /// A little work; false when the best is proved, or `stop` said so.
  bool step(const stop_request& stop = {});

  /// A roster from elsewhere. Its rows become columns, and where it is better
  /// it is worked on. REQUIRES that it has the problem's size.
  void offer(const grid& roster);

  /// Empty: none yet.
  [[nodiscard]] const grid& best() const noexcept;
  [[nodiscard]] score cost() const noexcept;

  /// No roster costs less; absent: not computed yet.
  [[nodiscard]] std::optional<score> bound() const;
  [[nodiscard]] bool proved() const;

  /// A bound, a dive and a combination were finished.
  [[nodiscard]] bool settled() const noexcept;

  [[nodiscard]] const column_generation& generation() const noexcept;
  [[nodiscard]] const repair_counts& repairs() const noexcept;
  [[nodiscard]] std::uint64_t dives() const noexcept;

  /// What the next step is for.
  [[nodiscard]] search_phase phase() const noexcept;

  [[nodiscard]] column_profile profile() const;

private:
  struct parts;
  explicit column_search(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain::solve
