// SPDX-License-Identifier: Apache-2.0
#include "bench/flow_model.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>

namespace nightfloat::bench {

namespace {

namespace solve = domain::solve;

std::string numbered(const char* kind, std::initializer_list<std::size_t> of) {
  auto out = std::string{kind};
  for (auto i : of)
    out += '_' + std::to_string(i);
  return out;
}

/// x: the task of a person on a day.
std::string cell_name(std::size_t who, std::int32_t day, std::size_t t) {
  return numbered("x", {who, static_cast<std::size_t>(day), t});
}

class writer {
public:
  explicit writer(const solve::problem& x)
    : x_{x}, working_{
               (solve::only(static_cast<solve::task>(x.tasks.size() - 1)) << 1)
               - 2} {
  }

  /// Two runs, of all work and of rest, whose ends are open; nothing but
  /// totals, week-ends and demands besides, and their prices whole.
  bool fits() const {
    return x_.spreads.empty() && x_.pairs.empty()
           && std::ranges::all_of(x_.contracts, [&](const auto& c) {
                return c.runs.size() == 2 && c.runs[0].tasks == working_
                       && c.runs[1].tasks == solve::only(solve::off)
                       && c.runs[0].open_start && c.runs[1].open_start
                       && c.runs[1].max >= x_.days && c.windows.empty()
                       && c.clashes.empty() && c.orders.empty();
              });
  }

  flow_model run() {
    for (auto who = std::size_t{0}; who < x_.people.size(); ++who) {
      cells(who);
      path(who);
      successions(who);
      totals(who);
      weekends(who);
    }
    for (auto i = std::size_t{0}; i < x_.demands.size(); ++i)
      demand(i);
    auto text = "Minimize\n obj:" + objective_ + "\nSubject To\n" + rows_;
    text += "Bounds\n" + bounds_ + "Generals\n" + general_ + "Binaries\n"
            + binary_ + "End\n";
    return {std::move(text), base_, columns_};
  }

private:
  void column(const std::string& name, bool whole, bool at_most_one) {
    ++columns_;
    if (at_most_one)
      (whole ? binary_ : bounds_) += whole ? ' ' + name + '\n'
                                           : " 0 <= " + name + " <= 1\n";
    else if (whole)
      general_ += ' ' + name + '\n';
  }

  void priced(std::int64_t price, const std::string& name) {
    if (price == 0)
      return;
    objective_ += (price < 0 ? " - " : " + ") + std::to_string(std::abs(price))
                  + ' ' + name;
    if (++terms_ % 8 == 0)
      objective_ += '\n';
  }

  void row(const std::string& sum, const char* sense, std::int64_t right) {
    if (!sum.empty())
      rows_ += " r" + std::to_string(++rows_written_) + ':' + sum + ' ' + sense
               + ' ' + std::to_string(right) + '\n';
  }

  bool may(std::size_t who, std::int32_t day, std::size_t t) const {
    return solve::has(x_.allowed[x_.cell_at(who, day)],
                      static_cast<solve::task>(t));
  }

  /// What a task costs more than a day off.
  void cells(std::size_t who) {
    for (auto day = 0; day < x_.days; ++day) {
      const auto* price = &x_.cell[x_.cell_at(who, day) * x_.tasks.size()];
      base_ += price[solve::off].soft();
      for (auto t = std::size_t{1}; t < x_.tasks.size(); ++t)
        if (may(who, day, t)) {
          column(cell_name(who, day, t), true, true);
          priced(price[t].soft() - price[solve::off].soft(),
                 cell_name(who, day, t));
        }
    }
  }

  /// One arc of the person's path; `sign` of it at a node.
  void arc(const std::string& name, const std::string& from,
           const std::string& to) {
    column(name, false, true);
    nodes_[from] += " - " + name;
    nodes_[to] += " + " + name;
  }

  /// From `s` (the first day) to `t` (the last): work and rest in turn.
  void path(std::size_t who) {
    const auto& c = x_.contract_of(who);
    const auto& work = c.runs[0];
    auto rest_min = std::max(1, c.runs[1].min);
    nodes_.clear();
    covering_.assign(static_cast<std::size_t>(x_.days), {});
    auto node = [&](const char* kind, std::int32_t day) {
      return day >= x_.days ? std::string{"t"} : kind + std::to_string(day);
    };
    arc(numbered("sw", {who}), "s", "w0");
    arc(numbered("sr", {who}), "s", "g0");
    for (auto day = 0; day < x_.days; ++day) {
      auto at = static_cast<std::size_t>(day);
      for (auto n = 1; n <= work.max && day + n <= x_.days; ++n) {
        if (n < work.min && day > 0 && day + n < x_.days)
          continue;
        auto name = numbered("w", {who, at, static_cast<std::size_t>(n)});
        arc(name, node("w", day), node("r", day + n));
        for (auto k = day; k < day + n; ++k)
          covering_[static_cast<std::size_t>(k)] += " - " + name;
      }
      arc(numbered("r", {who, at}), node("r", day), node("g", day + rest_min));
      arc(numbered("g", {who, at}), node("g", day), node("g", day + 1));
      // A first day of rest is one day at least.
      if (day > 0)
        arc(numbered("b", {who, at}), node("g", day), node("w", day));
    }
    for (const auto& [name, sum] : nodes_)
      row(sum, "=", name == "s" ? -1 : name == "t" ? 1 : 0);
    for (auto day = 0; day < x_.days; ++day) {
      auto sum = tasks_of(who, day, working_);
      row(sum + covering_[static_cast<std::size_t>(day)], "=", 0);
    }
  }

