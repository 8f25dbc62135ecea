// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ways in which a disk misbehaves on demand. They enter below the engine,
// so that what is tested is the engine that ships.

#include <cstdint>
#include <string>

namespace nightfloat::storage {

/// Numbered as on the wire (`fault.set`): append, never renumber.
enum class fault_kind : std::uint8_t {
  none = 0,          ///< Clears all faults.
  sync_delay = 1,    ///< A sync takes `delay_ms` longer.
  sync_error = 2,    ///< A sync fails; its bytes may reappear.
  write_error = 3,   ///< An append fails.
  no_space = 4,      ///< The disk says that it is full.
  lose_unsynced = 5, ///< A sync fails and its bytes are gone.
  torn_tail = 6,     ///< A sync fails and half of its bytes are gone.
  crash_point = 7,   ///< The process aborts at a named step.
  short_write = 8,   ///< An append writes half of its bytes and fails.
  read_error = 9,    ///< A read of a table file fails.
  bit_flip = 10,     ///< A read of a table file has one bit wrong.
  wall_clock = 11,   ///< No disk's: the store's wall clock goes wrong.
};

struct fault {
  fault_kind kind = fault_kind::none;
  /// For `sync_delay`.
  std::uint32_t delay_ms = 0;
  /// How many operations it hits; 0: until cleared. For `crash_point`: on
  /// which hit the process aborts (0 counts as 1).
  std::uint32_t count = 0;
  /// For `crash_point`: its name.
  std::string point;
  /// For `sync_delay`: the mean of an exponential tail on top, cut at ten
  /// times itself.
  std::uint32_t jitter_ms = 0;
};

} // namespace nightfloat::storage
