// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/stuck.hpp"

#include <cmath>
#include <limits>

namespace nightfloat::domain::solve {

const char* to_string(stuck_decision x) noexcept {
  switch (x) {
    case stuck_decision::go_on:
      return "go on";
    case stuck_decision::widen:
      return "widen";
    case stuck_decision::restart:
      return "restart";
    case stuck_decision::accept:
      return "accept";
  }
  return "unknown";
}

std::uint64_t luby(std::uint64_t n) noexcept {
  // Where n + 1 is a power of two, half of it; else as from the last such on.
  for (;;) {
    auto power = std::uint64_t{1};
    while (2 * power <= n)
      power *= 2;
    if (n == 2 * power - 1)
      return power;
    n -= power - 1;
  }
}

stuck_watch::stuck_watch(const stuck_options& options) : options_{options} {
}

void stuck_watch::begin(const stuck_sample& x) noexcept {
  began_ = better_ = now_ = x;
}

void stuck_watch::sample(const stuck_sample& x) noexcept {
  auto over = x.bound ? better_.cost - *x.bound : better_.cost;
  if (x.cost < better_.cost - options_.better_least * std::abs(over))
    better_ = x;
  now_ = x;
}

bool stuck_watch::good_enough() const noexcept {
  return now_.bound
         && better_.cost - *now_.bound <= options_.gap_target * better_.cost;
}

bool stuck_watch::plateau() const noexcept {
  return !good_enough() && now_.moves - better_.moves >= options_.moves_least
         && now_.used - better_.used >= options_.share_least;
}

double stuck_watch::expected_wait(const escape_chance& x) const noexcept {
  auto moves = static_cast<double>(now_.moves - began_.moves);
  auto share = now_.used - began_.used;
  if (x.out <= 0 || moves <= 0 || share <= 0)
    return std::numeric_limits<double>::infinity();
  return 1 / (x.out * moves / share);
}

stuck_decision stuck_watch::decide(const escape_chance& x) noexcept {
  if (good_enough())
    return stuck_decision::accept;
  if (expected_wait(x) <= options_.wait_most * (1 - now_.used)) {
    auto cost = better_.cost;
    better_ = now_;
    better_.cost = cost;
    return stuck_decision::go_on;
  }
  widened_ = !widened_;
  if (widened_)
    return stuck_decision::widen;
  ++restarts_;
  return stuck_decision::restart;
}

} // namespace nightfloat::domain::solve
