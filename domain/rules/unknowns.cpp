// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/unknowns.hpp"

#include "domain/rules/words.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nightfloat::domain {

namespace {

/// The names of `codes`, at most three and how many more.
std::string listed(const std::vector<std::string>& codes) {
  constexpr auto shown_max = std::size_t{3};
  auto text = std::string{};
  for (auto i = std::size_t{0}; i < std::min(codes.size(), shown_max); ++i)
    text += (i == 0 ? "" : ", ") + codes[i];
  if (codes.size() > shown_max)
    text += " and " + std::to_string(codes.size() - shown_max) + " more";
  return text;
}

// Which of the gaps a remark is, as its clause.
constexpr auto gap_hours = std::uint8_t{101};
constexpr auto gap_nothing = std::uint8_t{102};
constexpr auto gap_limits = std::uint8_t{103};
constexpr auto gap_supervised = std::uint8_t{104};

bool any_duty(const person_view& x, instant from, instant to) noexcept {
  for (auto i = first_reaching(x, from);
       i < x.duties.size() && x.duties[i].start < to; ++i)
    if (x.duties[i].end > from)
      return true;
  return false;
}

/// Gives to `take` each part of the plan within the window on whose rotation
/// nobody said when work is, and the rotation (null: nobody knows it).
template <class Take>
void each_silent(const person_view& x, Take&& take) {
  for (const auto& row : x.plan) {
    auto first = std::max(row.first, x.over.first);
    auto last = std::min(row.last, x.over.last);
    if (first > last)
      continue;
    auto known = x.context.rotation_of(row.rotation);
    if (known != nullptr
        && (known->has_template || known->kind == rotation_kind::vacation))
      continue;
    if (!any_duty(x, x.context.midnight(first),
                  x.context.midnight(last + one_day)))
      take(window{first, last}, known);
  }
}

bool any_in(const person_view& x) {
  return std::ranges::any_of(x.plan,
                             [&](const auto& row) {
                               return row.first <= x.over.last
                                      && row.last >= x.over.first;
                             })
         || any_duty(x, x.from, x.to);
}

/// A plan without shifts on rotations of which nobody said when work is.
bool check_hours_known(const person_view& x, remark_sink& out) {
  auto days = std::int64_t{0};
  each_silent(x, [&](const window& part, const rotation_facts*) {
    days += (part.last - part.first + one_day).count();
  });
  return days == 0
         || out.take({.rule = rule::work_hours,
                      .severity = severity::unknown,
                      .from = x.from,
                      .to = x.to,
                      .measured = days,
                      .clause = gap_hours});
}

/// Stretches of so many days without anything are a gap in the records.
constexpr auto hole_least = date::duration{28};

/// Gives to `take` the days of the window that neither plan nor leave covers,
/// where they are many in a row. False: `take` had enough.
template <class Take>
bool each_hole(const person_view& x, Take&& take) {
  auto next = x.over.first;
  auto row = x.plan.begin();
  auto away = x.leave.begin();
  auto going = true;
  auto meet = [&](date first, date last) {
    if (going && std::min(first, x.over.last + one_day) - next >= hole_least)
      going = take(window{next, std::min(first - one_day, x.over.last)});
    next = std::max(next, last + one_day);
  };
  while (row != x.plan.end() || away != x.leave.end()) {
    if (away == x.leave.end()
        || (row != x.plan.end() && row->first <= away->first)) {
      meet(row->first, row->last);
      ++row;
    } else {
      meet(away->first, away->last);
      ++away;
    }
  }
  meet(x.over.last + one_day, x.over.last);
  return going;
}

bool say_nothing_known(const person_view& x, window days, remark_sink& out) {
  return out.take({.rule = rule::data,
                   .severity = severity::unknown,
                   .from = x.context.midnight(days.first),
                   .to = x.context.midnight(days.last + one_day),
                   .clause = gap_nothing});
}

/// The part of such a hole in which no shift is either.
bool check_hole(const person_view& x, window hole, remark_sink& out) {
  auto next = hole.first;
  auto from = x.context.midnight(hole.first);
  auto to = x.context.midnight(hole.last + one_day);
  for (auto i = first_reaching(x, from);
       i < x.duties.size() && x.duties[i].start < to; ++i) {
    // What had ended is no part of it, however long others are.
    if (x.duties[i].start < from && x.duties[i].end <= from)
      continue;
    auto day = x.context.day_of(x.duties[i].start);
    if (day - next >= hole_least
        && !say_nothing_known(x, {next, day - one_day}, out))
      return false;
    next = std::max(next, x.context.day_of(x.duties[i].end) + one_day);
  }
  return hole.last + one_day - next < hole_least
         || say_nothing_known(x, {next, hole.last}, out);
}

/// Neither plan nor shift, although not on leave all of the time.
bool check_present(const person_view& x, remark_sink& out) {
  if (any_in(x))
    return each_hole(
      x, [&](const window& hole) { return check_hole(x, hole, out); });
  return eligible_days(x, x.over) <= 0 || say_nothing_known(x, x.over, out);
}

/// The first shift of those whose judgement a PGY would have changed.
bool check_pgy_known(const person_view& x, remark_sink& out) {
  if (x.context.is_pgy_known(x.who, x.from, x.to))
    return true;
  auto supervised = false;
  auto limited = x.context.pack.by_pgy.empty();
  for (auto i = first_reaching(x, x.from);
       i < x.duties.size() && x.duties[i].start < x.to; ++i) {
    if (supervised && limited)
      return true;
    const auto& work = x.duties[i];
    auto shift = x.context.template_of(work.from);
    if (work.start < x.from || x.context.pgy_at(x.who, work.start) != 0)
      continue;
    auto found = remark{.rule = rule::data,
                        .severity = severity::unknown,
                        .from = work.start,
                        .to = work.end,
                        .clause = gap_limits};
    if (!std::exchange(limited, true) && !out.take(found))
      return false;
    found.rule = rule::supervision;
    found.clause = gap_supervised;
    if (shift != nullptr && shift->supervised
        && !std::exchange(supervised, true) && !out.take(found))
      return false;
  }
  return true;
}

constexpr person_rule unknown_rows[] = {
  {.rule = rule::work_hours,
   .check = check_hours_known,
   .reach = reach::person},
  {.rule = rule::data, .check = check_present, .reach = reach::person},
  {.rule = rule::supervision, .check = check_pgy_known, .reach = reach::person},
};

std::string hours_sentence(const person_view& x, const remark& found) {
  auto codes = std::vector<std::string>{};
  each_silent(x, [&](const window&, const rotation_facts* known) {
    auto code = known == nullptr ? std::string{"an unknown rotation"}
                                 : known->code;
    if (std::ranges::find(codes, code) == codes.end())
      codes.push_back(std::move(code));
  });
  return "work hours: " + x.who.code + " has " + std::to_string(found.measured)
         + " days without shifts on " + listed(codes)
         + ", so hours and rest are unknown, give these rotations shift "
           "templates";
}

} // namespace

