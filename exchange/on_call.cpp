// SPDX-License-Identifier: Apache-2.0
#include "exchange/on_call.hpp"

#include "exchange/instance_text.hpp"
#include "exchange/on_call_data.hpp"

#include <algorithm>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;
using solve::hard;
using solve::soft;

enum : solve::task { call = 1, fixed_call = 2 };

/// The days of a week from Monday on, of which the last is Friday to Sunday.
constexpr std::int32_t on_call_week = 5;
/// The difference between two people is counted in hundredths of a load.
constexpr std::int32_t load_unit = 100;

class on_call_translation {
public:
  explicit on_call_translation(const on_call_data& from)
    : from_{from}, is_fixed_(static_cast<std::size_t>(from.days)) {
    for (const auto& one : from.fixed)
      for (auto day : one)
        is_fixed_[static_cast<std::size_t>(day - 1)] = true;
    auto names = std::vector<std::string>{};
    for (auto who = 1; who <= from.staff; ++who)
      names.push_back(std::to_string(who));
    auto tasks = std::vector<std::string>{"-", "call"};
    // A task of its own tells fixed days apart where three running are let be.
    if (has_fixed_run())
      tasks.emplace_back("fixed call");
    out_.problem = solve::shaped(std::move(names), from.days, tasks);
    out_.first_day = 1;
    for (auto day = from.weekend_offset; day < from.days; day += on_call_week)
      weekends_.push_back(day);
  }

  instance made() {
    contract();
    for (auto who = std::size_t{0}; who < out_.problem.people.size(); ++who)
      person(who);
    for (auto day = 0; day < from_.days; ++day)
      out_.problem.demands.push_back({.day = day,
                                      .tasks = calls(),
                                      .under = {{1, hard()}},
                                      .over = {{1, hard()}}});
    spreads();
    return std::move(out_);
  }

private:
  /// Days from 0 on; what lies outside is not fixed.
  [[nodiscard]] bool all_fixed(std::initializer_list<std::int32_t> days) const {
    return std::ranges::all_of(days, [&](auto day) {
      return day < 0 || day >= from_.days
             || is_fixed_[static_cast<std::size_t>(day)];
    });
  }

  [[nodiscard]] bool has_fixed_run() const {
    return std::ranges::any_of(from_.fixed, [](const auto& days) {
      return std::ranges::any_of(days, [&](auto day) {
        return days.contains(day + 1) && days.contains(day + 2);
      });
    });
  }

  [[nodiscard]] solve::task_set calls() const {
    auto out = solve::only(call);
    return out_.problem.tasks.size() > 2 ? out | solve::only(fixed_call) : out;
  }

  void contract() {
    auto& rules = out_.problem.contracts.emplace_back();
    out_.contracts.emplace_back().windows = {"three days running"};
    // Three fixed days weigh no more than two others; with one that is not
    // fixed, three weigh too much.
    auto weights = std::vector<std::int32_t>{0, 3, 2};
    weights.resize(out_.problem.tasks.size());
    rules.windows = {{.days = 3,
                      .weights = std::move(weights),
                      .max = 6,
                      .over = hard(),
                      .unit = 3}};
    for (auto day : weekends_) {
      if (all_fixed({day - 1, day, day + 1}))
        continue;
      clash(day - 1, day, hard(), "the day before one's week-end");
      clash(day, day + 1, hard(), "the day after one's week-end");
    }
    for (auto i = std::size_t{1}; i < weekends_.size(); ++i)
      if (!all_fixed({weekends_[i - 1], weekends_[i]}))
        clash(weekends_[i - 1], weekends_[i], hard(), "two week-ends running");
    // The last pair of the horizon is not counted.
    for (auto day = 0; day + 2 < from_.days; ++day)
      clash(day, day + 1, soft(from_.adjacent_price), "two days running");
    for (auto day : weekends_)
      clash(day - 2, day, soft(from_.wednesday_price),
            "the Wednesday before one's week-end");
  }

