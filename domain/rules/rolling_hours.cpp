// SPDX-License-Identifier: Apache-2.0

// An early sign for CPR VI.F.1 (6.20), never more than a warning: ACGME
// averages by rotation and refuses rolling averages, for they tell of heavy
// weeks that two rotations share, and of nothing that is forbidden.
//
// 28 days from any day on, whose minutes x 7 are more than the sum of the caps
// of their days outside of leave, and which meet no averaging window that is
// broken by itself. Of such windows that begin on neighbouring days the worst
// is said, the first of equals.

#include "domain/rules/day_balance.hpp"
#include "domain/rules/rules.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto width = date::duration{28};

/// Minutes and caps of `width` days that begin at `first`.
struct rolling_window {
  date first{};
  std::int64_t worked = 0;
  std::int64_t caps = 0;

  [[nodiscard]] std::int64_t excess() const noexcept {
    return worked * 7 - caps;
  }
};

/// Minutes and cap of single days, met in their order.
class days_of_work {
public:
  /// From `first` on.
  days_of_work(const person_view& x, date first)
    : x_{x}, next_{first_reaching(x, x.context.midnight(first))} {
  }

  struct one {
    std::int64_t worked = 0;
    std::int64_t cap = 0;
  };

  one on(date day) {
    auto from = x_.context.midnight(day);
    auto to = x_.context.midnight(day + one_day);
    if (leave_minutes(x_, from, to) > 0)
      return {};
    return {.worked = minutes_in(from, to), .cap = cap_on(day, from)};
  }

private:
  std::int64_t minutes_in(instant from, instant to) {
    while (next_ < x_.duties.size()
           && x_.duties[next_].start + x_.longest <= from)
      ++next_;
    auto total = std::int64_t{0};
    auto until = from;
    for (auto i = next_; i < x_.duties.size() && x_.duties[i].start < to; ++i) {
      const auto& work = x_.duties[i];
      auto begin = std::max(work.start, until);
      auto end = std::min(work.end, to);
      if (!counts(work.kind) || begin >= end)
        continue;
      total += (end - begin).count();
      until = end;
    }
    return total;
  }

  std::int64_t cap_on(date day, instant from) {
    while (row_ < x_.plan.size() && x_.plan[row_].last < day)
      ++row_;
    auto planned = row_ < x_.plan.size() && x_.plan[row_].first <= day;
    auto which = planned ? x_.plan[row_].rotation : rotation_id{};
    if (which != over_.rotation) {
      auto known = x_.context.rotation_of(which);
      over_ = {.hours_week = known == nullptr ? averaging_window{}.hours_week
                                              : known->hours_week,
               .rotation = which};
    }
    return cap_minutes(over_, x_.context.limits_at(x_.who, from));
  }

  const person_view& x_;
  std::size_t next_;
  std::size_t row_ = 0;
  /// The rotation of the day met last.
  averaging_window over_;
};

/// Whether an averaging window that meets these days is broken.
bool is_broken_anyway(const person_view& x, date first) {
  auto near = x;
  near.over = {first, first + width - one_day};
  return !each_averaging(near, [&](const averaging_window& over) {
    auto done = count_in(x, over.days);
    const auto& limits = x.context.limits_at(x.who, done.from);
    return done.worked * 7 <= cap_minutes(over, limits) * done.days;
  });
}

/// The windows of a person, one after another.
class rolling_scan {
public:
  rolling_scan(const person_view& x, date first) : work_{x, first - one_day} {
    now_.first = first - one_day;
    for (auto day = first - one_day; day < first + width - one_day;
         day += one_day)
      add(day);
  }

  /// The window that begins a day later.
  const rolling_window& next() {
    auto& oldest = ring_[at_];
    now_.worked -= oldest.worked;
    now_.caps -= oldest.cap;
    now_.first += one_day;
    add(now_.first + width - one_day);
    return now_;
  }

private:
  void add(date day) {
    auto& place = ring_[at_];
    place = work_.on(day);
    now_.worked += place.worked;
    now_.caps += place.cap;
    at_ = (at_ + 1) % ring_.size();
  }

  days_of_work work_;
  std::array<days_of_work::one, width.count()> ring_;
  std::size_t at_ = 0;
  rolling_window now_;
};

bool is_bad(const person_view& x, const rolling_window& over) {
  return over.excess() > 0 && !is_broken_anyway(x, over.first);
}

/// The first window that may belong to a run of which one meets the window
/// asked for.
date first_window(const person_view& x) {
  auto first = std::max(x.days.first, x.over.first - width + one_day);
  while (first > x.days.first
         && is_bad(x, rolling_scan{x, first - one_day}.next()))
    first -= one_day;
  return first;
}

bool tell(const person_view& x, const rolling_window& worst, remark_sink& out) {
  auto from = x.context.midnight(worst.first);
  auto to = x.context.midnight(worst.first + width);
  if (!meets(x, from, to))
    return true;
  auto first = first_reaching(x, from);
  while (first < x.duties.size() && x.duties[first].end <= from)
    ++first;
  auto after = std::ranges::lower_bound(x.duties, to, {}, &duty::start)
               - x.duties.begin();
  return out.take({.rule = rule::rolling_hours,
                   .severity = severity::warning,
                   .from = from,
                   .to = to,
                   .measured = worst.worked,
                   .limit = worst.caps / 7,
                   .duty_first = first,
                   .duty_after = static_cast<std::size_t>(after)});
}

/// Whether no window that meets the one asked for has more than its caps
/// allow. Only said of few days: of many, somebody keeps the balance.
bool is_balanced_near(const person_view& x) noexcept {
  auto reach = width - one_day;
  auto first = std::max(x.days.first, x.over.first - reach);
  auto last = std::min(x.days.last, x.over.last + reach);
  auto room = std::array<std::int16_t, 128>{};
  auto days = std::int64_t{(last - first).count()} + 1;
  if (days < width.count() || days > std::int64_t{room.size()})
    return false;
  auto near = std::span{room}.first(static_cast<std::size_t>(days));
  balance_days(x, {first, last}, near);
  return is_balanced(near);
}

} // namespace

bool check_rolling_hours(const person_view& x, remark_sink& out) {
  if (out.spares_warnings() || !x.context.pack.rolling_scan || x.balanced
      || is_balanced_near(x))
    return true;
  auto worst = rolling_window{};
  auto open = false;
  auto last = x.days.last - width + one_day;
  auto first = first_window(x);
  auto scan = rolling_scan{x, first};
  for (; first <= last && (open || first <= x.over.last); first += one_day) {
    const auto& now = scan.next();
    if (is_bad(x, now)) {
      if (!open || now.excess() > worst.excess())
        worst = now;
      open = true;
    } else if (std::exchange(open, false) && !tell(x, worst, out)) {
      return false;
    }
  }
  return !open || tell(x, worst, out);
}

} // namespace nightfloat::domain
