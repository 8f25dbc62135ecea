// SPDX-License-Identifier: Apache-2.0
#include "storage/ready_jobs.hpp"

#include <algorithm>
#include <tuple>

namespace nightfloat::storage {

std::size_t ready_jobs::job_class::risen_to(std::size_t priority,
                                            std::int64_t now_ms) const {
  const auto waited = std::max<std::int64_t>(now_ms - *heads.begin(), 0);
  const auto risen = priority
                     + static_cast<std::size_t>(waited)
                         / static_cast<std::size_t>(ageing_step_ms);
  return std::min(risen, priorities - 1);
}

void ready_jobs::insert(const place& x) {
  auto found = kinds_.find(x.kind);
  if (found == kinds_.end())
    found = kinds_.emplace(x.kind, classes{}).first;
  auto& in = found->second[std::min<std::size_t>(x.priority, priorities - 1)];
  auto at = in.lines.find(x.programme);
  if (at == in.lines.end())
    at = in.lines.emplace(x.programme, line{}).first;
  auto& jobs = at->second;
  if (jobs.contains(x.sequence))
    return;
  if (!jobs.empty() && x.sequence < jobs.begin()->first)
    in.heads.erase(in.heads.find(jobs.begin()->second));
  if (jobs.empty() || x.sequence < jobs.begin()->first)
    in.heads.insert(x.since_ms);
  jobs.emplace(x.sequence, x.since_ms);
  ++in.size;
  ++size_;
}

void ready_jobs::erase(const place& x) {
  auto found = kinds_.find(x.kind);
  if (found == kinds_.end())
    return;
  auto& in = found->second[std::min<std::size_t>(x.priority, priorities - 1)];
  auto at = in.lines.find(x.programme);
  if (at == in.lines.end())
    return;
  auto& jobs = at->second;
  auto job = jobs.find(x.sequence);
  if (job == jobs.end())
    return;
  const auto was_first = job == jobs.begin();
  if (was_first)
    in.heads.erase(in.heads.find(job->second));
  jobs.erase(job);
  if (was_first && !jobs.empty())
    in.heads.insert(jobs.begin()->second);
  if (jobs.empty())
    in.lines.erase(at);
  --in.size;
  --size_;
  // Whose turn it was is of no interest to those who come later.
  if (std::all_of(found->second.begin(), found->second.end(),
                  [](const job_class& one) { return one.size == 0; }))
    kinds_.erase(found);
}

ready_jobs::job_class* ready_jobs::best(std::span<const std::string> kinds,
                                        std::int64_t now_ms) {
  auto* found = static_cast<job_class*>(nullptr);
  // Higher first; then who was not served for longest; then who waits longest.
  auto rank = std::tuple<std::size_t, std::uint64_t, std::int64_t>{};
  for (const auto& kind : kinds) {
    auto i = kinds_.find(kind);
    if (i == kinds_.end())
      continue;
    for (auto priority = std::size_t{0}; priority < priorities; ++priority) {
      auto& one = i->second[priority];
      if (one.size == 0)
        continue;
      const auto mine = std::tuple{priorities - one.risen_to(priority, now_ms),
                                   one.served, *one.heads.begin()};
      if (found == nullptr || mine < rank) {
        found = &one;
        rank = mine;
      }
    }
  }
  return found;
}

std::optional<std::uint64_t>
ready_jobs::next(std::span<const std::string> kinds, std::int64_t now_ms) {
  auto* in = best(kinds, now_ms);
  if (in == nullptr)
    return std::nullopt;
  auto at = in->lines.upper_bound(in->turn);
  if (at == in->lines.end())
    at = in->lines.begin();
  in->turn = at->first;
  in->served = ++turns_;
  return at->second.begin()->first;
}

std::size_t ready_jobs::before(const place& x, std::int64_t now_ms) const {
  auto found = kinds_.find(x.kind);
  if (found == kinds_.end())
    return 0;
  auto count = std::size_t{0};
  const auto own = std::min<std::size_t>(x.priority, priorities - 1);
  for (auto priority = std::size_t{0}; priority < priorities; ++priority) {
    const auto& one = found->second[priority];
    if (priority != own && one.size != 0
        && one.risen_to(priority, now_ms) >= own)
      count += one.size;
  }
  const auto& in = found->second[own];
  auto line_of = in.lines.find(x.programme);
  if (line_of == in.lines.end())
    return count;
  const auto ahead = static_cast<std::size_t>(std::distance(
    line_of->second.begin(), line_of->second.lower_bound(x.sequence)));
  for (const auto& [programme, jobs] : in.lines)
    count += programme == x.programme ? ahead
                                      : std::min(jobs.size(), ahead + 1);
  return count;
}

std::size_t ready_jobs::size(std::string_view kind) const {
  auto found = kinds_.find(kind);
  auto count = std::size_t{0};
  if (found != kinds_.end())
    for (const auto& one : found->second)
      count += one.size;
  return count;
}

} // namespace nightfloat::storage
