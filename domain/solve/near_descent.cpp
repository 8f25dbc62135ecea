// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/near_descent.hpp"

#include "domain/solve/evaluate.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>
#include <utility>

namespace nightfloat::domain::solve {

namespace {

/// Changes that are priced before the best of them are made, and how many
/// that gain are kept until then.
constexpr auto batch_moves = std::uint64_t{200'000};
constexpr auto ways_max = std::size_t{20'000};
/// Days that are exchanged at once.
constexpr auto exchange_days_max = 2;

} // namespace

near_descent::near_descent(const tables& x, const grid& start, leash hold,
                           bool hard_only)
  : x_{&x}, at_{x, start}, leash_{std::move(hold)}, hard_only_{hard_only} {
  leash_.begin_at(start);
  begin_pass(true);
}

/// Around the faults that have a person and a day, the dearest first; or
/// everywhere.
void near_descent::begin_pass(bool guided) {
  guided_ = guided;
  gained_ = false;
  next_ = 0;
  places_.clear();
  looked_from_ = moves_;
  if (!guided) {
    for (auto d = 0; d < x_->days; ++d)
      for (auto who = std::uint32_t{0}; who < x_->people; ++who)
        places_.push_back({who, d});
    return;
  }
  auto all = faults(x_->what, at_.roster());
  std::ranges::stable_sort(
    all, [](const fault& a, const fault& b) { return a.price > b.price; });
  auto seen = std::vector<bool>(at_.roster().size());
  auto add = [&](std::size_t who, std::int32_t day) {
    if (day < 0 || day >= x_->days || seen[x_->what.cell_at(who, day)])
      return;
    seen[x_->what.cell_at(who, day)] = true;
    places_.push_back({static_cast<std::uint32_t>(who), day});
  };
  for (const auto& x : all) {
    if (hard_only_ && x.price.hard() == 0)
      break;
    if (x.kind == rule_kind::demand)
      for (auto who = std::size_t{0}; who < x_->people; ++who)
        add(who, x.day);
    else if (x.who < x_->people && x.day >= 0)
      for (auto day : {x.day, x.day - 1, x.day + 1})
        add(x.who, day);
  }
}

bool near_descent::step(std::uint64_t moves) {
  auto until = moves_ + moves;
  while (!done_ && moves_ < until) {
    if (next_ == places_.size()) {
      end_pass();
      continue;
    }
    look_at(places_[next_++]);
    if (moves_ - looked_from_ >= batch_moves) {
      looked_from_ = moves_;
      make_best(false);
    }
  }
  return !done_;
}

/// What gained may have made more worth it; all of it is looked at before it
/// is over.
void near_descent::end_pass() {
  make_best(true);
  if (gained_)
    begin_pass(true);
  else if (guided_ && !hard_only_)
    begin_pass(false);
  else
    done_ = true;
}

bool near_descent::fit(change& x) const noexcept {
  auto differs = false;
  for (auto k = 0; k < x.count; ++k) {
    auto& to = x.to[static_cast<std::size_t>(k)];
    auto set = x_->what.allowed[x_->what.cell_at(x.who, x.first + k)];
    if (!has(set, to)) {
      auto kin = set & x_->kin[to];
      if (kin == 0)
        return false;
      to = static_cast<task>(std::countr_zero(kin));
    }
    differs = differs || to != at_.at(x.who, x.first + k);
  }
  return differs;
}

void near_descent::look_at(place x) {
  ++moves_;
  set_anew(x);
  for (auto other = std::uint32_t{0}; other < x_->people; ++other)
    for (auto n = 1; n <= exchange_days_max && x.day + n <= x_->days; ++n)
      // Where all is looked at, either of two finds what they exchange.
      if (other != x.who && (guided_ || other > x.who))
        exchange(x, other, n);
}

void near_descent::set_anew(place x) {
  for (auto to : x_->may(x.who, x.day)) {
    auto one = way{};
    one.one = {.who = x.who, .first = x.day, .count = 1};
    one.one.to[0] = to;
    if (to != at_.at(x.who, x.day))
      note(one, price(one));
  }
}

void near_descent::exchange(place x, std::uint32_t other, std::int32_t count) {
  auto last = x.day + count - 1;
  if (at_.at(x.who, x.day) == at_.at(other, x.day)
      || at_.at(x.who, last) == at_.at(other, last))
    return;
  auto both = way{};
  both.both = true;
  both.one = at_.now(other, x.day, count);
  both.two = at_.now(x.who, x.day, count);
  both.one.who = x.who;
  both.two.who = other;
  if (fit(both.one) && fit(both.two))
    note(both, price(both));
}

/// No demand of these days, and nothing else that joins people, could cost
/// less than it does.
bool near_descent::joins_nothing(const change& x) const noexcept {
  return x_->what.spreads.empty() && x_->what.pairs.empty()
         && std::ranges::none_of(at_.dear(), [&](std::uint32_t i) {
              auto day = x_->what.demands[i].day;
              return x.first <= day && day < x.end();
            });
}

/// Nothing for what the leash does not allow.
score near_descent::price(way& x) {
  ++moves_;
  auto all = std::array{x.one, x.two};
  auto parts = std::span<const change>{all}.first(x.both ? 2 : 1);
  if (!leash_.allows(parts))
    return {};
  x.cells = leash_.added(parts);
  if (!x.both)
    return at_.cells(x.one) + at_.joined(x.one) + at_.rules(x.one);
  // What the second and the demands could give back does not make up for it.
  auto least = at_.cells(x.one) + at_.rules(x.one) + at_.cells(x.two)
               - at_.rules_cost(x.two.who);
  if (least >= score{} && joins_nothing(x.one))
    return {};
  auto out = at_.apply(x.one);
  out += at_.apply(x.two);
  at_.undo();
  return out;
}

void near_descent::note(way x, score price) {
  if (price >= score{} || (hard_only_ && price.hard() >= 0)
      || ways_.size() >= ways_max)
    return;
  x.gain = score{} - price;
  ways_.push_back(x);
}

/// The best of what gains, priced anew as one after the other is made.
void near_descent::make_best(bool all) {
  auto worth = [](const way& x) {
    auto cells = std::max<std::int64_t>(1, x.cells);
    return std::tuple{x.cells <= 0, x.gain.hard() * 1'000 / cells,
                      x.gain.soft() * 1'000 / cells};
  };
  std::ranges::stable_sort(
    ways_, [&](const way& a, const way& b) { return worth(a) > worth(b); });
  auto left = all ? leash_.left() : (leash_.left() + 1) / 2;
  for (auto& x : std::exchange(ways_, {})) {
    if (x.cells > left || !fit(x.one) || (x.both && !fit(x.two)))
      continue;
    auto now = price(x);
    if (now >= score{} || (hard_only_ && now.hard() >= 0) || x.cells > left)
      continue;
    auto parts = std::array{x.one, x.two};
    auto made = std::span<const change>{parts}.first(x.both ? 2 : 1);
    for (const auto& one : made)
      at_.apply(one);
    at_.keep();
    leash_.took(made);
    left -= std::max<std::int64_t>(0, x.cells);
    gained_ = true;
  }
}

} // namespace nightfloat::domain::solve
