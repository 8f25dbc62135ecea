// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/shift_holders.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(shift_holders_test)

namespace {

using numbers = std::vector<std::uint32_t>;

BOOST_AUTO_TEST_CASE(nobody_holds_what_was_never_put) {
  auto x = shift_holders{};
  BOOST_TEST(x.of({1}).empty());
  x.add({2}, 0);
  BOOST_TEST(x.of({1}).empty());
}

BOOST_AUTO_TEST_CASE(a_holder_of_several_parts_is_one_until_the_last_is_gone) {
  auto x = shift_holders{};
  x.add({1}, 7);
  x.add({1}, 7);
  x.add({1}, 3);
  BOOST_TEST((x.of({1}) == numbers{3, 7}));
  x.remove({1}, 7);
  BOOST_TEST((x.of({1}) == numbers{3, 7}));
  x.remove({1}, 7);
  BOOST_TEST((x.of({1}) == numbers{3}));
}

BOOST_AUTO_TEST_CASE(random_adds_and_removals_are_those_of_a_map) {
  auto seed = test::seed_or(1);
  auto engine = std::mt19937_64{seed};
  auto x = shift_holders{};
  auto plain = std::map<std::uint32_t, std::multiset<std::uint32_t>>{};
  for (auto i = std::size_t{0}; i < test::count_or(20'000); ++i) {
    auto shift = static_cast<std::uint32_t>(engine() % 300);
    auto holder = static_cast<std::uint32_t>(engine() % 4);
    auto& own = plain[shift];
    if (engine() % 2 == 0) {
      x.add({shift}, holder);
      own.insert(holder);
    } else if (auto one = own.find(holder); one != own.end()) {
      x.remove({shift}, holder);
      own.erase(one);
    }
    auto wanted = std::set<std::uint32_t>{own.begin(), own.end()};
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed << " step " << i);
    BOOST_REQUIRE((x.of({shift}) == numbers{wanted.begin(), wanted.end()}));
  }
  for (const auto& [shift, own] : plain) {
    auto wanted = std::set<std::uint32_t>{own.begin(), own.end()};
    BOOST_REQUIRE((x.of({shift}) == numbers{wanted.begin(), wanted.end()}));
  }
  BOOST_TEST(x.bytes() > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
