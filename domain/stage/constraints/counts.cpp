// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraints/shapes.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::domain::stage {

namespace {

using solve::score;

std::vector<solve::day_span> alone(const std::vector<std::int32_t>& columns) {
  auto out = std::vector<solve::day_span>{};
  for (auto c : columns)
    out.push_back({c, c});
  return out;
}

/// A weight of 1 for each of the tasks.
std::vector<std::int32_t> weights_of(const scope& x) {
  auto out = std::vector<std::int32_t>(x.to->to().tasks.size());
  for (auto t = std::size_t{0}; t < out.size(); ++t)
    out[t] = solve::has(x.tasks, static_cast<solve::task>(t)) ? 1 : 0;
  return out;
}

/// What is over it costs that much each.
struct threshold {
  std::int32_t max = 0;
  std::int32_t times = 1;
};

void over(const scope& x, const threshold& at, counts_before before) {
  auto all = x.columns.size() == x.where->columns.size();
  if (all) {
    auto rule = solve::total_rule{};
    rule.weights = weights_of(x);
    rule.max = at.max;
    rule.over = x.price * at.times;
    x.to->total(x.rows, rule, before);
  } else {
    auto rule = solve::group_rule{};
    rule.spans = alone(x.columns);
    rule.tasks = x.tasks;
    rule.max = at.max;
    rule.over = x.price * at.times;
    x.to->group(x.rows, rule, before);
  }
}

bool may_at_all(const scope& x, std::size_t row) {
  return std::ranges::any_of(x.columns,
                             [&](auto c) { return x.may(row, c, x.tasks); });
}

/// Heads that the programme asks for in those columns; where it does not say,
/// one in each.
result<std::int32_t> asked_in_all(const scope& x) {
  auto own = x.open_to_them(x.tasks);
  if (!own)
    return own.error();
  const auto& tasks = x.where->tasks;
  auto out = std::int32_t{0};
  for (auto c : x.columns)
    for (auto t = std::size_t{0}; t < tasks.size(); ++t)
      if (tasks[t].which != frame::npos
          && (first_of_its_kind(x, static_cast<solve::task>(t)) & *own) != 0)
        out += asked_for(x, tasks[t].which, c);
  return out > 0 ? out : static_cast<std::int32_t>(x.columns.size());
}

/// An even share of what is asked for and of what was before, rounded up, for
/// each who may do it.
result<std::int32_t> even_share(const scope& x,
                                const std::vector<std::int32_t>& before) {
  auto people = 0;
  auto asked = asked_in_all(x);
  if (!asked)
    return asked.error();
  auto sum = *asked;
  for (auto i = std::size_t{0}; i < x.rows.size(); ++i)
    if (may_at_all(x, x.rows[i])) {
      people += 1;
      sum += before[i];
    }
  return people == 0 ? 0 : (sum + people - 1) / people;
}

} // namespace

void count_columns(const scope& x, const std::vector<std::int32_t>& those,
                   const count_bounds& bounds, counts_before before) {
  auto rule = solve::group_rule{};
  rule.spans = alone(those);
  rule.over = bounds.price;
  if (bounds.max < static_cast<std::int32_t>(those.size()) || !before.empty()) {
    rule.tasks = x.tasks;
    rule.max = bounds.max;
    x.to->group(x.rows, rule, before);
  }
  // So many at least with the tasks are so many at most without.
  auto by_least = std::map<std::int32_t, std::vector<std::size_t>>{};
  for (auto row : x.rows) {
    auto reach
      = static_cast<std::int32_t>(std::ranges::count_if(those, [&](auto c) {
          return x.days_away(row, c) == 0 && x.may(row, c, x.tasks);
        }));
    if (auto least = std::min(bounds.min, reach); least > 0)
      by_least[least].push_back(row);
  }
  rule.tasks = x.to->others(x.tasks);
  for (const auto& [least, rows] : by_least) {
    rule.max = static_cast<std::int32_t>(those.size()) - least;
    x.to->group(rows, rule);
  }
}

result<void> count_by_week(const scope& x) {
  const auto& what = *x.what;
  if (!what.min && !what.max && !what.target)
    return cannot("max", "is missing, give a least, a most or a target a week");
  auto bounds = count_bounds{.min = what.min.value_or(0),
                             .max = what.max.value_or(solve::any_number),
                             .price = x.price};
  if (what.target)
    bounds.min = bounds.max = *what.target;
  for (const auto& week : x.by_week()) {
    auto those = std::vector<std::int32_t>{};
    for (auto c = week.first; c <= week.last; ++c)
      if (x.chosen(c))
        those.push_back(c);
    auto own = bounds;
    if (!week.whole)
      own.min = 0;
    count_columns(x, those, own);
  }
  return {};
}

void count_in_all(const scope& x, const count_bounds& bounds) {
  auto rule = solve::total_rule{};
  rule.weights = weights_of(x);
  rule.min = bounds.min;
  rule.max = bounds.max;
  rule.under = bounds.min > 0 ? bounds.price : score{};
  rule.over = bounds.max < solve::any_number ? bounds.price : score{};
  x.to->total(x.rows, rule, x.before());
}

result<void> spread_evenly(const scope& x) {
  if (x.what->target || !x.what->history.empty())
    return escalate(x);
  auto own = x.open_to_them(x.tasks);
  if (!own)
    return own.error();
  if (x.others_may(x.columns, *own))
    return cannot("who",
                  "others may do that too, and the engine spreads over "
                  "all who may, mean them too or give a target",
                  ec::unsupported);
  auto rule = solve::spread_rule{};
  rule.weights.assign(x.where->who.size(), 0);
  for (auto row : x.rows)
    rule.weights[row] = may_at_all(x, row) ? 1 : 0;
  rule.days = x.columns;
  rule.tasks = *own;
  rule.price = x.price;
  x.to->spread(rule);
  return {};
}

result<void> escalate(const scope& x) {
  auto before = x.before();
  auto target = x.what->target.value_or(0);
  if (!x.what->target) {
    auto share = even_share(x, before);
    if (!share)
      return share.error();
    target = *share;
  }
  auto steps = x.what->steps;
  if (steps.empty())
    steps = {1};
  auto paid = 0;
  auto slope = 0;
  for (auto i = std::size_t{0}; i < steps.size(); ++i) {
    auto more = steps[i] - paid;
    if (more < slope)
      return cannot("steps", "each has to cost as much more than the one "
                             "before as that did, or more ("
                               + std::to_string(steps[i]) + ")");
    over(x,
         {.max = target + static_cast<std::int32_t>(i), .times = more - slope},
         before);
    paid = steps[i];
    slope = more;
  }
  return {};
}

} // namespace nightfloat::domain::stage
