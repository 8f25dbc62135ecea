// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the task queue says about itself: why a job does not run and when it
// will, and how each kind of job stands.

#include "domain/job.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// What keeps a job from running; the first of these that applies.
enum class obstacle : std::uint8_t {
  none = 0,          ///< It runs.
  ended = 1,         ///< It will not run again by itself.
  other_jobs = 2,    ///< It waits for other jobs to complete.
  run_at = 3,        ///< Its time has not come.
  backoff = 4,       ///< Its last attempt failed a moment ago.
  paused = 5,        ///< Its kind is paused.
  no_worker = 6,     ///< Nobody has asked for its kind lately.
  jobs_before = 7,   ///< Others are served first.
  next_to_claim = 8, ///< Nothing: the next claim of its kind gets it.
  rate_limit = 9,    ///< Its kind is handed out no faster.
};
BOOST_DESCRIBE_ENUM(obstacle, none, ended, other_jobs, run_at, backoff, paused,
                    no_worker, jobs_before, next_to_claim, rate_limit)

/// How fast jobs of a kind are handed out: `burst` at once, and from then on
/// `jobs` in `per_ms`. No jobs: as fast as they are asked for.
struct rate_terms {
  std::uint32_t jobs = 0;
  std::uint32_t per_ms = 60'000;
  /// 0: as many as `jobs`.
  std::uint32_t burst = 0;

  bool operator==(const rate_terms&) const = default;
};
BOOST_DESCRIBE_STRUCT(rate_terms, (), (jobs, per_ms, burst))

/// A job that another waits for.
struct awaited_job {
  job_id job{};
  job_state state = job_state::ready;

  bool operator==(const awaited_job&) const = default;
};
BOOST_DESCRIBE_STRUCT(awaited_job, (), (job, state))

struct job_explanation {
  job_view job;
  obstacle why = obstacle::none;
  /// The same for a person: one sentence, with what to do.
  std::string detail;
  /// Ready jobs of its kind that may be served first, at most.
  std::uint64_t before = 0;
  /// An estimate from how fast jobs of its kind end; -1: not known.
  std::int64_t starts_in_ms = -1;
  /// What it waits for and has not completed.
  std::vector<awaited_job> awaits;

  bool operator==(const job_explanation&) const = default;
};
BOOST_DESCRIBE_STRUCT(job_explanation, (),
                      (job, why, detail, before, starts_in_ms, awaits))

/// How one kind of job stands, over all programmes.
struct kind_stats {
  std::string kind;
  bool paused = false;
  std::uint64_t ready = 0;
  std::uint64_t delayed = 0;
  std::uint64_t waiting = 0;
  std::uint64_t leased = 0;
  /// How long the jobs that are ready will take, at the rate at which jobs of
  /// this kind ended in the last seconds; -1: none did.
  std::int64_t drains_in_ms = -1;
  /// Since a worker last asked for it; -1: none has since the store started.
  std::int64_t asked_ms_ago = -1;
  rate_terms rate;
  /// Until the rate lets the next one go.
  std::int64_t rate_wait_ms = 0;
  /// How long a retry that is wanted now is put off by the retry budget.
  std::int64_t retry_wait_ms = 0;

  bool operator==(const kind_stats&) const = default;
};
BOOST_DESCRIBE_STRUCT(kind_stats, (),
                      (kind, paused, ready, delayed, waiting, leased,
                       drains_in_ms, asked_ms_ago, rate, rate_wait_ms,
                       retry_wait_ms))

} // namespace nightfloat::domain
