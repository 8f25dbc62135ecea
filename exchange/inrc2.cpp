// SPDX-License-Identifier: Apache-2.0
#include "exchange/inrc2.hpp"

#include "exchange/inrc2_tables.hpp"

#include <algorithm>
#include <map>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;
using solve::hard;
using solve::soft;

// The weights of the competition's rules.
constexpr std::int64_t cover_weight = 30;
constexpr std::int64_t shift_run_weight = 15;
constexpr std::int64_t run_weight = 30;
constexpr std::int64_t wish_weight = 10;
constexpr std::int64_t weekend_weight = 30;
constexpr std::int64_t total_weight = 20;

class inrc2_translation {
public:
  explicit inrc2_translation(const inrc2_tables& from) : from_{from} {
    auto tasks = std::vector<std::string>{"-"};
    for (const auto& shift : from.shifts)
      for (const auto& skill : from.skills)
        tasks.push_back(shift.name + " " + skill);
    auto names = std::vector<std::string>{};
    for (const auto& one : from.nurses)
      names.push_back(one.name);
    out_.problem = solve::shaped(std::move(names), 7 * from.weeks,
                                 std::move(tasks));
  }

  instance made() {
    for (const auto& one : from_.contracts)
      contract(one);
    for (auto who = std::size_t{0}; who < from_.nurses.size(); ++who)
      nurse(who);
    for (const auto& one : from_.wishes)
      wish(one);
    // The search wants them by day.
    for (auto day = 0; day < out_.problem.days; ++day)
      for (const auto& one : from_.covers)
        if (one.day == day && std::max(one.heads.min, one.heads.max) > 0)
          demand(one);
    return std::move(out_);
  }

private:
  [[nodiscard]] solve::task task_of(std::size_t shift,
                                    std::size_t skill) const {
    return static_cast<solve::task>(1 + shift * from_.skills.size() + skill);
  }

  [[nodiscard]] solve::task_set shift_set(std::size_t shift) const {
    auto out = solve::task_set{0};
    for (auto skill = std::size_t{0}; skill < from_.skills.size(); ++skill)
      out |= solve::only(task_of(shift, skill));
    return out;
  }

  [[nodiscard]] solve::task_set work_set() const {
    auto out = solve::task_set{0};
    for (auto shift = std::size_t{0}; shift < from_.shifts.size(); ++shift)
      out |= shift_set(shift);
    return out;
  }

  void contract(const inrc2_contract& x) {
    auto& rules = out_.problem.contracts.emplace_back();
    auto& names = out_.contracts.emplace_back();
    successions(rules);
    run(rules, work_set(), x.work, run_weight);
    run(rules, solve::only(solve::off), x.off, run_weight);
    names.runs = {"consecutive days of work", "consecutive days off"};
    for (auto shift = std::size_t{0}; shift < from_.shifts.size(); ++shift) {
      run(rules, shift_set(shift), from_.shifts[shift].run, shift_run_weight);
      names.runs.push_back("consecutive days of " + from_.shifts[shift].name);
    }
    auto weights = std::vector<std::int32_t>(out_.problem.tasks.size(), 1);
    weights[solve::off] = 0;
    rules.totals = {{.weights = std::move(weights),
                     .min = x.total.min,
                     .max = x.total.max,
                     .under = soft(total_weight),
                     .over = soft(total_weight)}};
    names.totals = {"assignments"};
    auto& weekends = rules.groups.emplace_back();
    weekends.tasks = work_set();
    weekends.max = x.weekends_max;
    weekends.over = soft(weekend_weight);
    if (x.whole_weekends)
      weekends.partial = soft(weekend_weight);
    for (auto day = 5; day < out_.problem.days; day += 7)
      weekends.spans.push_back({day, day + 1});
    names.groups = {"worked week-ends"};
  }

  static void run(solve::contract& rules, solve::task_set tasks, inrc2_range x,
                  std::int64_t weight) {
    rules.runs.push_back({.tasks = tasks,
                          .min = x.min,
                          .max = x.max,
                          .shorter = soft(weight),
                          .longer = soft(weight),
                          .open_start = false});
  }

  void successions(solve::contract& rules) const {
    auto n = out_.problem.tasks.size();
    rules.next.resize(n * n);
    for (auto from = std::size_t{0}; from < from_.shifts.size(); ++from)
      for (auto to : from_.shifts[from].not_after)
        for (auto a = std::size_t{0}; a < from_.skills.size(); ++a)
          for (auto b = std::size_t{0}; b < from_.skills.size(); ++b)
            rules.next[task_of(from, a) * n + task_of(to, b)] = hard();
  }

  void nurse(std::size_t who) {
    const auto& one = from_.nurses[who];
    const auto& past = *one.past;
    auto& to = out_.problem.people[who];
    to.contract = static_cast<std::uint32_t>(one.contract);
    to.last_known = true;
    to.last = past.last ? task_of(*past.last, 0) : solve::off;
    to.run_before.assign(2 + from_.shifts.size(), 0);
    to.run_before[past.last ? 0 : 1] = past.last ? past.work : past.off;
    if (past.last)
      to.run_before[2 + *past.last] = past.same;
    to.total_before = {past.total};
    to.group_before = {past.weekends};
    auto may = solve::only(solve::off);
    for (auto skill : one.skills)
      for (auto shift = std::size_t{0}; shift < from_.shifts.size(); ++shift)
        may |= solve::only(task_of(shift, skill));
    for (auto day = 0; day < out_.problem.days; ++day)
      out_.problem.allowed[out_.problem.cell_at(who, day)] = may;
  }

