// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/week_losses.hpp"

#include <algorithm>

namespace nightfloat::domain {

namespace {

constexpr auto one_week = date::duration{7};

bool fulfils(const requirement& x, rotation_id which) {
  return std::ranges::find(x.fulfilled_by, which) != x.fulfilled_by.end();
}

} // namespace

week_losses::week_losses(const programme& where, const roster& what,
                         const rule_context& context, window over)
  : where_{where}, context_{context} {
  // Weeks are those of the block calendar.
  auto start = where.info.calendar.start;
  auto offset = ((over.first - start) % one_week + one_week) % one_week;
  for (auto day = over.first - offset; day <= over.last; day += one_week)
    weeks_.push_back(day);
  auto people = where.people.size();
  rotation_.assign(people * weeks_.size(), none);
  away_.assign(people * weeks_.size(), 0);
  present_.assign(where.rotations.size() * weeks_.size(), 0);
  fulfilled_.assign(where.requirements.size() * people, 0);
  for (auto who = std::size_t{0}; who < people; ++who)
    place(who, plan_of(what, where.people[who].id));
}

void week_losses::place(std::size_t who, std::span<const assignment> plan) {
  for (const auto& row : plan) {
    auto weeks = ((row.last - row.first + one_day).count() + 6) / 7;
    for (auto i = std::size_t{0}; i < where_.requirements.size(); ++i)
      if (fulfils(where_.requirements[i], row.rotation))
        fulfilled_[i * where_.people.size() + who]
          += static_cast<std::uint16_t>(weeks);
  }
  for (auto week = std::size_t{0}; week < weeks_.size(); ++week) {
    auto first = weeks_[week];
    auto last = first + one_week - one_day;
    for (const auto& away : context_.leave_of(context_.people[who]))
      if (away.first <= last && first <= away.last)
        away_[at(who, week)] = 1;
    // Whoever is there on the week's first day is there.
    for (const auto& row : plan) {
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
                               .day = weeks_[week],
                               .needed = x.people_min,
                               .present = there});
    }
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

bool week_losses::applies(const requirement& x, std::size_t who) const {
  const auto& person = where_.people[who];
  return (x.track.empty() || x.track == person.track)
         && (x.pgy == 0
             || x.pgy == pgy_of(person, where_.info.calendar.academic_year));
}

bool week_losses::keeps_year(const extra_week& x,
                             std::span<const extra_week> done) const {
  auto id_of = [&](std::size_t rotation) {
    return rotation == none ? rotation_id{} : where_.rotations[rotation].id;
  };
  for (auto i = std::size_t{0}; i < where_.requirements.size(); ++i) {
    const auto& owed = where_.requirements[i];
    if (!applies(owed, x.who))
      continue;
    auto weeks = std::int64_t{fulfilled_[i * where_.people.size() + x.who]};
    auto change = [&](const extra_week& y) {
      return (fulfils(owed, id_of(y.to)) ? 1 : 0)
             - (fulfils(owed, id_of(y.from)) ? 1 : 0);
    };
    for (const auto& y : done)
      if (y.who == x.who)
        weeks += change(y);
    auto exact = owed.kind == requirement_kind::weeks_exact;
    if (change(x) < 0 && weeks <= owed.weeks
        && (exact || owed.kind == requirement_kind::weeks_min))
      return false;
    if (change(x) > 0 && weeks >= owed.weeks
        && (exact || owed.kind == requirement_kind::weeks_max))
      return false;
  }
  return true;
}

vulnerability week_losses::lose(std::size_t index) const {
  auto out = vulnerability{.person = where_.people[index].id};
  auto done = std::vector<extra_week>{};
  for (auto week = std::size_t{0}; week < weeks_.size(); ++week) {
    auto on = rotation_[at(index, week)];
    if (on == none || where_.rotations[on].people_min == 0
        || present(on, week) > where_.rotations[on].people_min)
      continue;
    ++out.lost;
    auto any = false;
    auto filled = false;
    for (auto who = std::size_t{0}; who < where_.people.size() && !filled;
         ++who) {
      if (who == index || !can_leave(who, week))
        continue;
      any = true;
      auto x = extra_week{who, week, rotation_[at(who, week)], on};
      filled = keeps_year(x, done);
      if (filled)
        done.push_back(x);
    }
    out.short_optimistic += any ? 0 : 1;
    out.redispatched += filled ? 1 : 0;
  }
  out.short_achievable = out.lost - out.redispatched;
  return out;
}

} // namespace nightfloat::domain
