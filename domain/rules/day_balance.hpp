// SPDX-License-Identifier: Apache-2.0
#pragma once

// How far each day of a person is over or under the hours that are approved
// for it, so that windows of days are sums of few numbers.

#include "domain/rules/context.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// Brings `kept` to the balance of all of the person's days and lets `x` look
/// at it; leaves both empty where no rule asks, or the days are too many.
void keep_balance(person_view& x, std::vector<std::int16_t>& kept);

/// Gives of each of `days`, from the first, seven times its minutes of work
/// (overlaps once) less the minutes a week that hold on it; 0 if it is leave.
/// REQUIRES room for as many.
void balance_days(const person_view& x, window days,
                  std::span<std::int16_t> out) noexcept;

} // namespace nightfloat::domain
