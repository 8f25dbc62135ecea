// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/live_unit.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain {

namespace {

// Days of UTC: only to find steps fast.
constexpr auto day_length = minutes{1440};

bool same(const shortfall& a, const shortfall& b) noexcept {
  return a.from == b.from && a.to == b.to && a.asked == b.asked
         && a.given == b.given;
}

} // namespace

live_unit::live_unit(std::uint16_t unit, instant from, instant to)
  : unit_{unit}, from_{from}, to_{std::max(from, to)} {
}

std::size_t live_unit::day_of(instant when) const noexcept {
  return static_cast<std::size_t>((when - from_) / day_length);
}

instant live_unit::start_of(std::size_t which) const noexcept {
  return from_ + static_cast<std::int32_t>(which) * day_length;
}

void live_unit::add(const presence& x, instant from, instant to, int times) {
  from = std::max(from, from_);
  to = std::min(to, to_);
  if (from >= to)
    return;
  // Most units of some programmes ask for nothing.
  if (days_.empty())
    days_.resize(day_of(to_) + 1);
  auto asks = x.asks * times;
  auto gives = x.gives * times;
  add_step({from, asks, gives});
  add_step({to, -asks, -gives});
  for (auto i = day_of(from) + 1; i < days_.size() && start_of(i) <= to; ++i) {
    days_[i].asked += asks;
    days_[i].given += gives;
  }
}

void live_unit::add_step(const step& x) {
  auto& steps = days_[day_of(x.when)].steps;
  auto at = std::ranges::lower_bound(steps, x.when, {}, &step::when);
  if (at == steps.end() || at->when != x.when) {
    steps.insert(at, x);
    return;
  }
  at->asks += x.asks;
  at->gives += x.gives;
  if (at->asks == 0 && at->gives == 0)
    steps.erase(at);
}

/// Finds what is short within `[from, to)`.
void live_unit::walk(instant from, instant to,
                     std::vector<shortfall>& out) const {
  if (days_.empty())
    return;
  auto here = shortfall_walk{out, unit_, from};
  auto i = day_of(from);
  here.change(from, days_[i].asked, days_[i].given);
  for (; i < days_.size() && start_of(i) < to; ++i)
    for (const auto& x : days_[i].steps) {
      if (x.when >= to)
        break;
      here.change(std::max(x.when, from), x.asks, x.gives);
    }
  here.end(to);
}

void live_unit::judge(instant from, instant to, bool residents,
                      std::vector<shortfall>& gone,
                      std::vector<shortfall>& come) {
  from = std::max(from, from_);
  to = std::min(to, to_);
  if (from >= to)
    return;
  auto edit_from = from;
  auto edit_to = to;
  // Those that touch it may now be one, or fewer, or none.
  auto first = std::ranges::lower_bound(short_, from, {}, &shortfall::to);
  auto after = std::ranges::upper_bound(first, short_.end(), to, {},
                                        &shortfall::from);
  if (first != after) {
    from = std::min(from, first->from);
    to = std::max(to, std::prev(after)->to);
  }
  found_.clear();
  walk(from, to, found_);
  auto is_kept = [&](const shortfall& x, auto begin, auto end) {
    auto renamed = residents && x.from < edit_to && edit_from < x.to;
    return !renamed && std::any_of(begin, end, [&](const auto& other) {
      return same(x, other);
    });
  };
  std::copy_if(first, after, std::back_inserter(gone), [&](const auto& x) {
    return !is_kept(x, found_.begin(), found_.end());
  });
  std::ranges::copy_if(found_, std::back_inserter(come), [&](const auto& x) {
    return !is_kept(x, first, after);
  });
  auto place = short_.erase(first, after);
  short_.insert(place, found_.begin(), found_.end());
}

std::size_t live_unit::bytes() const noexcept {
  auto total = sizeof *this + days_.capacity() * sizeof(day)
               + (short_.capacity() + found_.capacity()) * sizeof(shortfall);
  for (const auto& x : days_)
    total += x.steps.capacity() * sizeof(step);
  return total;
}

} // namespace nightfloat::domain
