// SPDX-License-Identifier: Apache-2.0
#pragma once

// The operations that the store serves: the ledger and the task queue.
// `client/operations.hpp` has the others.

#include "domain/job.hpp"
#include "domain/ledger.hpp"
#include "domain/queue.hpp"
#include "domain/schedule.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

/// Who serves an operation. `worker` operations go through the broker, which
/// picks the least loaded live worker; `any` is answered by every process.
enum class served_by : std::uint8_t { store, broker, worker, any };

// -- the ledger ---------------------------------------------------------------

struct commit_request {
  static constexpr std::string_view operation = "ledger.commit";
  static constexpr auto served = served_by::store;
  using reply = domain::commit_answer;

  domain::transaction change;
};
BOOST_DESCRIBE_STRUCT(commit_request, (), (change))

struct records {
  std::uint64_t version = 0;
  std::vector<domain::record> found;
  /// A scan stopped at its limit; go on after the last key.
  bool more = false;
  /// Ledger time of that version's commit.
  std::int64_t ledger_time_ms = 0;
};
BOOST_DESCRIBE_STRUCT(records, (), (version, found, more, ledger_time_ms))

/// Every key is answered, absent ones with revision 0. The envelope's
/// `revision` is the least version that will do. `at` is the version to read
/// at, undone from the present; 0: the newest. `trimmed` where history no
/// longer reaches.
struct read_request {
  static constexpr std::string_view operation = "ledger.read";
  static constexpr auto served = served_by::store;
  using reply = records;

  std::vector<std::string> keys;
  std::uint64_t at = 0;
};
BOOST_DESCRIBE_STRUCT(read_request, (), (keys, at))

/// Records under `prefix` with keys after `after`, in key order, at most
/// `limit` (0: as many as fit a frame); `at` as above.
struct scan_request {
  static constexpr std::string_view operation = "ledger.scan";
  static constexpr auto served = served_by::store;
  using reply = records;

  std::string prefix;
  std::string after;
  std::uint32_t limit = 0;
  std::uint64_t at = 0;
};
BOOST_DESCRIBE_STRUCT(scan_request, (), (prefix, after, limit, at))

struct watch_reply {
  /// The newest durable version; items after `since` follow as feed frames.
  std::uint64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(watch_reply, (), (version))

/// Sends the programme's feed from `since` + 1 on as `feed` frames with this
/// call's correlation. Fails with `trimmed` where history no longer reaches.
struct watch_request {
  static constexpr std::string_view operation = "ledger.watch";
  static constexpr auto served = served_by::store;
  using reply = watch_reply;

  std::uint64_t since = 0;
  /// Items without what their records were before, which is half of them: for
  /// those who follow and never look back. Their chain cannot be checked.
  bool bare = false;
};
BOOST_DESCRIBE_STRUCT(watch_request, (), (since, bare))

struct programmes_reply {
  std::vector<std::string> programmes;
};
BOOST_DESCRIBE_STRUCT(programmes_reply, (), (programmes))

struct programmes_request {
  static constexpr std::string_view operation = "ledger.programmes";
  static constexpr auto served = served_by::store;
  using reply = programmes_reply;
};
BOOST_DESCRIBE_STRUCT(programmes_request, (), ())

// -- the task queue -----------------------------------------------------------

struct claim_reply {
  std::vector<domain::lease> leases;
};
BOOST_DESCRIBE_STRUCT(claim_reply, (), (leases))

/// Leases up to `count` ready jobs of these kinds, fewer where a frame holds no
/// more; waits up to the remaining time for one. The lease belongs to the
/// envelope's session.
struct claim_request {
  static constexpr std::string_view operation = "queue.claim";
  static constexpr auto served = served_by::store;
  using reply = claim_reply;

  std::vector<std::string> kinds;
  std::uint32_t count = 1;
};
BOOST_DESCRIBE_STRUCT(claim_request, (), (kinds, count))

struct held_lease {
  domain::fence held;
  domain::job_progress progress;
};
BOOST_DESCRIBE_STRUCT(held_lease, (), (held, progress))

struct lease_state {
  domain::fence held;
  bool lost = false;
  bool cancel_wanted = false;
};
BOOST_DESCRIBE_STRUCT(lease_state, (), (held, lost, cancel_wanted))

struct renew_reply {
  std::vector<lease_state> leases;
};
BOOST_DESCRIBE_STRUCT(renew_reply, (), (leases))

/// Lists all leases that the session holds; one that is missing, and whose
/// claim was answered before, is released and its attempt not counted.
struct renew_request {
  static constexpr std::string_view operation = "queue.renew";
  static constexpr auto served = served_by::store;
  using reply = renew_reply;

