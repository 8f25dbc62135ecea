// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/year_problem.hpp"

#include "domain/solve/year_builder.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::domain {

using solve::hard;
using solve::soft;
using solve::task;
using solve::task_set;

namespace {

/// What is only nice, in the same unit.
constexpr std::int64_t price_more = 150;
constexpr std::int64_t price_change = 6;

/// Two bounds of one family are one rule, unless they contradict each other.
template <class Rule, class Same>
void put_bounds(std::vector<Rule>& to, std::vector<std::size_t>& from,
                Rule rule, std::size_t which, Same same) {
  for (auto& other : to) {
    auto min = std::max(other.min, rule.min);
    auto max = std::min(other.max, rule.max);
    if (!same(other, rule) || min > max)
      continue;
    other.min = min;
    other.max = max;
    return;
  }
  to.push_back(std::move(rule));
  from.push_back(which);
}

std::size_t rotation_on(const frame& x, std::span<const assignment> plan,
                        date day) {
  for (const auto& row : plan)
    if (row.first <= day && day <= row.last)
      return x.index(row.rotation);
  return frame::npos;
}

} // namespace

result<year_problem> year_builder::make() {
  make_covers();
  measure_leave();
  find_aligned();
  if (auto ok = make_tasks(); !ok)
    return ok.error();
  shape();
  make_contracts();
  make_cells();
  lock();
  set_demands(out_, {});
  if (auto ok = solve::check(out_.what); !ok)
    return failure{ok.error().code,
                   "generate: the year plan: " + ok.error().detail};
  return std::move(out_);
}

std::vector<std::size_t> year_builder::rules_of(std::size_t who) const {
  auto out = std::vector<std::size_t>{};
  for (auto j = std::size_t{0}; j < where().requirements.size(); ++j) {
    const auto& r = where().requirements[j];
    if ((r.pgy == 0 || r.pgy == x_.pgy[who])
        && (r.track.empty() || r.track == where().people[who].track))
      out.push_back(j);
  }
  return out;
}

task_set year_builder::tasks_of(const std::vector<rotation_id>& of) const {
  auto out = task_set{0};
  for (auto t = std::size_t{1}; t < out_.rotation_of.size(); ++t)
    for (auto id : of)
      if (where().rotations[out_.rotation_of[t]].id == id)
        out |= solve::only(static_cast<task>(t));
  return out;
}

void year_builder::add_total(solve::contract& to, year_rules& from,
                             std::size_t which) {
  const auto& r = where().requirements[which];
  auto rule = solve::total_rule{};
  auto set = tasks_of(r.fulfilled_by);
  for (auto t = task{0}; t < out_.rotation_of.size(); ++t)
    rule.weights.push_back(solve::has(set, t) ? 1 : 0);
  if (r.kind != requirement_kind::weeks_max && x_.whole)
    rule.min = r.weeks;
  if (r.kind != requirement_kind::weeks_min)
    rule.max = r.weeks;
  rule.under = hard();
  rule.over = hard();
  put_bounds(
    to.totals, from.totals, std::move(rule), which,
    [](const auto& a, const auto& b) { return a.weights == b.weights; });
}

void year_builder::add_run(solve::contract& to, year_rules& from,
                           std::size_t which) {
  const auto& r = where().requirements[which];
  auto rule = solve::run_rule{tasks_of(r.fulfilled_by)};
  if (r.kind == requirement_kind::contiguity_min)
    rule.min = r.weeks;
  else
    rule.max = r.weeks;
  rule.shorter = hard();
  rule.longer = hard();
  // A stretch that the border of a shorter span cuts may go on beyond it.
  rule.open_start = !x_.whole;
  put_bounds(to.runs, from.runs, rule, which,
             [](const auto& a, const auto& b) { return a.tasks == b.tasks; });
}

void year_builder::add_rule(solve::contract& to, year_rules& from,
                            std::size_t which) {
  const auto& r = where().requirements[which];
  switch (r.kind) {
    case requirement_kind::weeks_min:
    case requirement_kind::weeks_max:
    case requirement_kind::weeks_exact:
      return add_total(to, from, which);
    case requirement_kind::contiguity_min:
    case requirement_kind::contiguity_max:
      return add_run(to, from, which);
    case requirement_kind::prerequisite:
      if (x_.whole) {
        to.orders.push_back(
          {tasks_of(r.after), r.weeks, tasks_of(r.fulfilled_by), hard()});
        from.orders.push_back(which);
      }
      return;
    case requirement_kind::block_aligned:
      return;
  }
}

