// SPDX-License-Identifier: Apache-2.0
#include "exchange/instance.hpp"

#include "exchange/instance_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

namespace nightfloat::exchange {

namespace {

namespace solve = domain::solve;
using solve::score;

/// Half of what a score promises to hold, so that sums of a few stay within.
constexpr double hard_max = 1 << 21;
constexpr double soft_max = static_cast<double>(std::int64_t{1} << 39);

/// An upper bound of what any roster costs, in numbers that do not overflow.
class worst_case {
public:
  explicit worst_case(const solve::problem& x) : x_{x} {
    for (auto who = std::size_t{0}; who < x.people.size(); ++who)
      person(who);
    auto heads = static_cast<double>(x.people.size());
    for (const auto& one : x.demands) {
      for (const auto& price : one.under)
        add(price.each, std::max(0, price.heads));
      for (const auto& price : one.over)
        add(price.each, heads);
    }
    for (const auto& one : x.spreads)
      spread(one);
    for (const auto& one : x.pairs)
      add(one.price, x.days);
  }

  [[nodiscard]] bool fits() const noexcept {
    return hard_ < hard_max && soft_ < soft_max;
  }

private:
  void add(score price, double times) {
    hard_ += static_cast<double>(std::abs(price.hard())) * times;
    soft_ += static_cast<double>(std::abs(price.soft())) * times;
  }

  void person(std::size_t who) {
    const auto& rules = x_.contract_of(who);
    for (auto day = 0; day < x_.days; ++day)
      cell(x_.cell_at(who, day) * x_.tasks.size());
    auto next = score{};
    for (auto price : rules.next)
      next = std::max(next, price);
    add(next, x_.days);
    for (const auto& rule : rules.runs) {
      add(rule.longer, x_.days);
      // Every other day begins a run, each short by less than the minimum.
      add(rule.shorter, x_.days * 0.5 * std::max(0, rule.min));
    }
    totals(who);
    for (auto i = std::size_t{0}; i < rules.groups.size(); ++i) {
      auto count = static_cast<double>(rules.groups[i].spans.size());
      add(rules.groups[i].over, count + x_.people[who].group_before[i]);
      add(rules.groups[i].partial, count);
    }
    for (const auto& rule : rules.windows)
      add(rule.over,
          x_.days * units(heaviest(rule.weights) * rule.days, rule.unit));
    for (const auto& rule : rules.clashes)
      add(rule.price, 1);
    for (const auto& rule : rules.orders)
      add(rule.price, x_.days);
  }

  void cell(std::size_t at) {
    auto price = score{};
    for (auto i = std::size_t{0}; i < x_.tasks.size(); ++i)
      price = std::max(price, x_.cell[at + i]);
    add(price, 1);
  }

  /// Many totals are each of one task, and nobody does all on one day.
  void totals(std::size_t who) {
    const auto& rules = x_.contract_of(who).totals;
    for (auto i = std::size_t{0}; i < rules.size(); ++i) {
      const auto& rule = rules[i];
      auto before = x_.people[who].total_before[i];
      add(rule.under, units(std::max(0, rule.min), rule.unit));
      add(rule.over, units(before, rule.unit));
      auto away = std::max(before + x_.days * heaviest(rule.weights),
                           std::abs(rule.target) + 0.0);
      add(rule.square, away * away);
    }
    auto hard = 0.0;
    auto soft = 0.0;
    for (auto task = std::size_t{0}; task < x_.tasks.size(); ++task) {
      auto of_task = std::pair{0.0, 0.0};
      for (const auto& rule : rules) {
        auto times = std::max(0.0, 1.0 * rule.weights[task] / rule.unit);
        of_task.first += static_cast<double>(rule.over.hard()) * times;
        of_task.second += static_cast<double>(rule.over.soft()) * times;
      }
      hard = std::max(hard, of_task.first);
      soft = std::max(soft, of_task.second);
    }
    hard_ += hard * x_.days;
    soft_ += soft * x_.days;
  }

  void spread(const solve::spread_rule& rule) {
    auto days = static_cast<double>(rule.days.size());
    add(rule.price, units(days * heaviest(rule.weights), rule.divisor));
  }

  static double heaviest(const std::vector<std::int32_t>& weights) {
    return weights.empty() ? 0 : *std::ranges::max_element(weights);
  }

  static double units(double amount, std::int32_t unit) {
    return amount / unit + 1;
  }

