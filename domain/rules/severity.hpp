// SPDX-License-Identifier: Apache-2.0
#pragma once

// How bad a finding is. Numbers are stored and sent: appended only.

#include <boost/describe/enum.hpp>

#include <cstdint>

namespace nightfloat::domain {

enum class severity : std::uint8_t {
  violation = 1, ///< A core requirement is broken.
  warning = 2,   ///< A "should" is broken, or an early sign.
  policy = 3,    ///< A rule of the house is broken.
  notice = 4,    ///< Within the limit, but at 95 % of it or more.
  unknown = 5,   ///< Data are missing: neither kept nor broken.
};
BOOST_DESCRIBE_ENUM(severity, violation, warning, policy, notice, unknown)

/// True if it breaks a rule, rather than warns or does not know.
[[nodiscard]] constexpr bool is_breach(severity x) noexcept {
  return x == severity::violation || x == severity::policy;
}

} // namespace nightfloat::domain
