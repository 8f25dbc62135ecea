// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs as the CSV that Apache Otava reads (`time`, `commit`, then a column a
// metric), and the configuration that tells it so.

#include "report/run_summary.hpp"

#include <string>
#include <vector>

namespace nightfloat::report {

/// A row a run, in the order given; a metric that a run lacks is left empty.
[[nodiscard]] std::string otava_csv(const std::vector<run_summary>& runs);

/// `otava.yaml` for the histories of several scenarios: of each the name, its
/// file and the runs in it.
struct otava_test {
  std::string name;
  std::string file;
  std::vector<run_summary> runs;
};
[[nodiscard]] std::string otava_yaml(const std::vector<otava_test>& tests);

} // namespace nightfloat::report
