// SPDX-License-Identifier: Apache-2.0
#pragma once

// The sets of constraints that come with the programs. Internal: see
// config/constraint_set.hpp.

#include <span>
#include <string_view>

namespace nightfloat::config {

struct shipped_set {
  std::string_view name;
  /// TOML.
  std::string_view text;
};

/// By name.
[[nodiscard]] std::span<const shipped_set> shipped_constraint_sets() noexcept;

} // namespace nightfloat::config
