// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "storage/fence_check.hpp"
#include "storage/job_view.hpp"
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

using domain::fence;
using domain::job_id;
using domain::job_state;

// -- jobs in a batch ----------------------------------------------------------

const stored_state* ledger_core::effective(job_id id) const {
  if (auto i = changed_jobs_.find(id.value); i != changed_jobs_.end())
    return &i->second.state;
  const auto* job = jobs_.find(id);
  return job == nullptr ? nullptr : &job->state;
}

result<std::optional<ledger_core::job_change>>
ledger_core::ended_job(job_id id) const {
  auto number = base_->get(layout::job_number(id));
  if (!number)
    return number.error();
  if (!*number)
    return std::optional<job_change>{};
  auto x = job_change{.sequence = layout::number_at_end(**number),
                      .state = {},
                      .was_ended = true,
                      .owed = {}};
  auto row = base_->get(layout::ended_state(x.sequence));
  if (!row)
    return row.error();
  if (!*row)
    return std::optional<job_change>{};
  auto state = codec::decode<stored_state>(**row);
  if (!state)
    return at("stored job", state.error());
  x.state = std::move(*state);
  return std::optional{std::move(x)};
}

/// Live or ended; nothing: nobody knows such a job.
result<std::optional<stored_state>> ledger_core::state_of(job_id id) const {
  if (const auto* live = effective(id))
    return std::optional{*live};
  auto ended = ended_job(id);
  if (!ended)
    return ended.error();
  if (!*ended)
    return std::optional<stored_state>{};
  return std::optional{std::move((*ended)->state)};
}

result<void> ledger_core::load_owed(job_change& x) const {
  if (x.state.owed_row.empty())
    return {};
  auto row = rows_.get(x.state.owed_row);
  if (!row)
    return row.error();
  if (!*row)
    return {};
  auto owed = codec::decode<stored_reply>(**row);
  if (!owed)
    return at("stored reply", owed.error());
  if (owed->pending == x.state.id)
    x.owed = std::move(*owed);
  return {};
}

result<ledger_core::job_change*> ledger_core::job_of(job_id id) {
  if (auto i = changed_jobs_.find(id.value); i != changed_jobs_.end())
    return &i->second;
  auto found = std::optional<job_change>{};
  auto* live = jobs_.find(id);
  if (live != nullptr) {
    found = job_change{.sequence = live->sequence,
                       .state = live->state,
                       .was_ended = false,
                       .owed = {}};
  } else {
    auto ended = ended_job(id);
    if (!ended)
      return ended.error();
    // The purge may have taken it within this very group.
    auto number = rows_.get(layout::job_number(id));
    if (!number)
      return number.error();
    if (*number)
      found = std::move(*ended);
  }
  if (!found)
    return nullptr;
  if (auto done = load_owed(*found); !done)
    return done.error();
  if (auto done = load_unique(*found); !done)
    return done.error();
  if (live != nullptr)
    jobs_.change(*live, [](live_job& x) { x.busy = true; });
  return &changed_jobs_.emplace(id.value, std::move(*found)).first->second;
}

void ledger_core::save(job_change& x, std::uint64_t version) {
  if (!has_ended(x.state.state)) {
    rows_.put(layout::live_state(x.sequence), codec::encode(x.state));
    if (std::exchange(x.was_ended, false))
      rows_.erase(layout::ended_state(x.sequence));
    return;
  }
  rows_.erase(layout::live_state(x.sequence));
  rows_.put(layout::ended_state(x.sequence), codec::encode(x.state));
  // The end frees the name once: later it may be that of another.
  if (!std::exchange(x.was_ended, true) && !x.unique_row.empty())
    rows_.erase(x.unique_row);
  auto owed = std::exchange(x.owed, std::nullopt);
  if (!owed)
    return;
  if (settle_reply(*owed, x.state, version)) {
    owed->expires_ms = time_.now_ms() + options_.reply_retention.count();
    rows_.put(x.state.owed_row, codec::encode(*owed));
  } else {
    rows_.erase(x.state.owed_row);
  }
}

result<void> ledger_core::save_abandoned(job_change& x, attempt_end why) {
  auto of = head_of(x.state.programme);
  if (!of)
    return of.error();
  abandon(x.state, why, time_.now_ms());
  // It is tried again at once, and counts all the same.
  if (why == attempt_end::worker_died)
    spend_retry(x.state);
  save(x, (*of)->head.version);
  return {};
}