  std::string tasks_of(std::size_t who, std::int32_t day,
                       solve::task_set set) const {
    auto out = std::string{};
    for (auto t = std::size_t{1}; t < x_.tasks.size(); ++t)
      if (solve::has(set, static_cast<solve::task>(t)) && may(who, day, t))
        out += " + " + cell_name(who, day, t);
    return out;
  }

  void successions(std::size_t who) {
    const auto& next = x_.contract_of(who).next;
    auto n = x_.tasks.size();
    for (auto from = std::size_t{1}; from < n && !next.empty(); ++from) {
      auto after = solve::task_set{0};
      for (auto to = std::size_t{1}; to < n; ++to)
        if (next[from * n + to].hard() > 0)
          after |= solve::only(static_cast<solve::task>(to));
      for (auto day = 0; day + 1 < x_.days && after != 0; ++day) {
        auto sum = tasks_of(who, day + 1, after);
        if (!sum.empty() && may(who, day, from))
          row(" + " + cell_name(who, day, from) + sum, "<=", 1);
      }
    }
  }

  void totals(std::size_t who) {
    for (const auto& rule : x_.contract_of(who).totals) {
      auto sum = std::string{};
      for (auto day = 0; day < x_.days; ++day)
        for (auto t = std::size_t{1}; t < x_.tasks.size(); ++t)
          if (rule.weights[t] != 0 && may(who, day, t))
            sum += " + " + std::to_string(rule.weights[t]) + ' '
                   + cell_name(who, day, t) + (t % 8 == 0 ? "\n" : "");
      if (rule.min > 0)
        row(sum, ">=", rule.min);
      if (rule.max < solve::any_number)
        row(sum, "<=", rule.max);
    }
  }

  void weekends(std::size_t who) {
    const auto& groups = x_.contract_of(who).groups;
    for (auto g = std::size_t{0}; g < groups.size(); ++g) {
      auto sum = std::string{};
      for (auto i = std::size_t{0}; i < groups[g].spans.size(); ++i) {
        auto name = numbered("k", {who, g, i});
        column(name, true, true);
        sum += " + " + name;
        const auto& span = groups[g].spans[i];
        for (auto day = span.first; day <= span.last; ++day)
          if (auto at = tasks_of(who, day, groups[g].tasks); !at.empty())
            row(at + " - " + name, "<=", 0);
      }
      row(sum, "<=", groups[g].max);
    }
  }

  void demand(std::size_t i) {
    const auto& x = x_.demands[i];
    auto sum = std::string{};
    for (auto who = std::size_t{0}; who < x_.people.size(); ++who)
      sum += tasks_of(who, x.day, x.tasks) + (who % 8 == 7 ? "\n" : "");
    auto heads = x.under.empty() ? x.over[0].heads : x.under[0].heads;
    auto under = numbered("u", {i});
    auto over = numbered("o", {i});
    column(under, false, false);
    column(over, false, false);
    priced(x.under.empty() ? 0 : x.under[0].each.soft(), under);
    priced(x.over.empty() ? 0 : x.over[0].each.soft(), over);
    row(sum + " + " + under + " - " + over, "=", heads);
  }

  const solve::problem& x_;
  solve::task_set working_;
  std::map<std::string, std::string> nodes_;
  std::vector<std::string> covering_;
  std::string objective_;
  std::string rows_;
  std::string bounds_;
  std::string general_;
  std::string binary_;
  std::size_t terms_ = 0;
  std::size_t rows_written_ = 0;
  std::size_t columns_ = 0;
  std::int64_t base_ = 0;
};

} // namespace

std::optional<flow_model> flow_model_of(const solve::problem& x,
                                        std::size_t columns_max) {
  auto out = writer{x};
  if (!out.fits())
    return std::nullopt;
  auto made = out.run();
  if (made.columns > columns_max)
    return std::nullopt;
  return made;
}

solve::grid roster_of_solution(const solve::problem& x,
                               const std::string& text) {
  auto out = solve::grid(x.allowed.size(), solve::off);
  auto in = std::istringstream{text};
  for (auto line = std::string{}; std::getline(in, line);) {
    auto who = 0U;
    auto day = 0;
    auto t = 0U;
    auto value = 0.0;
    auto ignored = 0;
    if (std::sscanf(line.c_str(), " %d x_%u_%d_%u %lf", &ignored, &who, &day,
                    &t, &value)
          == 5
        && value > 0.5)
      out[x.cell_at(who, day)] = static_cast<solve::task>(t);
  }
  return out;
}

} // namespace nightfloat::bench
