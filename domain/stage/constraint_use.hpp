// SPDX-License-Identifier: Apache-2.0
#pragma once

// A set of constraints over all problems of one generation: the year plan, the
// shifts of residents, in several problems where they are many, and faculty.
// Each problem takes what belongs to it and can be said there; once all are
// built, a constraint that none of them took stops the generation with its
// name, unless it is optional: then it is told.
//
// Not so where the generation makes nothing of its stage (`--stages`), or has
// nobody to plan for there: then there is nothing that it could bind.

#include "domain/stage/constraints.hpp"
#include "domain/stage/part.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain::stage {

/// The stages that the parts of a roster are made in.
[[nodiscard]] std::vector<stage_kind> kinds_of(part_set parts);

/// Not thread-safe.
class constraint_use {
public:
  /// Fails as `check` does.
  [[nodiscard]] static result<constraint_use> make(constraint_set x);

  /// Adds the rules of those that are of this problem's stage and that it can
  /// say. Fails as `apply` does, but never with `not_found` or `unsupported`;
  /// with `oversize` where one that is not optional is too much.
  [[nodiscard]] result<applied> put(const layout& where, solve::problem& to);

  /// There is a problem of that stage, with nobody in it.
  void nobody(stage_kind x);

  /// Fails, name first, with the first that is not optional, is of one of the
  /// stages that are `made` and that no problem took. REQUIRES that all
  /// problems of those stages were built.
  [[nodiscard]] result<void> settle(std::span<const stage_kind> made) const;

  /// Those that no problem took, or that were too much for one, of the same.
  [[nodiscard]] std::vector<skipped_constraint>
  left_out(std::span<const stage_kind> made) const;

  /// Some of them need to know how much supervision residents ask for.
  [[nodiscard]] bool asks_supervision() const noexcept;

private:
  explicit constraint_use(constraint_set x);

  enum class fate { of_no_stage, taken, binds_nobody, left_out };
  struct seen {
    /// What came of it, by stage in which it was tried.
    std::vector<std::pair<stage_kind, bool>> tried;
    /// Why the first problem did not take it.
    std::string why;
    bool too_much = false;
  };

  [[nodiscard]] fate fate_of(std::size_t which,
                             std::span<const stage_kind> made) const;
  [[nodiscard]] std::string why_of(std::size_t which) const;

  constraint_set set_;
  /// The same, all of them optional.
  constraint_set lenient_;
  std::vector<seen> seen_;
  std::vector<stage_kind> nobody_;
};

} // namespace nightfloat::domain::stage
