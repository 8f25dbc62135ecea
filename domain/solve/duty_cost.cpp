// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/duty_search.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

/// A broken rule costs more than an open place: rather nobody than somebody
/// who must not.
constexpr std::int64_t price_rule = 30'000;
constexpr std::int64_t price_open = 10'000;
constexpr std::int64_t price_day_in_a_row = 60;
constexpr std::int64_t price_short_rest = 25;

constexpr auto day_and_night = minutes{24 * 60};
constexpr auto rest_after_call = minutes{14 * 60};
constexpr auto rest_needed = minutes{8 * 60};
constexpr auto rest_wanted = minutes{10 * 60};
constexpr std::int32_t days_in_a_row = 6;
/// No shift is longer than two days.
constexpr std::int32_t near_days = 3;

bool nightly(const shift_template& x) {
  return x.kind == duty_kind::night_float || x.kind == duty_kind::in_house_call
         || x.start + x.length > 1'560;
}

} // namespace

duty_search::span_of_work duty_search::work(std::size_t who,
                                            std::int32_t day) const {
  auto x = cells_[cell(who, day)];
  if (x == locked)
    return fixed_[cell(who, day)];
  auto which = static_cast<std::size_t>(x - 1);
  const auto& t = x_->where.templates[which];
  auto start = x_->start(which, day);
  return {start, start + minutes{t.length}, t.kind == duty_kind::in_house_call};
}

/// Minutes of work that began on `day` and reach into days of leave: the
/// rules take them out of both sides.
std::int64_t duty_search::on_leave(std::size_t who, std::int32_t day,
                                   const span_of_work& x) const {
  auto sum = std::int64_t{0};
  for (auto d = day; d < std::min(day + near_days, x_->days); ++d)
    if (x_->is_away(who, d))
      sum += std::max(
        0, (std::min(x.end, midnight(d + 1)) - std::max(x.start, midnight(d)))
             .count());
  return sum;
}

duty_search::price duty_search::window_price(std::size_t who,
                                             const averaging& w) const {
  auto out = price{};
  auto worked = std::int64_t{0};
  auto free = std::int64_t{0};
  auto calls = std::int64_t{0};
  auto in_a_row = std::int32_t{0};
  auto rested = w.from;
  auto first = std::max(0, w.first - 2);
  auto busy = [&](instant from, instant to) {
    if (from > rested)
      free += (std::min(from, w.to) - rested) / day_and_night;
    rested = std::max(rested, to);
  };
  for (auto d = first; d <= w.last; ++d) {
    // Leave is no day off: it divides what is free before and after it.
    if (d >= w.first && w.leave > 0 && x_->is_away(who, d))
      busy(midnight(d), midnight(d + 1));
    if (cells_[cell(who, d)] == 0) {
      in_a_row = 0;
      continue;
    }
    auto x = work(who, d);
    auto from = std::max(x.start, w.from);
    auto to = std::min(x.end, w.to);
    if (from < to)
      worked += (to - from).count() - (w.leave > 0 ? on_leave(who, d, x) : 0);
    busy(x.start, x.end);
    if (d < w.first)
      continue;
    calls += x.call;
    if (++in_a_row > days_in_a_row)
      out.soft += price_day_in_a_row;
  }
  busy(w.to, w.to);
  auto eligible = std::int64_t{w.eligible};
  auto over = worked * 7 - w.minutes_week_max * eligible;
  if (over > 0)
    out.hard += price_rule + over;
  auto missing = eligible / 7 - free;
  if (missing > 0)
    out.hard += price_rule * missing;
  if (calls * 3 > eligible)
    out.hard += price_rule * (calls * 3 - eligible + 2) / 3;
  if (eligible > 0) {
    auto hours = worked * 7 / 60 / eligible;
    out.soft += hours * hours / 16;
  }
  return out;
}

