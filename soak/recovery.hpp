// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a cluster comes back from a fault, from what its users saw. All times in
// seconds:
//
//   T_detect       from the fault on until the others notice it
//   T_reclaim      until a job that was leased then has another lease
//   T_unavail      the longest time without a success, from the fault on
//   TTR            heal to the first of three seconds in a row with goodput
//                  >= 95 % of the baseline's median and p99 <= 1.5 of its, or
//                  with what nine of ten of its seconds kept: at a few
//                  operations a second chance alone takes more than 5 %; nor
//                  are 25 ms more, which nobody feels, an outage. Where seconds
//                  without a success are usual, one without an answer counts
//                  for nothing, and a good one has successes and next to no
//                  failures
//   T_drain        heal until the oldest ready job is no older than the
//                  baseline's 99th percentile
//   amplification  operations sent for each that succeeded, against before;
//                  those sent, where none did
//
// The distribution over nine repetitions or more is what counts: a maximum
// alone says nothing.

#include "report/run_report.hpp"
#include "soak/statistics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nightfloat::soak {

/// So many good seconds in a row are no chance.
inline constexpr auto good_seconds = 3;

/// Of the goodput that is usual, or due: a good second has as much.
inline constexpr auto goodput_share = 0.95;

/// What a baseline is taken of, at least.
inline constexpr auto baseline_seconds_min = std::size_t{5};

/// One fault: `at_s` is when it took effect, `healed_s` when it was taken
/// back; the same for one that heals itself.
struct fault_episode {
  std::string fault;
  std::string target;
  double at_s = 0;
  double healed_s = 0;
  /// When the next fault began, or the load ended; 0: not yet.
  double until_s = 0;
  /// T_detect and T_reclaim, where they were seen.
  std::optional<double> noticed_s{};
  std::optional<double> reclaimed_s{};
};

/// One series a quantity, a value a second; of a long load, one a step that
/// stands for several, at the middle of them.
struct seen_by_users {
  std::vector<point> ok;
  std::vector<point> failed;
  std::vector<point> refused;
  std::vector<point> p99_ms;
  std::vector<point> queue_age_s;
  /// Successes in tenths of a second.
  std::vector<point> tenths;
};

struct baseline {
  /// So many with a success; below `baseline_seconds_min` it is none.
  std::size_t seconds = 0;
  double ok = 0;
  double p99_ms = 0;
  /// From here on a second is good.
  double ok_good = 0;
  double p99_good_ms = 0;
  double queue_age_s = 0;
  /// Operations for each that succeeded.
  double sent_each = 1;
};

/// The load's first seconds are no baseline: its users all begin at once.
inline constexpr auto settled_s = 2.0;

/// Of the points after `from_s`, up to `until_s`.
[[nodiscard]] double sum_within(const std::vector<point>& all, double from_s,
                                double until_s);

/// Of the seconds from `from_s` to `until_s`, before the first fault.
[[nodiscard]] baseline baseline_of(const seen_by_users& x, double from_s,
                                   double until_s);

struct episode_recovery {
  std::optional<double> noticed_s{};
  std::optional<double> reclaimed_s{};
  double unavailable_s = 0;
  /// None: not within its time.
  std::optional<double> recovered_s;
  std::optional<double> drained_s;
  double amplification = 1;
  /// Its time had as many points as a recovery takes; else nothing is known.
  bool has_room = true;
};

[[nodiscard]] episode_recovery
recover(const fault_episode& x, const seen_by_users& seen,
        const baseline& before, double step_s = 1);

/// The spreads of one fault and target: `recovered` if each came back (`too
/// few` under nine), `degraded` if some did not, `metastable` if none did.
[[nodiscard]] report::recovery_spread
spread_of_recovery(const std::string& fault, const std::string& target,
                   const std::vector<episode_recovery>& all);

} // namespace nightfloat::soak