  void wish(const inrc2_wish& x) {
    auto n = out_.problem.tasks.size();
    auto against = x.shift ? shift_set(*x.shift) : work_set();
    for (auto task = std::size_t{0}; task < n; ++task)
      if (solve::has(against, static_cast<solve::task>(task)))
        out_.problem.cell[out_.problem.cell_at(x.nurse, x.day) * n + task]
          += soft(wish_weight);
  }

  void demand(const inrc2_cover& x) {
    out_.problem.demands.push_back(
      {.day = x.day,
       .tasks = solve::only(task_of(x.shift, x.skill)),
       .under = {{x.heads.min, hard()}, {x.heads.max, soft(cover_weight)}},
       .over = {}});
  }

  const inrc2_tables& from_;
  instance out_;
};

/// Lines `nurse day shift skill`.
class solution_reader {
public:
  explicit solution_reader(const solve::problem& x)
    : x_{x}, out_(x.people.size() * static_cast<std::size_t>(x.days)) {
    for (auto i = std::size_t{0}; i < x.people.size(); ++i)
      people_.emplace(x.people[i].name, i);
    for (auto i = std::size_t{1}; i < x.tasks.size(); ++i)
      tasks_.emplace(x.tasks[i], static_cast<solve::task>(i));
  }

  result<void> week(const named_text& from, std::int32_t first) {
    if (auto ok = check_text(from.text, from.source); !ok)
      return ok;
    auto in = text_lines{from.text, from.source};
    while (in.next())
      if (in.text().starts_with("ASSIGNMENTS"))
        return assignments(in, first);
    return in.ended("ASSIGNMENTS");
  }

  solve::grid made() {
    return std::move(out_);
  }

private:
  result<void> assignments(text_lines& in, std::int32_t first) {
    auto sides = split(in.text(), '=');
    auto most = static_cast<std::int32_t>(7 * x_.people.size());
    auto count = in.number(sides.back(), "ASSIGNMENTS", 0, most);
    if (!count)
      return count.error();
    for (auto i = 0; i < *count; ++i) {
      if (!in.next())
        return in.ended("assignment " + std::to_string(i + 1));
      if (auto ok = assignment(in, first); !ok)
        return ok;
    }
    return {};
  }

  result<void> assignment(const text_lines& in, std::int32_t first) {
    auto parts = words(in.text());
    if (parts.size() != 4)
      return in.wrong("an assignment has nurse, day, shift and skill");
    auto who = people_.find(parts[0]);
    auto day = inrc2_day(parts[1]);
    auto task
      = tasks_.find(std::string{parts[2]} + " " + std::string{parts[3]});
    if (who == people_.end() || !day || task == tasks_.end())
      return in.wrong("the nurse, the day, the shift or the skill is unknown");
    auto& cell = out_[x_.cell_at(who->second, first + *day)];
    if (cell != solve::off)
      return in.wrong("the nurse has that day already");
    cell = task->second;
    return {};
  }

  const solve::problem& x_;
  solve::grid out_;
  std::map<std::string, std::size_t, std::less<>> people_;
  std::map<std::string, solve::task, std::less<>> tasks_;
};

} // namespace

result<instance> read_inrc2(const inrc2_files& x) {
  auto in = inrc2_reader{};
  if (auto ok = in.scenario(x.scenario); !ok)
    return ok.error();
  if (auto ok = in.history(x.history); !ok)
    return ok.error();
  if (x.weeks.size() != static_cast<std::size_t>(in.tables().weeks))
    return failure{ec::invalid_argument,
                   x.scenario.source + ": the scenario has "
                     + std::to_string(in.tables().weeks) + " weeks, "
                     + std::to_string(x.weeks.size()) + " are given",
                   0};
  for (auto i = std::size_t{0}; i < x.weeks.size(); ++i)
    if (auto ok = in.week(x.weeks[i], static_cast<std::int32_t>(i)); !ok)
      return ok.error();
  auto out = inrc2_translation{in.tables()}.made();
  if (auto ok = check_instance(out, x.scenario.source); !ok)
    return ok.error();
  return out;
}

std::string write_inrc2_week(const solve::problem& x, const solve::grid& roster,
                             std::int32_t week, const std::string& scenario) {
  auto lines = std::string{};
  auto count = 0;
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    for (auto day = 0; day < 7; ++day) {
      auto task = roster[x.cell_at(who, 7 * week + day)];
      if (task == solve::off)
        continue;
      ++count;
      lines += x.people[who].name + " "
               + std::string{inrc2_days[static_cast<std::size_t>(day)]} + " "
               + x.tasks[task] + "\n";
    }
  return "SOLUTION\n" + std::to_string(week) + " " + scenario
         + "\n\nASSIGNMENTS = " + std::to_string(count) + "\n" + lines;
}

result<solve::grid> read_inrc2_weeks(const std::vector<named_text>& weeks,
                                     const solve::problem& x) {
  if (weeks.size() * 7 != static_cast<std::size_t>(x.days))
    return failure{ec::invalid_argument,
                   "solution: " + std::to_string(weeks.size())
                     + " weeks are given, the problem has "
                     + std::to_string(x.days / 7),
                   0};
  auto in = solution_reader{x};
  for (auto i = std::size_t{0}; i < weeks.size(); ++i)
    if (auto ok = in.week(weeks[i], 7 * static_cast<std::int32_t>(i)); !ok)
      return ok.error();
  return in.made();
}

} // namespace nightfloat::exchange
