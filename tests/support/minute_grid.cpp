// SPDX-License-Identifier: Apache-2.0
#include "tests/support/minute_grid.hpp"

#include "tests/support/minute_cells.hpp"

#include <algorithm>
#include <set>

namespace nightfloat::test {

using namespace domain;

namespace {

// Cells before and after all that is known.
constexpr auto margin = 31 * a_day;

} // namespace

person_cells::person_cells(const programme& where, const roster& what,
                           const rule_pack& pack, person_id who)
  : where_{where}, what_{what}, pack_{pack}, who_{who}, person_{find(where,
                                                                     who)},
    site_{*zone::find(where.info.zone)}, known_{where.info.first,
                                                where.info.last} {
  for (auto pgy = std::uint8_t{0}; pgy <= 8; ++pgy)
    limits_.push_back(limits_of(pack, pgy));
  auto reached = known_;
  for (const auto& x : what.duties)
    if (x.person == who) {
      auto day = site_.local_date(x.start);
      known_ = {std::min(known_.first, day), std::max(known_.last, day)};
    }
  for (const auto& x : what.plan)
    if (x.person == who)
      reached = {std::min(reached.first, x.first),
                 std::max(reached.last, x.last)};
  auto last = std::max(known_.last, reached.last);
  first_ = midnight(std::min(known_.first, reached.first) - margin);
  cells_.resize(
    static_cast<std::size_t>((midnight(last + margin) - first_).count()));
  for (const auto& x : what.duties)
    if (x.person == who)
      paint(x);
  for (const auto& x : where.absences)
    if (x.person == who)
      away(x);
}

void person_cells::paint(const duty& x) {
  using enum duty_kind;
  auto tail = x.kind == transition || x.kind == education;
  for (auto now = x.start; now < x.end; now += minutes{1}) {
    auto& here = at(now);
    here.busy = true;
    if (x.kind == at_home_call)
      continue;
    ++here.working;
    here.patients |= x.kind != education && x.kind != administrative
                     && x.kind != supervision;
    if (x.kind == from_home)
      continue;
    here.in_house = true;
    here.voluntary |= x.kind == voluntary;
    here.planned |= x.kind != voluntary;
    here.core |= x.kind != voluntary && !tail;
    here.scheduled |= x.kind != voluntary && x.kind != called_in;
    here.called_in |= x.kind == called_in;
    here.call |= x.kind == in_house_call;
  }
}

void person_cells::away(const absence& x) {
  auto to = std::min(end(), midnight(x.last + a_day));
  for (auto now = std::max(first_, midnight(x.first)); now < to;
       now += minutes{1}) {
    at(now).leave |= x.status == absence_status::approved;
    at(now).pending |= x.status == absence_status::pending;
  }
}

bool person_cells::is_away(date day) {
  return at(midnight(day)).leave;
}

std::uint8_t person_cells::pgy_on(date day) const {
  return pgy_of(*person_, academic_year_of(day));
}

const rule_limits& person_cells::limits_on(date day) const {
  return limits_.at(pgy_on(day));
}

void person_cells::stretches() {
  auto join = int{pack_.join_minutes_max};
  struct done {
    instant from{};
    instant to{};
    bool scheduled = false;
  };
  auto all = std::vector<done>{};
  for (auto now = first_; now < end();) {
    if (!at(now).in_house) {
      now += minutes{1};
      continue;
    }
    auto x = done{.from = now};
    auto core = now;
    auto planned = now;
    auto voluntary = now;
    auto call = false;
    for (auto idle = 0; now < end() && idle <= join; now += minutes{1}) {
      const auto& here = at(now);
      idle = here.in_house ? 0 : idle + 1;
      auto next = now + minutes{1};
      x.to = here.in_house ? next : x.to;
      core = here.core ? next : core;
      planned = here.planned ? next : planned;
      voluntary = here.voluntary ? next : voluntary;
      call |= here.call;
      x.scheduled |= here.scheduled;
    }
    now = x.to;
    auto limits = limits_on(site_.local_date(x.from));
    auto most = int{limits.continuous_minutes_max};
    auto whole = most + limits.transition_minutes_max;
    auto length = [&](instant until) {
      return (until - x.from).count();
    };
    auto acgme_too = length(core) > 24 * 60 || length(planned) > 28 * 60;
    if (length(core) > most)
      put("continuous_24_4", breach(acgme_too), x.from, x.to, length(core),
          most);
    else if (length(planned) > whole)
      put("continuous_24_4", breach(acgme_too), x.from, x.to, length(planned),
          whole);
    else if (length(voluntary) > most)
      put("continuous_24_4", severity::notice, x.from, x.to, length(voluntary),
          most);
    if (limits.shift_minutes_max != 0 && !call
        && length(core) > limits.shift_minutes_max)
      put("shift_length", breach(false), x.from, core, length(core),
          limits.shift_minutes_max);
    all.push_back(x);
  }
  for (auto i = std::size_t{1}; i < all.size(); ++i) {
    const auto& next = all[i];
    const auto& last = all[i - 1];
    auto length = [](const done& x) {
      return (x.to - x.from).count();
    };
    auto is_long = [&](const done& x) {
      return length(x) >= limits_on(site_.local_date(x.from)).long_minutes;
    };
    auto gap = (next.from - last.to).count();
    if (is_long(last)) {
      auto limits = limits_on(site_.local_date(last.from));
      if (gap < limits.rest_after_call_minutes)
        put("rest", breach(length(last) >= 24 * 60 && gap < 14 * 60), last.to,
            next.from, gap, limits.rest_after_call_minutes);
      continue;
    }
    // The period before, though the resident came in or stayed meanwhile.
    auto j = i;
    while (j > 0 && !all[j - 1].scheduled)
      --j;
    if (j == 0 || !next.scheduled || is_long(all[j - 1]))
      continue;
    const auto& period = all[j - 1];
    auto limits = limits_on(site_.local_date(period.from));
    gap = (next.from - period.to).count();
    if (pack_.rest_as_shift && gap < length(period))
      put("rest", breach(false), period.to, next.from, gap, length(period));
    else if (gap < limits.rest_minutes)
      put("rest", limits.rest_minutes > 480 ? breach(false) : severity::warning,
          period.to, next.from, gap, limits.rest_minutes);
  }
}

void person_cells::call_ins() {
  for (auto now = first_ + minutes{1}; now < end(); now += minutes{1}) {
    if (!at(now).scheduled || at(now - minutes{1}).scheduled)
      continue;
    auto needed
      = int{limits_on(site_.local_date(now)).rest_after_call_in_minutes};
    for (auto gap = 0; gap < needed && now - minutes{gap} > first_; ++gap) {
      const auto& before = at(now - minutes{gap + 1});
      if (before.scheduled)
        break;
      if (!before.called_in)
        continue;
      put("at_home_call", severity::policy, now - minutes{gap}, now, gap,
          needed);
      break;
    }
  }
}

void person_cells::duties() {
  using enum severity;
  auto painted = std::vector<int>(cells_.size());
  for (const auto& x : what_.duties) {
    if (x.person != who_)
      continue;
    auto pgy = pgy_on(site_.local_date(x.start));
    if (at(x.start).leave)
      put("leave", policy, x.start, x.end, 1, 0);
    else if (at(x.start).pending)
      put("leave", warning, x.start, x.end, 1, 0);
    auto least = limits_on(site_.local_date(x.start)).moonlighting_pgy_min;
    if (x.kind == duty_kind::moonlighting
        || x.kind == duty_kind::moonlighting_external)
      if (pgy < least)
        put("moonlighting", pgy == 0 && least <= 8 ? unknown : breach(pgy == 1),
            x.start, x.end, pgy, least);
    credentials(x);
    if (auto shift = find(where_, x.from)) {
      auto anybody = shift->pgy_min <= 1 && shift->pgy_max >= 8;
      if (shift->role != person_role::resident)
        put("eligibility", policy, x.start, x.end, 0, 0);
      else if (!anybody && (pgy < shift->pgy_min || pgy > shift->pgy_max))
        put("eligibility", pgy == 0 ? unknown : policy, x.start, x.end, pgy,
            pgy < shift->pgy_min ? shift->pgy_min : shift->pgy_max);
    }
    if (x.kind == duty_kind::at_home_call)
      continue;
    auto twice = 0;
    for (auto now = x.start; now < x.end; now += minutes{1})
      twice += painted[static_cast<std::size_t>((now - first_).count())]++ > 0
                 ? 1
                 : 0;
    if (twice > 0)
      put("double_booking", policy, x.start, x.start + minutes{twice}, twice,
          0);
  }
}

/// Day by day: what is held on it, and what thirty days later.
void person_cells::credentials(const duty& x) {
  auto shift = find(where_, x.from);
  if (shift == nullptr)
    return;
  auto day = site_.local_date(x.start);
  auto held = [&](const std::string& kind, date on, credential_status how) {
    return std::ranges::any_of(where_.credentials, [&](const auto& one) {
      return one.person == who_ && one.kind == kind && one.status == how
             && one.first <= on && on <= one.last;
    });
  };
  /// The last day of what has begun by then.
  auto last = [&](const std::string& kind) {
    auto out = date::min();
    for (const auto& one : where_.credentials)
      if (one.person == who_ && one.kind == kind && one.first <= day
          && one.status == credential_status::active)
        out = std::max(out, one.last);
    return out;
  };
  auto what = find(where_, shift->activity);
  auto asked = {shift->credential,
                what == nullptr ? std::string{} : what->credential};
  for (const auto& kind : asked) {
    if (kind.empty())
      continue;
    using enum credential_status;
    if (!held(kind, day, active)) {
      auto ever = last(kind) != date::min();
      put("credentials", severity::policy, x.start, x.end,
          ever ? (day - last(kind)).count() : 0, 0);
    } else if (!held(kind, day + 30 * a_day, active)) {
      put("credentials", severity::notice, x.start, x.end,
          (last(kind) - day).count(), 30);
    }
  }
}

void person_cells::run_of(const std::vector<date>& days, const char* rule,
                          severity how, bool nights) {
  auto begins = std::set<date>{days.begin(), days.end()};
  for (auto first : begins) {
    if (begins.contains(first - a_day))
      continue;
    auto after = first;
    while (begins.contains(after))
      after += a_day;
    auto limits = limits_on(first);
    auto most = nights ? limits.nights_in_a_row_max : limits.days_in_a_row_max;
    if (most != 0 && (after - first).count() > most)
      put(rule, how, midnight(first), midnight(after), (after - first).count(),
          most);
  }
}

void person_cells::runs() {
  auto nights = std::vector<date>{};
  auto days = std::vector<date>{};
  for (const auto& x : what_.duties) {
    if (x.person != who_ || x.kind == duty_kind::at_home_call)
      continue;
    days.push_back(site_.local_date(x.start));
    if (x.kind == duty_kind::night_float)
      nights.push_back(site_.local_date(x.start));
  }
  run_of(nights, "night_float", pack_.night_float_severity, true);
  run_of(days, "consecutive_days", severity::policy, false);
}

void person_cells::put(const char* rule, severity how, instant from, instant to,
                       std::int64_t measured, std::int64_t limit) {
  if (std::max(to, from + minutes{1}) > midnight(where_.info.first)
      && from < midnight(where_.info.last + a_day))
    out_.push_back({rule, how, from, to, measured, limit});
}

std::vector<fact> person_cells::take() {
  std::ranges::sort(out_);
  return std::move(out_);
}

std::vector<fact> count_cells(const programme& where, const roster& what,
                              const rule_pack& pack, person_id who) {
  auto cells = person_cells{where, what, pack, who};
  cells.stretches();
  cells.call_ins();
  cells.duties();
  cells.runs();
  cells.averages();
  cells.weeks();
  cells.rolling();
  return cells.take();
}

} // namespace nightfloat::test
