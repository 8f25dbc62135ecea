// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/frame.hpp"

#include "domain/shift_times.hpp"
#include "domain/solve/generation.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

failure wrong_frame(ec code, std::string what) {
  return failure{code, "generate: " + std::move(what)};
}

template <class Rows, class Id>
std::size_t find_index(const Rows& rows, Id id) noexcept {
  auto i = std::lower_bound(rows.begin(), rows.end(), id,
                            [](const auto& row, Id x) { return x > row.id; });
  return i != rows.end() && i->id == id
           ? static_cast<std::size_t>(i - rows.begin())
           : frame::npos;
}

template <class Rows>
bool ascending(const Rows& rows) {
  return std::adjacent_find(
           rows.begin(), rows.end(),
           [](const auto& a, const auto& b) { return a.id >= b.id; })
         == rows.end();
}

result<void> check_bounds(const programme& x, date first, date last) {
  if (last < first)
    return wrong_frame(ec::invalid_argument, "the last day " + to_string(last)
                                               + " is before the first "
                                               + to_string(first)
                                               + ", give the days in order");
  auto days = (last - first).count() + 1;
  if (days > generation_days_max)
    return wrong_frame(ec::oversize, std::to_string(days)
                                       + " days are too many (at most "
                                       + std::to_string(generation_days_max)
                                       + "), generate a shorter span");
  if (x.people.size() > generation_people_max)
    return wrong_frame(ec::oversize, std::to_string(x.people.size())
                                       + " people are too many (at most "
                                       + std::to_string(generation_people_max)
                                       + "), split the programme");
  if (!ascending(x.people) || !ascending(x.rotations)
      || !ascending(x.templates))
    return wrong_frame(ec::invalid_argument,
                       "people, rotations or templates are not in the order of "
                       "their ids or repeat one, import the programme again");
  return {};
}

result<void> check_references(const frame& x) {
  auto dangling = [](const std::string& what, const std::string& whom) {
    return wrong_frame(
      ec::invalid_argument,
      what + " names a " + whom
        + " that the programme does not hold, import it again");
  };
  for (const auto& t : x.where.templates)
    if (t.rotation.assigned() && x.index(t.rotation) == frame::npos)
      return dangling("template " + t.code, "rotation");
  for (const auto& a : x.where.absences)
    if (x.index(a.person) == frame::npos)
      return dangling("absence " + std::to_string(a.id.value), "person");
  for (const auto& r : x.where.requirements)
    for (const auto* list : {&r.fulfilled_by, &r.after})
      for (auto id : *list)
        if (x.index(id) == frame::npos)
          return dangling("requirement " + r.name, "rotation");
  return {};
}

/// Weeks as the block calendar cuts them, clipped to the span.
void cut_weeks(frame& x, date last) {
  x.weeks = weeks_of(x.where.info.calendar, {x.first, last});
  x.week_of_day.resize(static_cast<std::size_t>(x.days));
  for (std::size_t k = 0; k < x.weeks.size(); ++k)
    for (auto d = x.weeks[k].first; d <= x.weeks[k].last;
         d += date::duration{1})
      x.week_of_day[static_cast<std::size_t>((d - x.first).count())]
        = static_cast<std::uint16_t>(k);
}

void mark_leave(frame& x, date last) {
  auto days = static_cast<std::size_t>(x.days);
  x.away.assign(x.people() * days, 0);
  for (const auto& a : x.where.absences) {
    if (a.status != absence_status::approved)
      continue;
    auto row = x.index(a.person) * days;
    auto from = std::max(a.first, x.first);
    auto to = std::min(a.last, last);
    for (auto d = from; d <= to; d += date::duration{1})
      x.away[row + static_cast<std::size_t>((d - x.first).count())] = 1;
  }
}

