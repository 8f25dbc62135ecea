// SPDX-License-Identifier: Apache-2.0
#pragma once

// A folder of runs over time: one small JSON file a run, so that two runs
// that end together never write the same file and a bad one is removed by
// deleting it; beside them the CSV of each scenario and `otava.yaml`, made
// anew with each run.

#include "domain/error.hpp"
#include "report/change_points.hpp"
#include "report/run_summary.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

namespace nightfloat::report {

/// Keeps `x` in `directory`, which is made; a run kept before is replaced.
/// Fails with `io_failed` or `no_space`.
[[nodiscard]] result<void> keep(const run_report& x,
                                const std::string& directory);

/// All of a folder, by scenario and then by start. Fails with `not_found`,
/// `io_failed`, or `malformed` and `invalid_argument` naming the file.
[[nodiscard]] result<std::vector<run_summary>>
kept_runs(const std::string& directory);

/// A change of one metric of one scenario.
struct history_change {
  std::string metric;
  std::string unit;
  report::better better = report::better::neither;
  double before = 0;
  double after = 0;
  double p = 1;
  /// The first run of the new level.
  std::string started;
  std::string build;
  bool regressed = false;
};
BOOST_DESCRIBE_STRUCT(history_change, (),
                      (metric, unit, better, before, after, p, started, build,
                       regressed))

struct metric_history {
  std::string metric;
  std::string unit;
  report::better better = report::better::neither;
  std::vector<double> value;
};
BOOST_DESCRIBE_STRUCT(metric_history, (), (metric, unit, better, value))

struct scenario_history {
  /// `soak-peak`
  std::string scenario;
  std::size_t runs = 0;
  std::vector<metric_history> metrics;
  std::vector<history_change> changes;
};
BOOST_DESCRIBE_STRUCT(scenario_history, (), (scenario, runs, metrics, changes))

/// Every metric of every scenario, and where each changed; runs that were cut
/// are passed over.
[[nodiscard]] std::vector<scenario_history>
histories_of(const std::vector<run_summary>& runs,
             const change_options& options = {});

} // namespace nightfloat::report
