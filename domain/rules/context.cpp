// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/context.hpp"

#include <algorithm>
#include <tuple>

namespace nightfloat::domain {

namespace {

constexpr auto one_day = date::duration{1};

// Midnights are kept for so long before and after the programme's days.
constexpr auto margin = date::duration{62};
constexpr auto days_max = 40 * 366;
constexpr auto dense_max = std::uint32_t{0xffff};

constexpr auto hours_week_default = 80;

template <class T, class Id>
const T* find_sorted(const std::vector<T>& all, Id id) noexcept {
  auto found = std::ranges::lower_bound(all, id, {}, &T::id);
  return found != all.end() && found->id == id ? &*found : nullptr;
}

date first_of_july(std::uint16_t year) {
  using namespace std::chrono;
  auto day = sys_days{std::chrono::year{year} / July / 1};
  return date{duration_cast<date::duration>(day.time_since_epoch())};
}

} // namespace

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
  if (days > 0 && days <= days_max) {
    out.midnights_first_ = where.info.first - margin;
    out.midnights_.reserve(static_cast<std::size_t>(days));
    for (auto i = 0; i < days; ++i)
      out.midnights_.push_back(
        site->midnight(out.midnights_first_ + i * one_day));
  }
  out.read_people(where);
  out.read_leave(where);
  out.read_rotations(where);
  out.read_templates(where);
  return out;
}

void rule_context::read_people(const programme& where) {
  for (const auto& x : where.people) {
    people.push_back({.id = x.id,
                      .code = x.code,
                      .role = x.role,
                      .pgy_first = static_cast<std::uint32_t>(pgys_.size()),
                      .pgy_count = static_cast<std::uint32_t>(x.pgy.size())});
    for (const auto& year : x.pgy) {
      auto next = static_cast<std::uint16_t>(year.academic_year + 1);
      pgys_.push_back({.from = midnight(first_of_july(year.academic_year)),
                       .to = midnight(first_of_july(next)),
                       .pgy = year.pgy});
    }
  }
}

void rule_context::read_leave(const programme& where) {
  auto sorted = std::vector<leave_span>{};
  for (const auto& x : where.absences)
    if (x.status == absence_status::approved && x.first <= x.last)
      sorted.push_back({.person = x.person, .first = x.first, .last = x.last});
  std::ranges::sort(sorted, [](const auto& a, const auto& b) {
    return std::tie(a.person, a.first, a.last)
           < std::tie(b.person, b.first, b.last);
  });
  for (const auto& x : sorted) {
    if (!leave_.empty() && leave_.back().person == x.person
        && x.first <= leave_.back().last + one_day)
      leave_.back().last = std::max(leave_.back().last, x.last);
    else
      leave_.push_back(x);
  }
  for (auto& x : leave_) {
    x.from = midnight(x.first);
    x.to = midnight(x.last + one_day);
  }
  for (auto& who : people) {
    // Not equal_range: Clang 14 cannot compile GCC 12's subrange.
    auto from = std::ranges::lower_bound(leave_, who.id, {},
                                         &leave_span::person);
    auto to = std::ranges::upper_bound(leave_, who.id, {}, &leave_span::person);
    who.leave_first = static_cast<std::uint32_t>(from - leave_.begin());
    who.leave_count = static_cast<std::uint32_t>(to - from);
  }
}

void rule_context::read_rotations(const programme& where) {
  for (const auto& x : where.rotations) {
    auto hours = x.hours_week_max == 0 ? hours_week_default : x.hours_week_max;
    rotations.push_back(
      {.id = x.id,
       .code = x.code,
       .kind = x.kind,
       .cap_minutes = std::min<std::int32_t>(hours, pack.limits.hours_week_max)
                      * 60,
       .has_template = std::ranges::any_of(
         where.templates,
         [&](const auto& shift) { return shift.rotation == x.id; })});
  }
}

void rule_context::read_templates(const programme& where) {
  for (const auto& x : where.templates) {
    auto unit = std::ranges::find(units, x.unit) - units.begin();
    if (static_cast<std::size_t>(unit) == units.size())
      units.push_back(x.unit);
    templates.push_back({.id = x.id,
                         .role = x.role,
                         .kind = x.kind,
                         .pgy_min = x.pgy_min,
                         .pgy_max = x.pgy_max,
                         .supervised = x.supervised,
                         .unit = static_cast<std::uint16_t>(unit)});
  }
  if (templates.empty() || templates.back().id.value > dense_max
      || templates.size() >= dense_max)
    return;
  template_index_.resize(templates.back().id.value + 1);
  for (auto i = std::size_t{0}; i < templates.size(); ++i)
    template_index_[templates[i].id.value] = static_cast<std::uint16_t>(i + 1);
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

std::uint8_t rule_context::pgy_at(const person_facts& who,
                                  instant when) const noexcept {
  for (const auto& x : std::span{pgys_}.subspan(who.pgy_first, who.pgy_count))
    if (x.from <= when && when < x.to)
      return x.pgy;
  return 0;
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

std::int64_t leave_minutes(const person_view& x, instant from,
                           instant to) noexcept {
  auto total = std::int64_t{0};
  for (const auto& away : x.leave) {
    auto both = std::min(to, away.to) - std::max(from, away.from);
    total += std::max(both.count(), 0);
  }
  return total;
}

std::int64_t eligible_days(const person_view& x, window in) noexcept {
  auto days = std::int64_t{(in.last - in.first + one_day).count()};
  for (const auto& away : x.leave) {
    auto both = std::min(in.last, away.last) - std::max(in.first, away.first)
                + one_day;
    days -= std::max(both.count(), 0);
  }
  return days;
}

} // namespace nightfloat::domain
