// SPDX-License-Identifier: Apache-2.0
#include "exchange/call_block.hpp"

#include "exchange/call_data.hpp"
#include "exchange/instance_text.hpp"

#include <algorithm>
#include <span>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;
using solve::hard;
using solve::soft;

// Juniors and seniors are tasks of their own: so the most juniors of a place
// is a demand like any other.
enum : solve::task { sph = 1, vgh = 2, sph_junior = 3, vgh_junior = 4 };

constexpr solve::task_set at_sph = solve::only(sph) | solve::only(sph_junior);
constexpr solve::task_set at_vgh = solve::only(vgh) | solve::only(vgh_junior);
constexpr solve::task_set on_call = at_sph | at_vgh;

// The published model has these in its rules, not in its data.
constexpr std::int32_t weekday_heads = 3;
constexpr std::int32_t weekend_heads = 2;
constexpr std::int32_t spacing_days = 3;
constexpr std::int32_t offsite_price = 1;
constexpr std::int32_t junior_price = 10;
constexpr std::int32_t senior_price = 100;
constexpr std::int32_t fixed_resident = 35;
constexpr std::int32_t fixed_day = 18;

class call_translation {
public:
  explicit call_translation(const call_data& from) : from_{from} {
    auto names = std::vector<std::string>{};
    for (auto who = 1; who <= from.residents(); ++who)
      names.push_back(std::to_string(who));
    out_.problem
      = solve::shaped(std::move(names), from.days,
                      {"-", "SPH", "VGH", "SPH junior", "VGH junior"});
    out_.first_day = 1;
  }

  instance made() {
    contract(true);
    contract(false);
    for (auto who = 1; who <= from_.residents(); ++who)
      person(who);
    fix();
    for (auto day = 1; day <= from_.days; ++day) {
      demand(day, at_sph, solve::only(sph_junior));
      demand(day, at_vgh, solve::only(vgh_junior));
    }
    return std::move(out_);
  }

private:
  [[nodiscard]] bool is_offsite(std::int32_t who) const {
    return who <= from_.offsite;
  }

  [[nodiscard]] bool is_vgh(std::int32_t who) const {
    return !is_offsite(who) && who <= from_.offsite + from_.vgh;
  }

  [[nodiscard]] bool is_junior(std::int32_t who) const {
    if (is_offsite(who))
      return who <= from_.offsite_juniors;
    if (is_vgh(who))
      return who - from_.offsite <= from_.vgh_juniors;
    return who - from_.offsite - from_.vgh <= from_.sph_juniors;
  }

  [[nodiscard]] solve::task_set tasks_of(std::int32_t who) const {
    auto level = is_junior(who)
                   ? solve::only(sph_junior) | solve::only(vgh_junior)
                   : solve::only(sph) | solve::only(vgh);
    auto place = is_offsite(who) ? on_call : is_vgh(who) ? at_vgh : at_sph;
    return level & place;
  }

  void contract(bool offsite) {
    auto& rules = out_.problem.contracts.emplace_back();
    auto& names = out_.contracts.emplace_back();
    auto calls = std::vector<std::int32_t>{0, 1, 1, 1, 1};
    rules.totals = {{.weights = calls,
                     .min = offsite ? 0 : from_.calls_min,
                     .max = offsite ? 1 : from_.calls_max,
                     .under = hard(),
                     .over = hard()}};
    names.totals = {"calls"};
    rules.windows = {{.days = std::min(spacing_days, from_.days),
                      .weights = std::move(calls),
                      .max = 1,
                      .over = hard()}};
    names.windows = {"two calls within three days"};
    auto& weekends = rules.groups.emplace_back();
    weekends.tasks = on_call;
    weekends.max = from_.weekend_calls_max;
    weekends.over = hard();
    // A call is counted by its day.
    for (auto day : from_.weekends)
      if (day <= from_.days)
        weekends.spans.push_back({day - 1, day - 1});
    names.groups = {"calls on week-ends"};
  }

  void person(std::int32_t who) {
    auto at = static_cast<std::size_t>(who - 1);
    auto& one = out_.problem.people[at];
    one.contract = is_offsite(who) ? 0 : 1;
    one.run_before.clear();
    one.total_before = {0};
    one.group_before = {0};
    auto price = soft(is_offsite(who)  ? offsite_price
                      : is_junior(who) ? junior_price
                                       : senior_price);
    for (auto day = 1; day <= from_.days; ++day) {
      auto may = tasks_of(who);
      if (from_.away.contains({who, day})
          || (is_offsite(who) && !from_.weekends.contains(day)))
        may = 0;
      auto cell = out_.problem.cell_at(at, day - 1);
      out_.problem.allowed[cell] = may | solve::only(solve::off);
      for (auto task = sph; task <= vgh_junior;
           task = static_cast<decltype(task)>(task + 1))
        out_.problem.cell[cell * out_.problem.tasks.size() + task] = price;
    }
  }

