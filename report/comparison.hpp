// SPDX-License-Identifier: Apache-2.0
#pragma once

// Two sides held against each other, metric by metric: medians, the change
// from A to B with a bootstrap interval, and whether that is for the worse.

#include "domain/error.hpp"
#include "report/run_report.hpp"
#include "report/scalars.hpp"
#include "report/statistics.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::report {

/// What is known of a metric on each side.
struct sample_pair {
  std::string name;
  std::string unit;
  report::better better = report::better::neither;
  std::vector<double> a;
  std::vector<double> b;
  /// a[i] and b[i] were measured next to each other: their ratio is what is
  /// drawn from, so that what the machine did to both cancels.
  bool paired = false;
  /// A count that must not grow at all (lost, duplicated): no interval, and
  /// the most of each side in place of its median.
  bool exact = false;
};

enum class change_verdict : std::uint8_t {
  same = 1,     ///< The interval lies within what counts as no change.
  improved = 2, ///< All of it beyond that, for the better.
  regressed = 3,
  unsure = 4, ///< The interval holds both a change and none.
  shown = 5,  ///< Not judged: one value a side, or no better direction.
};
BOOST_DESCRIBE_ENUM(change_verdict, same, improved, regressed, unsure, shown)

struct comparison_row {
  std::string name;
  std::string unit;
  report::better better = report::better::neither;
  double a = 0;
  double b = 0;
  /// b / a - 1, and the interval that holds it; where a is 0 and b is not, the
  /// largest double there is, or the lowest where b is below 0.
  double change = 0;
  double low = 0;
  double high = 0;
  std::size_t a_count = 0;
  std::size_t b_count = 0;
  change_verdict verdict = change_verdict::shown;
};
BOOST_DESCRIBE_STRUCT(comparison_row, (),
                      (name, unit, better, a, b, change, low, high, a_count,
                       b_count, verdict))

struct comparison {
  std::vector<comparison_row> rows;
  /// Metrics that only one side has.
  std::vector<std::string> only_a;
  std::vector<std::string> only_b;
  bool regressed = false;
  /// Why, beside the rows: B's verdict is worse than A's.
  std::string because;
};
BOOST_DESCRIBE_STRUCT(comparison, (),
                      (rows, only_a, only_b, regressed, because))

struct comparison_options {
  bootstrap_options bootstrap;
  /// A smaller change, as a share, is none.
  double least = 0.05;
};

/// Judges each pair.
[[nodiscard]] comparison compare(const std::vector<sample_pair>& pairs,
                                 const comparison_options& options);

/// Of runs: with one a side the seconds after the warm-up are the sample
/// (`batch_medians`), and single figures are only shown; with several, each
/// run is one value of each metric, and from three a side on all are judged.
[[nodiscard]] comparison compare(const std::vector<run_report>& a,
                                 const std::vector<run_report>& b,
                                 const comparison_options& options);

/// Of lines as bench/run prints them (`NAME VALUE UNIT TARGET met|short`);
/// lines of one name are one sample, in pairs where both sides have as many.
/// Lines of another form are passed over. Fails with `invalid_argument` where
/// a side has no figure.
[[nodiscard]] result<comparison>
compare_figures(std::string_view a, std::string_view b,
                const comparison_options& options);

} // namespace nightfloat::report
