// SPDX-License-Identifier: Apache-2.0
#pragma once

// Jobs that recur: what is submitted, when, and what of the times that were
// missed is made up for.

#include "domain/job.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>

namespace nightfloat::domain {

/// What becomes of times that were missed: the store was down, its clock was
/// set forward, the queue was full, or (but for `all`) the job of the time
/// before has not ended.
enum class misfire_policy : std::uint8_t {
  skip = 1, ///< Nothing: on with the next.
  once = 2, ///< One job for the newest of them.
  all = 3,  ///< A job each, for the newest 16.
};
BOOST_DESCRIBE_ENUM(misfire_policy, skip, once, all)

/// What a person sets up; `name` is unique in the programme.
struct schedule {
  std::string name;
  /// Five fields, see `domain/cron.hpp`.
  std::string line;
  /// An IANA zone.
  std::string zone = "UTC";
  misfire_policy misfire = misfire_policy::once;
  /// What each time submits. Its number, its programme, its unique name and
  /// `run_at_ms` are the schedule's; it waits for nothing.
  job work;

  bool operator==(const schedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(schedule, (), (name, line, zone, misfire, work))

/// One as the queue shows it. Times are ledger time in ms; 0: never.
struct schedule_view {
  std::string programme;
  schedule what;
  bool paused = false;
  /// 0: it is paused, or does not fire any more (`trouble` says why).
  std::int64_t next_ms = 0;
  /// For which time a job was submitted last, and which.
  std::int64_t fired_ms = 0;
  job_id fired{};
  /// The last time that was missed and is not made up for.
  std::int64_t missed_ms = 0;
  std::string trouble;

  bool operator==(const schedule_view&) const = default;
};
BOOST_DESCRIBE_STRUCT(schedule_view, (),
                      (programme, what, paused, next_ms, fired_ms, fired,
                       missed_ms, trouble))

} // namespace nightfloat::domain
