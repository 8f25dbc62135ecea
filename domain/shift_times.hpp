// SPDX-License-Identifier: Apache-2.0
#pragma once

// When the shifts of a template are, in instants: they begin by the clock of
// their site and last as long as the template says. On the nights on which
// clocks change they end an hour earlier or later by that clock, so that a
// call of 24 hours is never one of 25.

#include "domain/calendar.hpp"
#include "domain/programme.hpp"
#include "domain/zone.hpp"

namespace nightfloat::domain {

/// The zone of a site; the programme's where the site has none of its own or
/// is not assigned. Fails with `not_found`.
[[nodiscard]] result<zone> zone_at(const programme& x, site_id at);

/// The shift that begins on `day` at a site in `at`. A start that clocks skip
/// is when they do; of one that comes twice it is the earlier. Fails with
/// `invalid_argument` outside of the days that zones know.
[[nodiscard]] result<time_span> shift_on(const shift_template& shift,
                                         const zone& at, date day);

} // namespace nightfloat::domain
