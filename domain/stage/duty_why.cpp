// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_why.hpp"

#include "domain/solve/conflict_set.hpp"
#include "domain/solve/demand.hpp"
#include "domain/solve/explain.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_view.hpp"
#include "domain/stage/origin.hpp"
#include "domain/stage/plan_view.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
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
  /// The problem and the roster must outlive it.
  explaining(const solve::problem& x, const solve::grid& roster,
             solve::naming names)
    : x_{x}, roster_{roster}, names_{std::move(names)}, laid_{x}, at_{laid_,
                                                                      roster} {
  }

  duty_reasons cell(std::uint32_t who, std::int32_t column) {
    auto why = at_.cell(who, column);
    auto out = duty_reasons{};
    out.person = x_.people[who].name;
    out.day = names_.day(column);
    out.sentence = sentence(why, x_, names_);
    out.barred = why.barred;
    for (const auto& one : why.tasks) {
      auto after = roster_;
      after[x_.cell_at(who, column)] = one.to;
      add(out.shifts, one.to == solve::off ? "off" : x_.tasks[one.to],
          one.price, sentence(one, x_), after);
    }
    for (const auto& one : why.people) {
      auto what = x_.people[one.who].name;
      if (one.instead_of != solve::fault::nobody)
        what += " for " + x_.people[one.instead_of].name;
      add(out.people, std::move(what), one.price, sentence(one, x_),
          with(x_, roster_, column, one));
    }
    return out;
  }

private:
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
    for (const auto& f : differences(x_, roster_, after))
      if (to.back().rules.size() < rules_max)
        to.back().rules.push_back(rule_line(f));
  }

  [[nodiscard]] std::string rule_line(const solve::fault& f) const {
    auto out = names_.rule(f);
    if (f.who != solve::fault::nobody)
      out += ", " + x_.people[f.who].name;
    if (f.day >= 0)
      out += ", " + names_.day(f.day);
    return out + ": " + solve::price_words(f.price);
  }

  const solve::problem& x_;
  const solve::grid& roster_;
  solve::naming names_;
  solve::tables laid_;
  solve::explainer at_;
};

std::uint64_t places_left_open(const duty_view& x) {
  auto out = std::uint64_t{0};
  for (auto i = std::size_t{0}; i < x.problem.demanded.size(); ++i)
    out += static_cast<std::uint64_t>(heads_missing(x.problem, x.roster, i));
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

/// A problem that nobody may work in: each of its shifts is a reason by itself.
void tell_nobody(const duty_view& x, unmet_reasons& to) {
  const auto& what = x.problem.what;
  auto all = solve::requirements{what, solve::any_number};
  auto names = naming_of(x);
  for (auto t = std::size_t{1}; t < what.tasks.size(); ++t) {
    auto open = std::vector<solve::requirement>{};
    for (auto i = std::size_t{0}; i < x.problem.demanded.size(); ++i)
      if (solve::has(what.demands[i].tasks, static_cast<solve::task>(t))
          && heads_missing(x.problem, x.roster, i) > 0)
        open.push_back({.kind = solve::rule_kind::demand,
                        .rule = static_cast<std::uint32_t>(i),
                        .day = what.demands[i].day,
                        .which = solve::side::least});
    if (open.empty() || to.sets.size() >= sets_max)
      continue;
    auto& told
      = to.sets.emplace_back(unmet_set{sentences(open, all, names), true});
    told.requirements.push_back("nobody may work " + what.tasks[t]
                                + ": rotation, PGY, credentials, leave or "
                                  "other work forbid it");
  }
}

/// Of a plan that is too much for a search nothing can be said, which keeps
/// nobody from asking about its duties.
bool is_wrong(const result<std::optional<plan_view>>& x) noexcept {
  return !x && x.error().code != ec::oversize;
}

/// What the year plan lacks, and hard constraints that it breaks.
result<void>
why_unmet_plan(const frame& x, const roster& of, constraint_use& use,
               const std::function<bool()>& stop, unmet_reasons& to) {
  to.plan_gaps = judge_demands(x, of).plan_gaps;
  auto view = plan_view_of(x, of, use);
  if (is_wrong(view))
    return at("explain", view.error());
  if (!view || !*view) {
    to.unknown += to.plan_gaps > 0 ? 1 : 0;
    return {};
  }
  const auto& plan = **view;
  auto broken = broken_units(plan.constrained, plan.problem.what, plan.roster);
  to.broken += broken;
  if (broken == 0 && to.plan_gaps == 0)
    return {};
  return tell_conflicts(plan.problem.what, naming_of(plan, x),
                        limits_for(to, plan.roster, stop), to);
}

/// Whether the plan has them where the grid does, which else is a guess. A week
/// belongs to the row that holds its middle.
bool is_planned(const frame& x, std::span<const assignment> own,
                const week_slot& week, std::size_t rotation) {
  auto middle = week.first + (week.last - week.first) / 2;
  return std::ranges::any_of(own, [&](const assignment& row) {
    return row.first <= middle && middle <= row.last
           && x.index(row.rotation) == rotation;
  });
}

/// Why they are on their rotation in the week of that day; absent where they
/// are on none, or that is no choice of the search.
result<std::optional<duty_reasons>> why_week(const frame& x, const roster& of,
                                             person_id who, date day,
                                             constraint_use& use) {
  auto out = std::optional<duty_reasons>{};
  auto n = (day - x.first).count();
  if (n < 0 || n >= x.days)
    return out;
  auto view = plan_view_of(x, of, use);
  if (is_wrong(view))
    return at("explain", view.error());
  if (!view || !*view)
    return out;
  const auto& plan = **view;
  const auto& rows = plan.problem.who;
  auto row = std::ranges::find(rows, x.index(who)) - rows.begin();
  if (row == std::ssize(rows))
    return out;
  auto k = x.week_of_day[static_cast<std::size_t>(n)];
  const auto& what = plan.problem.what;
  auto cell = what.cell_at(static_cast<std::size_t>(row), k);
  if (std::popcount(what.allowed[cell]) > 1
      && is_planned(x, plan_of(of, who), x.weeks[k],
                    plan.problem.rotation_of[plan.roster[cell]]))
    out = explaining{what, plan.roster, naming_of(plan, x)}.cell(
      static_cast<std::uint32_t>(row), k);
  return out;
}

} // namespace

