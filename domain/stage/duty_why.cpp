// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_why.hpp"

#include "domain/solve/conflict_set.hpp"
#include "domain/solve/explain.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/stage/duty_view.hpp"
#include "domain/stage/origin.hpp"
#include "domain/stage/plan_view.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

/// Of so many of the cheapest is told which rules cost more.
constexpr auto detailed_max = std::size_t{3};
constexpr auto rules_max = std::size_t{4};
/// A month's columns of everybody; the whole year is beyond an exact answer.
constexpr auto columns_max = std::size_t{20'000};
constexpr auto nodes_max = std::uint64_t{200};
constexpr auto sets_max = std::size_t{5};

class explaining {
public:
  explaining(const duty_view& x)
    : x_{x}, names_{naming_of(x)}, laid_{problem()}, at_{laid_, x.roster} {
  }

  duty_reasons cell(std::uint32_t who, std::int32_t column) {
    auto why = at_.cell(who, column);
    auto out = duty_reasons{};
    out.person = problem().people[who].name;
    out.day = names_.day(column);
    out.sentence = sentence(why, problem(), names_);
    out.barred = why.barred;
    for (const auto& one : why.tasks) {
      auto after = x_.roster;
      after[problem().cell_at(who, column)] = one.to;
      add(out.shifts, one.to == solve::off ? "off" : problem().tasks[one.to],
          one.price, sentence(one, problem()), after);
    }
    for (const auto& one : why.people) {
      auto what = problem().people[one.who].name;
      if (one.instead_of != solve::fault::nobody)
        what += " for " + problem().people[one.instead_of].name;
      add(out.people, std::move(what), one.price, sentence(one, problem()),
          with(problem(), x_.roster, column, one));
    }
    return out;
  }

private:
  [[nodiscard]] const solve::problem& problem() const noexcept {
    return x_.problem.what;
  }

  void add(std::vector<duty_price>& to, std::string what,
           const solve::evaluation& price, std::string said,
           const solve::grid& after) const {
    to.push_back({std::move(what),
                  price.total.hard(),
                  price.total.soft(),
                  std::move(said),
                  {}});
    if (to.size() > detailed_max)
      return;
    for (const auto& f : differences(problem(), x_.roster, after))
      if (to.back().rules.size() < rules_max)
        to.back().rules.push_back(rule_line(f));
  }

  [[nodiscard]] std::string rule_line(const solve::fault& f) const {
    auto out = names_.rule(f);
    if (f.who != solve::fault::nobody)
      out += ", " + problem().people[f.who].name;
    if (f.day >= 0)
      out += ", " + names_.day(f.day);
    return out + ": " + solve::price_words(f.price);
  }

  const duty_view& x_;
  solve::naming names_;
  solve::tables laid_;
  solve::explainer at_;
};

std::uint64_t places_left_open(const duty_view& x) {
  auto out = std::uint64_t{0};
  const auto& what = x.problem.what;
  for (auto i = std::size_t{0}; i < x.problem.demanded.size(); ++i) {
    const auto& demand = what.demands[i];
    auto heads = 0;
    for (auto row = std::size_t{0}; row < what.people.size(); ++row)
      heads += solve::has(demand.tasks, x.roster[what.cell_at(row, demand.day)])
                 ? 1
                 : 0;
    out += static_cast<std::uint64_t>(
      std::max(0, demand.under.front().heads - heads));
  }
  return out;
}

/// The columns of that day in which something is free to be searched: those
/// with work before those without.
std::vector<std::int32_t> columns_of(const duty_view& x, std::uint32_t row,
                                     date day) {
  auto worked = std::vector<std::int32_t>{};
  auto free = std::vector<std::int32_t>{};
  const auto& columns = x.problem.meaning.columns;
  for (auto c = std::size_t{0}; c < columns.size(); ++c) {
    auto at = x.problem.what.cell_at(row, static_cast<std::int32_t>(c));
    if (columns[c].day != day || std::popcount(x.problem.what.allowed[at]) < 2)
      continue;
    (x.roster[at] != solve::off ? worked : free)
      .push_back(static_cast<std::int32_t>(c));
  }
  return worked.empty() ? free : worked;
}

std::optional<std::uint32_t> row_of(const duty_view& x, const frame& in,
                                    person_id who) {
  auto found = std::ranges::lower_bound(x.problem.meaning.who, in.index(who));
  if (found == x.problem.meaning.who.end() || *found != in.index(who))
    return {};
  return static_cast<std::uint32_t>(found - x.problem.meaning.who.begin());
}

/// Why nothing can be said of that day.
failure nothing_free(const frame& x, const roster& of, person_id who,
                     date day) {
  auto index = x.index(who);
  auto code = index == frame::npos ? std::to_string(who.value)
                                   : x.where.people[index].code;
  auto n = (day - x.first).count();
  auto why = std::string{"no shift is open to them: rotation, PGY, credentials "
                         "or other work forbid it, see `nightfloat who-can`"};
  if (n < 0 || n >= x.days)
    why = "that is not a day of the programme";
  else if (index != frame::npos && x.is_away(index, n))
    why = "they are on approved leave";
  else
    for (const auto& d : duties_of(of, who))
      if (by_hand(d.source) && x.site.local_date(d.start) == day)
        why = "their duty is set by hand, and no search may move it";
  return {ec::not_found,
          "explain: nothing of " + code + " on " + to_string(day)
            + " is a choice of the search, " + why,
          0};
}

/// What of a problem cannot hold together, around the roster of `limits`.
result<void>
tell_conflicts(const solve::problem& of, const solve::naming& names,
               const solve::conflict_options& limits, unmet_reasons& to) {
  auto found = solve::find_conflicts(of, limits);
  if (!found)
    return at("explain", found.error());
  auto all = solve::requirements{of, limits.facts_from};
  for (const auto& one : found->conflicts)
    to.sets.push_back({sentences(one.of, all, names), one.minimal});
  if (found->conflicts.empty())
    (found->all == solve::satisfiability::possible ? to.possible : to.unknown)
      += 1;
  return {};
}

solve::conflict_options limits_for(const unmet_reasons& so_far,
                                   const solve::grid& roster,
                                   const std::function<bool()>& stop) {
  return {.roster = roster,
          .conflicts_max = sets_max - so_far.sets.size(),
          .columns_max = columns_max,
          .nodes_max = nodes_max,
          .stop = stop};
}

/// Absent: there are none.
result<std::optional<constraint_use>> use_of(const constraint_set& x) {
  if (x.constraints.empty())
    return std::optional<constraint_use>{};
  auto made = constraint_use::make(x);
  if (!made)
    return at("explain", made.error());
  return std::optional{std::move(*made)};
}

/// Hard constraints of the year plan that it breaks.
result<void>
why_broken_plan(const frame& x, const roster& of, constraint_use& use,
                const std::function<bool()>& stop, unmet_reasons& to) {
  auto view = plan_view_of(x, of, use);
  if (!view)
    return at("explain", view.error());
  if (!*view)
    return {};
  const auto& plan = **view;
  auto broken = broken_units(plan.constrained, plan.problem.what, plan.roster);
  to.broken += broken;
  if (broken == 0)
    return {};
  return tell_conflicts(plan.problem.what, naming_of(plan, x),
                        limits_for(to, plan.roster, stop), to);
}

} // namespace

