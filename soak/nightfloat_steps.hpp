// SPDX-License-Identifier: Apache-2.0
#pragma once

// The operations of `nightfloat_target.hpp`, by name.

#include "soak/nightfloat_user.hpp"

#include <span>
#include <string_view>

namespace nightfloat::soak {

struct named_step {
  std::string_view name;
  void (*run)(visit x);
};

/// Reads and computations.
[[nodiscard]] std::span<const named_step> reading_steps();

/// Whatever changes something.
[[nodiscard]] std::span<const named_step> changing_steps();

} // namespace nightfloat::soak
