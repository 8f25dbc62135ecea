// SPDX-License-Identifier: Apache-2.0
// Moves where hardly anybody may do any one task: whoever works on a rotation
// that week. Of two people picked from all, few could take each other's day;
// here the second is one who could, and cells with nothing to choose are never
// picked.

#include "domain/solve/annealing.hpp"

#include <algorithm>
#include <bit>

namespace nightfloat::domain::solve {

namespace {

constexpr auto set_most = 4;
/// Days of an exchange: as often a few as a whole run of nights.
constexpr auto few_days = 3;
constexpr auto many_days = 14;
/// Picks of somebody who costs something before whoever it is will do.
constexpr auto costly_tries = 20;
/// Picks of a partner before the move is given up.
constexpr auto partner_tries = 6;

} // namespace

void annealing::try_pooled() {
  if (x_->open_cells.empty())
    return;
  auto pick = random_.below(100);
  if (pick < 12)
    set_pooled();
  else if (pick < 32)
    set_wanted();
  else if (pick < 72)
    exchange_pooled();
  else if (pick < 86)
    exchange_span();
  else if (pick < 92)
    shift_stretch();
  else
    turn_pooled();
}

/// By chance, as often of somebody whose own rules cost something.
annealing::place annealing::open_place() {
  auto at = place{};
  auto tries = random_.below(2) == 0 ? 1 : costly_tries;
  for (; tries > 0; --tries) {
    auto cell = x_->open_cells[random_.below(x_->open_cells.size())];
    auto days = static_cast<std::uint32_t>(x_->days);
    at = {cell / days, static_cast<std::int32_t>(cell % days)};
    if (at_.rules_cost(at.who) > score{})
      break;
  }
  return at;
}

void annealing::set_pooled() {
  auto [who, day] = open_place();
  auto x = change{who, day, 0, {}};
  x.count = std::min(1 + static_cast<std::int32_t>(random_.below(set_most)),
                     x_->days - day);
  auto may = x_->may(who, day);
  if (fill(x, may[random_.below(may.size())]))
    alone(x, move_kind::set);
}

/// A head more where it is wanted, of those who may, or one fewer.
void annealing::set_wanted() {
  if (at_.dear().empty())
    return set_pooled();
  auto i = at_.dear()[random_.below(at_.dear().size())];
  const auto& wanted = x_->what.demands[i];
  const auto* price = &x_->prices[x_->price_from[i]];
  auto heads = at_.heads(i);
  auto want = heads < static_cast<std::int32_t>(x_->people)
              && price[heads + 1] < price[heads];
  auto set = wanted.tasks;
  if (set == 0)
    return;
  for (auto skip = random_.below(static_cast<std::size_t>(std::popcount(set)));
       skip > 0; --skip)
    set &= set - 1;
  auto to = static_cast<task>(std::countr_zero(set));
  auto pool = x_->pool(wanted.day, to);
  auto at = pool.empty() ? 0U : random_.below(pool.size());
  for (auto k = std::size_t{0}; k < pool.size(); ++k) {
    auto who = std::uint32_t{pool[at]};
    at = at + 1 == pool.size() ? 0 : at + 1;
    auto one_of_them = wanted.classes
                         >> x_->what.class_at(x_->what.cell_at(who, wanted.day))
                       & 1;
    if (one_of_them == 0 || has(wanted.tasks, at_.at(who, wanted.day)) == want)
      continue;
    auto may = x_->may(who, wanted.day);
    auto x = change{who, wanted.day, 1, {}};
    if (fill(x, want ? to : may[random_.below(may.size())]))
      alone(x, move_kind::aimed);
    return;
  }
}

/// Somebody who could take that day and does something else that `x` could;
/// the number of people: nobody was found.
std::uint32_t annealing::partner_of(place x) {
  auto may = x_->may(x.who, x.day);
  auto is = at_.at(x.who, x.day);
  for (auto tries = 0; tries < partner_tries; ++tries) {
    auto t = is == off ? may[random_.below(may.size())] : is;
    if (t == off)
      continue;
    auto pool = x_->pool(x.day, t);
    auto other = std::uint32_t{pool[random_.below(pool.size())]};
    auto theirs = at_.at(other, x.day);
    if (theirs != is && other != x.who
        && std::ranges::find(may, theirs) != may.end()
        && has(x_->what.allowed[x_->what.cell_at(other, x.day)], is))
      return other;
  }
  return static_cast<std::uint32_t>(x_->people);
}

void annealing::exchange_pooled() {
  auto one = open_place();
  auto other = partner_of(one);
  if (other == x_->people)
    return;
  auto most = random_.below(2) == 0 ? few_days : many_days;
  auto count = std::min(1
                          + static_cast<std::int32_t>(
                            random_.below(static_cast<std::size_t>(most))),
                        x_->days - one.day);
  auto equal = [&](std::int32_t k) {
    return at_.at(one.who, one.day + k) == at_.at(other, one.day + k);
  };
  while (count > 1 && equal(count - 1))
    --count;
  exchange_days(one.who, other, {one.day, count});
}

/// A span of days that counts as one, such as a week-end, whole.
void annealing::exchange_span() {
  auto one = open_place();
  const auto& groups = x_->of(one.who).groups;
  if (groups.empty())
    return exchange_pooled();
  const auto& spans = groups[random_.below(groups.size())].spans;
  if (spans.empty())
    return;
  auto [first, last] = spans[random_.below(spans.size())];
  one.day = random_.below(2) == 0 ? first : last;
  auto other = partner_of(one);
  if (other == x_->people)
    return;
  auto count = std::min(last - first + 1, block_max);
  exchange_days(one.who, other, {first, count});
}

/// Three of one pool pass a block of days around.
void annealing::turn_pooled() {
  auto a = open_place();
  auto b = partner_of(a);
  if (b == x_->people)
    return;
  auto c = partner_of({b, a.day});
  if (c == x_->people || c == a.who)
    return;
  auto count = std::min(1 + static_cast<std::int32_t>(random_.below(few_days)),
                        x_->days - a.day);
  auto of_a = at_.now(a.who, a.day, count);
  auto of_b = at_.now(b, a.day, count);
  auto of_c = at_.now(c, a.day, count);
  of_a.who = b;
  of_b.who = c;
  of_c.who = a.who;
  if (fit(of_a) && fit(of_b) && fit(of_c))
    together(std::array{of_a, of_b, of_c}, move_kind::turn);
}

} // namespace nightfloat::domain::solve
