// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a run must have kept, checked from the outside: from the clients'
// history, the programme's whole change feed, the queue and what the
// processes left behind. The invariants are the product; the chaos is only
// the input generator. Pure: no clock, no process.

#include "chaos/history.hpp"
#include "domain/job.hpp"
#include "domain/ledger.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::chaos {

enum class verdict : std::uint8_t { valid = 1, invalid = 2, unknown = 3 };
BOOST_DESCRIBE_ENUM(verdict, valid, invalid, unknown)

/// `unknown` where there was nothing to examine or the evidence is cut: never
/// a pass.
struct check_result {
  std::string name;
  chaos::verdict verdict = chaos::verdict::unknown;
  /// What it promises.
  std::string claim;
  std::uint64_t examined = 0;
  std::uint64_t broken = 0;
  /// The first few offences, a sentence each.
  std::vector<std::string> traces;
};
BOOST_DESCRIBE_STRUCT(check_result, (),
                      (name, verdict, claim, examined, broken, traces))

/// The same key asked again after the heal.
struct asked_again {
  std::string key;
  ec code = ec::none;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(asked_again, (), (key, code, body))

/// A job whose submission was acknowledged, and where it stands in the end.
struct job_end {
  domain::job_id job{};
  bool found = false;
  domain::job_view view;
};
BOOST_DESCRIBE_STRUCT(job_end, (), (job, found, view))

/// A count that must have returned to where it was.
struct leftover {
  std::string what;
  std::int64_t before = 0;
  std::int64_t after = 0;
  /// How far `after` may lie above `before`.
  std::int64_t slack = 0;
};
BOOST_DESCRIBE_STRUCT(leftover, (), (what, before, after, slack))

struct evidence {
  std::vector<operation> history;
  /// The programme's feed from version 1 on.
  std::vector<domain::feed_item> feed;
  std::vector<asked_again> again;
  std::vector<job_end> jobs;
  std::vector<leftover> leftovers;
};

/// Programme versions run 1, 2, 3, ... without gap or repeat.
[[nodiscard]] check_result check_versions(const evidence& x);

/// Each acknowledged swap, revert and submission stands in the feed at the
/// version that was acknowledged, under the trace of its operation.
[[nodiscard]] check_result check_nothing_lost(const evidence& x);

/// No operation, however often repeated by key, took effect twice.
[[nodiscard]] check_result check_nothing_twice(const evidence& x);

/// At every version each shift of the roster in force has exactly one owner,
/// and the set of shifts changes only when another roster is published.
[[nodiscard]] check_result check_conservation(const evidence& x);

/// A key asked again after everything answers the first reply byte for byte.
[[nodiscard]] check_result check_replies(const evidence& x);

/// Each acknowledged job is completed, its effect published exactly once, or
/// dead-lettered or cancelled with a reason; none is still live.
[[nodiscard]] check_result check_jobs(const evidence& x);

/// Each completed job names, in the feed, the newest lease that it was given:
/// a worker that woke late has changed nothing.
[[nodiscard]] check_result check_fences(const evidence& x);

/// Processes, descriptors, actors and leases are back where they were.
[[nodiscard]] check_result check_leftovers(const evidence& x);

/// All of the above, in that order.
[[nodiscard]] std::vector<check_result> check_all(const evidence& x);

/// `invalid` if any is, else `unknown` if any is, else `valid`.
[[nodiscard]] verdict worst(const std::vector<check_result>& xs) noexcept;

} // namespace nightfloat::chaos
