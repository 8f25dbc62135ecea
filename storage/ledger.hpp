// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ledger as its process uses it: a thread-safe front round one pure
// `ledger_core`, one engine and one committer thread that decides waiting
// transactions in groups, writes each group with one sync, and answers after
// it.
//
// Callbacks run on the committer's thread, or on the caller's where the answer
// is known at once; they must be short and must not wait for the ledger. Every
// callback is called exactly once, at the latest by `close`. While it recovers,
// what waits is told `timed_out` when its time is up; once it stops, or cannot
// recover, everything fails with `unavailable`.

#include "config/node.hpp"
#include "domain/error.hpp"
#include "domain/job.hpp"
#include "domain/ledger.hpp"
#include "domain/queue.hpp"
#include "domain/schedule.hpp"
#include "domain/session.hpp"
#include "domain/store.hpp"
#include "storage/census.hpp"
#include "storage/command_key.hpp"
#include "storage/engine.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::metrics {
class clock;
}

namespace nightfloat::storage {

struct ledger_options {
  config::store_options store;
  /// `set_fault` is allowed.
  bool faults = false;
  /// Seeds the jitter of backoffs.
  std::uint64_t seed = 1;
  /// Bytes of transactions in one group commit.
  std::size_t group_bytes_max = 4 << 20;
  /// Bytes of transactions that may wait to be decided.
  std::size_t waiting_bytes_max = 64 << 20;
  /// Claims that may wait for a job at one time.
  std::size_t claims_waiting_max = 1'024;
  /// Those that may wait for the end of a job.
  std::size_t awaits_max = 4'096;
  /// Jobs that have not ended; further submissions are `overloaded`.
  std::size_t jobs_live_max = 200'000;
  std::size_t watches_max = 1'024;
  /// What every programme gets once.
  std::vector<domain::schedule> schedules;
  /// Items that a watch may fall behind, once it had caught up.
  std::uint64_t watch_lag_max = 10'000;
};

struct record_page {
  std::uint64_t version = 0;
  std::vector<domain::record> found;
  /// A scan stopped at a bound; go on after the last key.
  bool more = false;
  /// Ledger time of that version's commit; 0 where history does not hold it
  /// any more.
  std::int64_t ledger_time_ms = 0;
};

struct read_options {
  std::string programme;
  /// The least version that will do; fails with `unavailable` below it.
  std::uint64_t at_least = 0;
};

struct scan_options {
  std::string prefix;
  /// Only keys after this one; empty: from the first.
  std::string after;
  std::uint32_t limit = 10'000;
  std::size_t bytes_max = 2 << 20;
};

/// Who claims what, and how long it waits for the first.
struct claim_wish {
  domain::session_id session{};
  std::vector<std::string> kinds;
  std::uint32_t count = 1;
  std::uint32_t wait_ms = 0;
};

/// Who waits for the end of which job, and how long.
struct await_wish {
  domain::session_id session{};
  domain::job_id job{};
  std::uint32_t wait_ms = 0;
};

/// One lease of a renewal, as its worker holds it.
struct held {
  domain::fence fence{};
  domain::job_progress progress;
};

/// What became of it.
struct held_state {
  domain::fence fence{};
  bool lost = false;
  bool cancel_wanted = false;
};

struct job_page {
  std::vector<domain::job_view> jobs;
  bool more = false;
};

struct jobs_wish {
  /// Empty: all programmes.
  std::string programme;
  /// Assigned: this job alone; else the newest, down from the limit.
  domain::job_id job{};
  std::uint32_t limit = 100;
};

struct ledger_stats {
  std::uint64_t commits = 0;
  std::uint64_t groups = 0;
  std::uint64_t recoveries = 0;
  std::uint64_t epoch = 0;
  std::size_t waiting = 0;
  std::size_t jobs_ready = 0;
  std::size_t jobs_delayed = 0;
  std::size_t jobs_leased = 0;
  std::size_t jobs_waiting = 0;
  std::size_t watches = 0;
  /// False while it recovers, or for good when it cannot.
  bool serving = false;
  /// Why it does not serve.
  std::string trouble;
};

/// One reader of one programme's feed. It holds no items: what it has not yet
/// taken is read from history. One thread at a time; ends when destroyed.
class subscription {
public:
  virtual ~subscription() = default;

