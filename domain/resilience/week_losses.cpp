// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/week_losses.hpp"

#include "domain/rules/rows.hpp"
#include "domain/solve/demand.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain {

namespace {

constexpr auto one_week = date::duration{7};

// So much of a week is gone with so many days of leave, as for who plans it.
constexpr auto leave_days_of_a_week = 5;

bool fulfils(const requirement& x, rotation_id which) {
  return std::ranges::find(x.fulfilled_by, which) != x.fulfilled_by.end();
}

std::int32_t day_count(window x) {
  return std::max((x.last - x.first).count() + 1, 0);
}

std::int32_t days_within(window in, date first, date last) {
  return day_count(common_days(in, {first, last}));
}

/// Weeks by which so many days miss what is owed; counted as in demand.cpp.
std::int64_t missing_weeks(const requirement& owed, std::int64_t days) {
  auto more = (days + 3) / 7 - owed.weeks;
  switch (owed.kind) {
    case requirement_kind::weeks_min:
      return std::max<std::int64_t>(-more, 0);
    case requirement_kind::weeks_max:
      return std::max<std::int64_t>(more, 0);
    case requirement_kind::weeks_exact:
      return std::abs(more);
    default:
      return 0;
  }
}

/// Whether it asks when, not only for how long.
bool asks_for_order(const requirement& x) {
  switch (x.kind) {
    case requirement_kind::contiguity_min:
    case requirement_kind::contiguity_max:
    case requirement_kind::block_aligned:
    case requirement_kind::prerequisite:
      return true;
    default:
      return false;
  }
}

std::size_t count_broken(const frame& year, std::vector<assignment> plan) {
  return judge_demands(year, roster{.plan = std::move(plan)}).plan_gaps;
}

} // namespace

week_losses::week_losses(const programme& where, const roster& what,
                         const rule_context& context, window planned,
                         window over)
  : where_{where}, context_{context} {
  // Weeks are those of the block calendar.
  auto start = where.info.calendar.start;
  auto offset = ((over.first - start) % one_week + one_week) % one_week;
  for (auto day = over.first - offset; day <= over.last; day += one_week)
    weeks_.push_back({std::max(day, planned.first),
                      std::min(day + one_week - one_day, planned.last)});
  auto people = where.people.size();
  rotation_.assign(people * weeks_.size(), none);
  away_.assign(people * weeks_.size(), 0);
  present_.assign(where.rotations.size() * weeks_.size(), 0);
  fulfilled_.assign(where.requirements.size() * people, 0);
  for (auto who = std::size_t{0}; who < people; ++who) {
    plans_.push_back(plan_of(what, where.people[who].id));
    count_days(who, planned);
    place(who);
    years_.push_back(make_year(who));
  }
}

void week_losses::count_days(std::size_t who, window planned) {
  for (const auto& row : plans_[who])
    for (auto i = std::size_t{0}; i < where_.requirements.size(); ++i)
      if (fulfils(where_.requirements[i], row.rotation))
        fulfilled_[i * where_.people.size() + who]
          += days_within(planned, row.first, row.last);
}

void week_losses::place(std::size_t who) {
  for (auto week = std::size_t{0}; week < weeks_.size(); ++week) {
    auto away = std::int32_t{0};
    for (const auto& x : context_.leave_of(context_.people[who]))
      away += days_within(weeks_[week], x.first, x.last);
    away_[at(who, week)] = away > 0 ? 1 : 0;
    if (away >= std::min(leave_days_of_a_week, day_count(weeks_[week])))
      continue;
    // Whoever is there on the week's first day is there.
    auto first = weeks_[week].first;
    for (const auto& row : plans_[who]) {
      auto known = find(where_, row.rotation);
      if (known == nullptr || row.first > first || row.last < first)
        continue;
      auto index = static_cast<std::size_t>(known - where_.rotations.data());
      rotation_[at(who, week)] = index;
      ++present_[index * weeks_.size() + week];
      break;
    }
  }
}

std::optional<week_losses::ordered_year>
week_losses::make_year(std::size_t who) const {
  auto alone = programme{.info = where_.info,
                         .people = {where_.people[who]},
                         .rotations = where_.rotations};
  std::ranges::copy_if(
    where_.requirements, std::back_inserter(alone.requirements),
    [&](const auto& x) { return asks_for_order(x) && applies(x, who); });
  if (alone.requirements.empty())
    return {};
  auto out = ordered_year{};
  auto made = make_frame(alone, {}, {});
  if (!made)
    return out;
  // How many are on a rotation is not for one person to say.
  made->where.rotations.clear();
  out.broken = count_broken(*made, moved(who, {}));
  out.year = std::move(*made);
  return out;
}

void week_losses::base(contingency& out) const {
  for (auto week = std::size_t{0}; week < weeks_.size(); ++week)
    for (auto i = std::size_t{0}; i < where_.rotations.size(); ++i) {
      const auto& x = where_.rotations[i];
      if (x.people_min == 0)
        continue;
      ++out.cells;
      auto there = present(i, week);
      if (there >= x.people_min)
        continue;
      out.missing += static_cast<std::uint32_t>(x.people_min - there);
      out.base_gaps.push_back({.rotation = x.id,
                               .day = weeks_[week].first,
                               .needed = x.people_min,
                               .present = there});
    }
}

bool week_losses::is_lost(std::size_t who, std::size_t week) const {
  auto on = rotation_[at(who, week)];
  return on != none && where_.rotations[on].people_min > 0
         && present(on, week) <= where_.rotations[on].people_min;
}

