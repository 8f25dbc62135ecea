// SPDX-License-Identifier: Apache-2.0

// The walks over one person's work, and which rules each of them asks.

#include "domain/rules/days.hpp"
#include "domain/rules/rules.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

// No rest is longer, so what ended earlier decides nothing.
constexpr auto rest_reach = minutes{4 * 1440};

bool is_moonlighting(duty_kind x) noexcept {
  return x == duty_kind::moonlighting || x == duty_kind::moonlighting_external;
}

bool check_duties(const person_view& x, remark_sink& out) {
  auto resident = x.who.role == person_role::resident;
  for (auto at = first_reaching(x, x.from);
       at < x.duties.size() && x.duties[at].start < x.to; ++at) {
    const auto& work = x.duties[at];
    if (!meets(x, work.start, work.end))
      continue;
    auto shift = x.context.template_of(work.from);
    if (!judge_leave(x, at, out) || !judge_eligibility(x, at, shift, out)
        || !judge_credentials(x, at, shift, out)
        || (resident && is_moonlighting(work.kind)
            && !judge_moonlighting(x, at, out)))
      return false;
  }
  return true;
}

bool check_stretches(const person_view& x, remark_sink& out) {
  auto before = stretch{};
  auto scheduled = stretch{};
  auto known = stretches_before{};
  auto begin = first_stretch(x, x.from - rest_reach);
  auto enough = false;
  each_stretch(x, begin, [&](const stretch& now) {
    enough = !judge_continuous(x, now, out) || !judge_shift_length(x, now, out)
             || !judge_rest(x, known, now, out);
    before = now;
    known.any = &before;
    if (now.scheduled) {
      scheduled = now;
      known.scheduled = &scheduled;
    }
    // Unscheduled work ends no rest between what is scheduled.
    auto resting = known.scheduled != nullptr && scheduled.to < x.to
                   && now.to < x.to + rest_reach;
    return !enough && (now.to < x.to || resting);
  });
  return !enough;
}

bool check_averages(const person_view& x, remark_sink& out) {
  return each_averaging(x, [&](const averaging_window& over) {
    auto done = count_in(x, over.days);
    return judge_work_hours(x, over, done, out)
           && judge_day_off(x, over, done, out)
           && judge_in_house_call(x, over, done, out);
  });
}

constexpr person_rule rule_rows[] = {
  {.rule = rule::leave,
   .check = check_duties,
   .reach = reach::duty,
   .residents_only = false},
  {.rule = rule::double_booking,
   .check = check_double_booking,
   .residents_only = false},
  {.rule = rule::rest, .check = check_stretches},
  {.rule = rule::work_hours, .check = check_averages},
  {.rule = rule::weekly_hours, .check = check_weekly_hours},
  {.rule = rule::night_float, .check = check_night_float},
  {.rule = rule::consecutive_days, .check = check_consecutive_days},
  {.rule = rule::at_home_call, .check = check_at_home_call},
  {.rule = rule::rolling_hours,
   .check = check_rolling_hours,
   .reach = reach::person},
};

} // namespace

std::span<const person_rule> person_rules() noexcept {
  return rule_rows;
}

bool check_person(const person_view& x, remark_sink& out) {
  return std::ranges::all_of(rule_rows, [&](const person_rule& row) {
    return !applies(row, x.who) || row.check(x, out);
  });
}

} // namespace nightfloat::domain
