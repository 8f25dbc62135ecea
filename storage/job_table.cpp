// SPDX-License-Identifier: Apache-2.0
#include "storage/job_table.hpp"

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
  erase(x.state.id);
  const auto sequence = x.sequence;
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
  jobs_.erase(j);
  sequences_.erase(i);
}

void job_table::clear() {
  *this = job_table{};
}

job_table::rank job_table::rank_of(const live_job& x) noexcept {
  return {static_cast<std::uint8_t>(~x.state.priority), x.sequence};
}

void job_table::link(live_job& x) {
  const auto& state = x.state;
  if (state.state == job_state::leased) {
    deadlines_.emplace(x.lease.deadline, x.sequence);
    held_[state.session].insert(x.sequence);
  } else if (state.state == job_state::delayed) {
    delayed_.emplace(state.run_at_ms, x.sequence);
  } else if (state.state == job_state::ready && !x.busy) {
    ready_[state.kind].insert(rank_of(x));
  }
}

void job_table::unlink(live_job& x) {
  const auto& state = x.state;
  if (state.state == job_state::leased) {
    deadlines_.erase({x.lease.deadline, x.sequence});
    auto i = held_.find(state.session);
    i->second.erase(x.sequence);
    if (i->second.empty())
      held_.erase(i);
  } else if (state.state == job_state::delayed) {
    delayed_.erase({state.run_at_ms, x.sequence});
  } else if (auto i = ready_.find(state.kind); i != ready_.end()) {
    i->second.erase(rank_of(x));
    if (i->second.empty())
      ready_.erase(i);
  }
}

void job_table::promote(std::int64_t now_ms) {
  while (!delayed_.empty() && delayed_.begin()->first <= now_ms) {
    auto& x = jobs_.at(delayed_.begin()->second);
    change(x, [](live_job& job) { job.state.state = job_state::ready; });
  }
}

live_job* job_table::best(std::span<const std::string> kinds,
                          std::int64_t now_ms) {
  promote(now_ms);
  auto found = std::optional<rank>{};
  for (const auto& kind : kinds)
    if (auto i = ready_.find(kind); i != ready_.end())
      if (auto first = *i->second.begin(); !found || first < *found)
        found = first;
  return found ? &jobs_.at(found->second) : nullptr;
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

std::size_t job_table::ready() const noexcept {
  auto count = std::size_t{0};
  for (const auto& [kind, ranks] : ready_)
    count += ranks.size();
  return count;
}

} // namespace nightfloat::storage
