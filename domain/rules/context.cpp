// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/context.hpp"

#include "domain/clock.hpp"
#include "domain/shift_times.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace nightfloat::domain {

namespace {

// Midnights are kept for so long before and after the programme's days.
constexpr auto margin = date::duration{62};
constexpr auto dense_max = std::uint32_t{0xffff};

constexpr auto hours_week_default = std::uint16_t{80};

// Beyond any plan, and yet a date to calculate with.
constexpr auto far_away = date::duration{100 * 366};

template <class T, class Id>
const T* find_sorted(const std::vector<T>& all, Id id) noexcept {
  auto found = std::ranges::lower_bound(all, id, {}, &T::id);
  return found != all.end() && found->id == id ? &*found : nullptr;
}

date date_of(std::chrono::sys_days x) {
  return date{std::chrono::duration_cast<date::duration>(x.time_since_epoch())};
}

date first_of_july(std::uint16_t year) {
  using namespace std::chrono;
  return date_of(sys_days{std::chrono::year{year} / July / 1});
}

struct row_range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// `all` is sorted by person.
template <class T>
row_range rows_of(const std::vector<T>& all, person_id who) {
  // Not equal_range: Clang 14 cannot compile GCC 12's subrange.
  auto from = std::ranges::lower_bound(all, who, {}, &T::person);
  auto to = std::ranges::upper_bound(all, who, {}, &T::person);
  return {static_cast<std::uint32_t>(from - all.begin()),
          static_cast<std::uint32_t>(to - from)};
}

} // namespace

result<void> check_days(window x) {
  auto days = "the days " + to_string(x.first) + " to " + to_string(x.last);
  if (x.first < zone_days.first || x.last > zone_days.last)
    return failure{ec::invalid_argument,
                   days + " are not in the years 1900 to 5999, correct them"};
  if ((x.last - x.first).count() >= judged_days_max)
    return failure{ec::invalid_argument,
                   days + " are more than a programme may have (at most "
                     + std::to_string(judged_days_max) + "), shorten them"};
  return {};
}

result<rule_context> rule_context::make(const programme& where,
                                        const rule_pack& pack) {
  auto site = zone::find(where.info.zone);
  if (!site)
    return at("programme", site.error());
  auto out = rule_context{};
  out.pack = pack;
  out.supervision = where.info.supervision;
  out.span = {where.info.first, where.info.last};
  out.site_ = *site;
  auto days = (where.info.last - where.info.first + 2 * margin).count();
  if (days > 0 && days <= judged_days_max) {
    out.midnights_first_ = where.info.first - margin;
    out.midnights_.resize(static_cast<std::size_t>(days));
    site->midnights(out.midnights_first_, out.midnights_);
  }
  for (auto pgy = std::uint8_t{0}; pgy < out.limits_.size(); ++pgy)
    out.limits_[pgy] = limits_of(pack, pgy);
  auto any = [&](auto field) {
    return std::ranges::any_of(out.limits_,
                               [&](const auto& x) { return x.*field != 0; });
  };
  out.asks = {.weeks = pack.free_weekly
                       || any(&rule_limits::patient_hours_week_max)
                       || any(&rule_limits::total_hours_week_max),
              .nights = any(&rule_limits::nights_in_a_row_max),
              .days = any(&rule_limits::days_in_a_row_max),
              .call_ins = any(&rule_limits::rest_after_call_in_minutes)};
  out.read_grid(where);
  out.read_people(where);
  out.read_leave(where);
  out.read_rotations(where);
  if (auto ok = out.read_templates(where); !ok)
    return ok.error();
  out.read_credentials(where);
  return out;
}

void rule_context::read_people(const programme& where) {
  // Everybody's years begin on the same days, for which the zone is slow.
  auto starts = std::vector<std::pair<std::uint16_t, instant>>{};
  auto start_of = [&](std::uint16_t year) {
    auto met = std::ranges::find(starts, year,
                                 &std::pair<std::uint16_t, instant>::first);
    if (met != starts.end())
      return met->second;
    return starts.emplace_back(year, midnight(first_of_july(year))).second;
  };
  for (const auto& x : where.people) {
    people.push_back({.id = x.id,
                      .code = x.code,
                      .role = x.role,
                      .pgy_first = static_cast<std::uint32_t>(pgys_.size()),
                      .pgy_count = static_cast<std::uint32_t>(x.pgy.size())});
    for (const auto& year : x.pgy) {
      auto next = static_cast<std::uint16_t>(year.academic_year + 1);
      pgys_.push_back({.from = start_of(year.academic_year),
                       .to = start_of(next),
                       .pgy = year.pgy});
    }
  }
}

