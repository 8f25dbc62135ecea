// SPDX-License-Identifier: Apache-2.0

// What is about units: who supervises whom at each minute, and who is there on
// each day.

#include "domain/shift_times.hpp"
#include "domain/zone.hpp"
#include "tests/support/minute_cells.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace nightfloat::test {

using namespace domain;

namespace {

struct balance {
  int asked = 0;
  int given = 0;
};

balance balance_at(const programme& where, const roster& what, const zone& site,
                   const std::string& unit, instant now) {
  const auto& policy = where.info.supervision;
  auto out = balance{};
  for (const auto& x : what.duties) {
    auto shift = find(where, x.from);
    auto who = find(where, x.person);
    if (now < x.start || now >= x.end || shift == nullptr || who == nullptr
        || shift->unit != unit)
      continue;
    if (who->role == person_role::faculty) {
      out.given += x.kind == duty_kind::supervision ? policy.faculty_units : 0;
    } else if (shift->supervised) {
      auto year = academic_year_of(site.local_date(x.start));
      out.asked += pgy_of(*who, year) == 1 ? policy.pgy1_units
                                           : policy.other_units;
      auto activity = find(where, shift->activity);
      if (activity != nullptr && activity->procedure)
        out.asked += policy.procedure_units;
    }
  }
  return out;
}

/// `[from, to)`: the longest stretches of minutes that lack something.
void count_unit(const programme& where, const roster& what,
                const std::string& unit, instant from, instant to,
                std::vector<fact>& out) {
  auto site = *zone::find(where.info.zone);
  auto open = false;
  auto worst = balance{};
  for (auto now = from; now <= to; now += minutes{1}) {
    auto here = now < to ? balance_at(where, what, site, unit, now) : balance{};
    if (here.asked <= here.given) {
      open = false;
      continue;
    }
    if (!open) {
      out.push_back({"supervision", severity::policy, now, now});
      worst = {};
    }
    open = true;
    if (here.asked - here.given > worst.asked - worst.given)
      worst = here;
    out.back().to = now + minutes{1};
    out.back().measured = worst.asked;
    out.back().limit = worst.given;
  }
}

zone site_at(const programme& where, const shift_template& shift) {
  return *zone_at(where, site_of(where, shift, shift.rotation));
}

/// The day whose shift begins on the same date at its site as the duty does.
date day_of(const programme& where, const shift_template& shift,
            const duty& x) {
  auto site = site_at(where, shift);
  auto begun = site.local_date(x.start);
  auto day = begun;
  while (site.local_date(shift_on(shift, site, day)->from) > begun)
    day -= a_day;
  return day;
}

/// Who is there for a shift on a day.
std::size_t present(const programme& where, const roster& what,
                    const shift_template& shift, date day) {
  auto people = std::set<std::uint32_t>{};
  for (const auto& x : what.duties)
    if (x.from == shift.id && x.kind == shift.kind
        && day_of(where, shift, x) == day)
      people.insert(x.person.value);
  return people.size();
}

bool is_asked(const shift_template& shift, date day) {
  return shift.people_needed > 0
         && (shift.weekdays >> (static_cast<int>(weekday_of(day)) - 1) & 1)
              != 0;
}

void count_cover(const programme& where, const roster& what,
                 std::vector<fact>& out) {
  auto site = *zone::find(where.info.zone);
  auto generated = std::set<date>{};
  for (const auto& x : what.duties)
    if (auto shift = find(where, x.from); shift != nullptr)
      if (shift->people_needed > 0 && shift->kind == x.kind)
        generated.insert(day_of(where, *shift, x));
  auto before = std::set<date>{};
  auto after = std::set<date>{};
  for (auto day = where.info.first; day <= where.info.last; day += a_day)
    for (const auto& shift : where.templates) {
      if (!is_asked(shift, day))
        continue;
      if (generated.empty() || day < *generated.begin()) {
        before.insert(day);
        continue;
      }
      if (day > *generated.rbegin()) {
        after.insert(day);
        continue;
      }
      auto there = present(where, what, shift, day);
      if (there == shift.people_needed)
        continue;
      auto at = *shift_on(shift, site_at(where, shift), day);
      out.push_back(
        {"coverage",
         there < shift.people_needed ? severity::policy : severity::notice,
         at.from, at.to, static_cast<std::int64_t>(there),
         shift.people_needed});
    }
  for (const auto& days : {before, after})
    if (!days.empty())
      out.push_back({"coverage", severity::unknown,
                     site.midnight(*days.begin()),
                     site.midnight(*days.rbegin() + a_day)});
}

} // namespace

std::vector<fact> count_units(const programme& where, const roster& what) {
  auto site = *zone::find(where.info.zone);
  auto from = site.midnight(where.info.first);
  auto to = site.midnight(where.info.last + a_day);
  // Before and after all work nothing is asked.
  auto first = to;
  auto last = from;
  for (const auto& x : what.duties) {
    first = std::min(first, x.start);
    last = std::max(last, x.end);
  }
  auto out = std::vector<fact>{};
  auto units = std::set<std::string>{};
  for (const auto& x : where.templates)
    if (units.insert(x.unit).second)
      count_unit(where, what, x.unit, std::max(from, first), std::min(to, last),
                 out);
  count_cover(where, what, out);
  std::ranges::sort(out);
  return out;
}

} // namespace nightfloat::test
