// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/problem.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

failure wrong_part(const std::string& place, const std::string& what) {
  return {ec::invalid_argument, "solve: " + place + ": " + what};
}

std::string of(const char* kind, std::size_t i) {
  return std::string{kind} + " " + std::to_string(i);
}

class checker {
public:
  explicit checker(const problem& x) : x_{x} {
  }

  result<void> sizes() const {
    if (x_.people.empty())
      return wrong_part("people", "nobody to plan for");
    if (x_.days < 1)
      return wrong_part("days", "the horizon has no day");
    if (x_.tasks.empty())
      return wrong_part("tasks", "not even one for being off");
    if (x_.tasks.size() > tasks_max || x_.people.size() > people_max
        || static_cast<std::size_t>(x_.days) > days_max)
      return failure{ec::oversize, "solve: at most "
                                     + std::to_string(people_max) + " people, "
                                     + std::to_string(days_max) + " days and "
                                     + std::to_string(tasks_max) + " tasks"};
    auto cells = x_.people.size() * static_cast<std::size_t>(x_.days);
    if (x_.allowed.size() != cells || x_.cell.size() != cells * x_.tasks.size())
      return wrong_part("cells", "not one for each person, day and task");
    if (!x_.classes.empty()
        && (x_.classes.size() != cells
            || std::ranges::max(x_.classes) >= classes_max))
      return wrong_part("classes", "not one below 64 for each person and day");
    return {};
  }

  result<void> cells() const {
    auto known = x_.tasks.size() == tasks_max
                   ? ~task_set{0}
                   : (task_set{1} << x_.tasks.size()) - 1;
    for (auto who = std::size_t{0}; who < x_.people.size(); ++who)
      for (auto day = 0; day < x_.days; ++day)
        if ((x_.allowed[x_.cell_at(who, day)] & known) == 0)
          return wrong_part("person " + x_.people[who].name + ", day "
                              + std::to_string(day),
                            "no task is allowed there, not even being off");
    return {};
  }

  result<void> contracts() const {
    auto n = x_.tasks.size();
    for (auto i = std::size_t{0}; i < x_.contracts.size(); ++i) {
      const auto& c = x_.contracts[i];
      if (c.runs.size() + c.groups.size() + 2 * c.orders.size() > rules_max
          || c.totals.size() > rules_max)
        return failure{ec::oversize,
                       "solve: " + of("contract", i) + ": at most "
                         + std::to_string(rules_max)
                         + " runs, groups and twice the orders, and as many "
                           "totals"};
      if (!c.next.empty() && c.next.size() != n * n)
        return wrong_part(of("contract", i),
                          "successions are not tasks x tasks");
      for (const auto& rule : c.runs)
        if (rule.min > rule.max)
          return wrong_part(of("contract", i),
                            "a run's minimum is over its maximum");
      for (const auto& rule : c.totals)
        if (rule.weights.size() != n || rule.unit < 1 || rule.min > rule.max)
          return wrong_part(of("contract", i),
                            "a total's weights, unit or bounds");
      for (const auto& rule : c.windows)
        if (rule.weights.size() != n || rule.unit < 1 || rule.days < 1)
          return wrong_part(of("contract", i),
                            "a window's weights, unit or days");
      for (const auto& rule : c.groups)
        if (!ordered(rule.spans))
          return wrong_part(of("contract", i),
                            "spans of days are not in order");
      for (const auto& rule : c.clashes)
        if (!within(rule.first) || !within(rule.second)
            || rule.first == rule.second)
          return wrong_part(of("contract", i), "a clash is not of two days");
      for (const auto& rule : c.orders)
        if (rule.need < 0)
          return wrong_part(of("contract", i),
                            "an order needs fewer than no days");
    }
    return {};
  }

