// SPDX-License-Identifier: Apache-2.0
#include "domain/calendar.hpp"
#include "domain/stage/constraints/shapes.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>
#include <bit>

namespace nightfloat::domain::stage {

namespace {

using solve::task_set;

/// How many rows are at the tasks there; absent: some may be or not.
struct settled_heads {
  bool known = true;
  std::int32_t heads = 0;
  /// What they ask for.
  std::int32_t units = 0;
};

std::int32_t units_at(const ratio& by, task_set allowed) {
  auto out = 0;
  for (auto t = std::size_t{0}; t < by.units.size(); ++t)
    if (solve::has(allowed, static_cast<solve::task>(t)))
      out = std::max(out, by.units[t]);
  return out;
}

settled_heads settled(const scope& x, const ratio& by, std::int32_t c,
                      bool asking) {
  auto tasks = asking ? by.asks : by.gives;
  auto out = settled_heads{};
  for (auto row = std::size_t{0}; row < x.where->who.size(); ++row) {
    if (by.by_role && x.where->of->resident(x.where->who[row]) != asking)
      continue;
    if (x.may(row, c, tasks)) {
      const auto& p = x.to->to();
      out.known = out.known && x.must(row, c, tasks);
      out.heads += 1;
      out.units += units_at(by, p.allowed[p.cell_at(row, c)]);
    }
  }
  return out;
}

/// What each head at the tasks asks for; absent: not all the same.
std::optional<std::int32_t> units_each(const ratio& by, task_set tasks) {
  auto out = std::optional<std::int32_t>{};
  for (auto t = std::size_t{0}; t < by.units.size(); ++t)
    if (solve::has(tasks, static_cast<solve::task>(t))) {
      if (out && *out != by.units[t])
        return {};
      out = by.units[t];
    }
  return out;
}

result<head_bounds> wanted_in(const scope& x, const ratio& by, std::int32_t c) {
  auto asked = by.asked.empty() ? 0 : by.asked[static_cast<std::size_t>(c)];
  if (auto asks = settled(x, by, c, true); asks.known)
    return head_bounds{
      .min = std::max(by.least, (asks.units + asked + by.per - 1) / by.per),
      .max = {}};
  auto gives = settled(x, by, c, false);
  auto each = units_each(by, by.asks);
  if (!gives.known || !each || *each == 0)
    return cannot("tasks",
                  "neither who asks nor who is there is settled yet, "
                  "apply it in the stage after",
                  ec::unsupported);
  auto left = std::max(0, gives.heads * by.per - asked);
  return head_bounds{.min = {}, .max = left / *each};
}

} // namespace

result<counted_heads> counted(const scope& x, task_set tasks) {
  auto own = x.open_to_them(tasks);
  if (!own)
    return own.error();
  auto classes = x.to->classes_of(x.rows);
  if (!classes)
    return cannot("who",
                  "people would be of more kinds than the search tells "
                  "apart, mean fewer of them one by one",
                  ec::oversize);
  return counted_heads{*own, *classes};
}

task_set first_of_its_kind(const scope& x, solve::task t) {
  auto all = x.where->alike(t);
  return std::countr_zero(all) == int{t} ? all : task_set{0};
}

std::int32_t asked_for(const scope& x, std::size_t which, std::int32_t c) {
  const auto& frame = *x.where->of;
  const auto& column = x.at(c);
  if (x.where->width == column_width::week)
    return frame.where.rotations[which].people_min;
  auto day = (column.day - frame.first).count();
  const auto& shift = frame.where.templates[which];
  auto am = shift.start < noon;
  auto pm = shift.start + shift.length > noon;
  // What is half a day is worked in one half, even across noon.
  if (shift.length <= half_day_minutes) {
    am = shift.start % 1'440 < noon;
    pm = !am;
  }
  if (!frame.runs(which, day) || (column.part == day_part::am && !am)
      || (column.part == day_part::pm && !pm))
    return 0;
  return shift.people_needed;
}

void heads(const scope& x, const counted_heads& at,
           std::span<const std::int32_t> those, const head_bounds& bounds) {
  for (auto c : those) {
    auto rule = solve::demand{};
    rule.day = c;
    rule.tasks = at.tasks;
    rule.classes = at.classes;
    if (bounds.min && *bounds.min > 0)
      rule.under = {{*bounds.min, x.price}};
    if (bounds.max)
      rule.over = {{*bounds.max, x.price}};
    x.to->demand(rule);
  }
}

result<void> heads_between(const scope& x) {
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  heads(x, *own, x.columns, {.min = x.what->min, .max = x.what->max});
  return {};
}

result<ratio> ratio_of_policy(const scope& x) {
  auto out = ratio{};
  out.by_role = true;
  out.asks = x.tasks;
  out.gives = x.then;
  out.asked = x.where->asked;
  const auto& of = *x.where->of;
  auto learners = std::ranges::any_of(
    x.where->who, [&](auto who) { return of.resident(who); });
  if (!learners && out.asked.empty())
    return cannot("tasks",
                  "this stage plans for no residents and does not say what "
                  "those of another ask for, make theirs first",
                  ec::not_found);
  out.per = std::max<std::int32_t>(1, of.where.info.supervision.faculty_units);
  const auto& tasks = x.where->tasks;
  for (auto t = std::size_t{0}; t < tasks.size(); ++t) {
    out.units.push_back(tasks[t].units);
    if (x.what->tasks.empty() && tasks[t].units > 0)
      out.asks |= solve::only(static_cast<solve::task>(t)) & ~x.then;
  }
  return out;
}

ratio ratio_of_heads(const scope& x, std::int32_t per) {
  auto out = ratio{};
  out.asks = x.tasks;
  out.gives = x.then;
  out.units.assign(x.where->tasks.size(), 1);
  out.per = std::max(1, per);
  return out;
}

result<void> keep_ratio(const scope& x, const ratio& by) {
  if (by.gives == 0)
    return cannot("then",
                  "this stage has no such task (" + x.what->then.front()
                    + "), name others or leave the constraint out",
                  ec::not_found);
  auto all = std::vector<head_bounds>{};
  for (auto c : x.columns) {
    auto one = wanted_in(x, by, c);
    if (!one)
      return one.error();
    all.push_back(*one);
  }
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    auto rule = solve::demand{};
    rule.day = x.columns[i];
    if (all[i].min.value_or(0) > 0) {
      rule.tasks = by.gives;
      rule.under = {{*all[i].min, x.price}};
    }
    if (all[i].max) {
      rule.tasks = by.asks;
      rule.over = {{*all[i].max, x.price}};
    }
    x.to->demand(rule);
  }
  return {};
}

} // namespace nightfloat::domain::stage