void ledger_core::adopt_job(const job_change& x) {
  if (has_ended(x.state.state)) {
    if (jobs_.find(x.state.id) != nullptr) {
      ends_.done(now_.steady);
      watch_of(x.state.kind).ends.done(now_.steady);
    }
    jobs_.erase(x.state.id);
    purge_ended_from_ = std::min(purge_ended_from_, x.sequence);
    return;
  }
  jobs_.put({.sequence = x.sequence, .state = x.state, .busy = false});
}

result<void> ledger_core::release(const std::vector<fence>& leases) {
  for (const auto& lease : leases) {
    const auto* state = effective(lease.job);
    if (state == nullptr || state->state != job_state::leased
        || state->token != lease.token)
      continue;
    auto job = job_of(lease.job);
    if (!job)
      return job.error();
    if (auto done = save_abandoned(**job, attempt_end::uncounted); !done)
      return done;
  }
  return {};
}

result<void> ledger_core::end_session(const domain::session_id& session,
                                      attempt_end why) {
  for (auto id : jobs_.held_by(session)) {
    auto job = job_of(id);
    if (!job)
      return job.error();
    if ((*job)->state.state != job_state::leased)
      continue;
    const auto restarted = jobs_.lease_of(*jobs_.find(id)).from_log;
    if (auto done = save_abandoned(**job,
                                   restarted ? attempt_end::uncounted : why);
        !done)
      return done;
  }
  return {};
}

result<void> ledger_core::put_back(job_id id) {
  auto job = job_of(id);
  if (!job)
    return job.error();
  if (*job == nullptr)
    return failure{ec::not_found, "requeue: there is no such job ("
                                    + std::to_string(id.value) + ")"};
  if ((*job)->state.state != job_state::dead_letter)
    return failure{ec::refused, "requeue: the job is no dead letter ("
                                  + std::to_string(id.value)
                                  + "), only those can be put back"};
  auto& change = **job;
  auto open = open_again(change);
  if (!open)
    return open.error();
  if (auto done = take_name(change); !done)
    return done;
  storage::requeue(change.state, time_.now_ms());
  change.open = std::move(*open);
  if (!change.open.empty())
    change.state.state = job_state::waiting;
  save(change, 0);
  return {};
}

// -- leases -------------------------------------------------------------------

result<domain::lease> ledger_core::lease_job(live_job& job,
                                             const domain::session_id& session,
                                             moment now) {
  auto row = kept_.take(layout::job(job.sequence));
  if (!row)
    return row.error();
  if (!*row)
    return failure{ec::corrupt, "claim: a job's own row is missing ("
                                  + std::to_string(job.state.id.value)
                                  + "), restore from a checkpoint"};
  auto work = codec::decode<domain::job>(**row);
  if (!work)
    return at("stored job", work.error());
  const auto token = domain::token{epoch_, ++token_last_};
  jobs_.change(job, [&](live_job& x) {
    lease_to(x.state, session, token, time_.now_ms());
    auto& lease = jobs_.lease_of(x) = {};
    lease.hard_end = now.steady
                     + std::chrono::milliseconds{x.state.attempt_ms_max};
    if (work->attempt_soft_ms != 0)
      lease.soft_end = now.steady
                       + std::chrono::milliseconds{work->attempt_soft_ms};
    lease.deadline = std::min(now.steady + options_.visibility_timeout,
                              lease.hard_end);
  });
  if (claim_rows_.empty())
    claim_rows_since_ = now.steady;
  claim_rows_.insert_or_assign(layout::live_state(job.sequence),
                               codec::encode(job.state));
  return domain::lease{.fence = token,
                       .work = std::move(*work),
                       .attempt = job.state.attempts,
                       .visibility_timeout_ms = static_cast<std::uint32_t>(
                         options_.visibility_timeout.count())};
}

result<std::vector<domain::lease>>
ledger_core::claim(const domain::session_id& session,
                   const std::vector<std::string>& kinds, std::uint32_t count,
                   moment now) {
  auto leases = std::vector<domain::lease>{};
  auto bytes = std::size_t{0};
  const auto now_ms = pass_to(now);
  note_asked(kinds, now);
  const auto all = paused_.empty() && rates_.empty();
  auto some = all ? std::vector<std::string>{} : claimable(kinds, now);
  while (leases.size() < count && bytes < claim_bytes_max) {
    auto* job = jobs_.next(all ? kinds : some, now_ms);
    if (job == nullptr)
      break;
    auto lease = lease_job(*job, session, now);
    if (!lease && leases.empty())
      return lease.error();
    if (!lease)
      break;
    if (!all && !take_turn(lease->work.kind, now))
      std::erase(some, lease->work.kind);
    if (lease->attempt == 1)
      watch_of(lease->work.kind).retries.first(now_ms);
    bytes += lease->work.payload.size() + lease->work.trace.size()
             + lease_bytes;
    leases.push_back(std::move(*lease));
  }
  return leases;
}

