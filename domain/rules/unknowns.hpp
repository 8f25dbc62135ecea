// SPDX-License-Identifier: Apache-2.0
#pragma once

// What cannot be judged of a person because nobody recorded it. Missing data
// is a finding, never compliance.

#include "domain/rules/rules.hpp"

#include <span>
#include <string>

namespace nightfloat::domain {

/// Rows like those of `person_rules`, each of severity `unknown`.
[[nodiscard]] std::span<const person_rule> unknown_rules() noexcept;

/// All of them that apply; false if the sink had enough.
[[nodiscard]] bool check_unknown(const person_view& x, remark_sink& out);

/// Whether one of those rows made it.
[[nodiscard]] bool is_gap(const remark& x) noexcept;

/// REQUIRES `is_gap`.
[[nodiscard]] std::string gap_sentence(const person_view& x,
                                       const remark& found);

/// What is said of somebody whom the programme does not know. REQUIRES duties
/// or a plan.
[[nodiscard]] remark stranger(const rule_context& context,
                              std::span<const duty> duties,
                              std::span<const assignment> plan);

} // namespace nightfloat::domain
