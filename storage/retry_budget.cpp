// SPDX-License-Identifier: Apache-2.0
#include "storage/retry_budget.hpp"

#include <algorithm>

namespace nightfloat::storage {

namespace {

constexpr auto minute_ms = std::int64_t{60'000};
constexpr auto minute_us = minute_ms * 1'000;

} // namespace

void retry_budget::roll(std::int64_t now_ms) noexcept {
  if (now_ms - began_ms_ < minute_ms)
    return;
  before_ = now_ms - began_ms_ < 2 * minute_ms ? present_ : 0;
  present_ = 0;
  began_ms_ = now_ms;
}

void retry_budget::first(std::int64_t now_ms) noexcept {
  roll(now_ms);
  ++present_;
}

std::int64_t retry_budget::interval_us(const retry_terms& x) const noexcept {
  // The minute at hand has just begun, or has more than the one before.
  const auto firsts = std::max(before_, present_);
  const auto earned = x.floor + firsts * x.share_percent / 100;
  return minute_us
         / static_cast<std::int64_t>(std::max<std::uint64_t>(earned, 1));
}

std::int64_t retry_budget::wait_ms(const retry_terms& x,
                                   std::int64_t now_ms) noexcept {
  if (x.share_percent == 0 && x.floor == 0)
    return 0;
  roll(now_ms);
  const auto wait = std::max(free_at_us_, now_ms * 1'000) + interval_us(x)
                    - minute_us - now_ms * 1'000;
  return std::clamp<std::int64_t>((wait + 999) / 1'000, 0, put_off_max_ms);
}

std::int64_t retry_budget::spend(const retry_terms& x,
                                 std::int64_t now_ms) noexcept {
  const auto wait = wait_ms(x, now_ms);
  const auto interval = interval_us(x);
  // What cannot be put off any more is not held against those that follow.
  free_at_us_ = std::min(std::max(free_at_us_, now_ms * 1'000) + interval,
                         now_ms * 1'000 + minute_us + put_off_max_ms * 1'000);
  return now_ms + wait;
}

} // namespace nightfloat::storage
