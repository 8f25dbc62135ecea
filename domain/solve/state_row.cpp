// SPDX-License-Identifier: Apache-2.0
// What one person's own days cost around a change.

#include "domain/solve/prices.hpp"
#include "domain/solve/state.hpp"

namespace nightfloat::domain::solve {

namespace {

struct touched_spans {
  std::int32_t held = 0;
  std::int32_t partial = 0;
};

/// Of the spans that the days touch: how many have a day of the rule's tasks,
/// and how many some but not all.
touched_spans count_spans(const contract_table& c, std::size_t rule,
                          const task* row, std::int32_t days,
                          std::int32_t first, std::int32_t end) noexcept {
  auto out = touched_spans{};
  const auto* span_of = &c.span_of[rule * static_cast<std::size_t>(days)];
  const auto& group = c.groups[rule];
  auto seen = std::int16_t{-1};
  for (auto day = first; day < end; ++day) {
    auto at = span_of[day];
    if (at < 0 || at == seen)
      continue;
    seen = at;
    const auto& span = group.spans[static_cast<std::size_t>(at)];
    auto held = 0;
    for (auto i = span.first; i <= span.last; ++i)
      held += has(group.tasks, row[i]) ? 1 : 0;
    out.held += held > 0 ? 1 : 0;
    out.partial += held > 0 && held <= span.last - span.first ? 1 : 0;
  }
  return out;
}

} // namespace

void state::write(const change& x, const change& before) noexcept {
  const auto& t = *x_;
  const auto& c = t.of(x.who);
  auto* row = &roster_[t.what.cell_at(x.who, 0)];
  auto groups = c.groups.size();
  for (auto i = std::size_t{0}; i < groups; ++i) {
    auto was = count_spans(c, i, row, t.days, x.first, x.end());
    groups_[groups_from_[x.who] + i] -= was.held;
    partial_[groups_from_[x.who] + i] -= was.partial;
  }
  for (auto k = 0; k < x.count; ++k)
    row[x.first + k] = x.to[static_cast<std::size_t>(k)];
  for (auto i = std::size_t{0}; i < groups; ++i) {
    auto is = count_spans(c, i, row, t.days, x.first, x.end());
    groups_[groups_from_[x.who] + i] += is.held;
    partial_[groups_from_[x.who] + i] += is.partial;
  }
  for (auto i = std::size_t{0}; i < c.runs.size(); ++i) {
    auto* words = bits(x.who, i);
    auto set = c.runs[i].rule.tasks;
    for (auto k = 0; k < x.count; ++k)
      put_bit(words, x.first + k, has(set, x.to[static_cast<std::size_t>(k)]));
  }
  auto totals = c.totals.size();
  auto* sums = &totals_[totals_from_[x.who]];
  for (auto k = std::size_t{0}; k < static_cast<std::size_t>(x.count); ++k) {
    if (x.to[k] == before.to[k])
      continue;
    const auto* more = &c.weights[x.to[k] * totals];
    const auto* less = &c.weights[before.to[k] * totals];
    for (auto i = std::size_t{0}; i < totals; ++i)
      sums[i] += more[i] - less[i];
    for (auto i = std::size_t{0}; i < c.windows.size(); ++i) {
      const auto& rule = c.windows[i];
      auto add = rule.weights[x.to[k]] - rule.weights[before.to[k]];
      auto* here
        = &windows_[windows_from_[x.who] + i * static_cast<std::size_t>(t.days)];
      auto day = x.first + static_cast<std::int32_t>(k);
      auto last = std::min(day, t.days - rule.days);
      for (auto at = std::max(0, day - rule.days + 1); at <= last; ++at)
        here[at] += add;
    }
  }
}

score state::around(const change& x, std::uint64_t touched) const noexcept {
  const auto& c = x_->of(x.who);
  auto out = sums(x);
  if (!x_->what.contract_of(x.who).next.empty())
    out += successions(x);
  if (touched != 0)
    out += runs(x, touched);
  for (auto i = std::size_t{0}; i < c.groups.size(); ++i)
    out += groups_price(c.groups[i], groups_[groups_from_[x.who] + i],
                        partial_[groups_from_[x.who] + i]);
  if (!c.windows.empty())
    out += windows(x);
  if (!c.clashes.empty())
    out += clashes(x);
  return out;
}

score state::successions(const change& x) const noexcept {
  const auto& t = *x_;
  const auto* next = t.what.contract_of(x.who).next.data();
  const auto* row = &roster_[t.what.cell_at(x.who, 0)];
  auto out = score{};
  auto day = x.first;
  auto last = std::min(x.end(), t.days - 1);
  if (day == 0) {
    const auto& one = t.what.people[x.who];
    if (one.last_known)
      out += next[one.last * t.tasks + row[0]];
    day = 1;
  }
  for (; day <= last; ++day)
    out += next[row[day - 1] * t.tasks + row[day]];
  return out;
}

score state::runs(const change& x, std::uint64_t touched) const noexcept {
  const auto& t = *x_;
  const auto& c = t.of(x.who);
  auto out = score{};
  for (; touched != 0; touched &= touched - 1) {
    auto i = static_cast<std::size_t>(std::countr_zero(touched));
    const auto* words = bits(x.who, i);
    auto from = std::max(x.first - 1, 0);
    from = bit_at(words, from) ? run_begin(words, from)
                               : next_bit<true>(words, from, t.days);
    while (from <= x.end() && from < t.days) {
      auto to = next_bit<false>(words, from, t.days);
      out += run(c.runs[i], x.who, i, from, to);
      from = next_bit<true>(words, to, t.days);
    }
    // A run that ended just before the first day.
    if (x.first == 0 && !bit_at(words, 0)) {
      auto earlier = t.what.people[x.who].run_before[i];
      if (earlier > 0)
        out += run_price(c.runs[i].rule, 0, earlier, false, false);
    }
  }
  return out;
}

score state::run(const run_table& rule, std::uint32_t who, std::size_t i,
                 std::int32_t from, std::int32_t to) const noexcept {
  if (from > 0 && to < x_->days)
    return rule.inside[static_cast<std::size_t>(to - from)];
  auto before = from == 0 ? x_->what.people[who].run_before[i] : 0;
  return run_price(rule.rule, to - from, before, from == 0 && before == 0,
                   to == x_->days);
}

score state::clashes(const change& x) const noexcept {
  const auto& c = x_->of(x.who);
  const auto* row = &roster_[x_->what.cell_at(x.who, 0)];
  auto out = score{};
  for (auto day = x.first; day < x.end(); ++day)
    for (auto at = c.clash_from[static_cast<std::size_t>(day)];
         at < c.clash_from[static_cast<std::size_t>(day) + 1]; ++at) {
      const auto& rule = c.clashes[c.clash_list[at]];
      // Once, where both of its days are among these.
      auto other = rule.first == day ? rule.second : rule.first;
      if (other < day && other >= x.first)
        continue;
      if (has(rule.first_tasks, row[rule.first])
          && has(rule.second_tasks, row[rule.second]))
        out += rule.price;
    }
  return out;
}

score state::sums(const change& x) const noexcept {
  const auto& c = x_->of(x.who);
  const auto* sums = totals_.data() + totals_from_[x.who];
  auto out = score{};
  for (auto i = std::size_t{0}; i < c.totals.size(); ++i)
    out += total_price(c.totals[i], sums[i]);
  return out;
}

score state::windows(const change& x) const noexcept {
  const auto& t = *x_;
  const auto& c = t.of(x.who);
  auto out = score{};
  for (auto i = std::size_t{0}; i < c.windows.size(); ++i) {
    const auto& rule = c.windows[i];
    const auto* here
      = &windows_[windows_from_[x.who] + i * static_cast<std::size_t>(t.days)];
    auto last = std::min(x.end() - 1, t.days - rule.days);
    for (auto at = std::max(0, x.first - rule.days + 1); at <= last; ++at)
      if (here[at] > rule.max)
        out += window_price(rule, here[at]);
  }
  return out;
}

} // namespace nightfloat::domain::solve
