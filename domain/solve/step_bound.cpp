// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/step_bound.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace nightfloat::domain::solve {

namespace {

/// A day that is missing, or too many in a row, costs a hard unit: no less than
/// the step that it saves.
std::int64_t price_of(score x) {
  return x.hard() > 0 ? bound_hard_weight
                      : std::min(x.soft(), bound_hard_weight);
}

/// The tasks of a total that counts days of them.
std::optional<task_set> tasks_counted(const total_rule& rule) {
  auto out = task_set{0};
  for (auto t = std::size_t{0}; t < rule.weights.size(); ++t) {
    if (rule.weights[t] == 1)
      out |= only(static_cast<task>(t));
    else if (rule.weights[t] != 0)
      return {};
  }
  return out;
}

/// What it costs at least to come to one of `to` from any other but off.
std::int64_t step_to(const problem& x, const contract& of, task_set to) {
  auto out = std::numeric_limits<std::int64_t>::max();
  auto n = x.tasks.size();
  for (auto a = std::size_t{1}; a < n; ++a)
    for (auto b = std::size_t{1}; b < n; ++b)
      if (!has(to, static_cast<task>(a)) && has(to, static_cast<task>(b)))
        out = std::min(out, price_of(of.next[a * n + b]));
  return out;
}

/// Days of the longest run of those tasks that breaks no hard rule.
std::int64_t longest_run(const contract& of, task_set tasks) {
  auto out = std::int64_t{any_number};
  for (const auto& rule : of.runs)
    if ((tasks & ~rule.tasks) == 0 && rule.longer.hard() > 0)
      out = std::min(out, std::max<std::int64_t>(rule.max, 1));
  return out;
}

std::int64_t least_of(const problem& x, std::uint32_t who) {
  const auto& rules = x.contract_of(who);
  const auto& one = x.people[who];
  if (rules.next.empty())
    return 0;
  auto taken = only(off);
  auto stretches = std::int64_t{0};
  auto step = std::numeric_limits<std::int64_t>::max();
  for (auto i = std::size_t{0}; i < rules.totals.size(); ++i) {
    const auto& rule = rules.totals[i];
    auto owed = std::int64_t{rule.min} - one.total_before[i];
    auto tasks = tasks_counted(rule);
    if (owed <= 0 || rule.unit != 1 || rule.under.hard() <= 0 || !tasks
        || (*tasks & taken) != 0)
      continue;
    taken |= *tasks;
    auto most = longest_run(rules, *tasks);
    stretches += (owed + most - 1) / most;
    step = std::min(step, step_to(x, rules, *tasks));
  }
  // Nothing to come from: there is one task but off, and it is there.
  if (stretches == 0 || step == std::numeric_limits<std::int64_t>::max())
    return 0;
  auto free = std::int64_t{1};
  for (auto day = 0; day + 1 < x.days; ++day)
    free += has(x.allowed[x.cell_at(who, day)], off) ? 1 : 0;
  return step * std::max<std::int64_t>(0, stretches - free);
}

} // namespace

weighed_bound least_of_steps(const problem& x) {
  auto out = weighed_bound{};
  if (std::ranges::any_of(x.cell, [](score price) {
        return price.hard() < 0 || price.soft() < 0;
      }))
    return out;
  for (auto who = 0U; who < x.people.size(); ++who)
    out.value += least_of(x, who);
  return out;
}

} // namespace nightfloat::domain::solve
