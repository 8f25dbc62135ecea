// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/day_balance.hpp"

#include "domain/rules/windows.hpp"

#include <algorithm>
#include <numeric>

namespace nightfloat::domain {

namespace {

std::size_t index(const window& days, date day) noexcept {
  return static_cast<std::size_t>((day - days.first).count());
}

/// The minutes of work of each day.
void add_work(const person_view& x, window days,
              std::span<std::int16_t> out) noexcept {
  auto until = x.context.midnight(days.first);
  auto to = x.context.midnight(days.last + one_day);
  auto day = days.first;
  auto next = x.context.midnight(day + one_day);
  for (auto i = first_reaching(x, until);
       i < x.duties.size() && x.duties[i].start < to; ++i) {
    const auto& work = x.duties[i];
    auto begin = std::max(work.start, until);
    auto end = std::min(work.end, to);
    if (!counts(work.kind) || begin >= end)
      continue;
    until = end;
    while (begin < end) {
      for (; begin >= next; next = x.context.midnight(day + one_day))
        day += one_day;
      auto stop = std::min(end, next);
      out[index(days, day)]
        += static_cast<std::int16_t>(days_a_week * (stop - begin).count());
      begin = stop;
    }
  }
}

/// The weekly minutes of a rotation, or of none, on that day.
class caps {
public:
  explicit caps(const person_view& x) : x_{x} {
  }

  void take_from(window part, const averaging_window& over, window days,
                 std::span<std::int16_t> out) const noexcept {
    part.first = std::max(part.first, days.first);
    part.last = std::min(part.last, days.last);
    auto steady = x_.context.pack.by_pgy.empty();
    auto cap = std::int64_t{0};
    for (auto day = part.first; day <= part.last; day += one_day) {
      if (!steady || day == part.first)
        cap = cap_minutes(
          over, x_.context.limits_at(x_.who, x_.context.midnight(day)));
      out[index(days, day)] -= static_cast<std::int16_t>(cap);
    }
  }

private:
  const person_view& x_;
};

} // namespace

void keep_balance(person_view& x, std::vector<std::int16_t>& kept) {
  auto days = (x.days.last - x.days.first).count() + 1;
  auto asked = x.context.pack.rolling_scan
               && x.who.role == person_role::resident;
  kept.resize(asked && days > 0 && days <= judged_days_max
                ? static_cast<std::size_t>(days)
                : 0);
  if (!kept.empty())
    balance_days(x, x.days, kept);
  x.balanced = is_balanced(kept);
}

bool is_balanced(std::span<const std::int16_t> days) noexcept {
  if (days.size() < balanced_days)
    return false;
  auto first = days.first(balanced_days);
  auto sum = std::accumulate(first.begin(), first.end(), 0);
  auto most = sum;
  for (auto i = balanced_days; i < days.size(); ++i) {
    sum += days[i] - days[i - balanced_days];
    most = std::max(most, sum);
  }
  return most <= 0;
}

void balance_days(const person_view& x, window days,
                  std::span<std::int16_t> out) noexcept {
  std::ranges::fill(out, std::int16_t{0});
  add_work(x, days, out);
  auto cap = caps{x};
  auto next = days.first;
  for (const auto& row : x.plan) {
    if (row.first > days.last)
      break;
    if (row.last < next)
      continue;
    cap.take_from({next, row.first - one_day}, {}, days, out);
    next = std::max(next, row.first);
    auto over = averaging_window{};
    if (auto known = x.context.rotation_of(row.rotation))
      over.hours_week = known->hours_week;
    cap.take_from({next, row.last}, over, days, out);
    next = row.last + one_day;
  }
  cap.take_from({next, days.last}, {}, days, out);
  for (const auto& away : x.leave)
    for (auto day = std::max(away.first, days.first);
         day <= std::min(away.last, days.last); day += one_day)
      out[index(days, day)] = 0;
}

} // namespace nightfloat::domain