result<std::vector<duty_reasons>> why_duty(const frame& x, const roster& of,
                                           person_id who, date day,
                                           const constraint_set& constraints) {
  auto use = use_of(constraints);
  if (!use)
    return use.error();
  auto worked = std::vector<duty_reasons>{};
  auto idle = std::vector<duty_reasons>{};
  for (const auto& wish : wishes_of(x, every_part)) {
    auto view = view_of(x, of, wish, *use ? &**use : nullptr);
    if (!view)
      return at("explain", view.error());
    auto row = row_of(*view, x, who);
    if (!row)
      continue;
    auto columns = columns_of(*view, *row, day);
    if (columns.empty())
      continue;
    auto words = explaining{*view};
    for (auto column : columns) {
      auto off = view->roster[view->problem.what.cell_at(*row, column)]
                 == solve::off;
      (off ? idle : worked).push_back(words.cell(*row, column));
    }
  }
  auto& out = worked.empty() ? idle : worked;
  if (out.empty())
    return nothing_free(x, of, who, day);
  return std::move(out);
}

result<unmet_reasons> why_unmet(const frame& x, const roster& of,
                                const constraint_set& constraints,
                                const std::function<bool()>& stop) {
  auto use = use_of(constraints);
  if (!use)
    return use.error();
  auto out = unmet_reasons{};
  if (*use)
    if (auto ok = why_broken_plan(x, of, **use, stop, out); !ok)
      return ok.error();
  for (const auto& wish : wishes_of(x, every_part)) {
    auto view = view_of(x, of, wish, *use ? &**use : nullptr);
    if (!view)
      return at("explain", view.error());
    if (view->problem.empty())
      continue;
    const auto& what = view->problem.what;
    auto open = places_left_open(*view);
    auto broken = broken_units(view->constrained, what, view->roster);
    out.open_places += open;
    out.broken += broken;
    if ((open == 0 && broken == 0) || out.sets.size() >= sets_max)
      continue;
    if (auto ok = tell_conflicts(what, naming_of(*view),
                                 limits_for(out, view->roster, stop), out);
        !ok)
      return ok.error();
  }
  return out;
}

} // namespace nightfloat::domain::stage