void ledger_core::extend(live_job& job, const domain::job_progress& progress,
                         moment now) {
  jobs_.change(job, [&](live_job& x) {
    auto& lease = jobs_.lease_of(x);
    lease.deadline = std::min(now.steady + options_.visibility_timeout,
                              lease.hard_end);
    lease.progress = progress;
    lease.from_log = false;
    lease.listed = true;
    lease.missed = 0;
  });
}

ledger_core::renewal ledger_core::renew(
  const domain::session_id& session,
  const std::vector<std::pair<fence, domain::job_progress>>& leases,
  moment now) {
  auto said = renewal{};
  auto listed = std::vector<job_id>{};
  for (const auto& [held, progress] : leases) {
    const auto* state = effective(held.job);
    auto* job = jobs_.find(held.job);
    const auto leased = job != nullptr && state->state == job_state::leased
                        && state->session == session;
    auto lease = lease_view{};
    if (leased)
      lease = {.token = state->token,
               .deadline = jobs_.lease_of(*job).deadline};
    if (!fence_holds(held.token, leased ? &lease : nullptr, now.steady)) {
      said.lost.push_back(held);
      continue;
    }
    listed.push_back(held.job);
    // Without a lease only a planted breach of the fence comes this far.
    if (leased)
      extend(*job, progress, now);
    // A batch that is being written may yet fail: it cancels nothing so far.
    const auto stop = leased
                      && (job->state.cancel_wanted
                          || jobs_.lease_of(*job).soft_end <= now.steady);
    said.states.emplace_back(held, stop);
  }
  for (auto id : jobs_.held_by(session)) {
    if (std::find(listed.begin(), listed.end(), id) != listed.end())
      continue;
    // The first renewal without it may have crossed the claim's answer; the
    // second was sent after the answer to the first, so after that one.
    const auto& job = *jobs_.find(id);
    auto& lease = jobs_.lease_of(job);
    if (lease.listed || ++lease.missed >= 2)
      said.missing.push_back({id, job.state.token});
  }
  return said;
}

// -- what the queue shows -----------------------------------------------------

result<domain::job_view> ledger_core::show(job_id id) const {
  auto view = domain::job_view{};
  auto sequence = std::uint64_t{0};
  if (const auto* job = jobs_.find(id)) {
    view = view_of(job->state, time_.now_ms());
    view.history = history_of(job->state);
    if (const auto* lease = jobs_.find_lease(*job))
      view.progress = lease->progress;
    sequence = job->sequence;
  } else {
    auto ended = ended_job(id);
    if (!ended)
      return ended.error();
    if (!*ended)
      return failure{ec::not_found, "jobs: there is no such job ("
                                      + std::to_string(id.value) + ")"};
    view = view_of((*ended)->state, time_.now_ms());
    view.history = history_of((*ended)->state);
    sequence = (*ended)->sequence;
  }
  auto row = base_->get(layout::job(sequence));
  if (!row)
    return row.error();
  if (*row)
    if (auto work = codec::decode<domain::job>(**row)) {
      // A failed attempt puts off what the submitter asked for.
      work->run_at_ms = view.work.run_at_ms;
      view.work = std::move(*work);
    }
  return view;
}

std::vector<std::pair<std::uint64_t, domain::job_view>>
ledger_core::list(std::string_view programme, std::size_t limit) const {
  auto found = std::vector<std::pair<std::uint64_t, domain::job_view>>{};
  auto room = page_room{};
  jobs_.newest_first([&](const live_job& job) {
    if (found.size() >= limit || room.is_passed())
      return false;
    if (programme.empty() || job.state.programme == programme) {
      found.emplace_back(job.sequence, view_of(job.state, time_.now_ms()));
      if (const auto* lease = jobs_.find_lease(job))
        found.back().second.progress = lease->progress;
      room.add(found.back().second);
    }
    return true;
  });
  return found;
}

} // namespace nightfloat::storage
