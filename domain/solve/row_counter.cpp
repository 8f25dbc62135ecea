// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_counter.hpp"

#include "domain/solve/prices.hpp"

#include <algorithm>
#include <numeric>

namespace nightfloat::domain::solve {

namespace {

/// The sum after `n` steps of `step` each from `begin`.
struct sums {
  std::int64_t begin = 0;
  std::int64_t step = 1;

  [[nodiscard]] std::int64_t at(std::int64_t n) const noexcept {
    return begin + n * step;
  }

  /// Steps until the sum is `bound` or more.
  [[nodiscard]] std::int64_t reach(std::int64_t bound) const noexcept {
    return std::max<std::int64_t>(0, (bound - begin + step - 1) / step);
  }
};

/// How far the rule's price is not yet the same line for ever.
std::int64_t cap_of(const total_rule& rule, const sums& x, std::int64_t most) {
  auto uneven = rule.over != score{} && x.step % rule.unit != 0
                && x.at(most) > rule.max;
  if (rule.square != score{} || uneven)
    return most;
  auto cap = std::int64_t{0};
  if (rule.under != score{})
    cap = std::max(cap, x.reach(rule.min));
  if (rule.over != score{} && rule.max != any_number)
    cap = std::max(cap, x.reach(rule.max));
  return std::min(cap, most);
}

} // namespace

row_counter counter_of(const problem& x, const person& who, std::size_t total) {
  const auto& rule = x.contracts[who.contract].totals[total];
  auto [low, high] = std::ranges::minmax(rule.weights);
  auto gcd = std::int64_t{0};
  for (auto w : rule.weights)
    gcd = std::gcd(gcd, std::int64_t{w} - low);
  auto from = sums{who.total_before[total] + std::int64_t{low} * x.days,
                   std::max<std::int64_t>(gcd, 1)};
  auto most = (std::int64_t{high} - low) / from.step * x.days;
  auto cap = cap_of(rule, from, most);
  auto out = row_counter{};
  for (auto w : rule.weights)
    out.steps.push_back(
      static_cast<std::int32_t>((std::int64_t{w} - low) / from.step));
  if (cap > counter_cap_max)
    return out;
  out.cap = static_cast<std::int32_t>(cap);
  for (auto n = std::int64_t{0}; n <= cap; ++n)
    out.last.push_back(total_price(rule, from.at(n)));
  // Beyond a cap there is the over price at most.
  if (rule.over != score{} && cap < most && from.at(most) > rule.max)
    out.beyond = rule.over * (from.step / rule.unit);
  return out;
}

row_counter group_counter_of(const problem& x, const person& who,
                             std::size_t group) {
  const auto& rule = x.contracts[who.contract].groups[group];
  auto most = static_cast<std::int64_t>(rule.spans.size());
  auto before = std::int64_t{who.group_before[group]};
  auto free = std::max<std::int64_t>(0, rule.max - before);
  auto out = row_counter{};
  if (rule.over != score{} && free < most) {
    out.cap = static_cast<std::int32_t>(free);
    out.beyond = rule.over;
  }
  auto at_first = groups_price(rule, who.group_before[group], 0);
  out.last.assign(static_cast<std::size_t>(out.cap) + 1, at_first);
  return out;
}

} // namespace nightfloat::domain::solve