  /// The search counts on rules that cost nothing or more.
  result<void> prices() const {
    auto bad = [](score x) {
      return x.hard() < 0 || x.soft() < 0;
    };
    for (auto i = std::size_t{0}; i < x_.contracts.size(); ++i) {
      const auto& c = x_.contracts[i];
      auto any = std::ranges::any_of(c.next, bad);
      for (const auto& rule : c.runs)
        any = any || bad(rule.shorter) || bad(rule.longer);
      for (const auto& rule : c.totals)
        any = any || bad(rule.under) || bad(rule.over) || bad(rule.square);
      for (const auto& rule : c.groups)
        any = any || bad(rule.over) || bad(rule.partial);
      for (const auto& rule : c.windows)
        any = any || bad(rule.over);
      for (const auto& rule : c.clashes)
        any = any || bad(rule.price);
      for (const auto& rule : c.orders)
        any = any || bad(rule.price);
      if (any)
        return wrong_part(of("contract", i), "a price is negative");
    }
    return {};
  }

  result<void> people() const {
    for (const auto& one : x_.people) {
      if (one.contract >= x_.contracts.size())
        return wrong_part("person " + one.name, "has no such contract");
      const auto& c = x_.contracts[one.contract];
      if (one.last >= x_.tasks.size() || one.run_before.size() != c.runs.size()
          || one.total_before.size() != c.totals.size()
          || one.group_before.size() != c.groups.size())
        return wrong_part("person " + one.name,
                          "what was before does not fit the contract");
    }
    return {};
  }

  result<void> families() const {
    auto seen = task_set{0};
    for (auto set : x_.families) {
      if ((set & seen) != 0 || set == 0)
        return wrong_part("families", "one is empty, or two share a task");
      seen |= set;
    }
    return {};
  }

  result<void> between_people() const {
    for (auto i = std::size_t{0}; i < x_.demands.size(); ++i)
      if (!within(x_.demands[i].day))
        return wrong_part(of("demand", i), "is of no day");
    for (auto i = std::size_t{0}; i < x_.spreads.size(); ++i) {
      const auto& rule = x_.spreads[i];
      if (rule.weights.size() != x_.people.size() || rule.divisor < 1
          || !std::ranges::all_of(rule.days,
                                  [&](auto day) { return within(day); }))
        return wrong_part(of("spread", i), "weights, divisor or days");
    }
    for (auto i = std::size_t{0}; i < x_.pairs.size(); ++i)
      if (std::max(x_.pairs[i].one, x_.pairs[i].other) >= x_.people.size()
          || x_.pairs[i].one == x_.pairs[i].other)
        return wrong_part(of("pair", i), "is not of two people");
    return {};
  }

private:
  bool within(std::int32_t day) const noexcept {
    return day >= 0 && day < x_.days;
  }

  bool ordered(const std::vector<day_span>& spans) const noexcept {
    auto next = 0;
    for (const auto& span : spans) {
      if (span.first < next || span.last < span.first || !within(span.last)
          || span.last - span.first >= span_max)
        return false;
      next = span.last + 1;
    }
    return true;
  }

  const problem& x_;
};

} // namespace

score demand::cost(std::int32_t heads) const noexcept {
  auto out = score{};
  for (const auto& x : under)
    out += x.each * std::max(0, x.heads - heads);
  for (const auto& x : over)
    out += x.each * std::max(0, heads - x.heads);
  return out;
}

problem shaped(std::vector<std::string> people, std::int32_t days,
               std::vector<std::string> tasks) {
  auto out = problem{};
  out.days = days;
  out.tasks = std::move(tasks);
  auto all = ~task_set{0} >> (tasks_max - out.tasks.size());
  for (auto& name : people)
    out.people.emplace_back().name = std::move(name);
  auto cells = out.people.size() * static_cast<std::size_t>(days);
  out.allowed.assign(cells, all);
  out.cell.assign(cells * out.tasks.size(), {});
  return out;
}

result<void> check(const problem& x) {
  auto at = checker{x};
  for (auto part : {&checker::sizes, &checker::contracts, &checker::prices,
                    &checker::people, &checker::cells, &checker::families,
                    &checker::between_people})
    if (auto ok = (at.*part)(); !ok)
      return ok.error();
  return {};
}

} // namespace nightfloat::domain::solve
