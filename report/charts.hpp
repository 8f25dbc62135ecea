// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the page draws: the series of a run sorted into charts that a person
// can read, each on a grid of time that its lines share.

#include "report/run_report.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::report {

struct chart_line {
  std::string name;
  /// One a step of the grid; none where nothing was measured.
  std::vector<std::optional<double>> value;
};
BOOST_DESCRIBE_STRUCT(chart_line, (), (name, value))

struct chart {
  std::string title;
  std::string unit;
  report::panel panel = panel::throughput;
  /// Width of a step.
  double every_s = 1;
  std::vector<double> at_s;
  std::vector<chart_line> lines;
};
BOOST_DESCRIBE_STRUCT(chart, (), (title, unit, panel, every_s, at_s, lines))

/// A chart has at most this many steps, so that ten hours open as fast as one.
constexpr std::size_t chart_steps_max = 4'000;

/// In the order of the panels. What clients saw shares a chart by panel and
/// unit; what was read of processes has one a name, with a line a process. A
/// step that several values fall into shows the worst: the least of what more
/// of is better, else the most. Series whose lists differ in length are left
/// out.
[[nodiscard]] std::vector<chart> charts_of(const run_report& x);

} // namespace nightfloat::report