  /// The published model gives this call out by hand.
  void fix() {
    auto tasks = tasks_of(fixed_resident) & at_sph;
    if (from_.residents() < fixed_resident || from_.days < fixed_day)
      return;
    auto cell = out_.problem.cell_at(fixed_resident - 1, fixed_day - 1);
    auto is_possible = (out_.problem.allowed[cell] & tasks) != 0;
    if (tasks != 0)
      out_.problem.allowed[cell] = tasks;
    // Who is away then stays so, and who is of the other hospital too: one
    // rule is broken whatever is done.
    if (!is_possible)
      for (auto& price : prices(cell))
        price += hard();
  }

  std::span<solve::score> prices(std::size_t cell) {
    auto n = out_.problem.tasks.size();
    return std::span{out_.problem.cell}.subspan(cell * n, n);
  }

  void demand(std::int32_t day, solve::task_set place,
              solve::task_set juniors) {
    auto heads = from_.weekends.contains(day) ? weekend_heads : weekday_heads;
    out_.problem.demands.push_back({.day = day - 1,
                                    .tasks = place,
                                    .under = {{heads, hard()}},
                                    .over = {{heads, hard()}}});
    out_.problem.demands.push_back(
      {.day = day - 1, .tasks = juniors, .under = {}, .over = {{1, hard()}}});
  }

  const call_data& from_;
  instance out_;
};

/// The task with which `who` is at that place at all.
result<solve::task> task_there(const text_lines& in, const solve::problem& x,
                               std::size_t who, solve::task_set place) {
  auto may = solve::task_set{0};
  for (auto day = 0; day < x.days; ++day)
    may |= x.allowed[x.cell_at(who, day)];
  auto found = solve::off;
  for (auto task : {sph, vgh, sph_junior, vgh_junior})
    if (solve::has(place & may, task))
      found = task;
  if (found == solve::off)
    return in.wrong("resident " + x.people[who].name
                    + " is never on call at that hospital");
  return found;
}

result<void> read_side(const text_lines& in, std::string_view side,
                       std::int32_t day, const solve::problem& x,
                       solve::grid& out) {
  auto parts = words(side);
  auto is_sph = !parts.empty() && parts[0] == "SPH";
  if (!is_sph && (parts.empty() || parts[0] != "VGH"))
    return in.wrong("a side of the day begins with neither SPH nor VGH");
  for (auto i = std::size_t{1}; i < parts.size(); ++i) {
    auto who = in.number(parts[i], "the resident", 1,
                         static_cast<std::int32_t>(x.people.size()));
    if (!who)
      return who.error();
    auto at = static_cast<std::size_t>(*who - 1);
    auto task = task_there(in, x, at, is_sph ? at_sph : at_vgh);
    if (!task)
      return task.error();
    auto& cell = out[x.cell_at(at, day)];
    if (cell != solve::off)
      return in.wrong("the resident is there twice on that day ("
                      + std::to_string(*who) + ")");
    cell = *task;
  }
  return {};
}

} // namespace

result<instance> read_call_block(std::string_view text,
                                 const std::string& source) {
  auto data = read_call_data(text, source);
  if (!data)
    return data.error();
  auto out = call_translation{*data}.made();
  if (auto ok = check_instance(out, source); !ok)
    return ok.error();
  return out;
}

std::string write_call_block(const solve::problem& x,
                             const solve::grid& roster) {
  auto out = std::string{};
  auto side = [&](const char* name, solve::task_set place, std::int32_t day) {
    out += name;
    for (auto who = std::size_t{0}; who < x.people.size(); ++who)
      if (solve::has(place, roster[x.cell_at(who, day)]))
        out += " " + x.people[who].name;
  };
  for (auto day = 0; day < x.days; ++day) {
    side("SPH", at_sph, day);
    side(" | VGH", at_vgh, day);
    out += '\n';
  }
  return out;
}

result<solve::grid> read_call_roster(std::string_view text,
                                     const std::string& source,
                                     const solve::problem& x) {
  auto out = solve::grid(x.people.size() * static_cast<std::size_t>(x.days));
  auto in = text_lines{text, source, '#'};
  auto day = 0;
  for (; in.next(); ++day) {
    if (day >= x.days)
      return in.wrong("there are more lines than days ("
                      + std::to_string(x.days) + ")");
    auto sides = split(in.text(), '|');
    if (sides.size() != 2)
      return in.wrong("a day is SPH and VGH with | between them");
    for (auto side : sides)
      if (auto ok = read_side(in, side, day, x, out); !ok)
        return ok.error();
  }
  if (day < x.days)
    return in.ended("day " + std::to_string(day + 1));
  return out;
}

} // namespace nightfloat::exchange
