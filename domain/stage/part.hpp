// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which parts of a roster are made; what is not is taken as it is. A part is
// a bit, and each can be made alone.

#include "domain/solve/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::domain::stage {

using part_set = std::uint8_t;

/// Who is on which rotation in which week.
constexpr part_set plan_part = 1u << 0;
/// Call, night float and jeopardy of residents.
constexpr part_set nights_part = 1u << 1;
/// Their other shifts of more than six hours.
constexpr part_set days_part = 1u << 2;
/// Those of six hours or less.
constexpr part_set half_days_part = 1u << 3;
/// All shifts of faculty.
constexpr part_set faculty_part = 1u << 4;
constexpr part_set every_part = (1u << 5) - 1;

/// The longest shift that is half a day.
constexpr std::int32_t half_day_minutes = 6 * 60;

/// The one part that the template is of.
[[nodiscard]] part_set part_of(const shift_template& x) noexcept;

/// Overnight: call, night float, and whatever ends after two in the morning.
[[nodiscard]] bool is_nightly(const shift_template& x) noexcept;

/// The templates of these parts that ask for somebody, or whose rotation is
/// attended, as indices of the frame's.
[[nodiscard]] std::vector<std::size_t> templates_of(const frame& x,
                                                    part_set parts);

/// Reads `plan,nights,days,half-days,faculty`, or some of them; empty is all.
/// Fails with `invalid_argument`, naming those that there are.
[[nodiscard]] result<part_set> parse_parts(std::string_view text);

/// The same names, in that order.
[[nodiscard]] std::string to_text(part_set parts);

} // namespace nightfloat::domain::stage
