// SPDX-License-Identifier: Apache-2.0
// What a change costs in one person's own rules.

#include "domain/solve/prices.hpp"
#include "domain/solve/state.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

std::size_t length(const change& x) noexcept {
  return static_cast<std::size_t>(x.count);
}

/// The days of the change that are of rule `i`, its first day the lowest bit.
day_word days_of(const contract_table& c, const change& x,
                 std::size_t i) noexcept {
  const auto* of = &c.rules_of[i / 64 * c.tasks];
  auto out = day_word{0};
  for (auto k = std::size_t{0}; k < length(x); ++k)
    out |= (of[x.to[k]] >> i % 64 & 1) << k;
  return out;
}

struct span_counts {
  std::int32_t held = 0;
  std::int32_t partial = 0;
};

/// Of the spans that the days touch: how many have a day of the rule, and how
/// many some but not all.
template <class Words>
span_counts count_spans(const contract_table& c, std::size_t rule,
                        const Words& words, std::int32_t days,
                        const change& x) noexcept {
  auto out = span_counts{};
  const auto* span_of = &c.span_of[rule * static_cast<std::size_t>(days)];
  for (auto day = x.first; day < x.end(); ++day) {
    auto at = span_of[day];
    if (at < 0)
      continue;
    const auto& span = c.groups[rule].spans[static_cast<std::size_t>(at)];
    auto held = bits_within(words, span.first, span.last);
    out.held += held.any ? 1 : 0;
    out.partial += held.any && !held.all ? 1 : 0;
    day = span.last;
  }
  return out;
}

/// The days of `then` before which fewer than `need` days of `first` lie.
template <class Words>
std::int32_t too_early(const Words& first, const Words& then, std::int32_t need,
                       std::size_t words) noexcept {
  auto out = 0;
  for (auto i = 0; i < static_cast<std::int32_t>(words) && need > 0; ++i) {
    auto word = first[i];
    auto here = std::popcount(word);
    auto early = ~day_word{0};
    if (here >= need) {
      for (auto skip = need - 1; skip > 0; --skip)
        word &= word - 1;
      // Up to the day that is the last one needed, itself included.
      early = word ^ (word - 1);
    }
    out += std::popcount(then[i] & early);
    need -= here;
  }
  return out;
}

} // namespace

score state::cells(const change& x) const noexcept {
  auto at = x_->what.cell_at(x.who, x.first);
  const auto* price = &x_->what.cell[at * x_->tasks];
  const auto* row = &roster_[at];
  auto out = score{};
  for (auto k = std::size_t{0}; k < length(x); ++k)
    out += price[k * x_->tasks + x.to[k]] - price[k * x_->tasks + row[k]];
  return out;
}

score state::successions(const change& x) const noexcept {
  const auto& t = *x_;
  const auto* next = t.what.contract_of(x.who).next.data();
  const auto* row = &roster_[t.what.cell_at(x.who, 0)];
  const auto& one = t.what.people[x.who];
  auto out = score{};
  auto from = x.first > 0 ? row[x.first - 1] : one.last;
  auto was = from;
  auto k = 0;
  if (x.first == 0 && !one.last_known) {
    from = x.to[0];
    was = row[0];
    k = 1;
  }
  for (; k < x.count; ++k) {
    auto to = x.to[static_cast<std::size_t>(k)];
    auto is = row[x.first + k];
    out += next[from * t.tasks + to] - next[was * t.tasks + is];
    from = to;
    was = is;
  }
  if (x.end() < t.days)
    out += next[from * t.tasks + row[x.end()]]
           - next[was * t.tasks + row[x.end()]];
  return out;
}

score state::runs(const change& x, std::size_t i) const noexcept {
  const auto* words = bits(x.who, i);
  auto after = changed_words{words, x.first, x.count,
                             days_of(x_->of(x.who), x, i)};
  return runs_around(x, i, after) - runs_around(x, i, words);
}

