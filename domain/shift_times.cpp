// SPDX-License-Identifier: Apache-2.0
#include "domain/shift_times.hpp"

namespace nightfloat::domain {

result<zone> zone_at(const programme& x, site_id at) {
  const auto* known = find(x, at);
  auto own = known != nullptr && !known->zone.empty();
  return zone::find(own ? known->zone : x.info.zone);
}

result<time_span> shift_on(const shift_template& shift, const zone& at,
                           date day) {
  // Those of the third day on are counted from the day on which they begin.
  auto days = date::duration{shift.start / 1'440};
  auto from = at.to_utc(day + days, shift.start % 1'440, resolve::earlier);
  if (!from)
    return nightfloat::at(shift.code, from.error());
  return time_span{*from, *from + minutes{shift.length}};
}

} // namespace nightfloat::domain
