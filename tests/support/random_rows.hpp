// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small random problems with every kind of rule that a person's own days can
// have, small enough to try all rows.

#include "domain/solve/problem.hpp"
#include "domain/solve/random.hpp"

#include <algorithm>

namespace nightfloat::test {

class random_rows {
public:
  explicit random_rows(std::uint64_t seed) : random_{seed} {
  }

  /// `people` people, each with a contract of their own; no demand.
  domain::solve::problem draw(std::size_t people, std::int32_t days,
                              std::size_t tasks) {
    auto names = std::vector<std::string>(people, "someone");
    auto x = domain::solve::shaped(names, days,
                                   std::vector<std::string>(tasks, "task"));
    for (auto i = std::size_t{0}; i < people; ++i) {
      x.people[i].contract = static_cast<std::uint32_t>(i);
      x.contracts.push_back(rules(days, tasks));
      before(x, x.people[i]);
    }
    for (auto& set : x.allowed)
      if (random_.chance(150))
        set = domain::solve::only(number(tasks)) | some(tasks);
    for (auto& price : x.cell)
      price = domain::solve::soft(random_.below(20));
    return x;
  }

  /// Demands on most days, each with a price under and over.
  void demand(domain::solve::problem& x) {
    for (auto day = 0; day < x.days; ++day)
      for (auto n = upto(2); n > 0; --n) {
        auto out = domain::solve::demand{day, some(x.tasks.size())};
        auto heads = upto(static_cast<std::int32_t>(x.people.size()));
        out.under.push_back({heads, price()});
        if (random_.chance(500))
          out.under.push_back({heads + 1, price()});
        out.over.push_back({heads + upto(1), price()});
        x.demands.push_back(out);
      }
  }

  domain::random_source& random() noexcept {
    return random_;
  }

private:
  domain::solve::task number(std::size_t tasks) {
    return static_cast<domain::solve::task>(random_.below(tasks));
  }

  std::int32_t upto(std::int32_t n) {
    return static_cast<std::int32_t>(
      random_.below(static_cast<std::size_t>(n) + 1));
  }

  domain::solve::task_set some(std::size_t tasks) {
    return random_.next()
           & (domain::solve::only(static_cast<domain::solve::task>(tasks)) - 1);
  }

  /// Nothing, a soft price or a hard one.
  domain::solve::score price() {
    switch (random_.below(4)) {
      case 0:
        return {};
      case 1:
        return domain::solve::hard();
      default:
        return domain::solve::soft(1 + upto(30));
    }
  }

  std::vector<std::int32_t> weights(std::size_t tasks) {
    auto out = std::vector<std::int32_t>(tasks);
    auto scale = random_.chance(500) ? 4 : 1;
    auto shift = random_.chance(200) ? -2 : 0;
    for (auto& w : out)
      w = upto(3) * scale + shift;
    return out;
  }

  domain::solve::contract rules(std::int32_t days, std::size_t tasks) {
    auto x = domain::solve::contract{};
    if (random_.chance(700)) {
      x.next.resize(tasks * tasks);
      for (auto& p : x.next)
        if (random_.chance(300))
          p = price();
    }
    for (auto n = upto(2); n > 0; --n)
      x.runs.push_back(run(days, tasks));
    for (auto n = upto(2); n > 0; --n)
      x.totals.push_back(total(days, tasks));
    for (auto n = upto(2); n > 0; --n)
      x.groups.push_back(group(days, tasks));
    if (random_.chance(400)) {
      auto rule = domain::solve::window_rule{1 + upto(3), weights(tasks)};
      rule.max = upto(8);
      rule.over = price();
      rule.unit = 1 + upto(2);
      x.windows.push_back(rule);
    }
    return x;
  }

  domain::solve::run_rule run(std::int32_t days, std::size_t tasks) {
    auto rule = domain::solve::run_rule{some(tasks)};
    rule.min = upto(3);
    if (random_.chance(600))
      rule.max = rule.min + upto(days / 2);
    rule.shorter = price();
    rule.longer = price();
    rule.open_start = random_.chance(500);
    return rule;
  }

  domain::solve::total_rule total(std::int32_t days, std::size_t tasks) {
    auto rule = domain::solve::total_rule{weights(tasks)};
    rule.min = upto(2 * days) - 2;
    if (random_.chance(700))
      rule.max = rule.min + upto(2 * days);
    rule.under = price();
    rule.over = price();
    rule.unit = random_.chance(500) ? 1 : 1 + upto(3);
    if (random_.chance(200)) {
      rule.square = domain::solve::soft(1 + upto(2));
      rule.target = upto(2 * days);
    }
    return rule;
  }

  domain::solve::group_rule group(std::int32_t days, std::size_t tasks) {
    auto rule = domain::solve::group_rule{};
    rule.tasks = some(tasks);
    for (auto day = upto(2); day < days; day += 1 + upto(3)) {
      auto last = std::min(day + upto(2), days - 1);
      rule.spans.push_back({day, last});
      day = last;
    }
    if (random_.chance(700))
      rule.max = upto(3);
    rule.over = price();
    rule.partial = price();
    return rule;
  }

  void before(const domain::solve::problem& x, domain::solve::person& one) {
    const auto& rules = x.contracts[one.contract];
    one.last_known = random_.chance(500);
    one.last = number(x.tasks.size());
    for (auto n = rules.runs.size(); n > 0; --n)
      one.run_before.push_back(random_.chance(500) ? 0 : upto(4));
    for (auto n = rules.totals.size(); n > 0; --n)
      one.total_before.push_back(random_.chance(500) ? 0 : upto(9));
    for (auto n = rules.groups.size(); n > 0; --n)
      one.group_before.push_back(random_.chance(500) ? 0 : upto(3));
  }

  domain::random_source random_;
};

} // namespace nightfloat::test
