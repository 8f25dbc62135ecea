// SPDX-License-Identifier: Apache-2.0
#pragma once

// How often a program asked for memory: this one counts what `new` gives it,
// from the wish on.

#include <boost/describe/class.hpp>

#include <cstdint>

namespace nightfloat::cmd {

struct allocation_profile {
  std::uint64_t allocations = 0;
  /// Of all of them together, given back or not.
  std::uint64_t bytes = 0;
  /// The most that the process held at any time, in bytes, libraries and all.
  std::uint64_t peak = 0;
};
BOOST_DESCRIBE_STRUCT(allocation_profile, (), (allocations, bytes, peak))

/// Counts from now on; until then an allocation costs one relaxed load.
void count_allocations() noexcept;

[[nodiscard]] allocation_profile allocations() noexcept;

} // namespace nightfloat::cmd
