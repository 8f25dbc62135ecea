// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace nightfloat::broker {

/// One end of a socket of this process. For a bound socket `id` is the number
/// that libzmq gave the connection: never reused while the process lives, and
/// silent about who is there, hence sessions. For a connected socket it is 0.
struct peer {
  std::uint32_t socket = 0;
  std::uint32_t id = 0;

  friend auto operator<=>(const peer&, const peer&) = default;
};

} // namespace nightfloat::broker
