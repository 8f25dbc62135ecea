// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/state.hpp"

#include "domain/solve/evaluate.hpp"
#include "domain/solve/profile.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

state::state(const tables& x, grid roster)
  : x_{&x}, roster_(x.what.allowed.size(), off) {
  NIGHTFLOAT_EXPECT(roster.size() == x.what.allowed.size());
  lay_out();
  // Everybody off, then each row as it is: one way to count.
  count_off();
  for (auto who = 0U; who < x.people; ++who)
    for (auto day = 0; day < x.days; day += block_max) {
      auto row = now(who, day, std::min(block_max, x.days - day));
      for (auto i = 0; i < row.count; ++i)
        row.to[static_cast<std::size_t>(i)]
          = roster[x.what.cell_at(who, day + i)];
      write(row);
    }
  cost_ = evaluate(x.what, roster_).total;
  for (auto who = 0U; who < x.people; ++who)
    rules_.push_back(evaluate_rules(
      x.what, who,
      std::span{roster_}.subspan(x.what.cell_at(who, 0),
                                 static_cast<std::size_t>(x.days))));
}

void state::lay_out() {
  const auto& x = *x_;
  auto bits = std::size_t{0};
  auto totals = std::size_t{0};
  auto groups = std::size_t{0};
  auto windows = std::size_t{0};
  for (auto who = std::size_t{0}; who < x.people; ++who) {
    const auto& c = x.of(who);
    bits_from_.push_back(bits);
    totals_from_.push_back(totals);
    groups_from_.push_back(groups);
    windows_from_.push_back(windows);
    bits += c.bits() * x.words;
    totals += c.totals.size();
    groups += c.groups.size();
    windows += c.windows.size() * static_cast<std::size_t>(x.days);
  }
  bits_.resize(bits);
  totals_.resize(totals);
  groups_.resize(groups);
  partial_.resize(groups);
  windows_.resize(windows);
  heads_.resize(x.what.demands.size());
  dear_.reserve(heads_.size());
  dear_at_.resize(heads_.size());
  counts_.resize(x.what.spreads.size() * x.people);
}

void state::count_off() {
  const auto& x = *x_;
  for (auto who = std::size_t{0}; who < x.people; ++who) {
    const auto& c = x.of(who);
    const auto& one = x.what.people[who];
    for (auto i = std::size_t{0}; i < c.totals.size(); ++i)
      totals_[totals_from_[who] + i] = one.total_before[c.total_from[i]]
                                       + std::int64_t{c.totals[i].weights[off]}
                                           * x.days;
    for (auto i = std::size_t{0}; i < c.bits(); ++i)
      if (c.is_of(off, i))
        for (auto day = 0; day < x.days; ++day)
          put_bit(bits(who, i), day, true);
    for (auto i = std::size_t{0}; i < c.groups.size(); ++i)
      groups_[groups_from_[who] + i]
        = one.group_before[i]
          + (has(c.groups[i].tasks, off)
               ? static_cast<std::int32_t>(c.groups[i].spans.size())
               : 0);
    for (auto i = std::size_t{0}; i < c.windows.size(); ++i)
      for (auto day = 0; day + c.windows[i].days <= x.days; ++day)
        windows_[windows_from_[who] + i * static_cast<std::size_t>(x.days)
                 + static_cast<std::size_t>(day)]
          = std::int64_t{c.windows[i].weights[off]} * c.windows[i].days;
  }
  for (auto i = std::uint32_t{0}; i < heads_.size(); ++i) {
    const auto& rule = x.what.demands[i];
    for (auto who = std::size_t{0}; who < x.people; ++who)
      heads_[i] += x.what.counts(rule, x.what.cell_at(who, rule.day), off) ? 1
                                                                           : 0;
    note_dear(i);
  }
  for (auto i = std::size_t{0}; i < x.what.spreads.size(); ++i)
    if (has(x.what.spreads[i].tasks, off))
      std::fill_n(counts_.begin() + static_cast<std::ptrdiff_t>(i * x.people),
                  x.people,
                  static_cast<std::int32_t>(x.what.spreads[i].days.size()));
  for (auto i = 0U; i < x.what.spreads.size(); ++i)
    widest_.push_back(widest_of_all(i, 0, 0));
}

change state::now(std::uint32_t who, std::int32_t first,
                  std::int32_t count) const noexcept {
  auto out = change{who, first, count, {}};
  const auto* row = &roster_[x_->what.cell_at(who, first)];
  for (auto i = std::size_t{0}; i < static_cast<std::size_t>(count); ++i)
    out.to[i] = row[i];
  return out;
}

score state::rules(const change& x, const ceiling& enough) const noexcept {
  const auto& c = x_->of(x.who);
  const auto* row = &roster_[x_->what.cell_at(x.who, x.first)];
  // Rules cost nothing or more, so that those which are still to be looked at
  // cannot give back more than all of them cost now.
  auto least = score{} - rules_[x.who];
  auto delta = score{};
  if (!x_->what.contract_of(x.who).next.empty())
    delta += successions(x);
  for (auto word = std::size_t{0}; word < c.rule_words(); ++word)
    for (auto left = touched(c, word, row, x); left != 0;) {
      if (enough.below(delta + least))
        return delta + least;
      auto bit = static_cast<std::size_t>(std::countr_zero(left));
      auto i = 64 * word + bit;
      left &= left - 1;
      if (i < c.runs.size()) {
        delta += runs(x, i);
      } else if (i < c.orders_from()) {
        delta += group(x, i - c.runs.size());
      } else {
        delta += order(x, (i - c.orders_from()) / 2);
        // Its other bit with it.
        left &= ~(std::uint64_t{2} << bit / 2 * 2);
      }
    }
  if (enough.below(delta + least))
    return delta + least;
  delta += sums(x);
  if (!c.windows.empty())
    delta += windows(x);
  if (!c.clashes.empty())
    delta += clashes(x);
  return delta;
}

void state::apply_priced(const change& x, score price) {
  auto& rules = rules_[x.who];
  undone_.push_back({now(x.who, x.first, x.count), cost_, rules});
  rules += this->rules(x);
  write(x);
  cost_ += price;
}

score state::apply(const change& x) {
  auto delta = cells(x) + joined(x) + rules(x);
  apply_priced(x, delta);
  return delta;
}

void state::undo() {
  while (!undone_.empty()) {
    const auto& last = undone_.back();
    write(last.before);
    cost_ = last.cost;
    rules_[last.before.who] = last.rules;
    undone_.pop_back();
  }
}

void state::write(const change& x) {
  auto before = now(x.who, x.first, x.count);
  count_row(x, before);
  count_joined(x, before);
  auto* row = &roster_[x_->what.cell_at(x.who, x.first)];
  std::copy_n(x.to.begin(), x.count, row);
}

std::size_t state::bytes() const noexcept {
  return bytes_of(roster_) + bytes_of(rules_) + bytes_of(undone_)
         + bytes_of(bits_from_) + bytes_of(bits_) + bytes_of(totals_from_)
         + bytes_of(totals_) + bytes_of(groups_from_) + bytes_of(groups_)
         + bytes_of(partial_) + bytes_of(windows_from_) + bytes_of(windows_)
         + bytes_of(heads_) + bytes_of(dear_) + bytes_of(dear_at_)
         + bytes_of(counts_) + bytes_of(widest_);
}

} // namespace nightfloat::domain::solve
