// SPDX-License-Identifier: Apache-2.0
#pragma once

// How far each day of a person is over or under the hours that are approved
// for it, so that windows of days are sums of few numbers.

#include "domain/rules/context.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// The days in a row that are looked at together.
constexpr auto balanced_days = std::size_t{28};

/// Whether so many days in a row are never over what is approved for them, all
/// together; false of fewer days.
[[nodiscard]] bool is_balanced(std::span<const std::int16_t> days) noexcept;

/// Brings `kept` to the balance of all of the person's days and tells `x` of
/// it; leaves it empty where no rule asks, or the days are too many.
void keep_balance(person_view& x, std::vector<std::int16_t>& kept);

/// Gives of each of `days`, from the first, seven times its minutes of work
/// (overlaps once) less the minutes a week that hold on it; 0 if it is leave.
/// REQUIRES room for as many.
void balance_days(const person_view& x, window days,
                  std::span<std::int16_t> out) noexcept;

} // namespace nightfloat::domain
