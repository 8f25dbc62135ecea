// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/evaluate.hpp"

#include "domain/solve/prices.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace nightfloat::domain::solve {

namespace {

/// Calls `found` with every fault, in no order.
template <class Found>
class auditor {
public:
  auditor(const problem& x, const grid& roster, Found found)
    : x_{x}, roster_{roster}, found_{std::move(found)} {
  }

  void person(std::uint32_t who) {
    begin(who, &roster_[x_.cell_at(who, 0)]);
    cells();
    rules();
    who_ = fault::nobody;
  }

  void begin(std::uint32_t who, const task* row) {
    who_ = who;
    rules_ = &x_.contract_of(who);
    row_ = row;
  }

  void rules() {
    successions();
    for (auto i = 0U; i < rules_->runs.size(); ++i)
      runs(i);
    for (auto i = 0U; i < rules_->totals.size(); ++i)
      total(i);
    for (auto i = 0U; i < rules_->groups.size(); ++i)
      group(i);
    for (auto i = 0U; i < rules_->windows.size(); ++i)
      windows(i);
    for (auto i = 0U; i < rules_->clashes.size(); ++i)
      clash(i);
    for (auto i = 0U; i < rules_->orders.size(); ++i)
      order(i);
  }

  void demanded(std::uint32_t i) {
    const auto& rule = x_.demands[i];
    auto heads = 0;
    for (auto who = std::size_t{0}; who < x_.people.size(); ++who)
      heads += counts(rule, x_.cell_at(who, rule.day)) ? 1 : 0;
    say(rule_kind::demand, i, rule.day, rule.cost(heads));
  }

  [[nodiscard]] bool counts(const demand& rule, std::size_t cell) const {
    return x_.counts(rule, cell, roster_[cell]);
  }

  void spread(std::uint32_t i) {
    const auto& rule = x_.spreads[i];
    auto counts = std::vector<std::int64_t>(x_.people.size());
    for (auto who = std::size_t{0}; who < counts.size(); ++who)
      for (auto day : rule.days)
        counts[who] += has(rule.tasks, roster_[x_.cell_at(who, day)]) ? 1 : 0;
    auto widest = std::int64_t{0};
    for (auto a = std::size_t{0}; a < counts.size(); ++a)
      for (auto b = a + 1; b < counts.size(); ++b)
        widest = std::max(widest, std::abs(rule.weights[a] * counts[b]
                                           - rule.weights[b] * counts[a]));
    say(rule_kind::spread, i, -1, rule.price * units(widest, rule.divisor));
  }

  void pair(std::uint32_t i) {
    const auto& rule = x_.pairs[i];
    who_ = rule.one;
    for (auto day = 0; day < x_.days; ++day) {
      auto one = has(rule.tasks, roster_[x_.cell_at(rule.one, day)]);
      auto other = has(rule.tasks, roster_[x_.cell_at(rule.other, day)]);
      if (rule.together ? one != other : one && other)
        say(rule_kind::pair, i, day, rule.price);
    }
    who_ = fault::nobody;
  }

private:
  void say(rule_kind kind, std::uint32_t rule, std::int32_t day, score price) {
    if (price != score{})
      found_(fault{kind, rule, who_, day, price});
  }

  void cells() {
    for (auto day = 0; day < x_.days; ++day) {
      auto at = x_.cell_at(who_, day);
      say(rule_kind::cell, 0, day, x_.cell[at * x_.tasks.size() + row_[day]]);
      if (!has(x_.allowed[at], row_[day]))
        say(rule_kind::cell, 1, day, hard());
    }
  }

  void successions() {
    if (rules_->next.empty())
      return;
    const auto& one = x_.people[who_];
    if (one.last_known)
      step(0, one.last, row_[0]);
    for (auto day = 1; day < x_.days; ++day)
      step(day, row_[day - 1], row_[day]);
  }

  void step(std::int32_t day, task from, task to) {
    say(rule_kind::next, 0, day, rules_->next[from * x_.tasks.size() + to]);
  }

  void runs(std::uint32_t i) {
    const auto& rule = rules_->runs[i];
    auto before = x_.people[who_].run_before[i];
    // A run that ended just before the first day and was too short: it ends.
    if (before > 0 && !has(rule.tasks, row_[0]))
      say(rule_kind::run, i, 0, run_price(rule, 0, before, false, false));
    for (auto from = 0; from < x_.days;) {
      auto to = from;
      while (to < x_.days && has(rule.tasks, row_[to]))
        ++to;
      if (to > from)
        say(rule_kind::run, i, from,
            run_price(rule, to - from, from == 0 ? before : 0,
                      from == 0 && before == 0, to == x_.days));
      from = std::max(to, from + 1);
    }
  }

