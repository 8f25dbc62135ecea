// SPDX-License-Identifier: Apache-2.0
#include "actors/job_days.hpp"

#include "domain/ledger_time.hpp"
#include "domain/zone.hpp"

#include <algorithm>

namespace nightfloat::actors {

domain::window job_days(const domain::programme_info& x, std::int64_t at_ms,
                        std::uint32_t count) {
  auto first = x.first;
  if (at_ms != 0) {
    const auto found = domain::zone::find(x.zone);
    // A zone that nobody knows is UTC.
    const auto site = found ? *found : domain::zone{};
    first = std::max(first, site.local_date(domain::instant_of(at_ms)));
  }
  const auto length = std::clamp<std::int32_t>(
    static_cast<std::int32_t>(std::min(count, 36'600u)), 1, 36'600);
  return {first, std::min(x.last, first + domain::date::duration{length - 1})};
}

} // namespace nightfloat::actors
