// SPDX-License-Identifier: Apache-2.0
#pragma once

// One soak: a cluster, a warm-up, a look at it at rest, the load with a sample
// of every process a second, the drain, a second look at rest, the verdict.
// The report is written as each phase begins and every minute of it, partial
// until the end.

#include "report/run_report.hpp"
#include "soak/load.hpp"
#include "soak/scenario.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace nightfloat::soak {

/// k6's exit codes, and one for verdicts that it does not have.
struct exit_code {
  static constexpr int passed = 0;
  /// leak, degraded, metastable, or invalid for anything but the generator
  static constexpr int verdict = 1;
  static constexpr int thresholds = 99;
  static constexpr int setup_failed = 100;
  static constexpr int teardown_failed = 101;
  static constexpr int generator = 103;
  static constexpr int external_abort = 105;
  static constexpr int scenario_wrong = 107;
};

/// What is seen while it runs.
struct progress {
  std::string_view phase;
  /// Of the load; 0 before it.
  double at_s = 0;
  double length_s = 0;
  second_counts seen;
};

struct run_options {
  scenario what;
  std::uint64_t seed = 1;
  /// Made, and REQUIRED to be empty.
  std::string directory;
  /// A cluster that runs already; empty: its own.
  std::string against;
  std::string daemon;
  std::string command;
  std::string build;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const progress&)> on_progress;
};

struct run_result {
  report::run_report report;
  int exit = exit_code::passed;
};

/// Runs it. REQUIRES the calling thread to live on while the cluster does.
/// Leaves no process behind, whatever happened. Fails where the run could not
/// be made at all: `configuration` is the scenario's.
[[nodiscard]] result<run_result> run(const run_options& options);

/// The code of a finished report.
[[nodiscard]] int exit_of(const report::run_report& x, load_end how);

} // namespace nightfloat::soak
