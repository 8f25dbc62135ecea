// SPDX-License-Identifier: Apache-2.0
#pragma once

// Questions about a roster that change nothing, answered from a copy of it:
// the same code for workers, who keep one, and for whoever has it in a file.

#include "client/operations.hpp"
#include "client/repair_operations.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <functional>

namespace nightfloat::client {

/// A programme and its roster, both sorted, and the version of both.
struct roster_copy {
  const domain::programme& programme;
  const domain::roster& roster;
  std::uint64_t version = 0;
};

/// Reads the clock that measures what an answer took.
using read_clock = std::function<std::chrono::steady_clock::time_point()>;

/// The dates; one that is the epoch is the programme's own. Fails with
/// `invalid_argument` if they are in disorder.
[[nodiscard]] result<domain::window> window_of(const domain::programme& where,
                                               domain::date first,
                                               domain::date last);

/// Microseconds between two readings.
[[nodiscard]] std::uint64_t
micros(std::chrono::steady_clock::time_point from,
       std::chrono::steady_clock::time_point to) noexcept;

/// Fails with `invalid_argument` for dates in disorder, unknown rules and too
/// many repairs, `not_found` for unknown people, `configuration` for a pack
/// that is unknown or does not hold together.
[[nodiscard]] result<validate_reply> answer_from(const validate_request& x,
                                                 const roster_copy& about,
                                                 const read_clock& now);

/// Fails as above, and with `not_found` for an unknown zone or no roster.
[[nodiscard]] result<conflicts_reply> answer_from(const conflicts_request& x,
                                                  const roster_copy& about,
                                                  const read_clock& now);

/// Fails with `not_found` for a shift, a person or a template that is not
/// there, `invalid_argument` where neither or both are named or for a time
/// that no clock shows.
[[nodiscard]] result<who_can_reply> answer_from(const who_can_request& x,
                                                const roster_copy& about,
                                                const read_clock& now);

/// Fails with `not_found` for a person, a zone or a roster that is not there,
/// `invalid_argument` for days in disorder and too many ways, `oversize` for
/// an absence that is too long.
[[nodiscard]] result<repair_reply> answer_from(const repair_request& x,
                                               const roster_copy& about,
                                               const read_clock& now);

} // namespace nightfloat::client
