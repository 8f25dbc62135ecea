// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every decision of the ledger, as one pure state machine over an engine's
// rows: transactions, queue, leases, replies, feed, ledger time. It knows no
// thread, clock or disk, so what is simulated is what ships.
//
// A batch goes begin, decide ..., seal, (the caller applies it), then adopt or
// drop. Members of a batch are decided against what is durable plus what the
// batch decided before; jobs, reads and feed show durable state only. While it
// is written, `claim` and `renew` may be called. `recover` derives all anew.

#include "domain/queue.hpp"
#include "metrics/drain_rate.hpp"
#include "storage/attempts.hpp"
#include "storage/command_key.hpp"
#include "storage/core_options.hpp"
#include "storage/job_table.hpp"
#include "storage/kept_rows.hpp"
#include "storage/ledger_time.hpp"
#include "storage/overlay.hpp"
#include "storage/pace.hpp"
#include "storage/read_once.hpp"
#include "storage/retry_budget.hpp"
#include "storage/schedule_book.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace nightfloat::storage {

/// How long the row of a claim may wait for a batch that is written anyway. A
/// store that dies within it forgets the claim: the job is leased again, and
/// the first worker is fenced.
constexpr auto claim_rows_wait = std::chrono::milliseconds{10};

/// Not thread-safe.
class ledger_core {
public:
  /// `base` must outlive the core.
  ledger_core(const view& base, core_options options);

  // -- recovery ---------------------------------------------------------------

  /// Re-derives everything from `from`, whose rows `base` reads: checks the
  /// format, makes a fresh epoch durable, loads live jobs. Leases found in the
  /// log get one full visibility timeout. REQUIRES `from` reopened. Fails with
  /// `bad_version`, `corrupt`, or as the engine does.
  [[nodiscard]] result<void> recover(engine& from, moment now);

  [[nodiscard]] std::uint64_t epoch() const noexcept {
    return epoch_;
  }

  // -- one batch --------------------------------------------------------------

  /// Starts a batch at `now`: ends leases that have run out, submits what
  /// schedules have due, and every second purges some of what has expired.
  [[nodiscard]] result<void> begin(moment now);

  /// Decides one transaction; `not_after` is its deadline on the steady clock
  /// (`steady_time::max()`: none). The answer may leave only after the batch
  /// is durable. An engine's failure to read is answered as `refused`.
  [[nodiscard]] domain::commit_answer decide(const domain::transaction& x,
                                             steady_time not_after);

  /// Ends these leases, attempts uncounted.
  [[nodiscard]] result<void> release(const std::vector<domain::fence>& leases);

  /// Ends all leases of a session.
  [[nodiscard]] result<void> end_session(const domain::session_id& session,
                                         attempt_end why);

  /// Carries a command out once under its key, before `not_after`: a repeat
  /// hears what the first was told. Fails with `invalid_argument`,
  /// `key_reused`, `timed_out`, and as `change` does.
  [[nodiscard]] result<void> once(const command_key& by, steady_time not_after,
                                  const std::function<result<void>()>& change);

  /// Once under its key, of any programme if that names none. Fails with
  /// `not_found`, `refused` if the job is no dead letter, what it waits for
  /// has not completed, or its unique name is taken, and as `once` does.
  [[nodiscard]] result<void>
  requeue(domain::job_id id, command_key by = {},
          steady_time not_after = steady_time::max());

  /// Hands out no more jobs of `kind`, or does so again. Fails with
  /// `invalid_argument`, or `refused` where too many kinds are paused.
  [[nodiscard]] result<void> pause(const std::string& kind, bool paused);

  /// Hands out jobs of `kind` no faster. Fails with `invalid_argument`, or
  /// `refused` where too many kinds have a rate.
  [[nodiscard]] result<void> limit_rate(const std::string& kind,
                                        const domain::rate_terms& x);

