// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.8 (6.28), core: standby at home counts no hours, work called in to
// counts all, no free day has any of either, and it may not be so frequent as
// to preclude rest. How much rest follows is left to the house: programme
// policy, where the pack has a number.
//
// Scheduled work that touches or overlaps is one period. Between the last
// minute called in before such a period, if no other period ended later, and
// the period's begin there must be so much rest.

#include "domain/rules/rules.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto rest_longest = minutes{2 * 1440};

bool is_scheduled(const duty& x) noexcept {
  return is_in_stretch(x) && x.kind != duty_kind::called_in
         && x.kind != duty_kind::voluntary;
}

/// When the work called in to before an instant ended; duties are met in the
/// order of their starts.
class called_in {
public:
  void meet(const duty& work, std::size_t at) {
    if (work.start > start_)
      settle();
    start_ = work.start;
    if (work.end > last_) {
      last_ = work.end;
      last_at_ = at;
    }
  }

  /// Of what began before `when`, clipped to it; and which duty it was.
  std::pair<instant, std::size_t> before(instant when) {
    if (when > start_)
      settle();
    return {std::min(end_, when), end_at_};
  }

private:
  void settle() {
    if (last_ > end_) {
      end_ = last_;
      end_at_ = last_at_;
    }
  }

  instant end_ = instant::min();
  std::size_t end_at_ = 0;
  /// Of those that begin at `start_`.
  instant start_ = instant::min();
  instant last_ = instant::min();
  std::size_t last_at_ = 0;
};

} // namespace

bool check_at_home_call(const person_view& x, remark_sink& out) {
  if (!x.context.asks.call_ins)
    return true;
  auto calls = called_in{};
  auto until = instant::min();
  for (auto i = first_stretch(x, x.from - rest_longest);
       i < x.duties.size() && x.duties[i].start < x.to + rest_longest; ++i) {
    const auto& work = x.duties[i];
    if (work.kind == duty_kind::called_in && is_in_stretch(work))
      calls.meet(work, i);
    if (!is_scheduled(work))
      continue;
    auto began = work.start > until;
    auto [end, at] = calls.before(work.start);
    auto fresh = began && end > until;
    until = std::max(until, work.end);
    auto needed
      = x.context.limits_at(x.who, work.start).rest_after_call_in_minutes;
    auto gap = fresh ? (work.start - end).count() : 0;
    if (!fresh || gap >= needed || !meets(x, end, work.start))
      continue;
    if (!out.take({.rule = rule::at_home_call,
                   .severity = severity::policy,
                   .from = end,
                   .to = work.start,
                   .measured = gap,
                   .limit = needed,
                   .duty_first = at,
                   .duty_after = i + 1}))
      return false;
  }
  return true;
}

} // namespace nightfloat::domain