result<void> set_times(frame& x) {
  x.starts.reserve(x.where.templates.size() * static_cast<std::size_t>(x.days));
  for (const auto& t : x.where.templates) {
    if (t.length == 0 || t.length > 48 * 60)
      return wrong_frame(ec::invalid_argument,
                         "template " + t.code + " is "
                           + std::to_string(t.length)
                           + " minutes long (1..2880), correct its length");
    auto site = zone_at(x.where, site_of(x.where, t, t.rotation));
    if (!site)
      return nightfloat::at("generate: template " + t.code, site.error());
    x.zones.push_back(*site);
    for (std::int32_t d = 0; d < x.days; ++d) {
      auto at = shift_on(t, *site, x.day(d));
      if (!at)
        return nightfloat::at("generate: template", at.error());
      x.starts.push_back(at->from);
    }
  }
  return {};
}

/// Who holds what on which day, for the credentials that anything asks for.
void mark_credentials(frame& x) {
  auto kinds = std::vector<std::string>{};
  for (const auto& t : x.where.templates) {
    auto& asked = x.asks.emplace_back();
    const auto* activity = find(x.where, t.activity);
    for (const auto* kind :
         {&t.credential,
          activity == nullptr ? nullptr : &activity->credential}) {
      if (kind == nullptr || kind->empty())
        continue;
      auto i = std::find(kinds.begin(), kinds.end(), *kind) - kinds.begin();
      if (static_cast<std::size_t>(i) == kinds.size())
        kinds.push_back(*kind);
      asked.push_back(static_cast<std::uint16_t>(i));
    }
  }
  auto days = static_cast<std::size_t>(x.days);
  x.holds.assign(kinds.size(), std::vector<std::uint8_t>(x.people() * days, 0));
  for (const auto& held : x.where.credentials) {
    auto kind = std::find(kinds.begin(), kinds.end(), held.kind);
    auto who = x.index(held.person);
    if (kind == kinds.end() || who == frame::npos
        || held.status != credential_status::active)
      continue;
    auto& row = x.holds[static_cast<std::size_t>(kind - kinds.begin())];
    auto from = std::max((held.first - x.first).count(), 0);
    auto to = std::min((held.last - x.first).count(), x.days - 1);
    for (auto d = from; d <= to; ++d)
      row[who * days + static_cast<std::size_t>(d)] = 1;
  }
}

} // namespace

bool frame::runs(std::size_t which, std::int32_t index) const noexcept {
  auto bit = static_cast<unsigned>(weekday_of(day(index))) - 1;
  return (where.templates[which].weekdays >> bit & 1u) != 0;
}

bool frame::fits(std::size_t who, const shift_template& what) const noexcept {
  if (where.people[who].role != what.role)
    return false;
  if (what.role != person_role::resident)
    return true;
  if (pgy[who] == 0)
    return what.pgy_min <= 1 && what.pgy_max >= 8;
  return what.pgy_min <= pgy[who] && pgy[who] <= what.pgy_max;
}

bool frame::qualified(std::size_t who, std::size_t which,
                      std::int32_t day) const noexcept {
  auto at = who * static_cast<std::size_t>(days)
            + static_cast<std::size_t>(day);
  return std::all_of(asks[which].begin(), asks[which].end(),
                     [&](auto kind) { return holds[kind][at] != 0; });
}

std::size_t frame::index(person_id id) const noexcept {
  return find_index(where.people, id);
}

std::size_t frame::index(rotation_id id) const noexcept {
  return find_index(where.rotations, id);
}

std::size_t frame::index(template_id id) const noexcept {
  return find_index(where.templates, id);
}

result<frame> make_frame(const programme& x, date first, date last) {
  auto epoch = date{};
  if (first == epoch && last == epoch) {
    first = x.info.first;
    last = x.info.last;
  }
  if (auto ok = check_bounds(x, first, last); !ok)
    return ok.error();
  auto out = frame{};
  out.where = x;
  out.first = first;
  out.days = (last - first).count() + 1;
  out.whole = first <= x.info.first && last >= x.info.last;
  auto site = zone::find(x.info.zone);
  if (!site)
    return nightfloat::at("generate", site.error());
  out.site = *site;
  if (auto ok = check_references(out); !ok)
    return ok.error();
  for (const auto& who : x.people)
    out.pgy.push_back(pgy_of(who, x.info.calendar.academic_year));
  cut_weeks(out, last);
  mark_leave(out, last);
  mark_credentials(out);
  if (auto ok = set_times(out); !ok)
    return ok.error();
  return out;
}

} // namespace nightfloat::domain
