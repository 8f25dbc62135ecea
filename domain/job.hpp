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
  /// Which work: `generate`, `purge`, ...
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
  /// It runs when all of these have completed: jobs of its programme, which
  /// are known already or submitted in the same transaction.
  std::vector<job_id> after;
  /// Not empty: of its programme and kind, one job of this name at a time.
  std::string unique;
  /// When an attempt is asked to stop; one that then says `cancelled` has
  /// failed with `timed_out` and is tried again. 0: only the hard limit ends
  /// it.
  std::uint32_t attempt_soft_ms = 0;

  bool operator==(const job&) const = default;
};
BOOST_DESCRIBE_STRUCT(job, (),
                      (id, programme, kind, priority, payload, run_at_ms,
                       attempts_max, attempt_ms_max, trace, after, unique,
                       attempt_soft_ms))

enum class job_state : std::uint8_t {
  delayed = 1,
  ready = 2,
  leased = 3,
  completed = 4,
  dead_letter = 5,
  cancelled = 6,
  waiting = 7, ///< For other jobs.
};
BOOST_DESCRIBE_ENUM(job_state, delayed, ready, leased, completed, dead_letter,
                    cancelled, waiting)

/// Nothing will change it but a requeue.
[[nodiscard]] constexpr bool has_ended(job_state x) noexcept {
  return x == job_state::completed || x == job_state::dead_letter
         || x == job_state::cancelled;
}

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

/// What a search has come to: hard demands that are broken, then the price of
/// the soft ones. Ordered by the hard ones first.
struct job_cost {
  /// False: nobody has computed it, and the numbers mean nothing.
  bool computed = false;
  std::int64_t hard = 0;
  std::int64_t soft = 0;

  friend auto operator<=>(const job_cost&, const job_cost&) = default;
};
BOOST_DESCRIBE_STRUCT(job_cost, (), (computed, hard, soft))

/// How far an attempt is; `counter` must move for the lease to be renewed.
struct job_progress {
  std::uint64_t counter = 0;
  /// 0 to 1000.
  std::uint16_t permille = 0;
  std::string phase;
  /// Of the best so far, and what nothing can cost less than.
  job_cost cost{};
  job_cost bound{};
  std::uint64_t iterations = 0;
  /// Times that it began anew with something else.
  std::uint32_t restarts = 0;
  /// Places that the best leaves open, where its cost is computed.
  std::uint64_t unmet = 0;
  /// Of its budget, earlier attempts that it goes on from included.
  std::uint64_t spent_ms = 0;
  /// Times that the best was put by, so that another attempt can go on.
  std::uint32_t checkpoints = 0;
  /// It goes on from what an earlier attempt had put by.
  bool resumed = false;

  bool operator==(const job_progress&) const = default;
};
BOOST_DESCRIBE_STRUCT(job_progress, (),
                      (counter, permille, phase, cost, bound, iterations,
                       restarts, unmet, spent_ms, checkpoints, resumed))

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

/// An attempt that has ended and was counted.
struct past_attempt {
  token fence{};
  /// Ledger time; 0: an older store did not note it.
  std::int64_t ended_ms = 0;
  ec code = ec::none;
  std::string detail;

  bool operator==(const past_attempt&) const = default;
};
BOOST_DESCRIBE_STRUCT(past_attempt, (), (fence, ended_ms, code, detail))

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
  /// The last 32, oldest first; only where one job was asked for.
  std::vector<past_attempt> history;

  bool operator==(const job_view&) const = default;
};
BOOST_DESCRIBE_STRUCT(job_view, (),
                      (work, state, attempts, progress, last, submitted_ms,
                       changed_ms, cancel_wanted, fence, history))

} // namespace nightfloat::domain
