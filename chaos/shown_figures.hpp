// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which figures of the sampler a report shows, where, and under what name: one
// table for every runner, so that a figure that is collected is on all their
// pages. Time comes in as an argument.

#include "chaos/sampler.hpp"
#include "report/run_report.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::chaos {

/// A figure of the sampler, and how a report shows it.
struct shown_figure {
  std::string_view figure;
  std::string_view name;
  std::string_view unit;
  report::panel where = report::panel::memory;
  double scale = 1;
};

/// A figure at one moment, in the unit in which it is shown.
struct shown_value {
  shown_figure of;
  double value = 0;
};

/// Not thread-safe.
class figure_display {
public:
  /// What is shown of one process. Figures that only grow (cpu, context
  /// switches) become rates against its sample before; those of another
  /// process number begin anew.
  [[nodiscard]] std::vector<shown_value> of(const process_sample& x,
                                            double at_s);

private:
  struct last_sample {
    process_sample seen;
    double at_s = 0;
  };

  std::map<std::string, last_sample, std::less<>> before_;
};

} // namespace nightfloat::chaos
