// SPDX-License-Identifier: Apache-2.0
#include "storage/job_table.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

using domain::job_id;
using domain::job_state;

live_job* job_table::find(job_id id) {
  return const_cast<live_job*>(std::as_const(*this).find(id));
}

const live_job* job_table::find(job_id id) const {
  auto i = sequences_.find(id.value);
  return i == sequences_.end() ? nullptr : &jobs_.at(i->second);
}

live_job& job_table::put(live_job x) {
  const auto sequence = x.sequence;
  if (auto i = sequences_.find(x.state.id.value); i != sequences_.end()) {
    auto& before = jobs_.at(i->second);
    unlink(before);
    // One that still waits keeps what it waits for.
    if (before.state.state == job_state::waiting
        && x.state.state != job_state::waiting)
      forget_awaits(before);
    if (i->second != sequence) {
      jobs_.erase(i->second);
      leases_.erase(i->second);
    }
  }
  sequences_.insert_or_assign(x.state.id.value, sequence);
  auto& kept = jobs_.insert_or_assign(sequence, std::move(x)).first->second;
  link(kept);
  return kept;
}

void job_table::erase(job_id id) {
  auto i = sequences_.find(id.value);
  if (i == sequences_.end())
    return;
  auto j = jobs_.find(i->second);
  unlink(j->second);
  forget_awaits(j->second);
  leases_.erase(j->first);
  jobs_.erase(j);
  sequences_.erase(i);
}

void job_table::clear() {
  *this = job_table{};
}

ready_jobs::place job_table::place_of(const live_job& x) noexcept {
  const auto& state = x.state;
  return {.kind = state.kind,
          .priority = state.priority,
          .programme = state.programme,
          .sequence = x.sequence,
          .since_ms = std::max(state.submitted_ms, state.run_at_ms)};
}

void job_table::link(live_job& x) {
  const auto& state = x.state;
  if (state.state == job_state::leased) {
    deadlines_.emplace(lease_of(x).deadline, x.sequence);
    held_[state.session].insert(x.sequence);
    return;
  }
  leases_.erase(x.sequence);
  if (state.state == job_state::delayed) {
    delayed_.emplace(state.run_at_ms, x.sequence);
  } else if (state.state == job_state::ready && !x.busy) {
    ready_.insert(place_of(x));
  }
}

void job_table::unlink(live_job& x) {
  const auto& state = x.state;
  if (state.state == job_state::leased) {
    deadlines_.erase({lease_of(x).deadline, x.sequence});
    auto i = held_.find(state.session);
    i->second.erase(x.sequence);
    if (i->second.empty())
      held_.erase(i);
  } else if (state.state == job_state::delayed) {
    delayed_.erase({state.run_at_ms, x.sequence});
  } else if (state.state == job_state::ready) {
    ready_.erase(place_of(x));
  }
}

bool job_table::promote(std::int64_t now_ms) {
  auto some = false;
  while (!delayed_.empty() && delayed_.begin()->first <= now_ms) {
    auto& x = jobs_.at(delayed_.begin()->second);
    change(x, [](live_job& job) { job.state.state = job_state::ready; });
    some = true;
  }
  return some;
}

live_job* job_table::next(std::span<const std::string> kinds,
                          std::int64_t now_ms) {
  promote(now_ms);
  const auto found = ready_.next(kinds, now_ms);
  return found ? &jobs_.at(*found) : nullptr;
}

// -- jobs that wait for others ------------------------------------------------

void job_table::await(job_id id, std::vector<job_id> open) {
  auto* x = find(id);
  if (x == nullptr)
    return;
  forget_awaits(*x);
  if (open.empty())
    return change(*x,
                  [](live_job& job) { job.state.state = job_state::delayed; });
  auto& mine = awaits_[x->sequence];
  for (auto one : open) {
    mine.insert(one.value);
    dependents_[one.value].insert(x->sequence);
  }
}