  std::vector<held_lease> leases;
};
BOOST_DESCRIBE_STRUCT(renew_request, (), (leases))

struct done_reply {
  bool done = true;
};
BOOST_DESCRIBE_STRUCT(done_reply, (), (done))

/// Gives leases back unfinished (a clean shutdown): attempts not counted.
struct release_request {
  static constexpr std::string_view operation = "queue.release";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  std::vector<domain::fence> leases;
};
BOOST_DESCRIBE_STRUCT(release_request, (), (leases))

struct job_list {
  std::vector<domain::job_view> jobs;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(job_list, (), (jobs, more))

/// One job by its number, or with number 0 those of the programme (of all
/// programmes if the envelope names none), newest first.
struct jobs_request {
  static constexpr std::string_view operation = "queue.jobs";
  static constexpr auto served = served_by::store;
  using reply = job_list;

  domain::job_id job{};
  std::uint32_t limit = 100;
};
BOOST_DESCRIBE_STRUCT(jobs_request, (), (job, limit))

/// The job once it has ended, for whoever asked the same before and was told
/// that it runs. Waits up to the remaining time, then fails with `in_progress`
/// and a retry-after.
struct await_request {
  static constexpr std::string_view operation = "queue.await";
  static constexpr auto served = served_by::store;
  using reply = domain::job_view;

  domain::job_id job{};
};
BOOST_DESCRIBE_STRUCT(await_request, (), (job))

/// Puts a dead letter of the envelope's programme back among the ready jobs
/// with fresh attempts, once under its key. Operators may name no programme.
struct requeue_request {
  static constexpr std::string_view operation = "queue.requeue";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  domain::job_id job{};
};
BOOST_DESCRIBE_STRUCT(requeue_request, (), (job))

/// Why a job does not run, and when it will.
struct explain_request {
  static constexpr std::string_view operation = "queue.explain";
  static constexpr auto served = served_by::store;
  using reply = domain::job_explanation;

  domain::job_id job{};
};
BOOST_DESCRIBE_STRUCT(explain_request, (), (job))

/// Hands out no more jobs of a kind, or does so again; what runs goes on.
/// Lasts over restarts. Refused unless the sender is the operator.
struct pause_request {
  static constexpr std::string_view operation = "queue.pause";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  std::string kind;
  bool paused = true;
};
BOOST_DESCRIBE_STRUCT(pause_request, (), (kind, paused))

/// Hands out jobs of a kind no faster (no jobs: as fast as they are asked
/// for). Lasts over restarts. Refused unless the sender is the operator.
struct limit_request {
  static constexpr std::string_view operation = "queue.limit";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  std::string kind;
  domain::rate_terms rate;
};
BOOST_DESCRIBE_STRUCT(limit_request, (), (kind, rate))

struct queue_stats {
  /// In the order of their names: each that has jobs, is paused or was asked
  /// for.
  std::vector<domain::kind_stats> kinds;
};
BOOST_DESCRIBE_STRUCT(queue_stats, (), (kinds))

struct queue_stats_request {
  static constexpr std::string_view operation = "queue.stats";
  static constexpr auto served = served_by::store;
  using reply = queue_stats;
};
BOOST_DESCRIBE_STRUCT(queue_stats_request, (), ())

// -- schedules ----------------------------------------------------------------

/// Adds a schedule to the envelope's programme; one of the same name is
/// another's unless it is the same, or `replace`. Operators only, as all that
/// changes a schedule.
struct cron_put_request {
  static constexpr std::string_view operation = "cron.put";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  domain::schedule what;
  bool replace = false;
};
BOOST_DESCRIBE_STRUCT(cron_put_request, (), (what, replace))

struct cron_remove_request {
  static constexpr std::string_view operation = "cron.remove";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  std::string name;
};
BOOST_DESCRIBE_STRUCT(cron_remove_request, (), (name))

/// Times while it is paused are not made up for.
struct cron_pause_request {
  static constexpr std::string_view operation = "cron.pause";
  static constexpr auto served = served_by::store;
  using reply = done_reply;

  std::string name;
  bool paused = true;
};
BOOST_DESCRIBE_STRUCT(cron_pause_request, (), (name, paused))

struct cron_list {
  std::vector<domain::schedule_view> schedules;
};
BOOST_DESCRIBE_STRUCT(cron_list, (), (schedules))

/// Those of the envelope's programme, or of all if it names none.
struct cron_list_request {
  static constexpr std::string_view operation = "cron.list";
  static constexpr auto served = served_by::store;
  using reply = cron_list;
};
BOOST_DESCRIBE_STRUCT(cron_list_request, (), ())

} // namespace nightfloat::client
