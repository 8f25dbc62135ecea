// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/duty_search.hpp"

#include <algorithm>
#include <limits>

namespace nightfloat::domain {

namespace {

/// Faculty are not under the residents' rules; this keeps them humane.
constexpr std::uint16_t faculty_hours_week_max = 64;
constexpr std::int32_t averaging_days = 28;
constexpr std::int32_t whole_days = 31;

} // namespace

duty_search::duty_search(const frame& x, std::uint64_t seed,
                         std::uint64_t moves_max,
                         std::span<const assignment> plan, const roster* base)
  : x_{&x}, random_{seed ^ 0x6475'7479u}, moves_max_{std::max<std::uint64_t>(
                                            moves_max, 1)},
    none_{static_cast<std::uint16_t>(x.where.rotations.size())} {
  NIGHTFLOAT_EXPECT(x.where.templates.size()
                    < std::numeric_limits<std::int16_t>::max());
  auto days = static_cast<std::size_t>(x.days);
  cells_.assign(x.people() * days, 0);
  weekends_.assign(x.people(), 0);
  nights_.assign(x.people(), 0);
  for (std::size_t i = 0; i < x.people(); ++i)
    (x.resident(i) ? residents_ : faculty_)
      .push_back(static_cast<std::uint32_t>(i));
  for (std::int32_t d = 0; d <= x.days; ++d)
    midnights_.push_back(x.site.midnight(x.day(d)));
  place_people(plan);
  cut_windows(plan);
  auto slots = x.where.templates.size() * days;
  need_.assign(slots, 0);
  have_.assign(slots, 0);
  open_at_.assign(slots, 0);
  for (std::size_t t = 0; t < x.where.templates.size(); ++t)
    for (std::int32_t d = 0; d < x.days; ++d)
      if (x.runs(t, d))
        need_[slot(t, d)] = static_cast<std::int16_t>(
          std::min<int>(x.where.templates[t].people_needed, 30'000));
  lock(base);
  order_demand();
  for (std::size_t s = 0; s < slots; ++s)
    if (have_[s] < need_[s]) {
      open_.push_back(static_cast<std::uint32_t>(s));
      open_at_[s] = static_cast<std::uint32_t>(open_.size());
    }
  for (std::size_t i = 0; i < x.people(); ++i) {
    for (const auto& w : windows_[i])
      now_ += window_price(i, w);
    now_ += rest_price(i, 0, x.days - 1);
  }
  for (std::size_t s = 0; s < slots; ++s)
    now_.hard += 10'000 * std::abs(need_[s] - have_[s]);
  best_ = now_;
  best_cells_ = cells_;
}

void duty_search::lock(const roster* base) {
  fixed_.resize(base == nullptr ? 0 : cells_.size());
  if (base == nullptr)
    return;
  for (const auto& x : base->duties) {
    if (x.source < duty_source::manual)
      continue;
    kept_.push_back(x);
    auto who = x_->index(x.person);
    auto which = x_->index(x.from);
    const auto& site = which == frame::npos ? x_->site : x_->zones[which];
    auto day = (site.local_date(x.start) - x_->first).count();
    if (who == frame::npos || day < 0 || day >= x_->days)
      continue;
    auto c = cell(who, day);
    auto& span = fixed_[c];
    auto first = cells_[c] != locked;
    span.start = first ? x.start : std::min(span.start, x.start);
    span.end = first ? x.end : std::max(span.end, x.end);
    span.call = (!first && span.call) || x.kind == duty_kind::in_house_call;
    cells_[c] = locked;
    if (which != frame::npos && need_[slot(which, day)] > 0)
      ++have_[slot(which, day)];
  }
}

/// Who is on which rotation on which day, both ways.
void duty_search::place_people(std::span<const assignment> plan) {
  rotation_.assign(cells_.size(), none_);
  auto pools = static_cast<std::size_t>(none_) * x_->days + 1;
  auto sizes = std::vector<std::uint32_t>(pools, 0);
  auto each = [&](auto&& f) {
    for (const auto& row : plan) {
      auto who = x_->index(row.person);
      auto r = x_->index(row.rotation);
      if (who == frame::npos || r == frame::npos)
        continue;
      auto from = std::max(row.first, x_->first);
      auto to = std::min(row.last, x_->day(x_->days - 1));
      for (auto d = from; d <= to; d += date::duration{1})
        f(who, r, (d - x_->first).count());
    }
  };
  each([&](std::size_t who, std::size_t r, std::int32_t d) {
    if (rotation_[cell(who, d)] != none_)
      return;
    rotation_[cell(who, d)] = static_cast<std::uint16_t>(r);
    ++sizes[slot(r, d)];
  });
  pool_begin_.assign(pools, 0);
  for (std::size_t i = 0; i + 1 < pools; ++i)
    pool_begin_[i + 1] = pool_begin_[i] + sizes[i];
  pool_people_.resize(pool_begin_.back());
  auto at = pool_begin_;
  for (auto who : residents_)
    for (std::int32_t d = 0; d < x_->days; ++d)
      if (auto r = rotation_[cell(who, d)]; r != none_)
        pool_people_[at[slot(r, d)]++] = who;
}

void duty_search::add_windows(std::vector<averaging>& out, std::size_t who,
                              std::int32_t first, std::int32_t last,
                              std::uint16_t hours) {
  auto add = [&](std::int32_t from, std::int32_t to) {
    auto x = averaging{.first = from, .last = to};
    x.from = midnight(from);
    x.to = midnight(to + 1);
    for (auto d = from; d <= to; ++d)
      x.leave += x_->is_away(who, d);
    x.eligible = to - from + 1 - x.leave;
    x.minutes_week_max = 60 * hours;
    out.push_back(x);
  };
  auto length = last - first + 1;
  if (length <= whole_days) {
    add(first, last);
    return;
  }
  auto at = first;
  for (; at + averaging_days - 1 <= last; at += averaging_days)
    add(at, at + averaging_days - 1);
  if (at <= last)
    add(last - averaging_days + 1, last);
}

/// One window for each stretch on one rotation, as the rules cut them; those
/// who are on none are averaged over the whole span.
void duty_search::cut_windows(std::span<const assignment>) {
  windows_.resize(x_->people());
  for (std::size_t who = 0; who < x_->people(); ++who) {
    if (!x_->resident(who)) {
      add_windows(windows_[who], who, 0, x_->days - 1, faculty_hours_week_max);
      continue;
    }
    for (std::int32_t d = 0; d < x_->days;) {
      auto begin = d;
      auto r = rotation_[cell(who, d)];
      while (d < x_->days && rotation_[cell(who, d)] == r)
        ++d;
      auto hours = r == none_ ? std::uint16_t{80}
                              : x_->where.rotations[r].hours_week_max;
      add_windows(windows_[who], who, begin, d - 1, hours);
    }
  }
}

/// Long and nightly shifts first: they leave the fewest choices.
void duty_search::order_demand() {
  for (std::size_t t = 0; t < x_->where.templates.size(); ++t)
    if (x_->where.templates[t].people_needed > 0)
      order_.push_back(t);
  auto weight = [&](std::size_t t) {
    const auto& x = x_->where.templates[t];
    return std::pair{x.length, x.start};
  };
  std::stable_sort(
    order_.begin(), order_.end(),
    [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
}

} // namespace nightfloat::domain
