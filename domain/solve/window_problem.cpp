// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/window_problem.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

/// Locked days on either side where no rule asks for more.
constexpr auto margin_usual = 14;

/// The rules of one person in the window, and what was before it.
class cut_person {
public:
  cut_person(const problem& x, const grid& roster, const day_window& at,
             std::uint32_t who)
    : at_{at}, days_{x.days}, one_{x.people[who]}, from_{x.contract_of(who)},
      row_{&roster[x.cell_at(who, 0)]} {
  }

  person history(std::uint32_t contract) const {
    auto out = person{.name = one_.name,
                      .contract = contract,
                      .last = one_.last,
                      .last_known = one_.last_known,
                      .run_before = one_.run_before,
                      .total_before = one_.total_before,
                      .group_before = one_.group_before};
    if (at_.from > 0) {
      out.last = row_[at_.from - 1];
      out.last_known = true;
      for (auto i = std::size_t{0}; i < from_.runs.size(); ++i)
        out.run_before[i] = run_before(from_.runs[i], one_.run_before[i]);
    }
    for (auto i = std::size_t{0}; i < from_.totals.size(); ++i)
      for (auto day = 0; day < days_; ++day)
        if (outside(day))
          out.total_before[i] += from_.totals[i].weights[row_[day]];
    for (auto i = std::size_t{0}; i < from_.groups.size(); ++i)
      for (const auto& span : from_.groups[i].spans)
        if (!inside(span) && held(span, from_.groups[i].tasks))
          ++out.group_before[i];
    return out;
  }

  contract rules() const {
    auto out = from_;
    for (auto& rule : out.runs)
      rule.open_start = rule.open_start && at_.from == 0;
    for (auto& rule : out.groups) {
      std::erase_if(rule.spans,
                    [&](const auto& span) { return !inside(span); });
      for (auto& span : rule.spans)
        span = {span.first - at_.from, span.last - at_.from};
    }
    std::erase_if(out.clashes, [&](const auto& rule) {
      return outside(rule.first) || outside(rule.second);
    });
    for (auto& rule : out.clashes) {
      rule.first -= at_.from;
      rule.second -= at_.from;
    }
    for (auto& rule : out.orders)
      for (auto day = 0; day < at_.from && rule.need > 0; ++day)
        rule.need -= has(rule.first, row_[day]) ? 1 : 0;
    return out;
  }

private:
  bool outside(std::int32_t day) const noexcept {
    return day < at_.from || day >= at_.to;
  }

  bool inside(const day_span& span) const noexcept {
    return !outside(span.first) && !outside(span.last);
  }

  bool held(const day_span& span, task_set tasks) const noexcept {
    return std::any_of(row_ + span.first, row_ + span.last + 1,
                       [&](task t) { return has(tasks, t); });
  }

  /// A run that began with the horizon and has no minimum there is taken for
  /// long enough.
  std::int32_t run_before(const run_rule& rule,
                          std::int32_t earlier) const noexcept {
    auto day = at_.from;
    while (day > 0 && has(rule.tasks, row_[day - 1]))
      --day;
    auto length = at_.from - day;
    if (day > 0 || length == 0)
      return length;
    return rule.open_start && earlier == 0 ? std::max(length, rule.min)
                                           : length + earlier;
  }

  const day_window& at_;
  std::int32_t days_;
  const person& one_;
  const contract& from_;
  const task* row_;
};

} // namespace

day_window window_around(const problem& x, std::int32_t first,
                         std::int32_t last) {
  auto margin = margin_usual;
  for (const auto& c : x.contracts)
    for (const auto& rule : c.windows)
      margin = std::max(margin, rule.days - 1);
  return {first, last, std::max(0, first - margin),
          std::min(x.days, last + margin)};
}

problem window_problem(const problem& x, const grid& roster,
                       const day_window& at) {
  auto out = problem{};
  out.days = at.to - at.from;
  out.tasks = x.tasks;
  out.pairs = x.pairs;
  for (auto who = 0U; who < x.people.size(); ++who) {
    auto cut = cut_person{x, roster, at, who};
    out.contracts.push_back(cut.rules());
    out.people.push_back(cut.history(who));
    for (auto day = at.from; day < at.to; ++day) {
      auto cell = x.cell_at(who, day);
      auto is_free = day >= at.first && day < at.last;
      if (!x.classes.empty())
        out.classes.push_back(x.classes[cell]);
      out.allowed.push_back(is_free ? x.allowed[cell] : only(roster[cell]));
      for (auto t = std::size_t{0}; t < x.tasks.size(); ++t)
        out.cell.push_back(x.cell[cell * x.tasks.size() + t]);
    }
  }
  for (const auto& demand : x.demands)
    if (demand.day >= at.first && demand.day < at.last) {
      out.demands.push_back(demand);
      out.demands.back().day -= at.from;
    }
  return out;
}

grid window_part(const problem& x, const grid& roster, const day_window& at) {
  auto out = grid{};
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    out.insert(
      out.end(),
      roster.begin() + static_cast<std::ptrdiff_t>(x.cell_at(who, at.from)),
      roster.begin()
        + static_cast<std::ptrdiff_t>(x.cell_at(who, 0)
                                      + static_cast<std::size_t>(at.to)));
  return out;
}

grid with_window(const problem& x, grid roster, const day_window& at,
                 const grid& part) {
  auto days = static_cast<std::size_t>(at.to - at.from);
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    for (auto day = at.first; day < at.last; ++day)
      roster[x.cell_at(who, day)]
        = part[who * days + static_cast<std::size_t>(day - at.from)];
  return roster;
}

} // namespace nightfloat::domain::solve
