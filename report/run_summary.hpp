// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is kept of a run when many are: who it was and its single numbers.

#include "report/scalars.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::report {

struct run_summary {
  std::string kind;
  std::string name;
  std::string verdict;
  bool partial = false;
  std::string build;
  /// UTC, "2026-03-01T12:00:00Z".
  std::string started;
  std::uint64_t seed = 0;
  std::vector<scalar> values;
};
BOOST_DESCRIBE_STRUCT(run_summary, (),
                      (kind, name, verdict, partial, build, started, seed,
                       values))

[[nodiscard]] run_summary summary_of(const run_report& x);

/// Metrics of the runs in the order in which they first appear, each with the
/// value of its first run.
[[nodiscard]] std::vector<scalar>
metrics_of(const std::vector<run_summary>& runs);

/// A run's value of `metric`, or null.
[[nodiscard]] const scalar* value_of(const run_summary& run,
                                     std::string_view metric);

} // namespace nightfloat::report
