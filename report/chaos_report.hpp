// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a chaos run reports: JSON for programs, and the same as one HTML page
// that opens from disk without a network. Plain text and numbers only, so
// that nothing here depends on who ran it.

#include "domain/error.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::report {

struct check_line {
  std::string name;
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

struct recovery_line {
  std::string target;
  std::uint64_t count = 0;
  std::uint64_t p50_ms = 0;
  std::uint64_t p99_ms = 0;
  std::uint64_t max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(recovery_line, (),
                      (target, count, p50_ms, p99_ms, max_ms))

/// One second of the run.
struct second_line {
  std::uint64_t second = 0;
  std::uint64_t ok = 0;
  std::uint64_t failed = 0;
  std::uint64_t unknown = 0;
  std::uint64_t p50_us = 0;
  std::uint64_t p99_us = 0;
};
BOOST_DESCRIBE_STRUCT(second_line, (),
                      (second, ok, failed, unknown, p50_us, p99_us))

struct chaos_report {
  std::string plan;
  std::string verdict;
  /// Why, in a sentence.
  std::string because;
  std::uint64_t seed = 0;
  std::string build;
  std::string command;
  std::uint64_t ran_ms = 0;
  bool partial = false;
  std::uint64_t kills = 0;
  std::uint64_t operations = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t leaked = 0;
  std::vector<check_line> checks;
  std::vector<recovery_line> recovery;
  std::vector<fault_line> faults;
  std::vector<second_line> seconds;
};
BOOST_DESCRIBE_STRUCT(chaos_report, (),
                      (plan, verdict, because, seed, build, command, ran_ms,
                       partial, kills, operations, acknowledged, lost,
                       duplicated, leaked, checks, recovery, faults, seconds))

/// The page; every text is escaped.
[[nodiscard]] std::string html(const chaos_report& x);

/// Writes `report.json` and `report.html` into `directory`, each whole or not
/// at all (a temporary file, renamed). Fails with `io_failed` or `no_space`.
[[nodiscard]] result<void> write(const chaos_report& x,
                                 const std::string& directory);

} // namespace nightfloat::report
