// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/unknowns.hpp"

#include "domain/rules/words.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr auto one_day = date::duration{1};

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

/// Days of the plan on rotations of which nobody said when work is, and the
/// codes of those rotations.
std::int64_t days_unknown(const person_view& x,
                          std::vector<std::string>& codes) {
  auto days = std::int64_t{0};
  for (const auto& row : x.plan) {
    auto first = std::max(row.first, x.over.first);
    auto last = std::min(row.last, x.over.last);
    auto known = x.context.rotation_of(row.rotation);
    if (first > last
        || (known != nullptr
            && (known->has_template || known->kind == rotation_kind::vacation)))
      continue;
    auto from = x.context.midnight(first);
    auto to = x.context.midnight(last + one_day);
    if (std::ranges::any_of(x.duties, [&](const auto& work) {
          return work.start < to && work.end > from;
        }))
      continue;
    days += (last - first + one_day).count();
    auto code = known == nullptr ? std::string{"an unknown rotation"}
                                 : known->code;
    if (std::ranges::find(codes, code) == codes.end())
      codes.push_back(std::move(code));
  }
  return days;
}

bool any_in(const person_view& x) {
  return std::ranges::any_of(x.duties,
                             [&](const auto& work) {
                               return work.start < x.to && work.end > x.from;
                             })
         || std::ranges::any_of(x.plan, [&](const auto& row) {
              return row.first <= x.over.last && row.last >= x.over.first;
            });
}

/// Stretches of so many days without anything are a gap in the records.
constexpr auto hole_least = date::duration{28};

/// Gives to `take` the days of the window that neither plan nor leave covers,
/// where they are many in a row.
template <class Take>
void each_hole(const person_view& x, Take&& take) {
  auto next = x.over.first;
  auto row = x.plan.begin();
  auto away = x.leave.begin();
  auto meet = [&](date first, date last) {
    if (std::min(first, x.over.last + one_day) - next >= hole_least)
      take(window{next, std::min(first - one_day, x.over.last)});
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
}

void add_nothing_known(const person_view& x, window days,
                       std::vector<finding>& out) {
  out.push_back(
    unknown(rule::data, x.who.id, x.context.midnight(days.first),
            x.context.midnight(days.last + one_day),
            "roster: " + x.who.code + " has neither plan nor shift from "
              + to_string(days.first) + " to " + to_string(days.last)
              + ", add them or end their time here"));
}

/// The part of such a hole in which no shift is either.
void add_hole(const person_view& x, window hole, std::vector<finding>& out) {
  auto next = hole.first;
  auto from = x.context.midnight(hole.first);
  auto to = x.context.midnight(hole.last + one_day);
  for (auto i = first_reaching(x, from);
       i < x.duties.size() && x.duties[i].start < to; ++i) {
    auto day = x.context.day_of(x.duties[i].start);
    if (day - next >= hole_least)
      add_nothing_known(x, {next, day - one_day}, out);
    next = std::max(next, x.context.day_of(x.duties[i].end) + one_day);
  }
  if (hole.last + one_day - next >= hole_least)
    add_nothing_known(x, {next, hole.last}, out);
}

/// A plan without shifts on rotations of which nobody said when work is.
void add_unknown_hours(const person_view& x, std::vector<finding>& out) {
  auto codes = std::vector<std::string>{};
  auto days = days_unknown(x, codes);
  if (days == 0)
    return;
  out.push_back(
    unknown(rule::work_hours, x.who.id, x.from, x.to,
            "work hours: " + x.who.code + " has " + std::to_string(days)
              + " days without shifts on " + listed(codes)
              + ", so hours and rest are unknown, give these rotations shift "
                "templates"));
  out.back().unit = "days";
  out.back().measured = days;
}

/// The first shift of those whose judgement a PGY would have changed.
void add_unknown_pgy(const person_view& x, std::vector<finding>& out) {
  if (x.context.is_pgy_known(x.who, x.from, x.to))
    return;
  auto supervised = false;
  auto limited = x.context.pack.by_pgy.empty();
  for (auto i = first_reaching(x, x.from);
       i < x.duties.size() && x.duties[i].start < x.to; ++i) {
    const auto& work = x.duties[i];
    auto shift = x.context.template_of(work.from);
    if (work.start < x.from || x.context.pgy_at(x.who, work.start) != 0)
      continue;
    auto whose = "PGY of " + x.who.code + " is unknown on "
                 + to_string(work.start);
    if (!std::exchange(limited, true))
      out.push_back(unknown(rule::data, x.who.id, work.start, work.end,
                            "rules: " + whose
                              + " and the limits of everybody are taken, add "
                                "it to the person"));
    if (shift == nullptr || !shift->supervised
        || std::exchange(supervised, true))
      continue;
    out.push_back(unknown(rule::supervision, x.who.id, work.start, work.end,
                          "supervision: " + whose
                            + " and counted as higher than 1, add it to the "
                              "person"));
  }
}

} // namespace

void add_unknowns(const person_view& x, std::vector<finding>& out) {
  if (x.who.role != person_role::resident)
    return;
  add_unknown_hours(x, out);
  if (any_in(x))
    each_hole(x, [&](window hole) { add_hole(x, hole, out); });
  else if (eligible_days(x, x.over) > 0)
    add_nothing_known(x, x.over, out);
  add_unknown_pgy(x, out);
}

} // namespace nightfloat::domain
