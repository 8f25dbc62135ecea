// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/horizon_slices.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

struct line {
  score at;
  score slope;
};

/// Touches the price at `sum`. Units of several make steps, under which there
/// is no such line: left out.
line line_under(const total_rule& rule, std::int64_t sum) {
  auto away = sum - rule.target;
  auto out = line{rule.square * (away * away), rule.square * (2 * away)};
  if (rule.unit > 1)
    return out;
  if (sum < rule.min) {
    out.at += rule.under * (rule.min - sum);
    out.slope -= rule.under;
  }
  if (sum > rule.max) {
    out.at += rule.over * (sum - rule.max);
    out.slope += rule.over;
  }
  return out;
}

std::int32_t held(const group_rule& rule, std::span<const task> row) {
  auto out = 0;
  for (const auto& span : rule.spans)
    for (auto day = span.first; day <= span.last; ++day)
      if (has(rule.tasks, row[static_cast<std::size_t>(day)])) {
        ++out;
        break;
      }
  return out;
}

bool is_within(const group_rule& rule, std::int32_t days) {
  return rule.spans.empty()
         || rule.spans.back().last - rule.spans.front().first < days;
}

/// Each held span costs the same.
bool is_line(const group_rule& rule, std::int32_t before) {
  return rule.max == 0 && before == 0;
}

/// Rules of the same spans that are lines are one.
void put(contract& to, person& one, group_rule rule, std::int32_t before) {
  for (auto i = std::size_t{0}; i < to.groups.size(); ++i) {
    auto& other = to.groups[i];
    if (other.tasks != rule.tasks || other.spans != rule.spans
        || !is_line(rule, before) || !is_line(other, one.group_before[i]))
      continue;
    other.over += rule.over;
    other.partial += rule.partial;
    return;
  }
  to.groups.push_back(std::move(rule));
  one.group_before.push_back(before);
}

} // namespace

horizon_slices::horizon_slices(const problem& x, const grid& near,
                               std::int32_t days_most)
  : x_{x}, days_most_{days_most} {
  for (auto who = 0U; who < x.people.size(); ++who)
    draw(who,
         {near.data() + x.cell_at(who, 0), static_cast<std::size_t>(x.days)});
}

void horizon_slices::add(score each, std::int64_t n) noexcept {
  base_.hard += each.hard() * n;
  base_.soft += each.soft() * n;
}

void horizon_slices::draw(std::uint32_t who, std::span<const task> row) {
  const auto& from = x_.contract_of(who);
  const auto& one = x_.people[who];
  auto& out = lines_.emplace_back();
  out.by_task.resize(x_.tasks.size());
  out.by_group.resize(from.groups.size());
  // One slice takes all of it, and nothing has to be shared out.
  if (x_.days <= days_most_)
    return;
  for (auto i = std::size_t{0}; i < from.totals.size(); ++i) {
    const auto& rule = from.totals[i];
    auto sum = std::int64_t{one.total_before[i]};
    for (auto t : row)
      sum += rule.weights[t];
    auto under = line_under(rule, sum);
    add(under.at, 1);
    add(under.slope, one.total_before[i] - sum);
    for (auto t = std::size_t{0}; t < out.by_task.size(); ++t)
      out.by_task[t] += under.slope * rule.weights[t];
  }
  for (auto i = std::size_t{0}; i < from.groups.size(); ++i) {
    const auto& rule = from.groups[i];
    if (is_within(rule, days_most_)
        || one.group_before[i] + held(rule, row) <= rule.max)
      continue;
    out.by_group[i] = rule.over;
    add(rule.over, one.group_before[i] - rule.max);
  }
}

