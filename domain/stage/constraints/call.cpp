// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain::stage {

namespace {

using enum weekday;

const auto nights_before_work = std::vector<weekday>{sunday, monday, tuesday,
                                                     wednesday, thursday};

/// Two calls g days apart cost half as much as two g - 1 days apart do.
result<void> apart(const scope& x) {
  if (!x.gapless())
    return cannot("days",
                  "this stage leaves out days, it cannot be told how "
                  "far two nights are from each other",
                  ec::unsupported);
  x.to->next(x.rows, x.tasks, x.tasks, x.price);
  for (auto gap = 2; gap <= x.what->days.value_or(1); ++gap)
    for (auto c = 0; c + gap < x.columns_count(); ++c)
      x.to->clash(x.rows, {.first = c,
                           .second = c + gap,
                           .first_tasks = x.tasks,
                           .second_tasks = x.tasks,
                           .price = x.halved(gap - 1)});
  return {};
}

/// Each two calls of weeks that follow each other.
result<void> weeks_apart(const scope& x) {
  auto weeks = x.by_week();
  for (auto k = std::size_t{1}; k < weeks.size(); ++k)
    for (auto a = weeks[k - 1].first; a <= weeks[k - 1].last; ++a)
      for (auto b = weeks[k].first; b <= weeks[k].last; ++b)
        if (x.chosen(a) && x.chosen(b))
          x.to->clash(x.rows, {.first = a,
                               .second = b,
                               .first_tasks = x.tasks,
                               .second_tasks = x.tasks,
                               .price = x.price});
  return {};
}

/// One a night, and nobody who may not: away, adjunct, or on `on`.
result<void> cover_by_those_who_may(const scope& x) {
  auto barred = std::vector<std::vector<stretch>>(x.where->who.size());
  if (!x.what->on.empty()) {
    auto found = x.stretches();
    if (!found)
      return found.error();
    barred = std::move(*found);
  }
  if (auto ok = heads_between(x); !ok)
    return ok.error();
  for (auto row : x.rows)
    for (auto c : x.columns)
      if (x.where->person_of(row).faculty == faculty_role::adjunct
          || x.days_away(row, c) > 0
          || std::ranges::any_of(barred[row], [&](const auto& s) {
               return s.first <= c && c <= s.last;
             }))
        x.to->cell(row, c, x.tasks, x.price);
  return {};
}

result<void> not_before_leave(const scope& x) {
  for (auto row : x.rows)
    for (auto c : x.columns)
      if (x.days_away(row, c) == 0 && x.away_on(row, x.at(c).day + one_day))
        x.to->cell(row, c, x.tasks, x.price);
  return {};
}

/// What has to be done in the columns after a call, one word a column; the
/// last word holds for the rest of the day.
struct aftermath {
  solve::task_set wanted = 0;
  std::int32_t offset = 1;
};

result<std::vector<aftermath>> aftermaths(const scope& x) {
  auto out = std::vector<aftermath>{};
  auto count = x.where->width == column_width::half_day ? 2 : 1;
  for (auto i = 0; i < count; ++i) {
    auto word = std::min(static_cast<std::size_t>(i), x.what->then.size() - 1);
    auto wanted = x.find("then", x.what->then[word]);
    if (!wanted)
      return wanted.error();
    // Who has no task after a call is off.
    if (*wanted == 0 && x.what->then[word] == "post_call")
      *wanted = solve::only(solve::off);
    if (*wanted == 0)
      return cannot("then",
                    "this stage has no such task (" + x.what->then[word]
                      + "), name others or leave the constraint out",
                    ec::not_found);
    out.push_back({*wanted, i + 1});
  }
  return out;
}

/// Who was on call the night before the first day.
void after_the_night_before(const scope& x, const std::vector<aftermath>& all) {
  auto night = weekday_of(x.at(0).day - one_day);
  const auto& nights = x.what->weekdays;
  if (!nights.empty() && std::ranges::find(nights, night) == nights.end())
    return;
  for (auto row : x.rows) {
    const auto& one = x.to->to().people[row];
    for (const auto& a : all)
      if (auto c = a.offset - 1; one.last_known && solve::has(x.tasks, one.last)
                                 && c < x.columns_count()
                                 && x.may(row, c, a.wanted))
        x.to->cell(row, c, x.to->others(a.wanted | x.except), x.price);
  }
}

result<void> followed(const scope& x) {
  auto all = aftermaths(x);
  if (!all)
    return all.error();
  if (!x.gapless())
    return cannot("then",
                  "this stage leaves out days, it cannot be told what "
                  "follows a night",
                  ec::unsupported);
  auto halves = x.where->width == column_width::half_day;
  for (auto c : x.columns)
    for (const auto& a : *all) {
      auto then = c + a.offset;
      if (then >= x.columns_count() || (halves && x.at(c).part != day_part::pm))
        continue;
      auto rows = std::vector<std::size_t>{};
      std::ranges::copy_if(x.rows, std::back_inserter(rows), [&](auto row) {
        return x.may(row, then, a.wanted);
      });
      x.to->clash(rows, {.first = c,
                         .second = then,
                         .first_tasks = x.tasks,
                         .second_tasks = x.to->others(a.wanted | x.except),
                         .price = x.price});
    }
  after_the_night_before(x, *all);
  return {};
}

constraint nights(std::vector<weekday> on) {
  return {.tasks = {"call"}, .weekdays = std::move(on)};
}

constraint nights_of(std::vector<faculty_role> who, std::vector<weekday> on) {
  auto out = nights(std::move(on));
  out.who = people_filter{.faculty = std::move(who)};
  return out;
}

constraint one_a_night() {
  auto out = nights(nights_before_work);
  out.min = out.max = 1;
  return out;
}

} // namespace

template_list call_templates() {
  static const auto all = std::vector<constraint_template>{
    {"AdjunctCallExclusion", "call", false, 500, in_days, "tasks", avoid_tasks,
     nights_of({faculty_role::adjunct}, {})},
    {"CallAvailability", "call", true, 1, in_days, "tasks", not_on_leave,
     nights({})},
    {"CallNightBeforeLeave", "call", false, 2, in_days, "tasks weekdays",
     not_before_leave, nights({})},
    {"CallSpacing", "call", false, 8, in_days, "tasks weekdays holidays",
     weeks_apart, nights({})},
    {"DeptChiefWednesdayPreference", "call", false, 1, in_days,
     "tasks weekdays", prefer_columns,
     nights_of({faculty_role::dept_chief}, {wednesday})},
    {"FacultyCallPreference", "call", false, 1, in_days,
     "who! tasks weekdays! weeks avoid", like_columns, nights({})},
    {"NoConsecutiveCall",
     "call",
     false,
     100,
     in_days,
     "tasks days",
     apart,
     {.tasks = {"call"}, .days = 3}},
    {"OvernightCallCoverage", "call", false, 500, in_days,
     "tasks weekdays weeks holidays min max", heads_between, one_a_night()},
    {"OvernightCallGeneration", "call", false, 500, in_days,
     "tasks weekdays weeks holidays min max on", cover_by_those_who_may,
     one_a_night()},
    {"PostCallAutoAssignment",
     "call",
     false,
     35,
     in_slots_and_days,
     "tasks then weekdays except",
     followed,
     {.tasks = {"call"},
      .then = {"post_call"},
      .except = {"leave"},
      .weekdays = nights_before_work}},
    {"TuesdayCallPreference", "call", false, 2, in_days, "tasks weekdays",
     avoid_tasks, nights_of({faculty_role::pd, faculty_role::apd}, {tuesday})},
  };
  return all;
}

} // namespace nightfloat::domain::stage