/// Rest between the shifts that begin on the days `first`..`last`.
duty_search::price duty_search::rest_price(std::size_t who, std::int32_t first,
                                           std::int32_t last) const {
  auto out = price{};
  auto before = span_of_work{};
  auto any = false;
  for (auto d = std::max(0, first); d <= std::min(last, x_->days - 1); ++d) {
    if (cells_[cell(who, d)] == 0)
      continue;
    auto x = work(who, d);
    if (any) {
      auto gap = x.start - before.end;
      auto needed = before.end - before.start >= day_and_night ? rest_after_call
                                                               : rest_needed;
      if (gap < needed)
        out.hard += price_rule;
      else if (gap < rest_wanted)
        out.soft += price_short_rest;
    }
    before = x;
    any = true;
  }
  return out;
}

/// All that a change of those days can change in that person's price.
duty_search::price duty_search::near(const reach& x) const {
  auto out = rest_price(x.who, x.first - near_days, x.last + near_days);
  for (const auto& w : windows_[x.who])
    if (w.first <= x.last + near_days && x.first - near_days <= w.last)
      out += window_price(x.who, w);
  auto weekends = std::int64_t{weekends_[x.who]};
  auto nights = std::int64_t{nights_[x.who]};
  out.soft += (weekends * weekends + nights * nights) / 4;
  return out;
}

/// Changes one cell; returns what the cover of its shifts costs more.
duty_search::price duty_search::apply(const edit& x) {
  auto out = price{};
  auto& at = cells_[cell(x.who, x.day)];
  auto weekend = weekday_of(x_->day(x.day)) >= weekday::saturday;
  auto count = [&](std::int16_t shift, int by) {
    if (shift <= 0)
      return;
    auto which = static_cast<std::size_t>(shift - 1);
    auto s = slot(which, x.day);
    out.hard -= price_open * std::abs(need_[s] - have_[s]);
    have_[s] = static_cast<std::int16_t>(have_[s] + by);
    out.hard += price_open * std::abs(need_[s] - have_[s]);
    auto is_open = have_[s] < need_[s];
    if (is_open && open_at_[s] == 0) {
      open_.push_back(static_cast<std::uint32_t>(s));
      open_at_[s] = static_cast<std::uint32_t>(open_.size());
    } else if (!is_open && open_at_[s] != 0) {
      auto hole = open_at_[s] - 1;
      open_[hole] = open_.back();
      open_at_[open_[hole]] = hole + 1;
      open_.pop_back();
      open_at_[s] = 0;
    }
    weekends_[x.who] += weekend ? by : 0;
    nights_[x.who] += nightly(x_->where.templates[which]) ? by : 0;
  };
  count(at, -1);
  at = x.to;
  count(at, 1);
  return out;
}

void duty_search::revoke() {
  for (auto i = edits_.rbegin(); i != edits_.rend(); ++i)
    (void)apply({i->who, i->day, i->was, i->to});
}

/// Prices the edits at hand and keeps them if they add at most `limit`, and
/// where `hard_never`, nothing hard. Afterwards there are none at hand.
bool duty_search::consider(double limit, bool hard_never) {
  reach_.clear();
  for (const auto& x : edits_) {
    auto i = std::find_if(reach_.begin(), reach_.end(),
                          [&](const reach& r) { return r.who == x.who; });
    if (i == reach_.end()) {
      reach_.push_back({x.who, x.day, x.day});
    } else {
      i->first = std::min(i->first, x.day);
      i->last = std::max(i->last, x.day);
    }
  }
  auto delta = price{};
  for (const auto& x : reach_)
    delta -= near(x);
  for (auto& x : edits_) {
    x.was = cells_[cell(x.who, x.day)];
    delta += apply(x);
  }
  for (const auto& x : reach_)
    delta += near(x);
  auto keep = static_cast<double>(delta.hard + delta.soft) <= limit
              && !(hard_never && delta.hard > 0);
  if (keep)
    now_ += delta;
  else
    revoke();
  edits_.clear();
  return keep;
}

} // namespace nightfloat::domain