/// Spans within the slice, each rule as a line or as what it can cost there.
void horizon_slices::add_groups(std::uint32_t who, const day_span& at,
                                contract& to, person& one) const {
  const auto& from = x_.contract_of(who);
  for (auto i = std::size_t{0}; i < from.groups.size(); ++i) {
    const auto& whole = from.groups[i];
    auto rule = group_rule{.tasks = whole.tasks,
                           .max = whole.max,
                           .over = whole.over,
                           .partial = whole.partial};
    for (const auto& span : whole.spans)
      if (span.first >= at.first && span.last <= at.last)
        rule.spans.push_back({span.first - at.first, span.last - at.first});
    auto before = x_.people[who].group_before[i];
    // What is too much already is charged where all of the rule is.
    if (rule.spans.size() < whole.spans.size())
      before = std::min(before, rule.max);
    if (lines_[who].by_group[i] != score{}) {
      rule.over = lines_[who].by_group[i];
      rule.max = before = 0;
    }
    auto most = std::int64_t{before}
                + static_cast<std::int64_t>(rule.spans.size());
    if (most <= rule.max || rule.over == score{}) {
      rule.over = {};
      rule.max = before = 0;
    }
    if (!rule.spans.empty()
        && (rule.over != score{} || rule.partial != score{}))
      put(to, one, std::move(rule), before);
  }
}

contract horizon_slices::rules(std::uint32_t who, const day_span& at,
                               person& one) const {
  const auto& from = x_.contract_of(who);
  const auto& was = x_.people[who];
  auto out = contract{.next = from.next, .runs = from.runs};
  one.name = was.name;
  if (at.first == 0) {
    one.last = was.last;
    one.last_known = was.last_known;
    one.run_before = was.run_before;
  } else {
    // A stretch that the border cuts may have begun before it.
    for (auto& rule : out.runs)
      rule.open_start = true;
    one.run_before.assign(out.runs.size(), 0);
  }
  if (at.first == 0 && at.last == x_.days - 1 && x_.days <= days_most_) {
    out.totals = from.totals;
    one.total_before = was.total_before;
  }
  add_groups(who, at, out, one);
  for (const auto& rule : from.windows)
    if (rule.days <= at.last - at.first + 1)
      out.windows.push_back(rule);
  return out;
}

problem horizon_slices::cut(std::int32_t first, std::int32_t last) const {
  auto out = problem{};
  out.days = last - first;
  out.tasks = x_.tasks;
  auto tasks = x_.tasks.size();
  for (auto who = 0U; who < x_.people.size(); ++who) {
    auto& one = out.people.emplace_back();
    auto own = rules(who, {first, last - 1}, one);
    auto known = std::ranges::find(out.contracts, own);
    one.contract = static_cast<std::uint32_t>(known - out.contracts.begin());
    if (known == out.contracts.end())
      out.contracts.push_back(std::move(own));
    for (auto day = first; day < last; ++day) {
      auto at = x_.cell_at(who, day);
      out.allowed.push_back(x_.allowed[at]);
      if (!x_.classes.empty())
        out.classes.push_back(x_.classes[at]);
      for (auto t = std::size_t{0}; t < tasks; ++t)
        out.cell.push_back(x_.cell[at * tasks + t] + lines_[who].by_task[t]);
    }
  }
  for (const auto& demand : x_.demands)
    if (demand.day >= first && demand.day < last) {
      out.demands.push_back(demand);
      out.demands.back().day -= first;
    }
  return out;
}

std::vector<std::int32_t> horizon_slices::borders(std::int32_t days) const {
  auto cuts = std::vector<bool>(static_cast<std::size_t>(x_.days) + 1);
  for (const auto& from : x_.contracts)
    for (const auto& rule : from.groups)
      for (const auto& span : rule.spans)
        for (auto day = span.first + 1;
             rule.partial != score{} && day <= span.last; ++day)
          cuts[static_cast<std::size_t>(day)] = true;
  auto out = std::vector<std::int32_t>{0};
  while (out.back() < x_.days) {
    auto next = std::min(out.back() + days, x_.days);
    auto at = next;
    while (at > out.back() + 1 && cuts[static_cast<std::size_t>(at)])
      --at;
    out.push_back(cuts[static_cast<std::size_t>(at)] ? next : at);
  }
  return out;
}

} // namespace nightfloat::domain::solve