void job_table::forget_awaits(const live_job& x) {
  doomed_.erase(x.sequence);
  auto i = awaits_.find(x.sequence);
  if (i == awaits_.end())
    return;
  for (auto one : i->second) {
    auto j = dependents_.find(one);
    j->second.erase(x.sequence);
    if (j->second.empty())
      dependents_.erase(j);
  }
  awaits_.erase(i);
}

void job_table::settle(job_id id, bool completed) {
  auto i = dependents_.find(id.value);
  if (i == dependents_.end())
    return;
  if (!completed)
    return doomed_.insert(i->second.begin(), i->second.end());
  for (auto sequence : std::exchange(i->second, {})) {
    auto& mine = awaits_.at(sequence);
    mine.erase(id.value);
    if (!mine.empty())
      continue;
    awaits_.erase(sequence);
    doomed_.erase(sequence);
    change(jobs_.at(sequence),
           [](live_job& job) { job.state.state = job_state::delayed; });
  }
  dependents_.erase(id.value);
}

void job_table::doom(job_id id) {
  if (const auto* x = find(id); x != nullptr)
    doomed_.insert(x->sequence);
}

std::vector<job_id> job_table::doomed(std::size_t count) const {
  auto found = std::vector<job_id>{};
  for (auto sequence : doomed_) {
    if (found.size() == count)
      break;
    found.push_back(jobs_.at(sequence).state.id);
  }
  return found;
}

std::vector<job_id> job_table::awaited_by(job_id id) const {
  auto found = std::vector<job_id>{};
  const auto* x = find(id);
  if (x == nullptr)
    return found;
  if (auto i = awaits_.find(x->sequence); i != awaits_.end())
    for (auto one : i->second)
      found.push_back({one});
  return found;
}

// -- leases -------------------------------------------------------------------

const lease_clock* job_table::find_lease(const live_job& x) const {
  auto i = leases_.find(x.sequence);
  return i == leases_.end() ? nullptr : &i->second;
}

std::vector<job_id> job_table::overdue(steady_time now,
                                       std::size_t count) const {
  auto found = std::vector<job_id>{};
  for (const auto& [deadline, sequence] : deadlines_) {
    if (deadline > now || found.size() == count)
      break;
    found.push_back(jobs_.at(sequence).state.id);
  }
  return found;
}

std::vector<job_id>
job_table::held_by(const domain::session_id& session) const {
  auto found = std::vector<job_id>{};
  if (auto i = held_.find(session); i != held_.end())
    for (auto sequence : i->second)
      found.push_back(jobs_.at(sequence).state.id);
  return found;
}

std::optional<steady_time> job_table::next_deadline() const {
  if (deadlines_.empty())
    return std::nullopt;
  return deadlines_.begin()->first;
}

std::optional<std::int64_t> job_table::next_run_at_ms() const {
  if (delayed_.empty())
    return std::nullopt;
  return delayed_.begin()->first;
}

std::uint64_t
job_table::first_sequence(std::uint64_t otherwise) const noexcept {
  return jobs_.empty() ? otherwise : jobs_.begin()->first;
}

std::map<std::string, job_table::counts> job_table::by_kind() const {
  auto found = std::map<std::string, counts>{};
  // Most neighbours are of one kind: look it up once.
  auto* last = static_cast<std::pair<const std::string, counts>*>(nullptr);
  for (const auto& [sequence, job] : jobs_) {
    const auto& state = job.state;
    if (last == nullptr || last->first != state.kind)
      last = &*found.try_emplace(state.kind).first;
    auto& mine = last->second;
    mine.ready += state.state == job_state::ready ? 1 : 0;
    mine.delayed += state.state == job_state::delayed ? 1 : 0;
    mine.waiting += state.state == job_state::waiting ? 1 : 0;
    mine.leased += state.state == job_state::leased ? 1 : 0;
  }
  return found;
}

std::size_t job_table::ready_before(const live_job& x,
                                    std::int64_t now_ms) const {
  return ready_.before(place_of(x), now_ms);
}

} // namespace nightfloat::storage
