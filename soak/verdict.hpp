// SPDX-License-Identifier: Apache-2.0
#pragma once

// What hours of load did to a cluster: leaks, trends, and one word for it.
// Pure functions of what was measured.

#include "report/run_report.hpp"
#include "soak/scenario.hpp"
#include "soak/statistics.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::soak {

/// One process under load, and at rest before and after it with an empty
/// queue.
struct memory_evidence {
  std::string member;
  /// Live bytes in MiB, under load.
  std::vector<point> under_load;
  /// Bytes, at rest.
  std::vector<double> before;
  std::vector<double> after;
  /// Completed under load, and in the last third of its time; 0 there: as
  /// many as in the others.
  double operations = 0;
  double late_operations = 0;
};

/// A leak is what meets all three conditions: any one alone is also met by
/// caches that fill, by noise, or by a queue that has grown. What grew with the
/// operations must still do so in the last third of the load: a process that
/// warms up grows too, but that fades.
struct memory_judgement {
  std::string member;
  /// The lower 95 % bound of Theil and Sen's slope, in MiB a day.
  double slope_lower_mib_day = 0;
  double slope_mib_day = 0;
  double bytes_per_operation = 0;
  /// At least, in the last third.
  double late_bytes_per_operation = 0;
  /// At rest, after against before.
  double grown_bytes = 0;
  /// It was seen at rest before and after, and for long enough in between.
  bool known = false;
  bool slopes = false;
  bool grows_per_operation = false;
  bool stays = false;
  /// At rest it holds more than what comes and goes.
  bool holds_more = false;

  [[nodiscard]] bool leaks() const noexcept {
    return slopes && grows_per_operation && stays;
  }

  /// No leak by the rule, but what is lost with something rarer than an
  /// operation, a job say, looks like this.
  [[nodiscard]] bool creeps() const noexcept {
    return slopes && holds_more && !leaks();
  }
};

[[nodiscard]] memory_judgement judge_memory(const memory_evidence& x,
                                            const leak_terms& terms);

/// The three conditions as a line of the report; `unknown` where too little
/// was seen of it.
[[nodiscard]] report::check_line check_of(const memory_judgement& x,
                                          const leak_terms& terms);

/// An integer that must return to what it was: descriptors, threads, actors,
/// sessions, leases, snapshots, iterators. Judged by the least value at rest,
/// because a client that just left is no leak. `unknown` where it was not seen.
[[nodiscard]] report::check_line
judge_return(const std::string& member, const std::string& what,
             const std::vector<double>& before,
             const std::vector<double>& after, double slack);

/// Whether latency or throughput became worse while the load stood still.
struct trend_judgement {
  bool judged = false;
  bool degraded = false;
  std::string because;
};

/// `p95` in ms and `ok` a second, at a constant load. Worse is: a slope whose
/// 95 % bound lies on the bad side, and a last quarter that is worse than the
/// first by a quarter (and 5 ms).
[[nodiscard]] trend_judgement judge_trend(const std::vector<point>& p95,
                                          const std::vector<point>& ok);

/// Errors of the last quarter against the first, by Fisher's exact test.
struct error_counts {
  std::uint64_t first_failed = 0;
  std::uint64_t first_all = 0;
  std::uint64_t last_failed = 0;
  std::uint64_t last_all = 0;
};
[[nodiscard]] bool errors_grew(const error_counts& x);

/// How well the generator kept the times.
struct generator_evidence {
  std::uint64_t arrivals = 0;
  std::uint64_t dropped = 0;
  std::uint64_t lag_p99_us = 0;
  double cores = 0;
};

/// Empty: it did; else why the run says nothing.
[[nodiscard]] std::string judge_generator(const generator_evidence& x);

/// Sets `verdict` and `because` from checks, thresholds and findings; a partial
/// run is `unknown`, one with any other finding than those is `invalid`.
void conclude(report::run_report& x);

} // namespace nightfloat::soak
