// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <compare>
#include <cstdint>

namespace nightfloat::domain {

/// 128 random bits, drawn once per process incarnation: what a lease and a
/// credit belong to, since ZeroMQ's routing ids say nothing about either.
struct session_id {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const session_id&, const session_id&) = default;
};
BOOST_DESCRIBE_STRUCT(session_id, (), (high, low))

} // namespace nightfloat::domain
