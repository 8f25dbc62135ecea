// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/row_memory.hpp"

#include "domain/solve/prices.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

run_memory::run_memory(const problem& x, const run_rule& rule,
                       std::int32_t before)
  : rule_{rule} {
  auto longest = std::int64_t{x.days} + before;
  minded_max_ = rule.longer != score{} && rule.max < longest;
  minded_min_ = rule.shorter != score{} && rule.min > 1;
  if (minded_max_)
    cap_ = std::max(cap_, rule.max);
  if (minded_min_)
    cap_ = std::max(cap_, static_cast<std::int32_t>(
                            std::min<std::int64_t>(rule.min, longest + 1)));
  if (before > 0)
    start_ = static_cast<std::uint16_t>(std::min(before, cap_));
  else if (rule.open_start && minded_min_)
    start_ = static_cast<std::uint16_t>(cap_ + 1);
}

remembered run_memory::step(std::uint16_t value, task done) const noexcept {
  auto open = value > cap_;
  auto length = open ? value - cap_ - 1 : std::int32_t{value};
  auto out = remembered{};
  if (!has(rule_.tasks, done)) {
    if (minded_min_ && !open && length > 0 && length < rule_.min)
      out.price = rule_.shorter * (rule_.min - length);
    return out;
  }
  if (minded_max_ && length >= rule_.max)
    out.price = rule_.longer;
  length = std::min(length + 1, cap_);
  auto still_open = open && length < std::min(rule_.min, cap_);
  out.value = static_cast<std::uint16_t>(still_open ? length + cap_ + 1
                                                    : length);
  return out;
}

std::vector<span_place> span_places(const group_rule& rule, std::int32_t days) {
  auto out = std::vector<span_place>(static_cast<std::size_t>(days));
  for (const auto& span : rule.spans) {
    for (auto day = span.first; day <= span.last; ++day)
      out[static_cast<std::size_t>(day)] = span_place::inside;
    out[static_cast<std::size_t>(span.first)] = span_place::opens;
    out[static_cast<std::size_t>(span.last)]
      = span.first == span.last ? span_place::whole : span_place::closes;
  }
  return out;
}

remembered span_memory::step(std::uint16_t value, task done,
                             span_place place) const noexcept {
  constexpr auto none = std::uint16_t{0};
  constexpr auto all = std::uint16_t{1};
  constexpr auto some = std::uint16_t{2};
  if (place == span_place::outside)
    return {};
  auto priced = rule_->partial != score{};
  auto works = has(rule_->tasks, done);
  auto first = place == span_place::opens || place == span_place::whole;
  auto out = remembered{};
  out.begun = works && (first || value == none);
  if (first)
    out.value = works ? all : none;
  else if (works)
    out.value = value == all || !priced ? all : some;
  else
    out.value = value == none ? none : priced ? some : all;
  if (place == span_place::closes || place == span_place::whole) {
    if (out.value == some)
      out.price = rule_->partial;
    out.value = none;
  }
  return out;
}

window_memory::window_memory(const window_rule& rule) : rule_{&rule} {
  weights_ = rule.weights;
  weights_.push_back(0);
  std::ranges::sort(weights_);
  weights_.erase(std::unique(weights_.begin(), weights_.end()), weights_.end());
  // Days before the first weigh nothing: digit 0.
  auto zero = std::ranges::find(weights_, 0);
  std::iter_swap(weights_.begin(), zero);
  for (auto w : rule.weights)
    digit_of_.push_back(static_cast<std::uint16_t>(
      std::ranges::find(weights_, w) - weights_.begin()));
  constexpr auto values_max = std::uint32_t{4'096};
  for (auto day = 1; day < rule.days && values_ <= values_max; ++day)
    values_ *= static_cast<std::uint32_t>(weights_.size());
  fits_ = values_ <= values_max;
}

remembered window_memory::step(std::uint16_t value, task done,
                               bool whole) const noexcept {
  auto base = static_cast<std::uint32_t>(weights_.size());
  auto out = remembered{};
  if (whole) {
    auto sum = std::int64_t{rule_->weights[done]};
    for (auto rest = std::uint32_t{value}; rest > 0; rest /= base)
      sum += weights_[rest % base];
    // Leading zero digits weigh nothing: weights_[0] is 0.
    out.price = window_price(*rule_, sum);
  }
  out.value
    = static_cast<std::uint16_t>((value * base + digit_of_[done]) % values_);
  return out;
}

} // namespace nightfloat::domain::solve
