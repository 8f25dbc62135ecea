// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/test/unit_test.hpp>

#include <string>

namespace nightfloat::test {

/// `text` with the first `from` replaced. REQUIRES that it is there.
inline std::string altered(std::string text, const std::string& from,
                           const std::string& to) {
  auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != text.npos, from);
  return text.replace(at, from.size(), to);
}

} // namespace nightfloat::test
