// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_builder.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

constexpr auto rest_wanted = minutes{10 * 60};
constexpr auto price_short_rest = 25;
/// A shift of two days, and a day and a night of rest after it.
constexpr auto apart_max = 3;

minutes length(const fixed_work& x) noexcept {
  return x.end - x.start;
}

bool is_brief(const fixed_work& x) noexcept {
  return length(x) <= minutes{half_day_minutes};
}

/// After the earlier of two.
minutes rest_after(const rule_pack& pack, const rule_limits& limits,
                   const fixed_work& x) noexcept {
  if (length(x).count() >= limits.long_minutes)
    return minutes{limits.rest_after_call_minutes};
  auto out = std::max(int{limits.rest_minutes},
                      pack.rest_as_shift ? length(x).count() : 0);
  if (x.kind == duty_kind::called_in)
    out = std::max(out, int{limits.rest_after_call_in_minutes});
  return minutes{out};
}

} // namespace

/// Whether one must not follow the other, in whichever order they come. Two
/// halves of a day are one period of work.
bool duty_builder::too_close(const rule_limits& limits, const fixed_work& a,
                             const fixed_work& b) const {
  if (!counts(a.kind) || !counts(b.kind))
    return false;
  const auto& first = b.start < a.start ? b : a;
  const auto& second = b.start < a.start ? a : b;
  auto gap = second.start - first.end;
  if (gap < minutes{0})
    return true;
  if (first.kind == duty_kind::from_home || second.kind == duty_kind::from_home)
    return false;
  if (gap >= rest_after(context_.pack, limits, first))
    return false;
  // Less than eight hours is a warning, and anything a pack adds a breach.
  if (columns_a_day() == 1 || !is_brief(first) || !is_brief(second)
      || context_.pack.rest_as_shift
      || limits.rest_minutes > common_limits.rest_minutes)
    return true;
  return x_.site.local_date(first.start) != x_.site.local_date(second.start)
         || second.end - first.start > minutes{
              limits.shift_minutes_max != 0 ? limits.shift_minutes_max
                                            : limits.continuous_minutes_max};
}

/// All days on which one task may follow the other so many days later. What
/// does not go on most of them is a succession, and what does not go on some,
/// or lies farther apart, a clash of each such day.
void duty_builder::compare(const rule_limits& limits, std::size_t one,
                           std::size_t other, std::int32_t apart,
                           rest_rules& to) const {
  auto distance = apart * columns_a_day() + half(other) - half(one);
  if (distance <= 0)
    return;
  auto all = 0;
  auto brief = 0;
  auto bad = std::vector<std::int32_t>{};
  for (std::int32_t d = 0; d + apart < x_.days; ++d) {
    if (!x_.runs(wish_.templates[one - 1], d)
        || !x_.runs(wish_.templates[other - 1], d + apart))
      continue;
    ++all;
    auto first = work(one, d);
    auto second = work(other, d + apart);
    // Where each week has its own free day, no day off may be cut short: the
    // last one between the two, a standby of two days reaching into it.
    auto cut_short = apart >= 2 && context_.pack.free_weekly
                     && columns_a_day() == 1
                     && (context_.pack.free_calendar_days
                           ? first.end > midnight(d + apart - 1)
                           : second.start - first.end < minutes{1440});
    if (too_close(limits, first, second) || cut_short)
      bad.push_back(d);
    else if (apart > 0 && second.start - first.end < rest_wanted
             && counts(first.kind) && counts(second.kind))
      ++brief;
  }
  auto at = one * out_.what.tasks.size() + other;
  if (distance == 1 && 2 * static_cast<int>(bad.size()) > all) {
    to.next[at] = solve::hard(hard_rule);
    return;
  }
  if (distance == 1 && 2 * brief > all)
    to.next[at] = solve::soft(price_short_rest);
  for (auto d : bad)
    to.clashes.push_back(
      {.first = column(d, one),
       .second = column(d + apart, other),
       .first_tasks = solve::only(static_cast<solve::task>(one)),
       .second_tasks = solve::only(static_cast<solve::task>(other)),
       .price = solve::hard(hard_rule)});
}

rest_rules duty_builder::make_rests(const rule_limits& limits) const {
  auto out = rest_rules{};
  auto tasks = out_.what.tasks.size();
  out.next.assign(tasks * tasks, {});
  for (auto one = std::size_t{1}; one <= free(); ++one)
    for (auto other = std::size_t{1}; other <= free(); ++other) {
      auto stands_by = !counts(shift(one).kind) || !counts(shift(other).kind);
      if (stands_by && !context_.pack.free_weekly)
        continue;
      auto least = rest_after(context_.pack, limits, work(one, 0)).count();
      auto reach = int{shift(one).start} + shift(one).length
                   + std::max(least, int{rest_wanted.count()}) + 120;
      for (auto apart = 0; apart <= apart_max; ++apart)
        if (apart * 1440 + shift(other).start <= reach
            || (apart >= 2 && context_.pack.free_weekly))
          compare(limits, one, other, apart, out);
    }
  return out;
}

const rest_rules& duty_builder::rests_for(const rule_limits& limits) {
  auto known = std::ranges::find(rests_, limits,
                                 [](const auto& x) { return x.first; });
  if (known != rests_.end())
    return known->second;
  return rests_.emplace_back(limits, make_rests(limits)).second;
}

} // namespace nightfloat::domain::stage