/// Blocks of no weeks are none.
void rule_context::read_grid(const programme& where) {
  constexpr auto week = date::duration{7};
  auto next = where.info.calendar.start;
  blocks_.push_back(next);
  for (auto weeks : where.info.calendar.lengths) {
    next += weeks * week;
    if (weeks > 0)
      blocks_.push_back(next);
  }
}

void rule_context::read_rotations(const programme& where) {
  for (const auto& x : where.rotations) {
    rotations.push_back(
      {.id = x.id,
       .code = x.code,
       .kind = x.kind,
       .hours_week = x.hours_week_max == 0 ? hours_week_default
                                           : x.hours_week_max,
       .averaging = x.averaging,
       .has_template = std::ranges::any_of(
         where.templates,
         [&](const auto& shift) { return shift.rotation == x.id; })});
  }
}

result<void> rule_context::read_templates(const programme& where) {
  for (const auto& x : where.templates) {
    auto site = zone_at(where, site_of(where, x, x.rotation));
    if (!site)
      return at("template " + x.code, site.error());
    auto unit = std::ranges::find(units, x.unit) - units.begin();
    if (static_cast<std::size_t>(unit) == units.size())
      units.push_back(x.unit);
    auto what = find(where, x.activity);
    templates.push_back(
      {.id = x.id,
       .role = x.role,
       .kind = x.kind,
       .pgy_min = x.pgy_min,
       .pgy_max = x.pgy_max,
       .supervised = x.supervised,
       .procedure = what != nullptr && what->procedure,
       .weekdays = x.weekdays,
       .unit = static_cast<std::uint16_t>(unit),
       .start = x.start,
       .length = x.length,
       .people_needed = x.people_needed,
       .credentials = {credential_kind(x.credential),
                       what == nullptr ? no_credential
                                       : credential_kind(what->credential)},
       .site = *site,
       .code = x.code});
  }
  if (templates.empty() || templates.back().id.value > dense_max
      || templates.size() >= dense_max)
    return {};
  template_index_.resize(templates.back().id.value + 1);
  for (auto i = std::size_t{0}; i < templates.size(); ++i)
    template_index_[templates[i].id.value] = static_cast<std::uint16_t>(i + 1);
  return {};
}

void rule_context::read_credentials(const programme& where) {
  for (const auto& x : where.credentials)
    credentials_.push_back({.person = x.person,
                            .kind = credential_kind(x.kind),
                            .status = x.status,
                            .first = x.first,
                            .last = x.last});
  std::ranges::stable_sort(credentials_, {}, &credential_span::person);
  for (auto& who : people) {
    auto held = rows_of(credentials_, who.id);
    who.credential_first = held.first;
    who.credential_count = held.count;
  }
}

std::uint16_t rule_context::credential_kind(const std::string& name) {
  if (name.empty())
    return no_credential;
  auto found = std::ranges::find(credential_kinds, name)
               - credential_kinds.begin();
  if (static_cast<std::size_t>(found) == credential_kinds.size()
      && found < no_credential)
    credential_kinds.push_back(name);
  return static_cast<std::uint16_t>(
    std::min<std::ptrdiff_t>(found, no_credential));
}

instant rule_context::midnight(date day) const noexcept {
  auto i = (day - midnights_first_).count();
  if (i >= 0 && static_cast<std::size_t>(i) < midnights_.size())
    return midnights_[static_cast<std::size_t>(i)];
  return site_.midnight(day);
}

date rule_context::day_of(instant x) const noexcept {
  auto day = std::chrono::floor<date::duration>(x);
  if (x < midnight(day))
    return day - one_day;
  return x < midnight(day + one_day) ? day : day + one_day;
}

