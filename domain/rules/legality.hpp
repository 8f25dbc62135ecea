// SPDX-License-Identifier: Apache-2.0
#pragma once

// The question that a search asks a million times: may this person work so?
// It runs the validator's own rules, stops at the first breach and allocates
// nothing, so it says yes exactly where `validate_person` finds no breach.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/pack.hpp"
#include "domain/time.hpp"

#include <memory>
#include <span>

namespace nightfloat::domain {

class rule_context;

/// The rules of one programme, made ready. Thread-safe; moves are cheap.
class legality {
public:
  /// Fails with `not_found` if the programme's zone is unknown. Copies what
  /// it needs of `where`. REQUIRES sorted.
  [[nodiscard]] static result<legality> make(const programme& where,
                                             const rule_pack& pack);

  ~legality();
  legality(legality&&) noexcept;
  legality& operator=(legality&&) noexcept;

  /// Whether these duties of `who` (sorted by start) break no rule in any
  /// averaging window or stretch that meets `over`. `plan` are that person's
  /// rows, sorted. Supervision is not asked: it is nobody's own.
  [[nodiscard]] bool holds(person_id who, std::span<const duty> duties,
                           std::span<const assignment> plan,
                           window over) const noexcept;

  /// Approved leave of `who` on `day`.
  [[nodiscard]] bool on_leave(person_id who, date day) const noexcept;

private:
  explicit legality(std::unique_ptr<rule_context> context);

  std::unique_ptr<rule_context> context_;
};

} // namespace nightfloat::domain