bool week_losses::can_leave(std::size_t who, std::size_t week) const {
  if (where_.people[who].role != person_role::resident
      || away_[at(who, week)] != 0)
    return false;
  auto on = rotation_[at(who, week)];
  if (on == none)
    return true;
  const auto& x = where_.rotations[on];
  return x.kind != rotation_kind::vacation && present(on, week) > x.people_min;
}

bool week_losses::somebody_can(std::size_t lost, std::size_t week) const {
  for (auto who = std::size_t{0}; who < where_.people.size(); ++who)
    if (who != lost && can_leave(who, week))
      return true;
  return false;
}

bool week_losses::applies(const requirement& x, std::size_t who) const {
  const auto& person = where_.people[who];
  return person.role == person_role::resident
         && (x.track.empty() || x.track == person.track)
         && (x.pgy == 0
             || x.pgy == pgy_of(person, where_.info.calendar.academic_year));
}

std::int64_t week_losses::days_moved(const requirement& owed, std::size_t who,
                                     std::span<const extra_week> all) const {
  auto days = std::int64_t{0};
  for (const auto& x : all)
    if (x.who == who)
      days += day_count(weeks_[x.week])
              * ((fulfils(owed, id_of(x.to)) ? 1 : 0)
                 - (fulfils(owed, id_of(x.from)) ? 1 : 0));
  return days;
}

/// The plan with these weeks of theirs exchanged.
std::vector<assignment>
week_losses::moved(std::size_t who, std::span<const extra_week> all) const {
  auto out = std::vector<assignment>{plans_[who].begin(), plans_[who].end()};
  for (const auto& x : all) {
    auto days = weeks_[x.week];
    auto rows = std::vector<assignment>{{.person = where_.people[who].id,
                                         .rotation = id_of(x.to),
                                         .first = days.first,
                                         .last = days.last}};
    for (const auto& row : out) {
      auto before = row;
      before.last = std::min(row.last, days.first - one_day);
      auto after = row;
      after.first = std::max(row.first, days.last + one_day);
      for (const auto& part : {before, after})
        if (part.first <= part.last)
          rows.push_back(part);
    }
    out = std::move(rows);
  }
  std::ranges::sort(out, {}, &assignment::first);
  return out;
}

bool week_losses::keeps_order(std::span<const extra_week> moves,
                              std::span<const extra_week> done) const {
  auto who = moves.front().who;
  const auto& own = years_[who];
  if (!own)
    return true;
  if (!own->year)
    return false;
  auto all = std::vector<extra_week>{};
  std::ranges::copy_if(done, std::back_inserter(all),
                       [&](const auto& x) { return x.who == who; });
  auto before = all.empty() ? own->broken
                            : count_broken(*own->year, moved(who, all));
  all.insert(all.end(), moves.begin(), moves.end());
  return count_broken(*own->year, moved(who, all)) <= before;
}

bool week_losses::keeps_year(std::span<const extra_week> moves,
                             std::span<const extra_week> done) const {
  auto who = moves.front().who;
  for (auto i = std::size_t{0}; i < where_.requirements.size(); ++i) {
    const auto& owed = where_.requirements[i];
    if (!applies(owed, who))
      continue;
    auto before = fulfilled_[i * where_.people.size() + who]
                  + days_moved(owed, who, done);
    auto after = before + days_moved(owed, who, moves);
    if (missing_weeks(owed, after) > missing_weeks(owed, before))
      return false;
  }
  return keeps_order(moves, done);
}

/// One stand-in for the weeks from `week` until before `after`.
bool week_losses::take(std::size_t lost, std::size_t week, std::size_t after,
                       std::vector<extra_week>& done) const {
  for (auto who = std::size_t{0}; who < where_.people.size(); ++who) {
    auto moves = std::vector<extra_week>{};
    for (auto i = week; i < after && who != lost && can_leave(who, i); ++i)
      moves.push_back({who, i, rotation_[at(who, i)], rotation_[at(lost, i)]});
    if (moves.size() < after - week || !keeps_year(moves, done))
      continue;
    done.insert(done.end(), moves.begin(), moves.end());
    return true;
  }
  return false;
}

/// How many weeks of a stretch are filled, the longest pieces first.
std::size_t week_losses::fill(std::size_t lost, std::size_t week,
                              std::size_t after,
                              std::vector<extra_week>& done) const {
  auto filled = std::size_t{0};
  while (week < after) {
    auto to = after;
    while (to > week && !take(lost, week, to, done))
      --to;
    filled += to - week;
    week = std::max(to, week + 1);
  }
  return filled;
}

vulnerability week_losses::lose(std::size_t index) const {
  auto out = vulnerability{.person = where_.people[index].id};
  auto done = std::vector<extra_week>{};
  for (auto week = std::size_t{0}; week < weeks_.size();) {
    auto after = week;
    for (; after < weeks_.size() && is_lost(index, after)
           && rotation_[at(index, after)] == rotation_[at(index, week)];
         ++after)
      out.short_optimistic += somebody_can(index, after) ? 0 : 1;
    out.lost += static_cast<std::uint32_t>(after - week);
    out.redispatched
      += static_cast<std::uint32_t>(fill(index, week, after, done));
    week = std::max(after, week + 1);
  }
  out.short_achievable = out.lost - out.redispatched;
  return out;
}

} // namespace nightfloat::domain
