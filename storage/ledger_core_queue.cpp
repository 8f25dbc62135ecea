// SPDX-License-Identifier: Apache-2.0
//
// What keeps a job from being handed out: jobs that it waits for, another of
// its unique name, its kind being paused.
#include "codec/bytes.hpp"
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

using domain::job_id;
using domain::job_state;
using domain::transaction;

namespace {

/// Doomed jobs that one batch ends.
constexpr auto doomed_max = std::size_t{1'024};
/// Kinds that are paused, and kinds that are watched.
constexpr auto kinds_max = std::size_t{1'024};
/// How long one waits for the job whose unique name was wanted.
constexpr auto unique_retry_ms = std::uint32_t{1'000};

domain::commit_answer refused_submit(ec code, std::string detail) {
  return {.outcome = domain::commit_outcome::refused,
          .code = code,
          .detail = std::move(detail)};
}

std::string number_of_job(job_id id) {
  return std::to_string(id.value);
}

bool is_submitted(const transaction& x, job_id id) {
  return std::any_of(x.submit.begin(), x.submit.end(),
                     [&](const domain::job& one) { return one.id == id; });
}

} // namespace

result<domain::job> ledger_core::own_row(std::uint64_t sequence) const {
  auto row = rows_.get(layout::job(sequence));
  if (!row)
    return row.error();
  if (!*row)
    return failure{ec::corrupt, "store: a job's own row is missing ("
                                  + std::to_string(sequence)
                                  + "), restore from a checkpoint"};
  auto job = codec::decode<domain::job>(**row);
  if (!job)
    return at("stored job", job.error());
  return job;
}

// -- unique names -------------------------------------------------------------

result<void> ledger_core::load_unique(job_change& x) const {
  if (!x.state.is_unique)
    return {};
  auto job = own_row(x.sequence);
  if (!job)
    return job.error();
  x.unique_row = layout::unique_job(job->programme, job->kind, job->unique);
  return {};
}

result<ledger_core::answer>
ledger_core::check_unique(const transaction& x, const domain::job& job) const {
  if (job.unique.empty())
    return answer{};
  auto row = rows_.get(layout::unique_job(x.programme, job.kind, job.unique));
  if (!row)
    return row.error();
  if (!*row)
    return answer{};
  const auto holder = job_id{layout::number_at_end(**row)};
  const auto* state = effective(holder);
  if (state == nullptr || has_ended(state->state))
    return answer{};
  // A job may hand its name on to the one that follows it.
  if (x.complete && !x.complete->failed && x.fenced_by
      && x.fenced_by->job == holder)
    return answer{};
  auto taken = refused_submit(
    ec::in_progress, "submit: another job of its kind has the unique name "
                       + job.unique + " (" + number_of_job(holder)
                       + "), wait for that one or come back later");
  taken.retry_after_ms = unique_retry_ms;
  taken.pending = holder;
  return answer{std::move(taken)};
}

result<void> ledger_core::take_name(const job_change& x) {
  if (x.unique_row.empty())
    return {};
  auto row = rows_.get(x.unique_row);
  if (!row)
    return row.error();
  const auto* holder = *row ? effective({layout::number_at_end(**row)})
                            : nullptr;
  if (holder != nullptr && !has_ended(holder->state))
    return failure{ec::refused, "requeue: another job has its unique name ("
                                  + number_of_job(holder->id)
                                  + "), wait until that one has ended"};
  rows_.put(x.unique_row, layout::number(x.state.id.value));
  return {};
}

// -- jobs that wait for others ------------------------------------------------

result<ledger_core::answer>
ledger_core::check_after(const transaction& x, const domain::job& job) const {
  for (auto id : job.after) {
    if (is_submitted(x, id))
      continue;
    auto known = state_of(id);
    if (!known)
      return known.error();
    const auto& state = *known;
    if (!state || state->programme != x.programme)
      return answer{refused_submit(
        ec::not_found, "submit: the programme has no job to wait for ("
                         + number_of_job(id)
                         + "), submit it before or together")};
    if (has_ended(state->state) && state->state != job_state::completed)
      return answer{refused_submit(
        ec::refused, "submit: the job to wait for will not complete ("
                       + number_of_job(id)
                       + ", a dead letter or cancelled), requeue it "
                         "first or wait for another")};
  }
  return answer{};
}

std::vector<job_id> ledger_core::open_of(const transaction& x,
                                         const domain::job& job) const {
  auto open = std::vector<job_id>{};
  for (auto id : job.after) {
    const auto* state = effective(id);
    // One that this transaction cancels, or ends for good, dooms the job.
    if (is_submitted(x, id) || (state && state->state != job_state::completed))
      open.push_back(id);
  }
  return open;
}

result<std::vector<job_id>> ledger_core::open_again(const job_change& x) const {
  // Once it has run, it waits for nothing any more.
  if (x.state.token != domain::token{})
    return std::vector<job_id>{};
  auto job = own_row(x.sequence);
  if (!job)
    return job.error();
  auto open = std::vector<job_id>{};
  for (auto id : job->after) {
    auto known = state_of(id);
    if (!known)
      return known.error();
    const auto& state = *known;
    if (state && !has_ended(state->state))
      open.push_back(id);
    else if (!state || state->state != job_state::completed)
      return failure{ec::refused,
                     "requeue: a job that it waits for has not completed ("
                       + number_of_job(id) + "), requeue that one first"};
  }
  return open;
}

result<void> ledger_core::end_doomed() {
  for (auto id : jobs_.doomed(doomed_max)) {
    auto job = job_of(id);
    if (!job)
      return job.error();
    auto& state = (*job)->state;
    if (state.state != job_state::waiting)
      continue;
    auto why = std::string{"job: one that it waits for ended without "
                           "completing"};
    for (auto other : jobs_.awaited_by(id))
      if (const auto* there = effective(other);
          there == nullptr || has_ended(there->state))
        why += " (" + number_of_job(other) + ")";
    auto of = head_of(state.programme);
    if (!of)
      return of.error();
    give_up(state, why + ", requeue that one and then this", time_.now_ms());
    save(**job, (*of)->head.version);
  }
  return {};
}

void ledger_core::adopt_waits() {
  for (auto& [id, change] : changed_jobs_)
    if (change.state.state == job_state::waiting && !change.open.empty())
      jobs_.await({id}, std::move(change.open));
  for (const auto& [id, change] : changed_jobs_)
    if (has_ended(change.state.state))
      jobs_.settle({id}, change.state.state == job_state::completed);
}

result<void> ledger_core::load_awaits(const std::vector<job_id>& waiting) {
  for (auto id : waiting) {
    auto job = own_row(jobs_.find(id)->sequence);
    if (!job)
      return job.error();
    auto open = std::vector<job_id>{};
    auto doomed = false;
    for (auto other : job->after) {
      if (jobs_.find(other) != nullptr) {
        open.push_back(other);
        continue;
      }
      auto ended = ended_job(other);
      if (!ended)
        return ended.error();
      // One that did not complete is purged only after those that wait for
      // it have ended: what is gone has completed.
      if (!*ended || (*ended)->state.state == job_state::completed)
        continue;
      open.push_back(other);
      doomed = true;
    }
    jobs_.await(id, std::move(open));
    if (doomed)
      jobs_.doom(id);
  }
  return {};
}

// -- paused kinds -------------------------------------------------------------

result<void> ledger_core::load_paused() {
  paused_.clear();
  return base_->scan(prefix_range(layout::paused_kinds), scan_order::ascending,
                     [&](std::string_view key, std::string_view) {
                       paused_.emplace(key.substr(1));
                       return true;
                     });
}

result<void> ledger_core::pause(const std::string& kind, bool paused) {
  if (!is_kind(kind))
    return failure{ec::invalid_argument,
                   "pause: the kind is wrong, give 1 to 64 bytes without "
                   "control characters"};
  const auto now = paused_changes_.find(kind);
  const auto is_known = paused_.contains(kind)
                        || (now != paused_changes_.end() && now->second);
  if (paused && !is_known
      && paused_.size() + paused_changes_.size() >= kinds_max)
    return failure{ec::refused, "pause: too many kinds are paused (at most "
                                  + std::to_string(kinds_max)
                                  + "), resume one first"};
  auto row = layout::paused_kind(kind);
  if (paused)
    rows_.put(std::move(row),
              codec::encode(stored_pause{.since_ms = time_.now_ms()}));
  else
    rows_.erase(std::move(row));
  paused_changes_.insert_or_assign(kind, paused);
  return {};
}

void ledger_core::adopt_paused() {
  for (const auto& [kind, paused] : std::exchange(paused_changes_, {}))
    if (paused)
      paused_.insert(kind);
    else
      paused_.erase(kind);
}

void ledger_core::spend_retry(stored_state& x) {
  const auto backs_off = x.state == job_state::delayed;
  if (!backs_off && x.state != job_state::ready)
    return;
  const auto not_before = watch_of(x.kind).retries.spend(options_.retries,
                                                         time_.now_ms());
  if (backs_off)
    put_off(x, not_before);
}

ledger_core::kind_watch& ledger_core::watch_of(const std::string& kind) {
  if (auto found = watches_.find(kind); found != watches_.end())
    return found->second;
  // Kinds are what workers say they are: those not asked for longest go.
  if (watches_.size() >= kinds_max)
    watches_.erase(std::ranges::min_element(
      watches_, {}, [](const auto& x) { return x.second.asked; }));
  return watches_.emplace(kind, kind_watch{}).first->second;
}

void ledger_core::note_asked(const std::vector<std::string>& kinds,
                             moment now) {
  for (const auto& kind : kinds)
    watch_of(kind).asked = now.steady;
}

std::vector<std::string>
ledger_core::claimable(const std::vector<std::string>& kinds, moment now) {
  auto found = std::vector<std::string>{};
  for (const auto& kind : kinds)
    if (!paused_.contains(kind) && may_go(kind, now))
      found.push_back(kind);
  return found;
}

} // namespace nightfloat::storage
