// SPDX-License-Identifier: Apache-2.0
// Samples of every size are programmes that every reader would take.
#include "domain/sample.hpp"
#include "domain/solve/random.hpp"
#include "exchange/consistency.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

BOOST_AUTO_TEST_SUITE(samples_test)

using namespace nightfloat;

namespace {

/// All small sizes, both bounds, and a few of those between.
std::vector<std::uint32_t> sizes_to_try(domain::random_source& random) {
  constexpr auto small = std::uint32_t{60};
  auto out = std::vector<std::uint32_t>{domain::sample_residents_max};
  for (auto n = domain::sample_residents_min; n <= small; ++n)
    out.push_back(n);
  for (auto i = 0; i < 8; ++i)
    out.push_back(small
                  + static_cast<std::uint32_t>(
                    random.below(domain::sample_residents_max - small)));
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_sample_of_any_size_is_consistent) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  auto random = domain::random_source{seed};
  for (auto residents : sizes_to_try(random)) {
    auto made = domain::make_sample({.residents = residents, .seed = seed});
    BOOST_TEST_CONTEXT(residents << " residents, seed " << seed) {
      BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().detail));
      auto said = exchange::check_consistent(*made, nullptr);
      BOOST_TEST(said.has_value(), (said ? "" : said.error().detail));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
