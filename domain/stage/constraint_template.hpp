// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a constraint's name stands for: defaults, the fields that it takes, the
// stages in which it has a meaning, and the function that turns it into rules
// of the engine. The templates are listed by family, one file each.

#include "domain/stage/scope.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace nightfloat::domain::stage {

constexpr unsigned in_half_days = 1u;
constexpr unsigned in_days = 2u;
constexpr unsigned in_weeks = 4u;
constexpr unsigned in_slots_and_days = in_half_days | in_days;
constexpr unsigned in_all = in_half_days | in_days | in_weeks;

struct constraint_template {
  std::string_view name;
  std::string_view family;
  bool hard = false;
  std::int32_t weight = 1;
  /// The widths of columns in which it has a meaning.
  unsigned widths = in_all;
  /// Fields that it takes beside name, label, enabled, optional, stage, hard,
  /// weight and who; a `!` after one: it must be given. How it
  /// takes a history is said there too (`takes_field`).
  std::string_view takes;
  /// Fails with `not_found` and `unsupported` only before it has written
  /// anything, for then an optional constraint is left out and the run goes
  /// on. With `oversize` it may fail at any time: then all is put anew.
  result<void> (*apply)(const scope& x) = nullptr;
  /// For what is not given.
  constraint defaults;
};

using template_list = std::span<const constraint_template>;

[[nodiscard]] template_list coverage_templates();
[[nodiscard]] template_list capacity_templates();
[[nodiscard]] template_list equity_templates();
[[nodiscard]] template_list call_templates();
[[nodiscard]] template_list clinic_templates();
[[nodiscard]] template_list inpatient_templates();
[[nodiscard]] template_list faculty_templates();
[[nodiscard]] template_list supervision_templates();
[[nodiscard]] template_list resilience_templates();
[[nodiscard]] template_list pattern_templates();

} // namespace nightfloat::domain::stage