  void total(std::uint32_t i) {
    const auto& rule = rules_->totals[i];
    auto sum = std::int64_t{x_.people[who_].total_before[i]};
    for (auto day = 0; day < x_.days; ++day)
      sum += rule.weights[row_[day]];
    say(rule_kind::total, i, -1, total_price(rule, sum));
  }

  void group(std::uint32_t i) {
    const auto& rule = rules_->groups[i];
    auto count = x_.people[who_].group_before[i];
    auto partial = 0;
    for (const auto& span : rule.spans) {
      auto held = 0;
      for (auto day = span.first; day <= span.last; ++day)
        held += has(rule.tasks, row_[day]) ? 1 : 0;
      count += held > 0 ? 1 : 0;
      partial += held > 0 && held <= span.last - span.first ? 1 : 0;
    }
    say(rule_kind::group, i, -1, groups_price(rule, count, partial));
  }

  void windows(std::uint32_t i) {
    const auto& rule = rules_->windows[i];
    auto sum = std::int64_t{0};
    for (auto day = 0; day < x_.days; ++day) {
      sum += rule.weights[row_[day]];
      auto first = day - rule.days + 1;
      if (first > 0)
        sum -= rule.weights[row_[first - 1]];
      if (first >= 0)
        say(rule_kind::window, i, first, window_price(rule, sum));
    }
  }

  void clash(std::uint32_t i) {
    const auto& rule = rules_->clashes[i];
    if (has(rule.first_tasks, row_[rule.first])
        && has(rule.second_tasks, row_[rule.second]))
      say(rule_kind::clash, i, rule.first, rule.price);
  }

  void order(std::uint32_t i) {
    const auto& rule = rules_->orders[i];
    auto before = 0;
    for (auto day = 0; day < x_.days; ++day) {
      if (before < rule.need && has(rule.then, row_[day]))
        say(rule_kind::order, i, day, rule.price);
      before += has(rule.first, row_[day]) ? 1 : 0;
    }
  }

  const problem& x_;
  const grid& roster_;
  Found found_;
  const contract* rules_ = nullptr;
  const task* row_ = nullptr;
  std::uint32_t who_ = fault::nobody;
};

template <class Found>
void each_fault(const problem& x, const grid& roster, Found found) {
  auto at = auditor<Found>{x, roster, std::move(found)};
  for (auto who = 0U; who < x.people.size(); ++who)
    at.person(who);
  for (auto i = 0U; i < x.demands.size(); ++i)
    at.demanded(i);
  for (auto i = 0U; i < x.spreads.size(); ++i)
    at.spread(i);
  for (auto i = 0U; i < x.pairs.size(); ++i)
    at.pair(i);
}

} // namespace

const char* to_string(rule_kind x) noexcept {
  constexpr const char* names[rule_kinds]
    = {"cell",  "next",  "run",    "total",  "group", "window",
       "clash", "order", "demand", "spread", "pair"};
  auto at = static_cast<std::size_t>(x);
  return at < rule_kinds ? names[at] : "unknown";
}

evaluation evaluate(const problem& x, const grid& roster) {
  auto out = evaluation{};
  each_fault(x, roster, [&](const fault& f) {
    out.total += f.price;
    out.parts[static_cast<std::size_t>(f.kind)] += f.price;
  });
  return out;
}

score evaluate_rules(const problem& x, std::uint32_t who,
                     std::span<const task> row) {
  auto out = score{};
  auto none = grid{};
  auto add = [&](const fault& f) {
    out += f.price;
  };
  auto at = auditor<decltype(add)>{x, none, add};
  at.begin(who, row.data());
  at.rules();
  return out;
}

std::vector<fault> faults(const problem& x, const grid& roster) {
  auto out = std::vector<fault>{};
  each_fault(x, roster, [&](const fault& f) { out.push_back(f); });
  std::stable_sort(out.begin(), out.end(), [](const fault& a, const fault& b) {
    return std::tuple{a.price.hard() <= 0, a.who, a.day}
           < std::tuple{b.price.hard() <= 0, b.who, b.day};
  });
  return out;
}

} // namespace nightfloat::domain::solve
