// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether the reads and compare-and-set writes of one record could have
// happened one after the other, each between its invocation and its end
// (Wing and Gong's search with Lowe's memory of what was tried). Records are
// independent, so a history is searched record by record. A write whose end
// is unknown may have taken effect at any later time, or never.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// Values are numbers: 0 is the record's absence.
struct register_step {
  enum class act : std::uint8_t {
    read,    ///< It held `held`.
    write,   ///< It held `held`, and holds `value` from then on.
    refused, ///< A write that did not happen, for it did not hold `held`.
  };

  act what = act::read;
  /// Nobody knows whether it happened.
  bool open = false;
  std::uint64_t invoked_us = 0;
  std::uint64_t ended_us = 0;
  std::uint32_t held = 0;
  std::uint32_t value = 0;
  /// Where it stands in the history that it was taken from.
  std::size_t place = 0;
};

enum class order_found : std::uint8_t { yes, no, gave_up };

struct order_search {
  /// What the record holds before the first step; it may be left open.
  std::uint32_t initial = 0;
  bool initial_known = true;
  /// States that are tried at most.
  std::size_t states_max = 4'000'000;
};

[[nodiscard]] order_found has_order(std::span<const register_step> xs,
                                    const order_search& how);

/// A smallest part of `xs` that has no order either: it ends at the first
/// answer that cannot be, begins at the last moment that explains it, and
/// holds nothing that can be left out (of a part of more than 2000 steps
/// nothing is). REQUIRES that `xs` has no order.
[[nodiscard]] std::vector<register_step>
smallest_without_order(std::vector<register_step> xs, order_search how);

} // namespace nightfloat::chaos
