// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain::stage {

namespace {

/// Those meant on whom a task hangs: fewer than `target` people may do it.
std::vector<std::size_t> hubs(const scope& x) {
  auto all = x.where->who.size();
  auto found = std::vector<bool>(all);
  for (auto t = std::size_t{0}; t < x.where->tasks.size(); ++t) {
    auto one = first_of_its_kind(x, static_cast<solve::task>(t)) & x.tasks;
    if (one == 0)
      continue;
    auto may = std::vector<std::size_t>{};
    for (auto row = std::size_t{0}; row < all; ++row)
      if (std::ranges::any_of(x.columns,
                              [&](auto c) { return x.may(row, c, one); }))
        may.push_back(row);
    if (may.size() < static_cast<std::size_t>(*x.what->target))
      for (auto row : may)
        found[row] = true;
  }
  auto out = std::vector<std::size_t>{};
  std::ranges::copy_if(x.rows, std::back_inserter(out),
                       [&](auto row) { return found[row]; });
  return out;
}

/// Hubs work in `max` columns, or a share of all, at most.
result<void> spare(const scope& x) {
  auto own = x;
  own.rows = hubs(x);
  auto all = x.columns_count();
  auto most = x.what->max.value_or(all * *x.what->percent / 100);
  count_in_all(own, {.max = most, .price = x.price});
  return {};
}

/// At most a share of those who could work.
result<void> keep_buffer(const scope& x) {
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  for (auto c : x.columns) {
    auto could
      = static_cast<std::int32_t>(std::ranges::count_if(x.rows, [&](auto row) {
          return x.days_away(row, c) == 0 && x.may(row, c, own->tasks);
        }));
    heads(x, *own, {&c, 1}, {.max = could * *x.what->percent / 100});
  }
  return {};
}

/// Work of another zone.
result<void> stay_in_zone(const scope& x) {
  auto others = x.where->with(is_work) & ~(x.tasks | x.except);
  for (auto row : x.rows)
    for (auto c : x.columns)
      x.to->cell(row, c, others, x.price);
  return {};
}

/// What somebody has done less often costs more: nothing for what they did
/// most, all for what they never did.
result<void> follow_trail(const scope& x) {
  const auto& tasks = x.where->tasks;
  for (auto row : x.rows) {
    auto counts = std::vector<std::int32_t>(tasks.size());
    for (const auto& past : x.what->history) {
      auto what = x.find("history", past.task);
      if (!what)
        return what.error();
      for (auto t = std::size_t{0}; t < tasks.size(); ++t)
        if (x.where->person_of(row).code == past.person
            && solve::has(*what, static_cast<solve::task>(t)))
          counts[t] += past.count;
    }
    auto most = *std::ranges::max_element(counts);
    if (most == 0)
      continue;
    for (auto t = std::size_t{0}; t < tasks.size(); ++t) {
      auto one = solve::only(static_cast<solve::task>(t)) & x.tasks;
      auto missing = most - counts[t];
      for (auto c : x.columns)
        x.to->cell(
          row, c, one,
          {x.price.hard() * missing / most, x.price.soft() * missing / most});
    }
  }
  return {};
}

/// Nowhere one alone: so many who do it, or could step in.
result<void> never_alone(const scope& x) {
  auto own = counted(x, x.tasks | x.then);
  if (!own)
    return own.error();
  heads(x, *own, x.columns, {.min = x.what->min});
  return {};
}

} // namespace

template_list resilience_templates() {
  static const auto all = std::vector<constraint_template>{
    {"HubProtection",
     "resilience",
     false,
     15,
     in_all,
     "tasks max target percent",
     spare,
     {.tasks = {"work"}, .target = 3, .percent = 60}},
    {"N1Vulnerability",
     "resilience",
     false,
     25,
     in_all,
     "tasks! then weekdays weeks part holidays min",
     never_alone,
     {.min = 2}},
    {"PreferenceTrail",
     "resilience",
     false,
     8,
     in_all,
     "tasks history! history.task",
     follow_trail,
     {.tasks = {"work"}}},
    {"UtilizationBuffer",
     "resilience",
     false,
     20,
     in_all,
     "tasks weekdays weeks part holidays percent",
     keep_buffer,
     {.tasks = {"work"}, .percent = 80}},
    {"ZoneBoundary",
     "resilience",
     false,
     12,
     in_all,
     "who! tasks! except weekdays part",
     stay_in_zone,
     {}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
