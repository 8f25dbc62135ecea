// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random problems with every kind of rule, those between people included.

#include "tests/support/random_rows.hpp"

namespace nightfloat::test {

class random_problem {
public:
  explicit random_problem(std::uint64_t seed) : rows_{seed} {
  }

  domain::solve::problem draw(std::size_t people, std::int32_t days,
                              std::size_t tasks) {
    auto x = rows_.draw(people, days, tasks);
    if (random().chance(500))
      for (auto cell = std::size_t{0}; cell < x.allowed.size(); ++cell)
        x.classes.push_back(static_cast<std::uint8_t>(below(3)));
    for (auto day = 0; day < days; ++day)
      for (auto n = below(3); n > 0; --n)
        x.demands.push_back(demand(day, people, tasks));
    for (auto n = below(3); n > 0; --n)
      x.spreads.push_back(spread(people, days, tasks));
    for (auto n = people > 1 ? below(3) : 0; n > 0; --n) {
      auto one = random().below(people);
      auto other = random().below(people - 1);
      other += other >= one ? 1 : 0;
      x.pairs.push_back({one, other, some(tasks), random().chance(500),
                         domain::solve::soft(1 + below(9))});
    }
    for (auto& rules : x.contracts)
      for (auto n = days > 1 ? below(4) : 0; n > 0; --n)
        rules.clashes.push_back(clash(days, tasks));
    for (auto& rules : x.contracts)
      for (auto n = below(3); n > 0; --n)
        rules.orders.push_back(order(days, tasks));
    return x;
  }

  /// Tasks that the cells allow.
  domain::solve::grid roster(const domain::solve::problem& x) {
    auto out = domain::solve::grid{};
    for (auto set : x.allowed)
      out.push_back(one_of(set, x.tasks.size()));
    return out;
  }

  domain::solve::task one_of(domain::solve::task_set set, std::size_t tasks) {
    for (;;) {
      auto t = static_cast<domain::solve::task>(random().below(tasks));
      if (domain::solve::has(set, t))
        return t;
    }
  }

  domain::random_source& random() noexcept {
    return rows_.random();
  }

  std::int32_t below(std::size_t n) {
    return static_cast<std::int32_t>(random().below(n));
  }

private:
  domain::solve::task_set some(std::size_t tasks) {
    return random().next()
           & (domain::solve::only(static_cast<domain::solve::task>(tasks)) - 1);
  }

  domain::solve::demand demand(std::int32_t day, std::size_t people,
                               std::size_t tasks) {
    auto x = domain::solve::demand{};
    x.day = day;
    x.tasks = some(tasks);
    if (random().chance(500))
      x.classes = random().next();
    for (auto n = below(3); n > 0; --n)
      x.under.push_back({below(people + 1), domain::solve::soft(below(100))});
    if (random().chance(300))
      x.under.push_back({below(people + 1), domain::solve::hard()});
    for (auto n = below(2); n > 0; --n)
      x.over.push_back({below(people + 1), domain::solve::soft(below(9))});
    return x;
  }

  domain::solve::spread_rule spread(std::size_t people, std::int32_t days,
                                    std::size_t tasks) {
    auto x = domain::solve::spread_rule{};
    for (auto i = std::size_t{0}; i < people; ++i)
      x.weights.push_back(1 + below(4));
    for (auto day = 0; day < days; day += 1 + below(3))
      x.days.push_back(day);
    x.tasks = some(tasks);
    x.divisor = 1 + below(4);
    x.price = domain::solve::soft(1 + below(20));
    return x;
  }

  domain::solve::clash_rule clash(std::int32_t days, std::size_t tasks) {
    auto x = domain::solve::clash_rule{};
    x.first = below(static_cast<std::size_t>(days));
    x.second = (x.first + 1 + below(static_cast<std::size_t>(days) - 1)) % days;
    x.first_tasks = some(tasks);
    x.second_tasks = some(tasks);
    x.price = domain::solve::soft(1 + below(50));
    return x;
  }

  domain::solve::order_rule order(std::int32_t days, std::size_t tasks) {
    auto need = below(static_cast<std::size_t>(days) / 2 + 2);
    auto price = random().chance(300) ? domain::solve::hard()
                                      : domain::solve::soft(below(50));
    return {some(tasks), need, some(tasks), price};
  }

  random_rows rows_;
};

} // namespace nightfloat::test
