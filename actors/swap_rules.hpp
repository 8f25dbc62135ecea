// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rules look up of a programme, kept from one decision about a swap
// to the next: most of what comes is about the programme, and often about the
// roster, that the last one was about.

#include "actors/programme_snapshot.hpp"
#include "domain/rules/what_if.hpp"

#include <memory>
#include <optional>

namespace nightfloat::actors {

/// Not thread-safe; owned by the swap matcher.
class swap_rules {
public:
  /// Of `where` and its own `pack`; null where they cannot be made, and who
  /// decides will say why. Valid until the next call.
  [[nodiscard]] const domain::what_if* of(const programme_snapshot& where,
                                          const domain::rule_pack& pack);

private:
  // shared_ptr, both: what the rules point to stays for as long as they do.
  std::shared_ptr<const domain::programme> programme_;
  std::shared_ptr<const domain::roster> roster_;
  std::optional<domain::what_if> made_;
};

} // namespace nightfloat::actors
