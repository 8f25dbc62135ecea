// SPDX-License-Identifier: Apache-2.0
#pragma once

// Constraints become rules of a stage's problem:
//
//   auto set = config::load_constraint_set("house.toml");
//   auto done = stage::apply(*set, layout, problem);
//   // done.error().detail: "constraint CallSpacing: tasks: this stage has ..."
//
// One that cannot be applied stops it with its name: no roster is made as if
// it were not there. docs/constraints.md says what each becomes.

#include "domain/stage/applied.hpp"
#include "domain/stage/constraint.hpp"

#include <string_view>
#include <vector>

namespace nightfloat::domain::stage {

/// What there is to know about a template without applying it.
struct template_summary {
  std::string_view name;
  std::string_view family;
  bool hard = false;
  std::int32_t weight = 0;
};

/// By family and name.
[[nodiscard]] std::vector<template_summary> constraint_templates();

/// Whether the template of that name takes that field of its own. Beside
/// fields: `history.task`, its history is by task; `history.once`, it looks
/// back on the last time only, and what was before that is over.
[[nodiscard]] bool takes_field(std::string_view name, std::string_view field);

/// Fails with `configuration`, path and name first: no such template, a field
/// that it does not take, misses or that is out of bounds, two of one label.
[[nodiscard]] result<void> check(const constraint_set& x);

/// Adds the rules of one constraint. Fails as `check` does, and with
/// `not_found`, `unsupported`, `invalid_argument` or `oversize`, its name
/// first, where it cannot be applied; then the problem is as before. REQUIRES a
/// layout of the problem's rows and tasks; columns of the problem that follow
/// those of the layout are no matter of constraints.
[[nodiscard]] result<void> apply(const constraint& x, const layout& where,
                                 solve::problem& to);

/// All that are enabled and belong to this stage: the hard first, then by
/// weight. What a roster costs does not depend on their order. Fails, and
/// leaves the problem, as the other does.
[[nodiscard]] result<applied> apply(const constraint_set& x,
                                    const layout& where, solve::problem& to);

} // namespace nightfloat::domain::stage