  /// Adds a schedule; the same again changes nothing. Fails with
  /// `invalid_argument`, `not_found` (its zone), `conflict` if the programme
  /// has another of its name and not `replace`, or `refused` where there are
  /// too many.
  [[nodiscard]] result<void> put_schedule(const std::string& programme,
                                          const domain::schedule& x,
                                          bool replace);

  /// Fails with `not_found`.
  [[nodiscard]] result<void> remove_schedule(const std::string& programme,
                                             const std::string& name);

  /// Times while it is paused are not made up for. Fails with `not_found`.
  [[nodiscard]] result<void> pause_schedule(const std::string& programme,
                                            const std::string& name,
                                            bool paused);

  /// What is to be applied; the batch is now being written. Empty: nothing
  /// was changed, and every answer holds already.
  [[nodiscard]] write_batch seal();

  /// The programmes that the sealed batch moves on, with their new versions.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& moved() const {
    return moved_;
  }

  /// The sealed batch is durable: its jobs become visible.
  void adopt();

  /// It certainly was not written: everything that it decided is dropped.
  void drop();

  // -- between batches, or while one is being written -------------------------

  /// Leases up to `count` ready jobs. Their rows go with the next batch, which
  /// is due for them alone only after `claim_rows_wait`: most jobs end, or
  /// others are submitted, before that.
  [[nodiscard]] result<std::vector<domain::lease>>
  claim(const domain::session_id& session,
        const std::vector<std::string>& kinds, std::uint32_t count, moment now);

  [[nodiscard]] bool owes_claim_rows() const noexcept {
    return !claim_rows_.empty();
  }

  struct renewal {
    std::vector<std::pair<domain::fence, bool>> states; ///< True: cancel it.
    std::vector<domain::fence> lost;
    /// Leases that the worker surely does not hold: to be released.
    std::vector<domain::fence> missing;
  };

  /// Renews `leases`, all that the session holds.
  [[nodiscard]] renewal renew(
    const domain::session_id& session,
    const std::vector<std::pair<domain::fence, domain::job_progress>>& leases,
    moment now);

  /// One job as it stands. Fails with `not_found`.
  [[nodiscard]] result<domain::job_view> show(domain::job_id id) const;

  /// The newest live jobs of a programme (empty: of all) first, each with its
  /// sequence and without its payload; no more than pass a page.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, domain::job_view>>
  list(std::string_view programme, std::size_t limit) const;

  /// Why a job does not run, and when it will. Fails with `not_found`.
  [[nodiscard]] result<domain::job_explanation> explain(domain::job_id id,
                                                        moment now);

  /// Each kind that has jobs, is paused or was asked for, by name.
  [[nodiscard]] std::vector<domain::kind_stats> kinds(moment now);

  /// Of a programme (empty: of all), by name.
  [[nodiscard]] std::vector<domain::schedule_view>
  schedules(std::string_view programme) const;

  /// Whether a batch is due although no transaction waits.
  [[nodiscard]] bool due(moment now) const;

  /// When to look again, if nothing else happens.
  [[nodiscard]] steady_time next_event(moment now) const;

  [[nodiscard]] const kept_rows& kept() const noexcept {
    return kept_;
  }

  [[nodiscard]] const job_table& jobs() const noexcept {
    return jobs_;
  }

  [[nodiscard]] const ledger_time& time() const noexcept {
    return time_;
  }

