// SPDX-License-Identifier: Apache-2.0
#pragma once

// From meters and timeline to the rows of a report, and to text like k6's.

#include "report/run_report.hpp"
#include "soak/faults.hpp"
#include "soak/load.hpp"
#include "soak/timeline.hpp"
#include "soak/verdict.hpp"

#include <string>
#include <vector>

namespace nightfloat::soak {

/// What was seen of the processes at rest, before and after the load.
struct rest_evidence {
  std::vector<std::vector<chaos::process_sample>> before;
  std::vector<std::vector<chaos::process_sample>> after;
  bool drained_before = true;
  bool drained_after = true;
};

struct load_window {
  double from_s = 0;
  double until_s = 0;
  double operations = 0;
};

/// Spreads of the trends (ms), facts of counters, rates and gauges.
void add_meters(const ready_scenario& what, double seconds,
                report::run_report& to);

/// Failures by code, with what the first of each said.
void add_failures(const load& x, report::run_report& to);

/// Leak checks and findings of every process; `unknown` where one was not seen
/// at rest before and after.
void add_leaks(const timeline& seen, const rest_evidence& rest,
               const load_window& window, const leak_terms& terms,
               report::run_report& to);

/// Trend and error findings, over the part where what was due stood: the users,
/// or the rate of an open load.
void add_trends(const timeline& seen, const load_window& window,
                report::run_report& to);

/// Fault bands, and the recovery spread of each kind and target. Faults that
/// did not take effect, or not heal, are findings: they must not count as
/// survived. Nor can a recovery be judged without a baseline, or where too few
/// points were seen of it. REQUIRES a line for each episode, the first of them
/// first.
void add_recovery(const timeline& seen, const faults_done& faults,
                  const load& under, const load_window& window,
                  report::run_report& to);

/// A summary for a terminal, a line a metric, in k6's manner.
[[nodiscard]] std::string summary_of(const report::run_report& x);

} // namespace nightfloat::soak