  const solve::problem& x_;
  double hard_ = 0;
  double soft_ = 0;
};

std::string bounded(const char* name, std::int32_t min, std::int32_t max) {
  return std::string{name} + " " + std::to_string(min) + " to "
         + (max == solve::any_number ? "any" : std::to_string(max));
}

/// Names are given where the reader knows them; otherwise that of the kind.
std::string named(const std::vector<std::string>& names, std::size_t i,
                  solve::rule_kind kind) {
  return i < names.size() ? names[i] : solve::to_string(kind);
}

/// Tasks may share a name: it is said once.
std::string task_names(const solve::problem& x, solve::task_set set) {
  auto names = std::set<std::string>{};
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < x.tasks.size(); ++i)
    if (solve::has(set, static_cast<solve::task>(i))
        && names.insert(x.tasks[i]).second)
      out += (out.empty() ? "" : " or ") + x.tasks[i];
  return out;
}

std::string demand_words(const solve::problem& x, const solve::demand& rule) {
  auto out = "people on " + task_names(x, rule.tasks);
  auto least = 0;
  auto most = solve::any_number;
  for (const auto& price : rule.under)
    least = std::max(least, price.heads);
  for (const auto& price : rule.over)
    most = std::min(most, price.heads);
  return bounded((out + ":").c_str(), least, most);
}

std::string own_rule(const instance& x, const solve::fault& f) {
  const auto& rules = x.problem.contract_of(f.who);
  const auto& names = x.contracts[x.problem.people[f.who].contract];
  switch (f.kind) {
    case solve::rule_kind::run:
      return bounded(named(names.runs, f.rule, f.kind).c_str(),
                     rules.runs[f.rule].min, rules.runs[f.rule].max);
    case solve::rule_kind::total:
      return bounded(named(names.totals, f.rule, f.kind).c_str(),
                     rules.totals[f.rule].min, rules.totals[f.rule].max);
    case solve::rule_kind::group:
      return bounded(named(names.groups, f.rule, f.kind).c_str(), 0,
                     rules.groups[f.rule].max);
    case solve::rule_kind::window:
      return named(names.windows, f.rule, f.kind);
    case solve::rule_kind::clash:
      return named(names.clashes, f.rule, f.kind);
    case solve::rule_kind::order:
      return named(names.orders, f.rule, f.kind);
    case solve::rule_kind::next:
      return "succession from one day to the next";
    case solve::rule_kind::cell:
      return f.rule == 1 ? "not allowed there" : "wish or fixed cell";
    default:
      return solve::to_string(f.kind);
  }
}

/// Lines `NAME: ...`, or all without names.
class row_reader {
public:
  row_reader(std::string_view text, const std::string& source,
             const solve::problem& x)
    : x_{x}, in_{text, source, '#'}, out_(x.people.size() * days()),
      seen_(x.people.size()) {
    for (auto i = std::size_t{0}; i < x.people.size(); ++i)
      people_.emplace(x.people[i].name, i);
    for (auto i = std::size_t{0}; i < x.tasks.size(); ++i)
      tasks_.emplace(x.tasks[i], static_cast<solve::task>(i));
    tasks_.emplace("-", solve::off);
    tasks_.emplace(".", solve::off);
  }

  result<solve::grid> read() {
    auto count = std::size_t{0};
    for (; in_.next(); ++count)
      if (auto ok = row(count); !ok)
        return ok.error();
    if (count < x_.people.size())
      return in_.ended("a line for each of " + std::to_string(x_.people.size())
                       + " people (" + std::to_string(count) + " found)");
    return std::move(out_);
  }

private:
  [[nodiscard]] std::size_t days() const noexcept {
    return static_cast<std::size_t>(x_.days);
  }

  result<std::size_t> person(std::string_view& line, std::size_t count) {
    auto colon = line.find(':');
    auto named = colon != line.npos;
    if (count > 0 && named != named_)
      return in_.wrong("some lines have names and others none, write NAME: "
                       "before all or none");
    named_ = named;
    if (!named && count >= x_.people.size())
      return in_.wrong("there are more lines than people ("
                       + std::to_string(x_.people.size()) + ")");
    if (!named)
      return count;
    auto name = split(line.substr(0, colon), ':').front();
    line.remove_prefix(colon + 1);
    auto found = people_.find(name);
    if (found == people_.end())
      return in_.wrong("nobody has that name (" + std::string{name} + ")");
    if (seen_[found->second])
      return in_.wrong("has a second line (" + std::string{name} + ")");
    seen_[found->second] = true;
    return found->second;
  }

