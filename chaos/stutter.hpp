// SPDX-License-Identifier: Apache-2.0
#pragma once

// A process that is stopped for a part of each tenth of a second: slow, not
// dead.

#include "chaos/process.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace nightfloat::chaos {

/// Not thread-safe.
class stutter {
public:
  /// Begins. `permille` of the time it is stopped.
  stutter(process target, std::uint32_t permille);

  stutter(const stutter&) = delete;
  stutter& operator=(const stutter&) = delete;

  /// As `end`.
  ~stutter();

  /// The process runs on; how long it was stopped in all. On a busy machine
  /// the stops are fewer, and longer.
  std::chrono::microseconds end();

private:
  void run(std::chrono::milliseconds stopped, std::chrono::milliseconds left);

  process target_;
  std::atomic<bool> over_ = false;
  std::atomic<std::int64_t> stopped_us_ = 0;
  std::thread thread_;
};

} // namespace nightfloat::chaos
