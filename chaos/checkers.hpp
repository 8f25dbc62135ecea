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
#include <optional>
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

/// A job whose submission was acknowledged, or of which the queue knows though
/// it was not, and where it stands in the end.
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

/// One feed item as a watcher was shown it during the run.
struct watched_item {
  std::uint32_t watcher = 0;
  std::uint64_t version = 0;
  std::string chain;
};
BOOST_DESCRIBE_STRUCT(watched_item, (), (watcher, version, chain))

/// The highest that a process showed in the whole run, and what it may.
struct bounded_use {
  std::string what;
  std::uint64_t highest = 0;
  std::uint64_t bound = 0;
};
BOOST_DESCRIBE_STRUCT(bounded_use, (), (what, highest, bound))

/// A job that a schedule submitted, and for which time (ledger time, ms).
struct scheduled_job {
  std::string programme;
  std::string schedule;
  std::int64_t due_ms = 0;
  domain::job_id job{};
};
BOOST_DESCRIBE_STRUCT(scheduled_job, (), (programme, schedule, due_ms, job))

/// How long a client of the control programme waited for its job's end, from
/// the acknowledgement on, by the runner's steady clock: ledger time jumps with
/// the store's wall clock. Not ended: it was given up.
struct job_wait {
  domain::job_id job{};
  std::uint64_t waited_ms = 0;
  bool ended = false;
};
BOOST_DESCRIBE_STRUCT(job_wait, (), (job, waited_ms, ended))

/// A process of the cluster that ended, by whatever hand; of one that ended by
/// itself `signal` is 0.
struct process_fall {
  std::string name;
  int code = 0;
  int signal = 0;
};
BOOST_DESCRIBE_STRUCT(process_fall, (), (name, code, signal))

/// What the plan asks for beyond what every run is held to; 0: not asked.
struct demands {
  /// Clients read and write records.
  bool records = false;
  /// A schedule fires during the run.
  bool schedules = false;
  /// The longest that a job of the control programme may wait for its end.
  std::uint32_t wait_bound_ms = 0;
  /// The part of the goodput of before the faults that must come back.
  std::uint32_t goodput_percent = 0;
  /// How many jobs of other programmes may be served before one of the control
  /// programme.
  std::uint32_t jobs_before_max = 0;
};
BOOST_DESCRIBE_STRUCT(demands, (),
                      (records, schedules, wait_bound_ms, goodput_percent,
                       jobs_before_max))

/// When the load ran without faults, in us since its start.
struct calm_times {
  std::uint64_t warm_until_us = 0;
  std::uint64_t healed_us = 0;
  std::uint64_t ended_us = 0;
};
BOOST_DESCRIBE_STRUCT(calm_times, (), (warm_until_us, healed_us, ended_us))

struct evidence {
  /// The one whose feed this is.
  std::string programme;
  /// The one that must not suffer by what floods the queue.
  std::string control;
  std::vector<operation> history;
  /// The programme's feed from version 1 on.
  std::vector<domain::feed_item> feed;
  /// Why the feed ends before the newest version; empty: it is whole.
  std::string feed_ends;
  /// The programme's records as they are read in the end.
  std::vector<domain::record> records;
  std::vector<asked_again> again;
  std::vector<job_end> jobs;
  std::vector<leftover> leftovers;
  std::vector<watched_item> watched;
  std::vector<bounded_use> bounded;
  std::vector<scheduled_job> scheduled;
  calm_times calm;
  demands asked;
  std::vector<job_wait> waits;
  std::vector<process_fall> falls;
};
BOOST_DESCRIBE_STRUCT(evidence, (),
                      (programme, control, history, feed, feed_ends, records,
                       again, jobs, leftovers, watched, bounded, scheduled,
                       calm, asked, waits, falls))

/// Programme versions run 1, 2, 3, ... without gap or repeat.
[[nodiscard]] check_result check_versions(const evidence& x);

