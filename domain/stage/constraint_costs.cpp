// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_costs.hpp"

#include "domain/solve/rebase.hpp"
#include "domain/stage/duty_stages.hpp"
#include "domain/stage/plan_layout.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

result<std::vector<cost_share>> of_plan(const frame& x, const roster& of,
                                        constraint_use& use) {
  auto residents = false;
  for (auto i = std::size_t{0}; i < x.people(); ++i)
    residents = residents || x.resident(i);
  if (!residents || x.weeks.empty() || x.where.rotations.empty())
    return std::vector<cost_share>{};
  auto made = make_year_problem(x, nullptr);
  if (!made)
    return made.error();
  auto done = use.put(plan_layout(x, *made), made->what);
  if (!done)
    return done.error();
  return cost_by_constraint(*done, made->what, grid_of_plan(x, *made, of));
}

result<std::vector<cost_share>> of_duties(const frame& x, const roster& of,
                                          part_set parts, constraint_use& use) {
  auto fixed = std::vector<duty>{};
  auto free = std::vector<duty>{};
  for (const auto& d : of.duties) {
    auto which = x.index(d.from);
    auto made = which != frame::npos
                && (part_of(x.where.templates[which]) & parts) != 0;
    (by_hand(d.source) || !made ? fixed : free).push_back(d);
  }
  auto begun = duty_stages::begin(x, of.plan, std::move(fixed), free, parts,
                                  {.constraints = &use});
  if (!begun)
    return begun.error();
  return begun->shares();
}

} // namespace

result<std::vector<constraint_cost>>
constraint_costs(const frame& x, const roster& of, part_set parts,
                 const constraint_set& set) {
  auto use = constraint_use::make(set);
  if (!use)
    return use.error();
  auto all = std::vector<cost_share>{};
  if ((parts & plan_part) != 0) {
    auto plan = of_plan(x, of, *use);
    if (!plan)
      return plan.error();
    all = std::move(*plan);
  }
  auto duties = static_cast<part_set>(parts & ~plan_part);
  if (duties != 0) {
    auto more = of_duties(x, of, duties, *use);
    if (!more)
      return more.error();
    all.insert(all.end(), more->begin(), more->end());
  }
  auto out = std::vector<constraint_cost>{};
  for (const auto& share : sum_by_name(std::move(all)))
    if (!share.constraint.empty())
      out.push_back({share.constraint, share.price.hard(), share.price.soft()});
  return out;
}

} // namespace nightfloat::domain::stage
