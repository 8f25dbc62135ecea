// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/windows.hpp"

#include "domain/rules/stretches.hpp"

#include <algorithm>
#include <span>

namespace nightfloat::domain {

namespace {

/// Counts one window; work comes in the order of its start.
class counter {
public:
  counter(const person_view& view, tally& out)
    : view_{view}, out_{out}, busy_{out.from}, worked_{out.from} {
    auto away = std::ranges::find_if(
      view.leave, [&](const auto& x) { return x.to > out.from; });
    leave_ = {away, view.leave.end()};
    next_leave_ = leave_.begin();
  }

  void take(const duty& work) {
    for (; next_leave_ != leave_.end() && next_leave_->from <= work.start;
         ++next_leave_)
      busy(next_leave_->from, next_leave_->to);
    if (work.start >= work.end)
      return;
    busy(work.start, work.end);
    out_.any |= work.end > out_.from;
    if (!counts(work.kind))
      return;
    auto begin = std::max(work.start, worked_);
    auto end = std::min(work.end, out_.to);
    if (begin < end) {
      out_.worked += (end - begin).count() - on_leave(begin, end);
      worked_ = end;
    }
    if (work.kind == duty_kind::in_house_call)
      call(work);
  }

  void finish() {
    for (; next_leave_ != leave_.end() && next_leave_->from < out_.to;
         ++next_leave_)
      busy(next_leave_->from, next_leave_->to);
    busy(out_.to, out_.to);
  }

private:
  /// Calls that touch are one.
  void call(const duty& work) {
    if (work.start >= out_.from && work.start > call_
        && on_leave(work.start, work.start + minutes{1}) == 0)
      ++out_.calls;
    call_ = std::max(call_, work.end);
  }

  std::int64_t on_leave(instant from, instant to) const {
    auto total = std::int64_t{0};
    for (const auto& away : leave_) {
      if (away.from >= to)
        break;
      total += std::max(
        (std::min(to, away.to) - std::max(from, away.from)).count(), 0);
    }
    return total;
  }

  void busy(instant from, instant to) {
    auto until = std::min(from, out_.to);
    if (until > busy_)
      out_.free += free_days(busy_, until);
    busy_ = std::max(busy_, to);
  }

  /// In a gap.
  std::int64_t free_days(instant from, instant to) const {
    // No day of the calendar is shorter.
    constexpr auto day_least = 20 * 60;
    const auto& pack = view_.context.pack;
    auto gap = (to - from).count();
    if (!pack.free_calendar_days)
      return gap / std::max<int>(pack.free_minutes, 1);
    if (gap < day_least)
      return 0;
    auto first = view_.context.day_of(from);
    if (view_.context.midnight(first) < from)
      first += one_day;
    return std::max((view_.context.day_of(to) - first).count(), 0);
  }

  const person_view& view_;
  tally& out_;
  std::span<const leave_span> leave_;
  std::span<const leave_span>::iterator next_leave_;
  /// Until when something is on, and until when work is counted.
  instant busy_;
  instant worked_;
  instant call_ = instant::min();
};

} // namespace

tally count_in(const person_view& x, window days) noexcept {
  auto out = tally{.from = x.context.midnight(days.first),
                   .to = x.context.midnight(days.last + one_day),
                   .days = eligible_days(x, days)};
  auto count = counter{x, out};
  // A call that ends as the window begins makes one that touches it the same.
  for (auto i = first_reaching(x, out.from - minutes{1});
       i < x.duties.size() && x.duties[i].start < out.to; ++i) {
    const auto& work = x.duties[i];
    count.take(work);
    if (work.end <= out.from && work.start < out.from)
      continue;
    if (out.after == 0)
      out.first = i;
    out.after = i + 1;
  }
  count.finish();
  return out;
}

std::size_t first_stretch(const person_view& x, instant from) noexcept {
  auto gap = x.longest + minutes{x.context.pack.join_minutes_max};
  auto i = first_reaching(x, from);
  while (i > 0
         && (i == x.duties.size()
             || x.duties[i].start <= x.duties[i - 1].start + gap))
    --i;
  return i;
}

} // namespace nightfloat::domain