  /// The next durable items in order, at most `items_max`; empty if there are
  /// none yet (`wake` is called when there are). Fails with `trimmed` or
  /// `slow_reader`, then for good, and with `unavailable` during recovery.
  [[nodiscard]] virtual result<std::vector<domain::feed_item>>
  next(std::size_t items_max) = 0;
};

class ledger {
public:
  using on_committed = std::function<void(domain::commit_answer)>;
  using on_claimed = std::function<void(result<std::vector<domain::lease>>)>;
  using on_ended = std::function<void(result<domain::job_view>)>;
  using on_done = std::function<void(result<void>)>;

  virtual ~ledger() = default;

  /// Opens the store behind `from`, writes a fresh epoch, re-derives the queue
  /// and starts the committer. `clock` must outlive the ledger. Fails as
  /// `engine::reopen` does.
  [[nodiscard]] static result<std::unique_ptr<ledger>>
  open(std::unique_ptr<engine> from, ledger_options options,
       const metrics::clock& clock);

  /// Decides and writes `change`; answers once it is durable, or refused.
  /// `remaining_ms` counts from this call. Thread-safe.
  virtual void commit(domain::transaction change, on_committed answer) = 0;

  /// Records by key, absent ones with revision 0, of one durable version.
  /// Thread-safe. Fails with `unavailable` during recovery, and `oversize`
  /// for more keys or bytes than one answer may have.
  [[nodiscard]] virtual result<record_page>
  read(const read_options& options,
       const std::vector<std::string>& keys) const = 0;

  /// Records under a prefix in key order, of one durable version. Thread-safe.
  [[nodiscard]] virtual result<record_page>
  scan(const read_options& options, const scan_options& wish) const = 0;

  /// Records as they were at `version`, undone from the present. Thread-safe.
  /// Fails with `trimmed` where history no longer reaches, and as `read` does.
  [[nodiscard]] virtual result<record_page>
  read_at(const std::string& programme, std::uint64_t version,
          const std::vector<std::string>& keys) const = 0;

  /// The same for a scan, page by page.
  [[nodiscard]] virtual result<record_page>
  scan_at(const std::string& programme, std::uint64_t version,
          const scan_options& wish) const = 0;

  /// The newest durable version; 0 for a programme that nobody wrote to.
  [[nodiscard]] virtual result<std::uint64_t>
  version(const std::string& programme) const = 0;

  /// The feed from `since` + 1 on. `wake` is called, from any thread, when
  /// there may be more. Thread-safe. Fails with `trimmed` or `overloaded`.
  [[nodiscard]] virtual result<std::unique_ptr<subscription>>
  watch(const std::string& programme, std::uint64_t since,
        std::function<void()> wake)
    = 0;

  /// The programmes that were ever written to, in order. Thread-safe.
  [[nodiscard]] virtual result<std::vector<std::string>> programmes() const = 0;

  /// Leases ready jobs, without waiting for the sync of the claim; an empty
  /// list after `wait_ms`. Thread-safe. Fails with `overloaded`.
  virtual void claim(claim_wish wish, on_claimed answer) = 0;

  /// Renews all leases that a session holds. One that is missing, and whose
  /// claim surely arrived, is released, its attempt uncounted. Thread-safe.
  [[nodiscard]] virtual std::vector<held_state>
  renew(const domain::session_id& session, const std::vector<held>& leases) = 0;

  /// Gives leases back unfinished, their attempts uncounted. Thread-safe.
  virtual void release(std::vector<domain::fence> leases, on_done answer) = 0;

  /// A page ends at the limit, or after 2 MiB. Thread-safe. Fails with
  /// `not_found` for a job that nobody knows.
  [[nodiscard]] virtual result<job_page> jobs(const jobs_wish& wish) const = 0;

  /// Answers with the job once its end is durable; holds nothing meanwhile but
  /// a place in a list. Thread-safe. Fails with `in_progress` and a
  /// retry-after when the wait is over, `not_found`, `overloaded` where too
  /// many wait, and `cancelled` when the session ends.
  virtual void await(await_wish wish, on_ended answer) = 0;

