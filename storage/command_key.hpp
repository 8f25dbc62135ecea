// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ledger.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::storage {

/// Under which key a command of the queue is carried out: a repeat hears what
/// the first was told. Without a key it is decided anew each time.
struct command_key {
  /// Among whose replies the answer is kept.
  std::string programme;
  /// Scope, key and fingerprint; status and body are the answer's.
  domain::owed_reply owed;
  /// Ms left when it came; 0: no limit.
  std::uint32_t remaining_ms = 0;
};

} // namespace nightfloat::storage