result<std::vector<duty_reasons>> why_duty(const frame& x, const roster& of,
                                           person_id who, date day,
                                           const constraint_set& constraints) {
  auto use = constraint_use::make(constraints);
  if (!use)
    return at("explain", use.error());
  auto worked = std::vector<duty_reasons>{};
  auto idle = std::vector<duty_reasons>{};
  for (const auto& wish : wishes_of(x, every_part)) {
    auto view = view_of(x, of, wish, &*use);
    if (!view)
      return at("explain", view.error());
    auto row = row_of(*view, x, who);
    if (!row)
      continue;
    auto columns = columns_of(*view, *row, day);
    if (columns.empty())
      continue;
    const auto& what = view->problem.what;
    auto words = explaining{what, view->roster, naming_of(*view)};
    for (auto column : columns) {
      auto off = view->roster[what.cell_at(*row, column)] == solve::off;
      (off ? idle : worked).push_back(words.cell(*row, column));
    }
  }
  auto week = why_week(x, of, who, day, *use);
  if (!week)
    return week.error();
  auto& out = worked.empty() ? idle : worked;
  if (*week)
    out.push_back(std::move(**week));
  if (out.empty())
    return nothing_free(x, of, who, day);
  return std::move(out);
}

result<unmet_reasons> why_unmet(const frame& x, const roster& of,
                                const constraint_set& constraints,
                                const std::function<bool()>& stop) {
  auto use = constraint_use::make(constraints);
  if (!use)
    return at("explain", use.error());
  auto out = unmet_reasons{};
  if (auto ok = why_unmet_plan(x, of, *use, stop, out); !ok)
    return ok.error();
  for (const auto& wish : wishes_of(x, every_part)) {
    auto view = view_of(x, of, wish, &*use);
    if (!view)
      return at("explain", view.error());
    const auto& what = view->problem.what;
    auto open = places_left_open(*view);
    auto broken = broken_units(view->constrained, what, view->roster);
    out.open_places += open;
    out.broken += broken;
    if ((open == 0 && broken == 0) || out.sets.size() >= sets_max)
      continue;
    if (view->problem.empty()) {
      tell_nobody(*view, out);
      continue;
    }
    if (auto ok = tell_conflicts(what, naming_of(*view),
                                 limits_for(out, view->roster, stop), out);
        !ok)
      return ok.error();
  }
  return out;
}

} // namespace nightfloat::domain::stage
