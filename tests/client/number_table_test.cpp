// SPDX-License-Identifier: Apache-2.0
#include "client/number_table.hpp"
#include "domain/solve/random.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <iterator>
#include <map>
#include <memory>

using namespace nightfloat;

BOOST_AUTO_TEST_SUITE(number_table)

BOOST_AUTO_TEST_CASE(it_holds_what_a_map_would) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
    auto random = domain::random_source{seed};
    auto aut = client::number_table<std::uint64_t>{};
    auto oracle = std::map<std::uint64_t, std::uint64_t>{};
    // Handed out in order, as the numbers of calls are, from anywhere.
    auto last = random.next() >> 16;
    for (auto i = 0; i < 20'000; ++i) {
      if (oracle.size() < 300 && random.chance(550)) {
        auto value = random.next();
        aut.add(++last, value);
        oracle[last] = value;
      } else if (!oracle.empty()) {
        // Most end in order, some late and some never.
        auto at = oracle.begin();
        std::advance(at, random.below(random.chance(800) ? 1 : oracle.size()));
        aut.erase(at->first);
        BOOST_REQUIRE(aut.find(at->first) == nullptr);
        oracle.erase(at);
      }
      aut.erase(last + 1);
      BOOST_REQUIRE(aut.size() == oracle.size());
      if (i % 64 != 0)
        continue;
      for (auto [number, value] : oracle) {
        auto* found = aut.find(number);
        BOOST_REQUIRE(found != nullptr);
        BOOST_REQUIRE(*found == value);
      }
    }
  }
}

// Zero stands for an empty slot, and a peer may send any number.
BOOST_AUTO_TEST_CASE(zero_and_what_is_not_there_are_not_found) {
  auto aut = client::number_table<int>{};
  BOOST_TEST(aut.find(0) == nullptr);
  BOOST_TEST(aut.find(7) == nullptr);
  aut.add(7, 1);
  aut.erase(0);
  BOOST_TEST(aut.find(0) == nullptr);
  BOOST_TEST(aut.find(8) == nullptr);
  BOOST_TEST(*aut.find(7) == 1);
}

BOOST_AUTO_TEST_CASE(what_is_erased_is_let_go_of) {
  auto aut = client::number_table<std::shared_ptr<int>>{};
  auto kept = std::make_shared<int>(1);
  for (auto number = 1u; number <= 20; ++number)
    aut.add(number, kept);
  for (auto number = 1u; number <= 20; ++number)
    aut.erase(number);
  BOOST_TEST(kept.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
