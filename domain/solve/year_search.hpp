// SPDX-License-Identifier: Apache-2.0
#pragma once

// The first stage of a generation: the year plan, by the search that
// everything else uses. Works in steps, knows no clock, and searches on where
// the duties under a plan ask for more people somewhere.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/sliced_bound.hpp"
#include "domain/stage/constraint_use.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace nightfloat::domain {

struct year_options {
  std::uint64_t seed = 1;
  std::uint64_t moves_max = 1;
  /// Must outlive the search; null: none.
  stage::constraint_use* constraints = nullptr;
  /// What each week costs that is another than in `base`, soft. Where it costs
  /// something, the search begins at that plan.
  std::uint32_t change_price = 0;
};

/// Not thread-safe; movable. The same calls give the same plan.
class year_search {
public:
  /// `x` must outlive it. Plan rows of `base` by hand are locked. Fails with
  /// `oversize` as make_year_problem does, and as constraint_use::put does.
  [[nodiscard]] static result<year_search>
  make(const frame& x, const roster* base, const year_options& options);

  year_search(year_search&&) noexcept;
  year_search& operator=(year_search&&) noexcept;
  ~year_search();

  /// Tries about `moves` moves; false when there is nothing more to do.
  bool step(std::uint64_t moves);

  /// What the best plan lacks, a broken rule as thousand.
  [[nodiscard]] std::int64_t cost() const noexcept;

  /// The same by hard and soft, and what no plan costs less than; nothing
  /// before the first step.
  [[nodiscard]] solve::score price() const noexcept;
  [[nodiscard]] const std::optional<solve::weighed_bound>&
  bound() const noexcept;

  [[nodiscard]] std::uint64_t moves() const noexcept;

  /// 0 to 1000.
  [[nodiscard]] std::uint32_t permille() const noexcept;

  /// True if the best plan has every cover and owes no requirement, whatever
  /// it costs by constraints.
  [[nodiscard]] bool sound() const;

  /// Wants one more who fits `shift` in the week of `day`, and searches on.
  void want_more(std::size_t shift, std::int32_t day);

  /// The best plan so far: locked rows and one row a run, sorted.
  [[nodiscard]] std::vector<assignment> rows() const;

private:
  struct parts;
  explicit year_search(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain
