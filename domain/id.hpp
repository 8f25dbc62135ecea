// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <compare>
#include <cstdint>
#include <ostream>

namespace nightfloat::domain {

/// An identifier that mixes only with its own kind; zero means "not assigned".
/// `Rep` is as wide as the population asks for: rosters hold millions of ids.
template <class Tag, class Rep = std::uint32_t>
struct id {
  using rep = Rep;

  Rep value = 0;

  [[nodiscard]] constexpr bool assigned() const noexcept {
    return value != 0;
  }

  friend auto operator<=>(const id&, const id&) = default;

  friend std::ostream& operator<<(std::ostream& out, const id& x) {
    return out << x.value;
  }

  BOOST_DESCRIBE_CLASS(id, (), (value), (), ())
};

using person_id = id<struct person_tag>;
using rotation_id = id<struct rotation_tag>;
using template_id = id<struct template_tag>;
using absence_id = id<struct absence_tag>;
using requirement_id = id<struct requirement_tag>;
using site_id = id<struct site_tag>;
using activity_id = id<struct activity_tag>;
using credential_id = id<struct credential_tag>;

/// One place to be filled on one day (a ward's shift); it keeps its number
/// when it passes from one person to another, so that owners can be counted.
using shift_id = id<struct shift_tag>;

using job_id = id<struct job_tag, std::uint64_t>;
using swap_id = id<struct swap_tag, std::uint64_t>;

/// Names a generated or imported roster; equals the number of the job that
/// wrote it.
using roster_id = id<struct roster_tag, std::uint64_t>;

} // namespace nightfloat::domain
