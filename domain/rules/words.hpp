// SPDX-License-Identifier: Apache-2.0
#pragma once

// Findings in words: what is wrong, by how much, and the smallest change that
// mends it.

#include "domain/rules/coverage.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/rules.hpp"
#include "domain/rules/supervision.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// `81 h` or `80 h 1 min`.
[[nodiscard]] std::string hours_text(std::int64_t total);

/// The stable name of a rule, e.g. `work_hours_80`.
[[nodiscard]] std::string_view name_of(rule x) noexcept;

/// The rule of that name, if there is one.
[[nodiscard]] std::optional<rule> find_rule(std::string_view name) noexcept;

/// Of where it is written, e.g. `CPR VI.F.1 (6.20)`.
[[nodiscard]] std::string_view clause_of(rule x) noexcept;

/// What it asks, in a sentence without a full stop; the numbers are those of
/// the common requirements.
[[nodiscard]] std::string_view explanation_of(rule x) noexcept;

/// The same of one of a rule's clauses.
[[nodiscard]] std::string_view clause_of(const remark& x) noexcept;

[[nodiscard]] std::string sentence_of(const person_view& x,
                                      const remark& found);

[[nodiscard]] finding in_words(const person_view& x, const remark& found);
[[nodiscard]] finding in_words(const rule_context& context,
                               const shortfall& found);
[[nodiscard]] finding in_words(const rule_context& context, const crowd& found);

/// `unknown`: what is missing and how to supply it.
[[nodiscard]] finding unknown(rule about, person_id who, instant from,
                              instant to, std::string sentence);

} // namespace nightfloat::domain
