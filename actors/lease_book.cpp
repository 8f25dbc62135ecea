// SPDX-License-Identifier: Apache-2.0
#include "actors/lease_book.hpp"

#include <algorithm>

namespace nightfloat::actors {

using std::chrono::milliseconds;

std::uint32_t lease_book::free_slots() const noexcept {
  auto used = static_cast<std::uint32_t>(held_.size());
  return used < slots_ ? slots_ - used : 0;
}

bool lease_book::add(const domain::lease& x, time_point now) {
  return held_.emplace(x.fence, entry{.lease = x, .progress = {}, .moved = now})
    .second;
}

void lease_book::progress(const domain::token& x,
                          const domain::job_progress& how_far, time_point now) {
  auto found = held_.find(x);
  if (found == held_.end())
    return;
  if (how_far.counter != found->second.progress.counter)
    found->second.moved = now;
  found->second.progress = how_far;
}

void lease_book::waits(const domain::token& x, waiting_for what,
                       time_point now) {
  auto found = held_.find(x);
  if (found == held_.end())
    return;
  found->second.waits = what;
  found->second.moved = now;
}

bool lease_book::remove(const domain::token& x) {
  return held_.erase(x) > 0;
}

const domain::lease* lease_book::find(const domain::token& x) const {
  auto found = held_.find(x);
  return found == held_.end() ? nullptr : &found->second.lease;
}

std::vector<client::held_lease> lease_book::list() const {
  auto out = std::vector<client::held_lease>{};
  out.reserve(held_.size());
  for (const auto& [token, x] : held_)
    out.push_back({{x.lease.work.id, token}, x.progress});
  return out;
}

std::vector<domain::fence> lease_book::stuck(time_point now) const {
  auto out = std::vector<domain::fence>{};
  for (const auto& [token, x] : held_)
    if (!x.is_given_up && x.waits == waiting_for::nothing
        && now - x.moved >= milliseconds{x.lease.visibility_timeout_ms})
      out.push_back({x.lease.work.id, token});
  return out;
}

void lease_book::give_up(const domain::token& x) {
  if (auto found = held_.find(x); found != held_.end())
    found->second.is_given_up = true;
}

bool lease_book::is_given_up(const domain::token& x) const {
  auto found = held_.find(x);
  return found != held_.end() && found->second.is_given_up;
}

lease_book::verdict
lease_book::judge(const std::vector<client::lease_state>& states) const {
  auto out = verdict{};
  for (const auto& x : states) {
    auto found = held_.find(x.held.token);
    if (found == held_.end() || found->second.is_given_up)
      continue;
    if (x.lost && found->second.waits != waiting_for::completion)
      out.lost.push_back(x.held);
    else if (x.cancel_wanted)
      out.cancel_wanted.push_back(x.held);
  }
  return out;
}

milliseconds lease_book::interval() const noexcept {
  auto shortest = milliseconds{4'000};
  for (const auto& [token, x] : held_)
    shortest = std::min(shortest, milliseconds{x.lease.visibility_timeout_ms});
  return std::max(shortest / 4, milliseconds{10});
}

} // namespace nightfloat::actors