/// Each acknowledged swap, revert, write and submission stands in the feed at
/// the version that was acknowledged, under the trace of its operation; of the
/// first three the item holds the change as well, of the first two the duties.
[[nodiscard]] check_result check_nothing_lost(const evidence& x);

/// No operation, however often repeated by key, took effect twice; none that
/// was told no has changed a record or submitted a job.
[[nodiscard]] check_result check_nothing_twice(const evidence& x);

/// At every version each shift of the roster in force has exactly one owner,
/// and the set of shifts changes only when another roster is published: with as
/// many as the job says that made it.
[[nodiscard]] check_result check_conservation(const evidence& x);

/// A key asked again after everything answers the first reply byte for byte;
/// `unknown` where it only got answers that mean "maybe".
[[nodiscard]] check_result check_replies(const evidence& x);

/// Each job is completed, its effect published exactly once, or a dead letter
/// with a reason, or cancelled because somebody wanted it; none is still live.
[[nodiscard]] check_result check_jobs(const evidence& x);

/// Each completed job names, in the feed, once, the newest lease that it was
/// given: a worker that woke late has changed nothing.
[[nodiscard]] check_result check_fences(const evidence& x);

/// Processes, descriptors, actors and leases are back where they were.
[[nodiscard]] check_result check_leftovers(const evidence& x);

/// No process ended of a defect of its own: by a signal that only a program
/// error sends, or with the code that says that an invariant broke. The ends
/// of the store that faults brought are not among `falls`: see `falls_of`.
[[nodiscard]] check_result check_falls(const evidence& x);

/// Reads and compare-and-set writes of each record have one order that
/// explains every answer; `unknown` where the search for it was given up.
[[nodiscard]] check_result check_linearizable(const evidence& x);

/// No client reads a version below one that it has seen.
[[nodiscard]] check_result check_sessions(const evidence& x);

/// A record is read with the revision and the bytes that the feed gives it at
/// the version that answered.
[[nodiscard]] check_result check_reads(const evidence& x);

/// The records at the end are those that the feed makes, and no others.
[[nodiscard]] check_result check_rebuilt(const evidence& x);

/// What watchers were shown came in order and still stands in the feed: after
/// a power cut the ledger is a prefix of what was shown, never a gap.
[[nodiscard]] check_result check_watched(const evidence& x);

/// Accepted jobs = completed + dead letters + cancelled; none is live, none is
/// gone.
[[nodiscard]] check_result check_accounting(const evidence& x);

/// What `work` is of which schedule, by its unique name `cron NAME TIME`; none
/// if it is of none.
[[nodiscard]] std::optional<scheduled_job>
scheduled_by(const domain::job& work);

/// Each time of a schedule submitted at most one job.
[[nodiscard]] check_result check_schedules(const evidence& x);

/// No job of the control programme waited longer than was asked, nor for more
/// jobs of other programmes, whatever flooded the queue. Of one that the load's
/// end cut short only a wait that is too long already says anything. Turns are
/// `unknown` unless a job found more of others there than may be served before
/// it.
[[nodiscard]] check_result check_starvation(const evidence& x);

/// No process ever used more than it may; `unknown` where what has a bound was
/// shown by none.
[[nodiscard]] check_result check_bounded(const evidence& x);

/// After the heal, goodput comes back to what it was before the faults, and
/// lasts: in the second half of the time.
[[nodiscard]] check_result check_liveness(const evidence& x);

/// All of the above, in that order; the last ones where they were asked for.
[[nodiscard]] std::vector<check_result> check_all(const evidence& x);

/// What `check_all` makes, by name, of a run of which this is asked.
[[nodiscard]] std::vector<std::string> check_names(const demands& asked);

/// `invalid` if any is, else `unknown` if any is, else `valid`.
[[nodiscard]] verdict worst(const std::vector<check_result>& xs) noexcept;

} // namespace nightfloat::chaos
