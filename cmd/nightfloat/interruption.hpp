// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ctrl-C as a question: long work sees that it was asked to end, and says what
// it came to. Asked twice it ends at once, and a run that has started processes
// leaves none of them and says where its report is.

#include <atomic>
#include <string>

namespace nightfloat::cmd {

/// What is to be said of a run that a second signal ends.
struct cut_run {
  /// What became of its processes.
  std::string left;
  /// Where its report goes, partial until the run is over.
  std::string report;
};

/// While one lives the first SIGINT or SIGTERM is only noted; a second ends
/// the program, as the first would have. REQUIRES that no other one lives: a
/// process has one handler of a signal.
class interruption {
public:
  /// How a program ends that a second signal ended in a run.
  static constexpr int cut_twice = 130;

  interruption();

  /// In a run: the end of its terminal, SIGHUP, is noted too, but under
  /// `nohup`. A second signal kills and reaps the run's processes, unmounts its
  /// disk, says `x` and ends the program with `cut_twice`.
  explicit interruption(const cut_run& x);

  ~interruption();
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;

  /// True once a signal has come. Outlives this object, for threads that still
  /// read it; the next interruption begins with false.
  [[nodiscard]] const std::atomic<bool>& asked() const noexcept;
};

} // namespace nightfloat::cmd