date rule_context::demanded_on(const template_facts& shift,
                               const duty& work) const noexcept {
  // The tables of another zone are slow, midnights are kept.
  auto begun = shift.site == site_ ? day_of(work.start)
                                   : shift.site.local_date(work.start);
  return begun - (shift.start / 1440) * one_day;
}

std::string rule_context::clock_of(instant x) const {
  // On a day without a change of clocks the minutes since midnight tell.
  auto day = day_of(x);
  auto begun = midnight(day);
  if (x < begun || midnight(day + one_day) - begun != minutes{1440})
    return local_text(site_, x);
  return local_text(day, (x - begun).count());
}

const person_facts* rule_context::person_of(person_id id) const noexcept {
  return find_sorted(people, id);
}

const rotation_facts* rule_context::rotation_of(rotation_id id) const noexcept {
  return find_sorted(rotations, id);
}

const template_facts* rule_context::template_of(template_id id) const noexcept {
  if (template_index_.empty())
    return find_sorted(templates, id);
  auto i = id.value < template_index_.size() ? template_index_[id.value] : 0;
  return i == 0 ? nullptr : &templates[i - 1U];
}

std::span<const leave_span>
rule_context::leave_of(const person_facts& who) const noexcept {
  return std::span{leave_}.subspan(who.leave_first, who.leave_count);
}

std::span<const leave_span>
rule_context::pending_of(const person_facts& who) const noexcept {
  return std::span{pending_}.subspan(who.pending_first, who.pending_count);
}

std::span<const credential_span>
rule_context::credentials_of(const person_facts& who) const noexcept {
  return std::span{credentials_}.subspan(who.credential_first,
                                         who.credential_count);
}

date rule_context::cell_last(enum averaging how, date day) const noexcept {
  if (how == averaging::calendar_month) {
    auto x = std::chrono::year_month_day{std::chrono::sys_days{day}};
    return date_of(
      std::chrono::sys_days{x.year() / x.month() / std::chrono::last});
  }
  if (how == averaging::block) {
    auto next = std::ranges::upper_bound(blocks_, day);
    return next == blocks_.end() ? day + far_away : *next - one_day;
  }
  auto piece = std::max<int>(pack.averaging_days, 1);
  auto since = (day - span.first).count();
  auto into = (since % piece + piece) % piece;
  return day + (piece - 1 - into) * one_day;
}

instant rule_context::at_minute(date day, int minute,
                                resolve which) const noexcept {
  auto found = site_.to_utc(day, minute, which);
  return found ? *found : midnight(day);
}

std::uint8_t rule_context::pgy_at(const person_facts& who,
                                  instant when) const noexcept {
  for (const auto& x : std::span{pgys_}.subspan(who.pgy_first, who.pgy_count))
    if (x.from <= when && when < x.to)
      return x.pgy;
  return 0;
}

bool rule_context::is_pgy_known(const person_facts& who, instant from,
                                instant to) const noexcept {
  auto years = std::span{pgys_}.subspan(who.pgy_first, who.pgy_count);
  while (from < to) {
    auto year = std::ranges::find_if(years, [&](const auto& x) {
      return x.pgy != 0 && x.from <= from && from < x.to;
    });
    if (year == years.end())
      return false;
    from = year->to;
  }
  return true;
}

person_view view_of(const rule_context& context, const person_facts& who,
                    std::span<const duty> duties,
                    std::span<const assignment> plan, window over) noexcept {
  auto longest = minutes{1};
  for (const auto& x : duties)
    longest = std::max(longest, x.end - x.start);
  auto days = context.span;
  if (!duties.empty()) {
    days.first = std::min(days.first, context.day_of(duties.front().start));
    days.last = std::max(days.last, context.day_of(duties.back().start));
  }
  return {.context = context,
          .who = who,
          .duties = duties,
          .plan = plan,
          .leave = context.leave_of(who),
          .over = over,
          .from = context.midnight(over.first),
          .to = context.midnight(over.last + one_day),
          .longest = longest,
          .days = days};
}

std::size_t first_reaching(const person_view& x, instant from) noexcept {
  auto found = std::ranges::upper_bound(x.duties, from - x.longest, {},
                                        &duty::start);
  // One that starts exactly `longest` before ends at `from`: not past it.
  return static_cast<std::size_t>(found - x.duties.begin());
}

} // namespace nightfloat::domain
