// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ctrl-C as a question: long work sees that it was asked to end, and says what
// it came to.

#include <atomic>

namespace nightfloat::cmd {

/// While one lives the first SIGINT or SIGTERM is only noted; a second ends
/// the program, as the first would have. REQUIRES that no other one lives: a
/// process has one handler of a signal.
class interruption {
public:
  interruption();
  ~interruption();
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;

  /// True once a signal has come. Outlives this object, for threads that still
  /// read it; the next interruption begins with false.
  [[nodiscard]] const std::atomic<bool>& asked() const noexcept;
};

} // namespace nightfloat::cmd
