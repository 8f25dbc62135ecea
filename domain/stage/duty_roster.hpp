// SPDX-License-Identifier: Apache-2.0
#pragma once

// Duties of a stage's grid, and back. Numbers of shifts run by day, template
// and place, so that the same place bears the same number in every roster of
// these days.

#include "domain/roster.hpp"
#include "domain/stage/duty_problem.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain::stage {

/// The day of the frame whose shift of that template begins at `start`; may be
/// none of its days.
[[nodiscard]] std::int32_t day_of(const frame& x, std::size_t which,
                                  instant start) noexcept;

/// The day of its column, as the search counts; of no template: its date.
[[nodiscard]] date column_day(const frame& x, const duty& d) noexcept;

/// The duties of the free tasks of `roster`, sorted; numbers are not given.
/// `plan` sorted; it says on which rotation somebody works what every rotation
/// does.
[[nodiscard]] std::vector<duty>
duties_of_grid(const duty_problem& x, const solve::grid& roster,
               std::span<const assignment> plan);

/// `x.start` with the duties among `all` whose template is free there and
/// which are allowed.
[[nodiscard]] solve::grid grid_of_duties(const duty_problem& x,
                                         std::span<const duty> all);

/// The same with those that are not allowed any more: what was, not what may
/// be.
[[nodiscard]] solve::grid grid_as_it_was(const duty_problem& x,
                                         std::span<const duty> all);

/// Heads that `x.what.demands[demand]` lacks in that roster. REQUIRES a demand
/// of a template.
[[nodiscard]] std::int32_t heads_missing(const duty_problem& x,
                                         const solve::grid& roster,
                                         std::size_t demand) noexcept;

/// Gives a number to every duty that has none, none twice. `all` sorted.
void number_shifts(const frame& x, std::span<duty> all);

} // namespace nightfloat::domain::stage
