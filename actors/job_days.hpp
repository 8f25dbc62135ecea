// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which days a scheduled check looks at.

#include "domain/programme.hpp"
#include "domain/time.hpp"

#include <cstdint>

namespace nightfloat::actors {

/// So many days from that of `at_ms` on (0: the programme's first), as the
/// programme's clocks show it, within the programme; in disorder where its
/// days are over. At least one, at most those of a century.
[[nodiscard]] domain::window job_days(const domain::programme_info& x,
                                      std::int64_t at_ms, std::uint32_t count);

} // namespace nightfloat::actors