template <class Words>
score state::runs_around(const change& x, std::size_t i,
                         const Words& words) const noexcept {
  const auto& t = *x_;
  const auto& rule = t.of(x.who).runs[i];
  auto out = score{};
  auto from = std::max(x.first - 1, 0);
  from = bit_at(words, from) ? run_begin(words, from)
                             : next_bit<true>(words, from, t.days);
  while (from <= x.end() && from < t.days) {
    auto to = next_bit<false>(words, from, t.days);
    out += run(rule, x.who, i, from, to);
    from = next_bit<true>(words, to, t.days);
  }
  // A run that ended just before the first day.
  if (x.first == 0 && !bit_at(words, 0)) {
    auto earlier = t.what.people[x.who].run_before[i];
    if (earlier > 0)
      out += run_price(rule.rule, 0, earlier, false, false);
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

score state::group(const change& x, std::size_t i) const noexcept {
  const auto& c = x_->of(x.who);
  auto rule = c.runs.size() + i;
  const auto* words = bits(x.who, rule);
  auto was = count_spans(c, i, words, x_->days, x);
  auto is = count_spans(
    c, i, changed_words{words, x.first, x.count, days_of(c, x, rule)}, x_->days,
    x);
  auto held = groups_[groups_from_[x.who] + i];
  auto partial = partial_[groups_from_[x.who] + i];
  return groups_price(c.groups[i], held + is.held - was.held,
                      partial + is.partial - was.partial)
         - groups_price(c.groups[i], held, partial);
}

score state::sums(const change& x) const noexcept {
  const auto& c = x_->of(x.who);
  auto totals = c.totals.size();
  if (totals == 0)
    return {};
  const auto* row = &roster_[x_->what.cell_at(x.who, x.first)];
  std::array<std::int32_t, rules_max> more;
  std::fill_n(more.begin(), totals, 0);
  for (auto k = std::size_t{0}; k < length(x); ++k) {
    if (x.to[k] == row[k])
      continue;
    const auto* add = &c.weights[x.to[k] * totals];
    const auto* drop = &c.weights[row[k] * totals];
    for (auto i = std::size_t{0}; i < totals; ++i)
      more[i] += add[i] - drop[i];
  }
  const auto* sums = totals_.data() + totals_from_[x.who];
  auto out = score{};
  for (auto i = std::size_t{0}; i < totals; ++i)
    if (more[i] != 0)
      out += total_price(c.totals[i], sums[i] + more[i])
             - total_price(c.totals[i], sums[i]);
  return out;
}

score state::windows(const change& x) const noexcept {
  const auto& t = *x_;
  const auto& c = t.of(x.who);
  const auto* row = &roster_[t.what.cell_at(x.who, x.first)];
  auto out = score{};
  for (auto i = std::size_t{0}; i < c.windows.size(); ++i) {
    const auto& rule = c.windows[i];
    // Sums of the differences of the first so many days.
    auto upto = std::array<std::int64_t, block_max + 1>{};
    for (auto k = std::size_t{0}; k < length(x); ++k)
      upto[k + 1] = upto[k] + rule.weights[x.to[k]] - rule.weights[row[k]];
    const auto* here
      = &windows_[windows_from_[x.who] + i * static_cast<std::size_t>(t.days)];
    auto last = std::min(x.end() - 1, t.days - rule.days);
    for (auto at = std::max(0, x.first - rule.days + 1); at <= last; ++at) {
      auto from = std::clamp(at - x.first, 0, x.count);
      auto to = std::clamp(at + rule.days - x.first, 0, x.count);
      auto more = upto[static_cast<std::size_t>(to)]
                  - upto[static_cast<std::size_t>(from)];
      if (more != 0)
        out += window_price(rule, here[at] + more)
               - window_price(rule, here[at]);
    }
  }
  return out;
}

/// Of each day that changes, what it has to do with the others.
score state::clashes(const change& x) const noexcept {
  const auto& c = x_->of(x.who);
  const auto* row = &roster_[x_->what.cell_at(x.who, 0)];
  auto out = score{};
  for (auto day = x.first; day < x.end(); ++day) {
    auto is = x.to[static_cast<std::size_t>(day - x.first)];
    for (auto at = c.clash_from[static_cast<std::size_t>(day)];
         at < c.clash_from[static_cast<std::size_t>(day) + 1]; ++at) {
      const auto& link = c.clashes[at];
      auto was_here = has(link.here, row[day]) ? 1 : 0;
      auto is_here = has(link.here, is) ? 1 : 0;
      if ((was_here | is_here) == 0)
        continue;
      auto n = 0;
      for (auto other = link.first; other <= link.last; ++other) {
        auto within = other >= x.first && other < x.end();
        // Once, where both days are among these.
        if (within && other < day)
          continue;
        auto there = has(link.there, row[other]) ? 1 : 0;
        n -= was_here * there;
        if (within)
          there = has(link.there,
                      x.to[static_cast<std::size_t>(other - x.first)])
                    ? 1
                    : 0;
        n += is_here * there;
      }
      out += link.price * n;
    }
  }
  return out;
}

score state::order(const change& x, std::size_t i) const noexcept {
  const auto& c = x_->of(x.who);
  const auto& rule = c.orders[i];
  auto at = c.orders_from() + 2 * i;
  const auto* first = bits(x.who, at);
  const auto* then = bits(x.who, at + 1);
  auto was = too_early(first, then, rule.need, x_->words);
  auto is
    = too_early(changed_words{first, x.first, x.count, days_of(c, x, at)},
                changed_words{then, x.first, x.count, days_of(c, x, at + 1)},
                rule.need, x_->words);
  return rule.price * (is - was);
}

void state::count_rule(const change& x, std::size_t i) noexcept {
  const auto& c = x_->of(x.who);
  auto* words = bits(x.who, i);
  auto group = i - c.runs.size();
  auto is_group = i >= c.runs.size() && i < c.orders_from();
  auto was = span_counts{};
  if (is_group)
    was = count_spans(c, group, words, x_->days, x);
  for (auto k = 0; k < x.count; ++k)
    put_bit(words, x.first + k, c.is_of(x.to[static_cast<std::size_t>(k)], i));
  if (is_group) {
    auto is = count_spans(c, group, words, x_->days, x);
    groups_[groups_from_[x.who] + group] += is.held - was.held;
    partial_[groups_from_[x.who] + group] += is.partial - was.partial;
  }
}

void state::count_row(const change& x, const change& before) noexcept {
  const auto& t = *x_;
  const auto& c = t.of(x.who);
  for (auto word = std::size_t{0}; word < c.rule_words(); ++word)
    for (auto left = touched(c, word, before.to.data(), x); left != 0;
         left &= left - 1)
      count_rule(x,
                 64 * word + static_cast<std::size_t>(std::countr_zero(left)));
  auto totals = c.totals.size();
  auto* sums = totals_.data() + totals_from_[x.who];
  for (auto k = std::size_t{0}; k < length(x); ++k) {
    auto to = x.to[k];
    auto from = before.to[k];
    if (to == from)
      continue;
    for (auto i = std::size_t{0}; i < totals; ++i)
      sums[i] += c.weights[to * totals + i] - c.weights[from * totals + i];
    for (auto i = std::size_t{0}; i < c.windows.size(); ++i) {
      const auto& rule = c.windows[i];
      auto more = rule.weights[to] - rule.weights[from];
      auto* here = &windows_[windows_from_[x.who]
                             + i * static_cast<std::size_t>(t.days)];
      auto day = x.first + static_cast<std::int32_t>(k);
      auto last = std::min(day, t.days - rule.days);
      for (auto at = std::max(0, day - rule.days + 1); at <= last; ++at)
        here[at] += more;
    }
  }
}

} // namespace nightfloat::domain::solve