  /// Puts a dead letter back, with fresh attempts: once under its key, of any
  /// programme if that names none. Thread-safe. Fails with `not_found`,
  /// `refused` if the job is no dead letter, what it waits for has not
  /// completed, or its unique name is taken, and as every command with a key:
  /// `invalid_argument`, `key_reused`, `timed_out`.
  virtual void requeue(domain::job_id job, command_key by, on_done answer) = 0;

  /// Hands out no more jobs of `kind`, or does so again, from the answer on
  /// and over restarts; what runs goes on. Thread-safe. Fails with
  /// `invalid_argument`, or `refused` where too many kinds are paused.
  virtual void pause(std::string kind, bool paused, on_done answer) = 0;

  /// Hands out jobs of `kind` no faster, from the answer on and over restarts
  /// (no jobs: as fast as they are asked for). Thread-safe. Fails with
  /// `invalid_argument`, or `refused` where too many kinds have a rate.
  virtual void
  limit_rate(std::string kind, domain::rate_terms x, on_done answer)
    = 0;

  /// Why a job does not run, and when it will. Thread-safe. Fails with
  /// `not_found` for a job that nobody knows.
  [[nodiscard]] virtual result<domain::job_explanation>
  explain(domain::job_id job) = 0;

  /// How each kind of job stands, by name. Thread-safe.
  [[nodiscard]] virtual result<std::vector<domain::kind_stats>> kinds() = 0;

  /// Adds a schedule to a programme; from the answer on its times are dealt
  /// with. The same again changes nothing. Once under its key. Thread-safe.
  /// Fails with `invalid_argument`, `not_found` (its zone), `conflict` if the
  /// programme has another of its name and not `replace`, `refused` where
  /// there are too many, and as every command with a key.
  virtual void put_schedule(std::string programme, domain::schedule x,
                            bool replace, command_key by, on_done answer)
    = 0;

  /// Once under its key. Thread-safe. Fails with `not_found`, and as every
  /// command with a key.
  virtual void remove_schedule(std::string programme, std::string name,
                               command_key by, on_done answer)
    = 0;

  /// Submits nothing for it, or does so again; times in between are not made
  /// up for. Thread-safe. Fails with `not_found`.
  virtual void pause_schedule(std::string programme, std::string name,
                              bool paused, on_done answer)
    = 0;

  /// Of a programme (empty: of all), by name. Thread-safe.
  [[nodiscard]] virtual result<std::vector<domain::schedule_view>>
  schedules(const std::string& programme) const = 0;

  /// A session's lifeline is there (again). Thread-safe.
  virtual void session_opened(const domain::session_id& session) = 0;

  /// It broke: its leases end at once, attempts counted. `clean`: they end
  /// after 250 ms, uncounted, unless the session comes back. Thread-safe.
  virtual void session_ended(const domain::session_id& session, bool clean) = 0;

  /// Thread-safe. Fails with `forbidden` unless `faults`.
  [[nodiscard]] virtual result<void> set_fault(const fault& x) = 0;

  [[nodiscard]] virtual ledger_stats stats() const = 0;

  /// The epoch that serves; 0 while it recovers. Where it will not serve again,
  /// the last one: then reads fail with the reason. Thread-safe, cheap.
  [[nodiscard]] virtual std::uint64_t incarnation() const = 0;

  /// What it holds; with `census::rows` every row is read. Thread-safe. Fails
  /// with `unavailable` during recovery.
  [[nodiscard]] virtual result<domain::store_state>
  state(census depth) const = 0;

  /// What its engine says about itself. Thread-safe.
  [[nodiscard]] virtual std::vector<domain::store_figure>
  engine_figures() const = 0;

  /// `engine::checkpoint`, while it serves. Thread-safe. Fails with
  /// `unavailable` during recovery.
  [[nodiscard]] virtual result<void> checkpoint(const std::string& target) = 0;

  /// Whether the committer moved, or had nothing to do, since this was last
  /// asked: for a watchdog. Thread-safe, never blocks.
  [[nodiscard]] virtual bool progressed() = 0;

  /// Decides what waits, answers everything, closes the engine. Idempotent.
  virtual void close() = 0;
};

} // namespace nightfloat::storage
