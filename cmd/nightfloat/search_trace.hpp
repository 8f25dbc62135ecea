// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a search went, as a file for a spreadsheet and as a plot.

#include "domain/solve/search.hpp"

#include <string>
#include <vector>

namespace nightfloat::cmd {

/// `seconds,moves,hard,soft,by`, a line for each better roster. `whole` is how
/// long all of the budget takes.
[[nodiscard]] std::string
trace_csv(const std::vector<domain::solve::trace_point>& trace,
          double whole_seconds);

/// Draws the file `csv` into `csv`.svg. Fails with `not_found` where gnuplot is
/// not installed, `io_failed` where it could not draw.
[[nodiscard]] result<std::string> plot_trace(const std::string& csv);

} // namespace nightfloat::cmd
