// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a run reports, whichever runner made it (chaos, soak, simulation):
// who ran what, the verdict, everything measured on one time axis, the faults
// as bands over it, checks, thresholds, recovery and findings. Plain text and
// numbers only, so that the forms made of it (JSON, HTML, JUnit, CSV) know no
// runner. A time is in seconds since the start of the load.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::report {

/// What a series measures: the pages draw one chart a panel.
enum class panel : std::uint8_t {
  throughput = 1, ///< Operations or iterations a second.
  latency = 2,    ///< ms.
  load = 3,       ///< Virtual users, arrival rate, in flight.
  memory = 4,     ///< MiB: resident, heap, caches.
  handles = 5,    ///< Descriptors, threads, actors, sessions, iterators.
  queue = 6,      ///< Depth, age (s), leases, mailboxes.
  machine = 7,    ///< CPU (cores), context switches.
};
BOOST_DESCRIBE_ENUM(panel, throughput, latency, load, memory, handles, queue,
                    machine)

/// One line of a chart. `at_s` and `value` have the same length; a second
/// without a value is absent, not zero.
struct series {
  std::string name;
  /// The process it was read of; empty for what clients saw.
  std::string member;
  std::string unit;
  report::panel panel = panel::throughput;
  std::vector<double> at_s;
  std::vector<double> value;
};
BOOST_DESCRIBE_STRUCT(series, (), (name, member, unit, panel, at_s, value))

/// A count or a fact that stands in the head of the report.
struct fact_line {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(fact_line, (), (name, value))

/// A span of the run: warm-up, steady, impact, heal; of a soak warm-up, drain,
/// rest, load.
struct phase_line {
  std::string name;
  double from_s = 0;
  double until_s = 0;
};
BOOST_DESCRIBE_STRUCT(phase_line, (), (name, from_s, until_s))

/// One threshold of a scenario, as written and as it came out.
struct threshold_line {
  std::string metric;
  std::string expression;
  double value = 0;
  bool ok = false;
  /// It ended the run.
  bool aborted = false;
};
BOOST_DESCRIBE_STRUCT(threshold_line, (),
                      (metric, expression, value, ok, aborted))

/// A distribution; values in `unit`.
struct spread_line {
  std::string name;
  std::string unit;
  std::uint64_t count = 0;
  double mean = 0;
  double p50 = 0;
  double p90 = 0;
  double p95 = 0;
  double p99 = 0;
  double p999 = 0;
  double max = 0;
};
BOOST_DESCRIBE_STRUCT(spread_line, (),
                      (name, unit, count, mean, p50, p90, p95, p99, p999, max))

/// How fast a kind of fault was recovered from, over its repetitions: rows
/// `T_detect`, `T_unavail`, `T_reclaim`, `TTR`, `T_drain` in s, and
/// `amplification` as a ratio.
struct recovery_spread {
  std::string fault;
  std::string target;
  std::string verdict;
  std::vector<spread_line> rows;
};
BOOST_DESCRIBE_STRUCT(recovery_spread, (), (fault, target, verdict, rows))

/// A check of what must hold, and how it came out.
struct check_line {
  std::string name;
  /// valid, invalid or unknown.
  std::string verdict;
  std::string claim;
  std::uint64_t examined = 0;
  std::uint64_t broken = 0;
  std::vector<std::string> traces;
};
BOOST_DESCRIBE_STRUCT(check_line, (),
                      (name, verdict, claim, examined, broken, traces))

/// One fault as it happened, in ms since the start of the load.
struct fault_line {
  std::uint64_t at_ms = 0;
  std::uint64_t until_ms = 0;
  std::string fault;
  std::string target;
  bool took_effect = false;
  bool healed = false;
  /// From the fault to the target serving again; 0: not measured.
  std::uint64_t recovery_ms = 0;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(fault_line, (),
                      (at_ms, until_ms, fault, target, took_effect, healed,
                       recovery_ms, detail))

/// Something that a person must look at, with the shortest evidence.
struct finding_line {
  /// lost, leak, degraded, metastable, generator, died, unrested, baseline, ...
  std::string kind;
  std::string text;
  std::vector<std::string> trace;
};
BOOST_DESCRIBE_STRUCT(finding_line, (), (kind, text, trace))

struct run_report {
  /// chaos, soak or simulation.
  std::string kind;
  std::string name;
  /// chaos: valid, invalid, unknown. soak: passed, failed, leak, degraded,
  /// metastable, invalid.
  std::string verdict;
  /// Why, in a sentence.
  std::string because;
  std::uint64_t seed = 0;
  std::string build;
  /// The exact command that runs it again.
  std::string command;
  /// UTC, "2026-03-01T12:00:00Z".
  std::string started;
  double ran_s = 0;
  bool partial = false;
  std::vector<fact_line> facts;
  std::vector<phase_line> phases;
  std::vector<check_line> checks;
  std::vector<threshold_line> thresholds;
  std::vector<finding_line> findings;
  std::vector<recovery_spread> recovery;
  std::vector<spread_line> spreads;
  std::vector<fault_line> faults;
  std::vector<series> timeline;
};
BOOST_DESCRIBE_STRUCT(run_report, (),
                      (kind, name, verdict, because, seed, build, command,
                       started, ran_s, partial, facts, phases, checks,
                       thresholds, findings, recovery, spreads, faults,
                       timeline))

/// "2026-03-01T12:00:00Z", of milliseconds since 1970.
[[nodiscard]] std::string utc(std::int64_t wall_ms);

/// Adds a count to the facts.
void add_count(run_report& to, std::string name, std::uint64_t count);

/// The count of that name; 0 where the facts hold none or no number.
[[nodiscard]] std::uint64_t count_of(const run_report& x,
                                     std::string_view name);

} // namespace nightfloat::report
