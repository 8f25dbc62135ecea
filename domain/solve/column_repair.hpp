// SPDX-License-Identifier: Apache-2.0
#pragma once

// Large neighbourhood search over columns: frees a few people of the best
// roster, generates columns for them against all others until nothing is to be
// gained, dives, and combines those anew by CBC. Where the programme alone
// shows that these people cannot do better, that is all.

#include "domain/solve/column_dive.hpp"
#include "domain/solve/memory.hpp"

namespace nightfloat::domain::solve {

struct repair_options {
  std::uint64_t seed = 1;
  /// People freed at a time: at first, and within which bounds it adapts.
  std::size_t people = 6;
  std::size_t people_min = 2;
  std::size_t people_max = 16;
  std::uint64_t dive_rounds = 3;
  std::uint64_t nodes_max = 200;
  /// CBC is not asked about more columns.
  std::size_t columns_max = 1'500;
  /// Nor about more than fit into so many bytes beside all others.
  std::size_t memory_max = no_memory_limit;
};

struct repair_counts {
  std::uint64_t tries = 0;
  /// The programme showed that there was nothing to gain.
  std::uint64_t pruned = 0;
  std::uint64_t better = 0;
  /// CBC came to its end.
  std::uint64_t proved = 0;
  std::uint64_t combinations = 0;
  std::uint64_t nodes = 0;
  /// Rows that dives took, and dives given up.
  std::uint64_t rows_taken = 0;
  std::uint64_t given_up = 0;
};

/// Keeps a reference to the generation, in which it fixes columns.
class column_repair {
public:
  /// REQUIRES that `start` has the problem's size.
  column_repair(column_generation& of, grid start,
                const repair_options& options = {});

  /// A part of a try; false where `stop` said so.
  bool step(const stop_request& stop = {});

  /// A roster from elsewhere; taken where it is better.
  void offer(const grid& roster);

  [[nodiscard]] const grid& best() const noexcept {
    return best_;
  }

  [[nodiscard]] score cost() const noexcept {
    return cost_;
  }

  /// Between two tries.
  [[nodiscard]] bool idle() const noexcept {
    return next_ == phase::begin;
  }

  /// People freed at a time by now.
  [[nodiscard]] double size() const noexcept {
    return size_;
  }

  [[nodiscard]] const repair_counts& counts() const noexcept {
    return counts_;
  }

private:
  void begin();
  void choose();
  bool collect(const stop_request& stop);
  void end(bool done);
  bool combine_all(const stop_request& stop);
  void grow(bool more);

  column_generation& of_;
  repair_options options_;
  random_source random_;
  grid best_;
  score cost_;
  /// By the programme: spreads and pairs are not in it.
  double programme_cost_ = 0;
  std::vector<bool> freed_;
  std::vector<std::uint32_t> kept_;
  double size_ = 0;
  enum class phase : std::uint8_t { begin, generate, dive };
  phase next_ = phase::begin;
  std::optional<column_dive> dive_;
  /// For CBC.
  std::vector<std::uint32_t> columns_;
  std::uint32_t known_ = 0;
  repair_counts counts_;
};

} // namespace nightfloat::domain::solve
