// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/solve/generation.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

namespace nightfloat::test {

/// A generation that has come to its end.
inline domain::generation
finished(const domain::programme& x,
         const domain::generation_options& options = {},
         const domain::roster* base = nullptr) {
  auto made = domain::generation::begin(x, options, base);
  BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().detail));
  while (made->step(20'000) == domain::generation::state::more) {
  }
  return std::move(*made);
}

} // namespace nightfloat::test
