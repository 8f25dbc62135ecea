// SPDX-License-Identifier: Apache-2.0
#pragma once

// Up to which load does a cluster come back from a shock by itself? First the
// capacity: an open ramp until goodput stops rising. Then, at shares of it,
// each trigger in turn; the load is held after the trigger is gone, and the
// cluster has come back or it is metastable. The safe load is the highest one
// at which every trigger was recovered from.

#include "soak/recovery.hpp"
#include "soak/runner.hpp"
#include "soak/scenario.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nightfloat::soak {

/// One load and one trigger.
struct map_cell {
  double share = 0;
  /// Iterations a second.
  double rate = 0;
  std::string trigger;
  /// recovered, metastable (answers, but not as before) or dead; overloaded
  /// (before the trigger), "no effect" or "not healed" (of the trigger).
  std::string verdict;
  double recovered_s = 0;
  /// The share at which it came back when the load was taken away; 0: not
  /// even then. The share itself where it recovered under it.
  double recovered_share = 0;
};
BOOST_DESCRIBE_STRUCT(map_cell, (),
                      (share, rate, trigger, verdict, recovered_s,
                       recovered_share))

struct metastability_map {
  /// Iterations a second, while p99 kept the bound.
  double capacity = 0;
  /// The highest rate at which every trigger was recovered from; 0: none.
  double safe_load = 0;
  std::vector<map_cell> cells;
  /// It was cut: cells are missing, and a safe load is not known.
  bool partial = false;
};
BOOST_DESCRIBE_STRUCT(metastability_map, (),
                      (capacity, safe_load, cells, partial))

/// A second of the ramp: iterations that were due, and that were done with
/// nothing failed or refused.
struct ramp_second {
  double due = 0;
  double done = 0;
  double p99_ms = 0;
};

/// The seconds of a ramp from nothing to `rate_max` in `ramp_s`. Pure.
[[nodiscard]] std::vector<ramp_second> ramp_of(const report::run_report& seen,
                                               double rate_max, double ramp_s);

/// The highest rate up to which (in three seconds in a row) goodput kept 95 %
/// of what was due and p99 the bound.
[[nodiscard]] double capacity_of(const std::vector<ramp_second>& all,
                                 double p99_ms_max);

[[nodiscard]] double safe_load_of(const metastability_map& x);

/// The triggers that there are: spike (twice the rate for 5 s), workers (half
/// of them killed), store and broker (stopped for 3 s each), storage (each
/// sync 50 ms longer for 10 s), caches (store and workers begin with empty
/// ones) and clients (all connect again at once).
[[nodiscard]] const std::vector<std::string>& triggers();

struct map_options {
  /// Flows, cluster; the loads are the map's own.
  run_options base;
  double rate_max = 200;
  double ramp_s = 30;
  double p99_ms_max = 1'000;
  std::vector<double> shares{0.5, 0.7, 0.8, 0.9};
  /// Of `triggers`; empty: all.
  std::vector<std::string> wanted;
  /// After the trigger.
  double hold_s = 60;
  std::function<void(const map_cell&)> on_cell;
};

/// A cluster of its own for each cell, in a directory of its own below the
/// base's. A map that is cut is partial, whatever it has. Fails as `run`
/// does, and with `configuration` for a trigger that does not exist.
[[nodiscard]] result<metastability_map> draw_map(const map_options& options);

/// What the run of a cell showed. Pure.
[[nodiscard]] map_cell judge_cell(map_cell x, const report::run_report& seen,
                                  const fault_episode& trigger, double lead_s);

} // namespace nightfloat::soak