/// Few changes of rotation, and none between blocks where that is asked for.
void year_builder::add_steps(solve::contract& to,
                             const std::vector<std::size_t>& mine) {
  auto tasks = out_.rotation_of.size();
  to.next.assign(tasks * tasks, {});
  for (auto a = std::size_t{1}; a < tasks; ++a)
    for (auto b = std::size_t{1}; b < tasks; ++b)
      if (out_.rotation_of[a] != out_.rotation_of[b])
        to.next[a * tasks + b] = soft(price_change);
  for (auto j : mine) {
    const auto& r = where().requirements[j];
    if (r.kind != requirement_kind::block_aligned)
      continue;
    auto set = tasks_of(r.fulfilled_by);
    for (auto a = std::size_t{1}; a < tasks; ++a)
      for (auto b = std::size_t{1}; b < tasks; ++b)
        if (solve::has(set, static_cast<task>(a))
            && solve::has(set, static_cast<task>(b))
            && odd_task_[a] != odd_task_[b])
          to.next[a * tasks + b] += hard();
  }
}

void year_builder::make_contracts() {
  auto known = std::map<std::vector<std::size_t>, std::uint32_t>{};
  for (auto p = std::size_t{0}; p < people(); ++p) {
    auto mine = rules_of(out_.who[p]);
    auto next = static_cast<std::uint32_t>(out_.what.contracts.size());
    auto [at, fresh] = known.try_emplace(mine, next);
    if (fresh) {
      auto& to = out_.what.contracts.emplace_back();
      auto& from = out_.rules.emplace_back();
      for (auto j : mine)
        add_rule(to, from, j);
      add_steps(to, mine);
    }
    auto& one = out_.what.people[p];
    one.contract = at->second;
    one.run_before.assign(out_.what.contracts[one.contract].runs.size(), 0);
    one.total_before.assign(out_.what.contracts[one.contract].totals.size(), 0);
  }
}

result<year_problem> make_year_problem(const frame& x, const roster* by_hand) {
  return year_builder{x, by_hand}.make();
}

void set_demands(year_problem& x, const year_wishes& more) {
  x.what.demands.clear();
  auto people = static_cast<std::int32_t>(x.who.size());
  for (auto k = std::size_t{0}; k < x.weeks; ++k)
    for (auto c = std::size_t{0}; c < x.covers.size(); ++c) {
      const auto& cover = x.covers[c];
      auto wish = more.empty() ? 0 : more[c * x.weeks + k];
      auto rule = solve::demand{static_cast<std::int32_t>(k),
                                x.cover_tasks[c],
                                {},
                                {},
                                classes_of(cover)};
      if (cover.min > 0)
        rule.under.push_back({cover.min, hard()});
      if (wish > 0)
        rule.under.push_back({cover.min + wish, soft(price_more)});
      if (cover.max < people)
        rule.over.push_back({cover.max, hard()});
      if (!rule.under.empty() || !rule.over.empty())
        x.what.demands.push_back(std::move(rule));
    }
}

solve::grid grid_of_plan(const frame& x, const year_problem& in,
                         const roster& of) {
  auto out = in.start;
  for (auto row = std::size_t{0}; row < in.who.size(); ++row) {
    auto plan = plan_of(of, x.where.people[in.who[row]].id);
    for (auto k = std::size_t{0}; k < in.weeks; ++k) {
      auto span = (x.weeks[k].last - x.weeks[k].first).count();
      auto on = rotation_on(x, plan,
                            x.weeks[k].first + date::duration{span / 2});
      auto at = in.what.cell_at(row, static_cast<std::int32_t>(k));
      for (auto t = std::size_t{0}; t < in.rotation_of.size(); ++t)
        if (in.rotation_of[t] == on
            && solve::has(in.what.allowed[at], static_cast<solve::task>(t)))
          out[at] = static_cast<solve::task>(t);
    }
  }
  return out;
}

} // namespace nightfloat::domain
