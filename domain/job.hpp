// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of the task queue. A job is submitted in a transaction, claimed
// under a lease, renewed by heartbeats, and completed in the transaction that
// writes its effect, fenced by the lease's token.

#include "domain/error.hpp"
#include "domain/id.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// The fencing token of one lease. `epoch` is the store's, synced once at each
/// start, so no token is ever given twice; later tokens compare greater.
struct token {
  std::uint64_t epoch = 0;
  std::uint64_t counter = 0;

  friend auto operator<=>(const token&, const token&) = default;
};
BOOST_DESCRIBE_STRUCT(token, (), (epoch, counter))

/// What a caller asks to have done. `id` is chosen by the submitter (random),
/// so that a repeated submission is the same job.
struct job {
  job_id id{};
  std::string programme;
  /// Which work: `generate`, `sweep`, ...
  std::string kind;
  /// 0 (last) to 9 (first).
  std::uint8_t priority = 5;
  /// The work's own request, encoded by `codec`.
  std::string payload;
  /// Ledger time in ms before which it does not run; 0: at once.
  std::int64_t run_at_ms = 0;
  std::uint32_t attempts_max = 5;
  /// One attempt's hard limit.
  std::uint32_t attempt_ms_max = 600'000;
  std::string trace;

  bool operator==(const job&) const = default;
};
BOOST_DESCRIBE_STRUCT(job, (),
                      (id, programme, kind, priority, payload, run_at_ms,
                       attempts_max, attempt_ms_max, trace))

enum class job_state : std::uint8_t {
  delayed = 1,
  ready = 2,
  leased = 3,
  completed = 4,
  dead_letter = 5,
  cancelled = 6,
};
BOOST_DESCRIBE_ENUM(job_state, delayed, ready, leased, completed, dead_letter,
                    cancelled)

/// The right to finish `work`, until it is not renewed for
/// `visibility_timeout_ms`.
struct lease {
  token fence{};
  job work;
  std::uint32_t attempt = 0;
  std::uint32_t visibility_timeout_ms = 0;

  bool operator==(const lease&) const = default;
};
BOOST_DESCRIBE_STRUCT(lease, (), (fence, work, attempt, visibility_timeout_ms))

/// How far an attempt is; `counter` must move for the lease to be renewed.
struct job_progress {
  std::uint64_t counter = 0;
  /// 0 to 1000.
  std::uint16_t permille = 0;
  std::string phase;

  bool operator==(const job_progress&) const = default;
};
BOOST_DESCRIBE_STRUCT(job_progress, (), (counter, permille, phase))

/// How an attempt ended, written in the same transaction as its effect.
/// `failed`: try again after a backoff, or dead-letter when out of attempts
/// or when `final`.
struct completion {
  bool failed = false;
  bool final = false;
  ec code = ec::none;
  std::string detail;
  /// The result, encoded by `codec`; kept for the result's lifetime.
  std::string result;

  bool operator==(const completion&) const = default;
};
BOOST_DESCRIBE_STRUCT(completion, (), (failed, final, code, detail, result))

/// A job as the queue shows it.
struct job_view {
  job work;
  job_state state = job_state::ready;
  std::uint32_t attempts = 0;
  job_progress progress;
  completion last;
  std::int64_t submitted_ms = 0;
  std::int64_t changed_ms = 0;
  bool cancel_wanted = false;
  /// Of the newest lease: the only one under which it may be completed.
  token fence{};

  bool operator==(const job_view&) const = default;
};
BOOST_DESCRIBE_STRUCT(job_view, (),
                      (work, state, attempts, progress, last, submitted_ms,
                       changed_ms, cancel_wanted, fence))

} // namespace nightfloat::domain
