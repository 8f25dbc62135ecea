// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_time.hpp"

#include <algorithm>

namespace nightfloat::storage {

using std::chrono::milliseconds;

namespace {

constexpr auto step_ms = std::int64_t{5 * 60'000};
constexpr auto slew_divisor = std::int64_t{10};
constexpr auto ns_per_ms = std::int64_t{1'000'000};

} // namespace

void ledger_time::start(std::int64_t recorded_ms, moment now,
                        milliseconds hold_left) noexcept {
  steady_ = now.steady;
  rest_ns_ = 0;
  // More than a retention is left only where that was longer before.
  hold_until_ = now.steady + std::clamp(hold_left, milliseconds{0}, retention_);
  if (recorded_ms == 0) {
    now_ms_ = now.wall_ms;
    return;
  }
  now_ms_ = recorded_ms;
  if (now.wall_ms - now_ms_ > step_ms)
    step_to(now);
  else
    // While the store was down time passed; how much only the wall knows.
    now_ms_ = std::max(now_ms_, now.wall_ms);
}

std::int64_t ledger_time::advance(moment now) noexcept {
  using std::chrono::duration_cast;
  using std::chrono::nanoseconds;
  if (now.steady <= steady_)
    return now_ms_;
  const auto passed = duration_cast<nanoseconds>(now.steady - steady_).count()
                      + rest_ns_;
  steady_ = now.steady;
  const auto ahead = (now.wall_ms - now_ms_) * ns_per_ms - passed;
  const auto slew = std::clamp(ahead, -passed / slew_divisor,
                               passed / slew_divisor);
  const auto total = passed + slew;
  now_ms_ += total / ns_per_ms;
  rest_ns_ = total % ns_per_ms;
  if (now.wall_ms - now_ms_ > step_ms)
    step_to(now);
  return now_ms_;
}

bool ledger_time::expired(std::int64_t at_ms) const noexcept {
  return at_ms != 0 && at_ms <= now_ms_ && steady_ >= hold_until_;
}

milliseconds ledger_time::hold_left() const noexcept {
  using duration = std::chrono::steady_clock::duration;
  return std::chrono::ceil<milliseconds>(
    std::max(hold_until_ - steady_, duration::zero()));
}

void ledger_time::step_to(moment now) noexcept {
  now_ms_ = now.wall_ms;
  rest_ns_ = 0;
  hold_until_ = now.steady + retention_;
}

} // namespace nightfloat::storage
