// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.2.c (6.21.b), core: one day in seven free of clinical work and
// education, averaged over four weeks; at-home call may not be assigned on it.
//
// A day is 24 hours in one piece. Each gap without work, standby and leave
// inside of an averaging window holds floor(gap / 24 h) free days; there must
// be floor(days / 7) of them, days being those of the window outside of leave.
// Fewer than days / 7 exactly is a warning.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

/// Walks work and leave in the order of their starts.
class free_days {
public:
  free_days(const person_view& x, instant from, instant to)
    : view_{x}, from_{from}, until_{from}, to_{to} {
  }

  std::int64_t count() {
    first_ = first_reaching(view_, until_);
    auto i = first_;
    auto away = view_.leave.begin();
    while (i < view_.duties.size() && view_.duties[i].start < to_) {
      const auto& work = view_.duties[i];
      if (away != view_.leave.end() && away->from <= work.start) {
        busy(away->from, away->to);
        ++away;
        continue;
      }
      any_ = any_ || work.end > from_ || work.start >= from_;
      if (work.start < work.end)
        busy(work.start, work.end);
      ++i;
    }
    after_ = i;
    for (; away != view_.leave.end() && away->from < to_; ++away)
      busy(away->from, away->to);
    busy(to_, to_);
    return total_;
  }

  /// Whether any duty meets the window.
  bool any() const {
    return any_;
  }

  std::size_t first() const {
    return first_;
  }

  std::size_t after() const {
    return after_;
  }

private:
  void busy(instant from, instant to) {
    auto gap = (std::min(from, to_) - until_).count();
    if (gap > 0)
      total_ += gap / std::max<int>(view_.context.pack.free_minutes, 1);
    until_ = std::max(until_, to);
  }

  const person_view& view_;
  instant from_;
  instant until_;
  instant to_;
  std::int64_t total_ = 0;
  std::size_t first_ = 0;
  std::size_t after_ = 0;
  bool any_ = false;
};

} // namespace

bool check_day_off(const person_view& x, remark_sink& out) {
  auto every = std::max<std::int64_t>(x.context.pack.limits.free_every_days, 1);
  return each_averaging(x, [&](const averaging_window& over) {
    auto from = x.context.midnight(over.days.first);
    auto to = x.context.midnight(over.days.last + date::duration{1});
    auto days = eligible_days(x, over.days);
    auto walk = free_days{x, from, to};
    auto free = walk.count();
    if (free * every >= days || !walk.any())
      return true;
    return out.take({.rule = rule::day_off,
                     .severity = free < days / every ? severity::violation
                                                     : severity::warning,
                     .from = from,
                     .to = to,
                     .measured = free,
                     .limit = days / every,
                     .rotation = over.rotation,
                     .duty_first = walk.first(),
                     .duty_after = walk.after()});
  });
}

} // namespace nightfloat::domain
