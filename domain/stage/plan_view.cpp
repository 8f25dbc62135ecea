// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/plan_view.hpp"

#include "domain/stage/origin.hpp"
#include "domain/stage/plan_layout.hpp"

#include <string>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

/// The name of the requirement that a rule of the plan's own comes from.
std::string requirement_words(const plan_view& x, const frame& in,
                              const solve::fault& f) {
  using enum solve::rule_kind;
  const auto& rules = x.problem.rules[x.contract_of[f.who]];
  const auto& from = f.kind == total ? rules.totals
                     : f.kind == run ? rules.runs
                                     : rules.orders;
  return f.rule < from.size() ? in.where.requirements[from[f.rule]].name
                              : std::string{"a requirement of the year"};
}

std::string rule_words(const plan_view& x, const frame& in,
                       const solve::fault& f) {
  using enum solve::rule_kind;
  switch (f.kind) {
    case total:
    case run:
    case order:
      return requirement_words(x, in, f);
    case next:
      return "rotations that stay within a block, and few changes of them";
    case cell:
      return "leave, a wish, or a week that is set by hand";
    case demand:
      return "people on a rotation";
    default:
      return "a wish of the plan";
  }
}

std::string week_words(const frame& in, std::int32_t column) {
  auto k = static_cast<std::size_t>(column);
  return k < in.weeks.size() ? "the week of " + to_string(in.weeks[k].first)
                             : std::string{"the end of the year"};
}

} // namespace

result<std::optional<plan_view>> plan_view_of(const frame& x, const roster& of,
                                              constraint_use& constraints) {
  auto none = std::optional<plan_view>{};
  auto residents = false;
  for (auto i = std::size_t{0}; i < x.people(); ++i)
    residents = residents || x.resident(i);
  if (!residents || of.plan.empty() || x.weeks.empty()
      || x.where.rotations.empty())
    return none;
  auto made = make_year_problem(x, &of);
  if (!made)
    return made.error();
  auto out = plan_view{};
  out.problem = std::move(*made);
  for (const auto& one : out.problem.what.people)
    out.contract_of.push_back(one.contract);
  auto done = constraints.put(plan_layout(x, out.problem), out.problem.what);
  if (!done)
    return done.error();
  out.constrained = std::move(*done);
  if (auto ok = solve::check(out.problem.what); !ok)
    return ok.error();
  out.roster = grid_of_plan(x, out.problem, of);
  return std::optional{std::move(out)};
}

solve::naming naming_of(const plan_view& x, const frame& in) {
  return {[&in](std::int32_t column) { return week_words(in, column); },
          [&x, &in](const solve::fault& f) {
            auto name = origin(x.constrained, x.problem.what, f);
            return name.empty() ? rule_words(x, in, f) : name;
          },
          [&x](const solve::fault& f) {
            return asking(x.constrained, x.problem.what, f);
          }};
}

} // namespace nightfloat::domain::stage