  result<void> row(std::size_t count) {
    auto line = in_.text();
    auto who = person(line, count);
    if (!who)
      return who.error();
    auto cells = words(line);
    if (cells.size() != days())
      return in_.wrong(std::to_string(cells.size())
                       + " days are given, the "
                         "horizon has "
                       + std::to_string(days()));
    for (auto i = std::size_t{0}; i < cells.size(); ++i) {
      auto found = tasks_.find(cells[i]);
      if (found == tasks_.end())
        return in_.wrong("the shift is unknown (" + std::string{cells[i]}
                         + ")");
      out_[*who * days() + i] = found->second;
    }
    return {};
  }

  const solve::problem& x_;
  text_lines in_;
  solve::grid out_;
  std::vector<bool> seen_;
  bool named_ = false;
  std::map<std::string, std::size_t, std::less<>> people_;
  std::map<std::string, solve::task, std::less<>> tasks_;
};

} // namespace

fault_words words_of(const instance& x, const solve::fault& f) {
  auto out = fault_words{};
  if (f.day >= 0)
    out.day = std::to_string(f.day + x.first_day);
  if (f.who != solve::fault::nobody)
    out.who = x.problem.people[f.who].name;
  if (f.kind == solve::rule_kind::demand)
    out.rule = demand_words(x.problem, x.problem.demands[f.rule]);
  else if (f.kind == solve::rule_kind::spread)
    out.rule = named(x.spreads, f.rule, f.kind);
  else if (f.kind == solve::rule_kind::pair)
    out.rule = "together with "
               + x.problem.people[x.problem.pairs[f.rule].other].name;
  else
    out.rule = own_rule(x, f);
  return out;
}

solve::naming naming_of(const instance& x, std::string column) {
  return {[first = x.first_day, column = std::move(column)](std::int32_t day) {
            return column + " " + std::to_string(day + first);
          },
          [&x](const solve::fault& f) {
            return words_of(x, f).rule;
          }};
}

result<void> check_shape(std::size_t people, std::size_t days,
                         std::size_t tasks, const std::string& source) {
  auto said = std::to_string(people) + " people, " + std::to_string(days)
              + " days, " + std::to_string(tasks) + " tasks";
  if (people > solve::people_max || days > solve::days_max
      || tasks > solve::tasks_max)
    return failure{ec::oversize,
                   source + ": is too large (" + said + "), at most "
                     + std::to_string(solve::people_max) + " people, "
                     + std::to_string(solve::days_max) + " days and "
                     + std::to_string(solve::tasks_max)
                     + " tasks, that of being off counted"};
  if (people * days * tasks > instance_cells_max)
    return failure{ec::oversize, source + ": is too large (" + said
                                   + "), their product is "
                                     "at most "
                                   + std::to_string(instance_cells_max)};
  return {};
}

result<void> check_instance(const instance& x, const std::string& source) {
  if (auto ok = solve::check(x.problem); !ok)
    return at(source, ok.error());
  if (worst_case{x.problem}.fits())
    return {};
  return failure{ec::oversize,
                 source
                   + ": its weights and bounds are too large together, "
                     "the worst roster may break 2^21 rules and cost 2^39"};
}

std::string write_rows(const solve::problem& x, const solve::grid& roster) {
  auto wide = std::size_t{1};
  for (auto i = std::size_t{1}; i < x.tasks.size(); ++i)
    wide = std::max(wide, x.tasks[i].size());
  auto out = std::string{};
  for (auto who = std::size_t{0}; who < x.people.size(); ++who) {
    out += x.people[who].name + ":";
    auto pad = std::size_t{1};
    for (auto day = 0; day < x.days; ++day) {
      auto at = roster[x.cell_at(who, day)];
      auto text = at == solve::off ? std::string{"-"} : x.tasks[at];
      out += std::string(pad, ' ') + text;
      pad = wide - std::min(wide, text.size()) + 1;
    }
    out += '\n';
  }
  return out;
}

result<solve::grid> read_rows(std::string_view text, const std::string& source,
                              const solve::problem& x) {
  return row_reader{text, source, x}.read();
}

} // namespace nightfloat::exchange