  void clash(std::int32_t first, std::int32_t second, solve::score price,
             const char* name) {
    if (first < 0 || second >= from_.days || price == solve::score{})
      return;
    out_.problem.contracts[0].clashes.push_back({.first = first,
                                                 .second = second,
                                                 .first_tasks = calls(),
                                                 .second_tasks = calls(),
                                                 .price = price});
    out_.contracts[0].clashes.emplace_back(name);
  }

  void person(std::size_t who) {
    for (auto day = 0; day < from_.days; ++day) {
      auto cell = out_.problem.cell_at(who, day);
      auto& may = out_.problem.allowed[cell];
      auto is_own = from_.fixed[who].contains(day + 1);
      auto is_away = from_.unavailable[who].contains(day + 1);
      if (is_own)
        may = calls() == solve::only(call) ? solve::only(call)
                                           : solve::only(fixed_call);
      else if (is_away || is_fixed_[static_cast<std::size_t>(day)])
        may = solve::only(solve::off);
      else
        may = solve::only(solve::off) | solve::only(call);
      // One of the two is broken whatever is done.
      if (is_own && is_away)
        for (auto task = std::size_t{0}; task < out_.problem.tasks.size();
             ++task)
          out_.problem.cell[cell * out_.problem.tasks.size() + task] = hard();
    }
  }

  void spreads() {
    auto weekdays = solve::spread_rule{.weights = from_.work_load,
                                       .tasks = calls(),
                                       .divisor = load_unit,
                                       .price = soft(1)};
    auto weekends = weekdays;
    for (auto day = 0; day < from_.days; ++day)
      (std::ranges::binary_search(weekends_, day) ? weekends : weekdays)
        .days.push_back(day);
    out_.problem.spreads = {std::move(weekdays), std::move(weekends)};
    out_.spreads = {"fairness of weekdays", "fairness of week-ends"};
  }

  const on_call_data& from_;
  std::vector<bool> is_fixed_;
  /// Days from 0 on.
  std::vector<std::int32_t> weekends_;
  instance out_;
};

} // namespace

result<instance> read_on_call(std::string_view text,
                              const std::string& source) {
  auto data = read_on_call_data(text, source);
  if (!data)
    return data.error();
  auto out = on_call_translation{*data}.made();
  if (auto ok = check_instance(out, source); !ok)
    return ok.error();
  return out;
}

std::string write_on_call(const solve::problem& x, const solve::grid& roster) {
  auto out = std::string{};
  for (auto day = 0; day < x.days; ++day) {
    auto found = std::string{"0"};
    for (auto who = x.people.size(); who-- > 0;)
      if (roster[x.cell_at(who, day)] != solve::off)
        found = x.people[who].name;
    out += (day == 0 ? "" : day % on_call_week == 0 ? "\n" : " ") + found;
  }
  return out + '\n';
}

result<solve::grid> read_on_call_roster(std::string_view text,
                                        const std::string& source,
                                        const solve::problem& x) {
  auto out = solve::grid(x.people.size() * static_cast<std::size_t>(x.days));
  auto in = text_tokens{text, source, '%'};
  for (auto day = 0; day < x.days; ++day) {
    while (in.skip("[") || in.skip(","))
      continue;
    auto who = in.number("who is on call on day " + std::to_string(day + 1), 1,
                         static_cast<std::int32_t>(x.people.size()));
    if (!who)
      return who.error();
    auto cell = x.cell_at(static_cast<std::size_t>(*who - 1), day);
    out[cell] = x.allowed[cell] == solve::only(fixed_call) ? fixed_call : call;
  }
  while (in.skip("]") || in.skip(";"))
    continue;
  if (!in.at_end())
    return in.wrong("there are more days than " + std::to_string(x.days));
  return out;
}

} // namespace nightfloat::exchange