private:
  /// A job as the batch sees it.
  struct job_change {
    std::uint64_t sequence = 0;
    stored_state state;
    /// Where its row lies so far, this batch's included: it may move twice.
    bool was_ended = false;
    /// The reply that it owes, read when the batch first met the job.
    std::optional<stored_reply> owed;
    /// The row of its unique name, read likewise; empty: it has none.
    std::string unique_row{};
    /// What it waits for, if this batch made it wait.
    std::vector<domain::job_id> open{};
  };

  /// What is remembered of a kind of job.
  struct kind_watch {
    /// When a worker last asked for it.
    std::optional<steady_time> asked;
    /// How fast its jobs end.
    metrics::drain_rate ends;
    retry_budget retries;
  };

  /// A kind whose jobs are handed out no faster than this.
  struct kind_rate {
    domain::rate_terms terms;
    pace tokens;
  };

  /// A programme as the batch sees it.
  struct head_change {
    stored_head head;
    /// Its version when the batch began.
    std::uint64_t version_before = 0;
    /// It let go of history, with or without a new version.
    bool is_trimmed = false;
  };

  /// An answer that ends the decision, or nothing: on to the next check.
  using answer = std::optional<domain::commit_answer>;

  // ledger_core_recover.cpp
  result<void> check_format(engine& from, moment now);
  result<void> load_totals(moment now);
  result<void> load_jobs(moment now);
  result<void> load_awaits(const std::vector<domain::job_id>& waiting);
  result<void> load_paused();

  // ledger_core.cpp
  std::int64_t pass_to(moment now);
  result<void> end_overdue();
  result<void> purge_replies();
  result<void> purge_ended();

  // ledger_core_history.cpp
  result<void> purge_history();
  [[nodiscard]] result<std::uint64_t>
  expired_items(const std::string& programme) const;
  /// Items below `oldest` go. REQUIRES that none is of this batch.
  void let_go(const std::string& programme, head_change& of,
              std::uint64_t oldest);

  // ledger_core_checks.cpp: in the order of checks.
  result<answer> check_replies(const domain::transaction& x) const;
  result<answer> check_reply(const std::string& row,
                             const std::string& fingerprint) const;
  result<answer> check_completion(const domain::transaction& x);
  result<answer> check_fence(const domain::transaction& x,
                             steady_time not_after);
  [[nodiscard]] answer check_held(const domain::transaction& x) const;
  result<answer> check_expectations(const domain::transaction& x,
                                    read_once& seen);
  result<answer> check_unchanged(const domain::transaction& x,
                                 const domain::unchanged& wish,
                                 std::size_t& rows_left);
  result<answer> check_jobs(const domain::transaction& x);
  result<domain::commit_answer> run_checks(const domain::transaction& x,
                                           steady_time not_after);

  // ledger_core_write.cpp
  result<std::vector<domain::change>> changes_of(const domain::transaction& x,
                                                 read_once& seen) const;
  result<domain::commit_answer> write(const domain::transaction& x,
                                      std::vector<domain::change> changes);
  void write_records(const domain::transaction& x, std::uint64_t version);
  void write_item(const domain::feed_item& item, head_change& of);
  void write_replies(const domain::transaction& x, std::uint64_t version);
  result<void> write_jobs(const domain::transaction& x, std::uint64_t version);
  void write_submission(const domain::transaction& x, domain::job job);
  void trim(const std::string& programme, head_change& of);
  result<head_change*> head_of(const std::string& programme);

  // ledger_core_queue.cpp
  result<void> load_unique(job_change& x) const;
  result<void> take_name(const job_change& x);
  result<answer> check_unique(const domain::transaction& x,
                              const domain::job& job) const;
  result<answer> check_after(const domain::transaction& x,
                             const domain::job& job) const;
  [[nodiscard]] std::vector<domain::job_id>
  open_of(const domain::transaction& x, const domain::job& job) const;
  result<std::vector<domain::job_id>> open_again(const job_change& x) const;
  result<domain::job> own_row(std::uint64_t sequence) const;
  result<void> end_doomed();
  void adopt_waits();
  void adopt_paused();
  void spend_retry(stored_state& x);
  [[nodiscard]] kind_watch& watch_of(const std::string& kind);
  void note_asked(const std::vector<std::string>& kinds, moment now);
  std::vector<std::string> claimable(const std::vector<std::string>& kinds,
                                     moment now);

  // ledger_core_rates.cpp
  result<void> load_rates();
  void adopt_rates();
  [[nodiscard]] std::int64_t rate_wait_us(const std::string& kind, moment now,
                                          std::uint64_t nth = 1) const;
  bool may_go(const std::string& kind, moment now);
  bool take_turn(const std::string& kind, moment now);

  // ledger_core_cron.cpp
  [[nodiscard]] const stored_schedule* schedule_at(const std::string& at) const;
  void save_schedule(const std::string& at, stored_schedule x);
  [[nodiscard]] bool cron_due(moment now) const;
  result<void> fire_due();
  result<bool> fire(const std::string& at);
  result<bool> submit_due(stored_schedule& row, std::int64_t due_ms);
  result<void> load_schedules();
  void adopt_schedules();
  void give_schedules(const std::string& programme, stored_head& head);

  // ledger_core_explain.cpp
  void explain_ready(domain::job_explanation& x, moment now);

  // ledger_core_jobs.cpp
  result<void> put_back(domain::job_id id);
  result<job_change*> job_of(domain::job_id id);
  result<std::optional<job_change>> ended_job(domain::job_id id) const;
  result<std::optional<stored_state>> state_of(domain::job_id id) const;
  result<void> load_owed(job_change& x) const;
  void save(job_change& x, std::uint64_t version);
  result<void> save_abandoned(job_change& x, attempt_end why);
  void adopt_job(const job_change& x);
  [[nodiscard]] const stored_state* effective(domain::job_id id) const;
  result<domain::lease>
  lease_job(live_job& job, const domain::session_id& session, moment now);
  void extend(live_job& job, const domain::job_progress& progress, moment now);
  [[nodiscard]] std::chrono::milliseconds
  retention_of(std::string_view scope) const;

  const view* base_;
  core_options options_;
  kept_rows kept_;
  overlay rows_;
  job_table jobs_;
  ledger_time time_;
  std::mt19937_64 random_;
  std::uint64_t epoch_ = 0;
  std::uint64_t token_last_ = 0;
  stored_totals totals_;
  moment now_;

  std::map<std::uint64_t, job_change> changed_jobs_;
  std::map<std::string, head_change> heads_;
  std::map<std::string, std::uint64_t> moved_;
  std::size_t fresh_jobs_ = 0;
  /// Jobs that may hold something: who does is in their states.
  std::set<std::uint64_t> holders_;
  std::set<std::string, std::less<>> paused_;
  /// What the batch pauses (true) and resumes.
  std::map<std::string, bool> paused_changes_;
  std::map<std::string, kind_rate, std::less<>> rates_;
  std::map<std::string, domain::rate_terms> rate_changes_;
  schedule_book schedules_;
  /// Their rows as the batch leaves them; none: removed.
  std::map<std::string, std::optional<stored_schedule>> schedule_changes_;
  /// Where the queue had no room for what was due.
  steady_time cron_not_before_{};
  std::map<std::string, kind_watch, std::less<>> watches_;
  /// How fast jobs of all kinds end.
  metrics::drain_rate ends_;
  /// Of the state before the batch, to return to when it is dropped.
  stored_totals totals_before_;
  /// Rows of claims: until the next batch takes them, and while it is written.
  std::map<std::string, std::string> claim_rows_;
  std::map<std::string, std::string> claim_rows_taken_;
  /// When the first of those that wait was claimed.
  steady_time claim_rows_since_{};
  /// When claims that wait may get what they could not get before.
  steady_time claims_at_ = steady_time::max();
  steady_time purge_at_{};
  std::string purge_after_;
  /// Where the purge of ended jobs goes on: what lies below is purged.
  std::uint64_t purge_ended_from_ = 1;
  /// The same before the batch.
  std::uint64_t purge_ended_before_ = 1;
  /// Whose history was looked at last, and whether it has more to let go of.
  std::string history_after_;
  bool history_again_ = false;
};

} // namespace nightfloat::storage
