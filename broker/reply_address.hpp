// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/session.hpp"

#include <cstdint>

namespace nightfloat::broker {

/// Where the answer to a call goes, and which of the session's counts of
/// credit it pays back into.
struct reply_address {
  domain::session_id session{};
  std::uint64_t count = 0;

  bool operator==(const reply_address&) const = default;
};

} // namespace nightfloat::broker
