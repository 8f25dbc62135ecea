// SPDX-License-Identifier: Apache-2.0
#pragma once

// Findings in words: what is wrong, by how much, and the smallest change that
// mends it.

#include "domain/rules/rules.hpp"
#include "domain/rules/supervision.hpp"

#include <string_view>

namespace nightfloat::domain {

/// The stable name of a rule, e.g. `work_hours_80`.
[[nodiscard]] std::string_view name_of(rule x) noexcept;

/// Of where it is written, e.g. `CPR VI.F.1 (6.20)`.
[[nodiscard]] std::string_view clause_of(rule x) noexcept;

[[nodiscard]] finding in_words(const person_view& x, const remark& found);
[[nodiscard]] finding in_words(const rule_context& context,
                               const shortfall& found);

/// `unknown`: what is missing and how to supply it.
[[nodiscard]] finding unknown(rule about, person_id who, instant from,
                              instant to, std::string sentence);

} // namespace nightfloat::domain