std::span<const person_rule> unknown_rules() noexcept {
  return unknown_rows;
}

bool check_unknown(const person_view& x, remark_sink& out) {
  return std::ranges::all_of(unknown_rows, [&](const person_rule& row) {
    return !applies(row, x.who) || row.check(x, out);
  });
}

bool is_gap(const remark& x) noexcept {
  return x.severity == severity::unknown && x.clause >= gap_hours;
}

std::string gap_sentence(const person_view& x, const remark& found) {
  auto whose = "PGY of " + x.who.code + " is unknown on "
               + to_string(x.context.day_of(found.from));
  switch (found.clause) {
    case gap_hours:
      return hours_sentence(x, found);
    case gap_limits:
      return "rules: " + whose
             + " and the limits of everybody are taken, add it to the person";
    case gap_supervised:
      return "supervision: " + whose
             + " and counted as higher than 1, add it to the person";
    default:
      return "roster: " + x.who.code + " has neither plan nor shift from "
             + to_string(x.context.day_of(found.from)) + " to "
             + to_string(x.context.day_of(found.to) - one_day)
             + ", add them or end their time here";
  }
}

remark stranger(const rule_context& context, std::span<const duty> duties,
                std::span<const assignment> plan) {
  auto out = remark{.rule = rule::data, .severity = severity::unknown};
  if (duties.empty()) {
    out.from = context.midnight(plan.front().first);
    out.to = context.midnight(plan.front().last + one_day);
  } else {
    out.from = duties.front().start;
    out.to = duties.front().end;
  }
  return out;
}

} // namespace nightfloat::domain
