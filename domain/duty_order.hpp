// SPDX-License-Identifier: Apache-2.0
#pragma once

// The order of duties in a roster: by person and time. Total, so that equal
// rosters sort to equal bytes, and who takes a duty out and puts it back finds
// the others as they were.

#include "domain/roster.hpp"

#include <tuple>

namespace nightfloat::domain {

[[nodiscard]] inline bool precedes(const duty& a, const duty& b) noexcept {
  auto key = [](const duty& x) {
    return std::tie(x.person, x.start, x.end, x.shift, x.from, x.kind,
                    x.rotation, x.site, x.source, x.actual);
  };
  return key(a) < key(b);
}

} // namespace nightfloat::domain
