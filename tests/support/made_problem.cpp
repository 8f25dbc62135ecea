// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made_problem.hpp"

#include "domain/solve/random.hpp"

#include <algorithm>
#include <string>

namespace nightfloat::test {

namespace {

namespace solve = domain::solve;

constexpr auto work_min = 2;
constexpr auto work_max = 5;
constexpr auto rest_min = 2;

class maker {
public:
  explicit maker(const made_options& options)
    : options_{options}, random_{options.seed} {
  }

  made_problem run() {
    auto names = std::vector<std::string>{};
    for (auto i = std::size_t{0}; i < options_.people; ++i)
      names.push_back("p" + std::to_string(i));
    auto tasks = std::vector<std::string>{"-"};
    for (auto i = std::size_t{0}; i < options_.shifts; ++i)
      tasks.push_back("s" + std::to_string(i));
    out_.what = solve::shaped(std::move(names), options_.days,
                              std::move(tasks));
    for (auto who = 0U; who < options_.people; ++who) {
      draw_row(who);
      take_rules(who);
    }
    take_demands();
    draw_wishes();
    return std::move(out_);
  }

private:
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low
           + static_cast<std::int32_t>(
             random_.below(static_cast<std::size_t>(high - low + 1)));
  }

  /// Stretches of work, in each of which shifts come in their order, and of
  /// rest; with a part of the shifts each person does none of.
  void draw_row(std::uint32_t who) {
    able_ = {};
    for (auto t = std::size_t{1}; t <= options_.shifts; ++t)
      if (random_.chance(700))
        able_.push_back(static_cast<solve::task>(t));
    if (able_.empty())
      able_.push_back(1);
    auto part_time = random_.chance(200);
    auto day = 0;
    while (day < options_.days) {
      auto rest = between(rest_min, part_time ? 5 : 3);
      for (; rest > 0 && day < options_.days; --rest, ++day)
        out_.roster.push_back(solve::off);
      auto at = random_.below(able_.size());
      for (auto work = between(work_min, work_max);
           work > 0 && day < options_.days; --work, ++day) {
        out_.roster.push_back(able_[at]);
        if (random_.chance(250) && at + 1 < able_.size())
          ++at;
      }
    }
    for (auto i = 0; i < options_.days; ++i)
      restrict_cell(who, i);
  }

  /// What the person never does, and here and there a day off of those the
  /// roster has.
  void restrict_cell(std::uint32_t who, std::int32_t day) {
    auto set = solve::only(solve::off);
    for (auto t : able_)
      set |= solve::only(t);
    auto at = out_.what.cell_at(who, day);
    if (out_.roster[at] == solve::off && random_.chance(60))
      set = solve::only(solve::off);
    out_.what.allowed[at] = set;
  }

  /// No shift before that of the day before, stretches as they were drawn, and
  /// totals of days, of the last shift and of week-ends around the roster's.
  void take_rules(std::uint32_t who) {
    auto tasks = options_.shifts + 1;
    auto x = solve::contract{};
    x.next.resize(tasks * tasks);
    for (auto from = std::size_t{1}; from < tasks; ++from)
      for (auto to = std::size_t{1}; to < from; ++to)
        x.next[from * tasks + to] = solve::hard();
    auto working = (solve::only(static_cast<solve::task>(tasks - 1)) << 1) - 2;
    auto work = solve::run_rule{};
    work.tasks = working;
    work.min = work_min;
    work.max = work_max;
    work.shorter = work.longer = solve::hard();
    auto rest = solve::run_rule{};
    rest.tasks = solve::only(solve::off);
    rest.min = rest_min;
    rest.shorter = solve::hard();
    x.runs = {work, rest};
    x.totals = {total_around(who, working),
                total_around(who, solve::only(able_.back()))};
    x.groups = {weekends_of(who, working)};
    auto& one = out_.what.people[who];
    one.contract = static_cast<std::uint32_t>(out_.what.contracts.size());
    one.run_before = {0, 0};
    one.total_before = {0, 0};
    one.group_before = {0};
    out_.what.contracts.push_back(std::move(x));
  }

  solve::total_rule total_around(std::uint32_t who, solve::task_set set) {
    auto x = solve::total_rule{};
    auto count = 0;
    for (auto day = 0; day < options_.days; ++day)
      count += solve::has(set, out_.roster[out_.what.cell_at(who, day)]);
    for (auto t = std::size_t{0}; t <= options_.shifts; ++t)
      x.weights.push_back(solve::has(set, static_cast<solve::task>(t)));
    x.min = std::max(0, count - options_.slack);
    x.max = count + options_.slack;
    x.under = x.over = solve::hard();
    return x;
  }

  solve::group_rule weekends_of(std::uint32_t who, solve::task_set set) {
    auto x = solve::group_rule{};
    x.tasks = set;
    x.over = solve::hard();
    x.max = 1;
    for (auto day = 5; day + 1 < options_.days; day += 7) {
      x.spans.push_back({day, day + 1});
      auto at = out_.what.cell_at(who, day);
      x.max += solve::has(set, out_.roster[at])
               || solve::has(set, out_.roster[at + 1]);
    }
    return x;
  }

  void take_demands() {
    for (auto day = 0; day < options_.days; ++day)
      for (auto t = std::size_t{1}; t <= options_.shifts; ++t) {
        auto heads = 0;
        for (auto who = 0U; who < options_.people; ++who)
          heads += out_.roster[out_.what.cell_at(who, day)] == t;
        auto least = heads * static_cast<std::int32_t>(options_.wanted) / 1'000;
        out_.what.demands.push_back({day,
                                     solve::only(static_cast<solve::task>(t)),
                                     {{least, solve::hard()}},
                                     {{heads, solve::soft(5)}}});
      }
  }

  void draw_wishes() {
    for (auto& price : out_.what.cell)
      if (random_.chance(30))
        price = solve::soft(between(1, 3));
  }

  made_options options_;
  domain::random_source random_;
  made_problem out_;
  std::vector<solve::task> able_;
};

} // namespace

made_problem make_problem(const made_options& options) {
  return maker{options}.run();
}

} // namespace nightfloat::test
