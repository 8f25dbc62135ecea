// SPDX-License-Identifier: Apache-2.0
#pragma once

// A scenario made ready to run: operations by number, checks parsed, and for
// each step the meters to which its values go.

#include "report/run_report.hpp"
#include "soak/meters.hpp"
#include "soak/pacing.hpp"
#include "soak/scenario.hpp"
#include "soak/step_check.hpp"
#include "soak/target.hpp"
#include "soak/threshold.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::soak {

struct ready_check {
  step_check what;
  meter_table::slot slot;
};

struct ready_step {
  std::string name;
  std::uint32_t operation = 0;
  std::vector<ready_check> checks;
  std::vector<ec> allow;
  think_time think;
  std::chrono::milliseconds timeout{0};
  double chance = 1;
  meter_table::slot duration;
  meter_table::slot response;
  meter_table::slot waiting;
  meter_table::slot operations;
  meter_table::slot failed;
  meter_table::slot refused;
  meter_table::slot skipped;
};

/// A flow as one load runs it.
struct ready_flow {
  std::string name;
  std::uint32_t weight = 1;
  think_time think;
  std::vector<ready_step> steps;
  meter_table::slot iterations;
  meter_table::slot iteration_duration;
  meter_table::slot interrupted;
};

struct ready_load {
  load_rule rule;
  executor how = executor::constant_vus;
  soak::pacing pace;
  std::vector<ready_flow> flows;
  std::uint64_t weight = 0;
  meter_table::slot dropped;
};

struct ready_threshold {
  threshold_rule rule;
  threshold_expression what;
  std::uint32_t meter = 0;
};

struct ready_scenario {
  meter_table meters;
  std::vector<ready_load> loads;
  std::vector<ready_threshold> thresholds;
  /// Setup and teardown run once each.
  std::vector<ready_step> setup;
  std::vector<ready_step> teardown;
  meter_table::slot vus;
  meter_table::slot vus_max;
};

/// Fails with `configuration`, naming the field. REQUIRES check(x).
[[nodiscard]] result<ready_scenario> make_ready(const scenario& x,
                                                const target& at);

/// Each threshold as it stands after `seconds` of load. One whose metric has
/// no value has failed: what was never measured does not hold.
[[nodiscard]] std::vector<report::threshold_line>
judge_thresholds(const ready_scenario& x, double seconds);

/// The first that ends the run now, if one does.
[[nodiscard]] std::optional<std::size_t>
aborting_threshold(const ready_scenario& x, double seconds);

} // namespace nightfloat::soak
