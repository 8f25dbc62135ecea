// SPDX-License-Identifier: Apache-2.0
#pragma once

// A run as a list of single numbers, which can be held against another run's
// and watched over many.

#include "report/run_report.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::report {

/// Which way a metric is better.
enum class better : std::uint8_t {
  neither = 1, ///< A circumstance: load, depth of a queue that was asked for.
  lower = 2,
  higher = 3,
};
BOOST_DESCRIBE_ENUM(better, neither, lower, higher)

struct scalar {
  /// `[a-z0-9_.]`: `swap.p99`, `kill.store.ttr.p50`, `resident.worker_1.median`
  std::string name;
  std::string unit;
  report::better better = report::better::neither;
  double value = 0;
};
BOOST_DESCRIBE_STRUCT(scalar, (), (name, unit, better, value))

/// Lower case, every run of other characters one underscore; so that a name
/// needs no quotes in CSV, YAML or a shell.
[[nodiscard]] std::string plain_name(std::string_view x);

/// By its panel; of what clients did not get (`failed`, `refused`, ...) less is
/// better in each.
[[nodiscard]] better better_of(const series& x);

/// `.p50`, `.p95` and `.p99` of each distribution, the same of each recovery,
/// `.median` of each series (its `steady_values`), and each fact that is a
/// number. A name that comes twice is kept once.
[[nodiscard]] std::vector<scalar> scalars_of(const run_report& x);

/// The values of a series within the phase `load`; without one, as in a run of
/// chaos, from the end of the phase `warm-up` on.
[[nodiscard]] std::vector<double> steady_values(const run_report& of,
                                                const series& x);

/// `name` or `name.member`.
[[nodiscard]] std::string name_of_series(const series& x);

} // namespace nightfloat::report
