// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_core.hpp"

#include "codec/bytes.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

using std::chrono::seconds;

namespace {

/// Some hundred months of a roster, with their guards.
constexpr auto kept_bytes_max = std::size_t{1} << 20;
constexpr auto purge_every = seconds{1};
/// Rows that one purge looks at, and leases that one batch ends.
constexpr auto purge_rows = std::size_t{256};
constexpr auto overdue_max = std::size_t{1'024};
/// A look ahead is no longer: a far time would overflow the steady clock.
constexpr auto look_ms_max = std::int64_t{86'400'000};

std::chrono::milliseconds longest(const core_options& x) {
  return std::max({x.reply_retention, x.result_retention, x.history_retention});
}

} // namespace

ledger_core::ledger_core(const view& base, core_options options)
  : base_{&base}, options_{std::move(options)}, kept_{base, kept_bytes_max},
    rows_{kept_}, time_{longest(options_)}, random_{options_.seed} {
  options_.history_items = std::max<std::uint64_t>(options_.history_items, 1);
}

result<void> ledger_core::begin(moment now) {
  now_ = now;
  (void)pass_to(now);
  claims_at_ = steady_time::max();
  totals_before_ = totals_;
  purge_ended_before_ = purge_ended_from_;
  for (auto& [key, value] : claim_rows_)
    rows_.put(key, value);
  claim_rows_taken_ = std::exchange(claim_rows_, {});
  std::erase_if(holders_, [&](std::uint64_t id) {
    const auto* job = jobs_.find({id});
    return job == nullptr || job->state.hold.empty();
  });
  if (auto done = end_overdue(); !done)
    return done;
  if (auto done = end_doomed(); !done)
    return done;
  if (auto done = fire_due(); !done)
    return done;
  if (now.steady < purge_at_)
    return {};
  purge_at_ = now.steady + purge_every;
  if (auto done = purge_replies(); !done)
    return done;
  if (auto done = purge_ended(); !done)
    return done;
  return purge_history();
}

/// Ledger time moves on. Jobs that it makes ready may be what claims wait for,
/// so a turn is due for them.
std::int64_t ledger_core::pass_to(moment now) {
  const auto now_ms = time_.advance(now);
  if (jobs_.promote(now_ms))
    claims_at_ = std::min(claims_at_, now.steady);
  return now_ms;
}

result<void> ledger_core::end_overdue() {
  for (auto id : jobs_.overdue(now_.steady, overdue_max)) {
    auto job = job_of(id);
    if (!job)
      return job.error();
    // The lease of before a restart was not taken up: the restart ended it.
    const auto why = jobs_.lease_of(*jobs_.find(id)).from_log
                       ? attempt_end::uncounted
                       : attempt_end::worker_died;
    if (auto done = save_abandoned(**job, why); !done)
      return done;
  }
  return {};
}

result<void> ledger_core::purge_replies() {
  auto range = prefix_range(layout::replies);
  if (!purge_after_.empty())
    range.first = std::exchange(purge_after_, {}) + '\0';
  auto expired = std::vector<std::string>{};
  auto seen = std::size_t{0};
  auto done = base_->scan(range, scan_order::ascending,
                          [&](std::string_view key, std::string_view value) {
                            if (auto row = codec::decode<stored_reply>(value);
                                row && time_.expired(row->expires_ms))
                              expired.emplace_back(key);
                            if (++seen < purge_rows)
                              return true;
                            purge_after_ = key;
                            return false;
                          });
  for (auto& key : expired)
    rows_.erase(std::move(key));
  return done;
}

result<void> ledger_core::purge_ended() {
  // Why a job is doomed may not be purged before the job has ended.
  if (jobs_.has_doomed())
    return {};
  const auto range = key_range{layout::ended_state(purge_ended_from_),
                               prefix_range(layout::ended_states).last};
  auto expired = std::vector<std::pair<std::uint64_t, std::uint64_t>>{};
  auto seen = std::size_t{0};
  auto done = base_->scan(range, scan_order::ascending,
                          [&](std::string_view key, std::string_view value) {
                            auto row = codec::decode<stored_state>(value);
                            if (!row)
                              return ++seen < purge_rows;
                            const auto keep = options_.result_retention.count();
                            if (!time_.expired(row->changed_ms + keep))
                              return false;
                            expired.emplace_back(layout::number_at_end(key),
                                                 row->id.value);
                            return ++seen < purge_rows;
                          });
  for (auto [sequence, id] : expired) {
    rows_.erase(layout::job(sequence));
    rows_.erase(layout::ended_state(sequence));
    rows_.erase(layout::job_number({id}));
    purge_ended_from_ = sequence + 1;
  }
  // A job that still runs may lie below; it comes back here when it ends.
  totals_.ended_first = std::min(purge_ended_from_,
                                 jobs_.first_sequence(totals_.job_next));
  return done;
}

domain::commit_answer ledger_core::decide(const domain::transaction& x,
                                          steady_time not_after) {
  auto decided = run_checks(x, not_after);
  if (decided)
    return std::move(*decided);
  auto why = decided.error();
  return {.outcome = domain::commit_outcome::refused,
          .code = why.code,
          .detail = std::move(why.detail),
          .retry_after_ms = why.retry_after_ms};
}

write_batch ledger_core::seal() {
  moved_.clear();
  for (const auto& [programme, change] : heads_) {
    const auto moved = change.head.version != change.version_before;
    if (moved || change.is_trimmed)
      rows_.put(layout::head(programme), codec::encode(change.head));
    if (moved)
      moved_.emplace(programme, change.head.version);
  }
  if (rows_.empty())
    return {.epoch = epoch_};
  totals_.ledger_time_ms = time_.now_ms();
  totals_.hold_left_ms = time_.hold_left().count();
  totals_.job_first = jobs_.first_sequence(totals_before_.job_next);
  // A requeued job may lie below all that are live so far.
  for (const auto& [id, change] : changed_jobs_)
    if (!has_ended(change.state.state))
      totals_.job_first = std::min(totals_.job_first, change.sequence);
  rows_.put(std::string{layout::totals}, codec::encode(totals_));
  auto batch = rows_.take(epoch_);
  kept_.write(batch);
  return batch;
}

void ledger_core::adopt() {
  for (const auto& [id, change] : changed_jobs_)
    adopt_job(change);
  adopt_waits();
  adopt_paused();
  adopt_rates();
  adopt_schedules();
  changed_jobs_.clear();
  heads_.clear();
  rows_.clear();
  claim_rows_taken_.clear();
  fresh_jobs_ = 0;
}

void ledger_core::drop() {
  for (const auto& [id, change] : changed_jobs_)
    if (auto* job = jobs_.find({id}))
      jobs_.change(*job, [](live_job& x) { x.busy = false; });
  changed_jobs_.clear();
  paused_changes_.clear();
  rate_changes_.clear();
  schedule_changes_.clear();
  heads_.clear();
  moved_.clear();
  rows_.clear();
  kept_.forget();
  totals_ = totals_before_;
  // What it purged is still there.
  purge_ended_from_ = purge_ended_before_;
  // A claim that was made meanwhile has the newer row.
  claim_rows_.merge(claim_rows_taken_);
  claim_rows_taken_.clear();
  claim_rows_since_ = now_.steady;
  fresh_jobs_ = 0;
}

bool ledger_core::due(moment now) const {
  if (now.steady >= purge_at_ || now.steady >= claims_at_ || jobs_.has_doomed()
      || cron_due(now))
    return true;
  if (auto run_at = jobs_.next_run_at_ms();
      run_at && *run_at <= time_.peek(now))
    return true;
  if (!claim_rows_.empty() && now.steady >= claim_rows_since_ + claim_rows_wait)
    return true;
  auto deadline = jobs_.next_deadline();
  return deadline && *deadline <= now.steady;
}

steady_time ledger_core::next_event(moment now) const {
  auto at = std::min(purge_at_, claims_at_);
  // Of now, not of the last batch: else what is due would move away with it.
  const auto now_ms = time_.peek(now);
  auto not_after = [&](std::int64_t due_ms) {
    const auto wait = std::clamp<std::int64_t>(due_ms - now_ms, 0, look_ms_max);
    at = std::min(at, now.steady + std::chrono::milliseconds{wait + 1});
  };
  if (!claim_rows_.empty())
    at = std::min(at, claim_rows_since_ + claim_rows_wait);
  if (auto deadline = jobs_.next_deadline())
    at = std::min(at, *deadline);
  if (auto run_at = jobs_.next_run_at_ms())
    not_after(*run_at);
  if (auto due = schedules_.next_ms(); due && now.steady >= cron_not_before_)
    not_after(*due);
  return at;
}

} // namespace nightfloat::storage
