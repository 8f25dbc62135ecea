// SPDX-License-Identifier: Apache-2.0
#include "soak/spikes.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(spikes_test)

using namespace nightfloat::soak;

namespace {

scenario of(std::vector<stage> stages, std::uint32_t vus = 10) {
  auto x = scenario{};
  auto& rule = x.loads.emplace_back();
  rule.name = "users";
  rule.executor = "ramping-vus";
  rule.vus = vus;
  rule.stages = std::move(stages);
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_jump_that_comes_back_is_a_spike) {
  auto got
    = spikes_of(of({{30, 10}, {10, 100}, {300, 100}, {10, 10}, {60, 10}}));
  BOOST_REQUIRE(got.size() == 1u);
  BOOST_TEST(got[0].fault == "spike");
  BOOST_TEST(got[0].target == "users");
  BOOST_TEST(got[0].at_s == 30);
  BOOST_TEST(got[0].healed_s == 350);
  BOOST_TEST(got[0].until_s == 410);
}

BOOST_AUTO_TEST_CASE(two_spikes_from_one_level_are_two) {
  auto got = spikes_of(
    of({{30, 10}, {1, 40}, {1, 10}, {20, 10}, {1, 40}, {1, 10}, {20, 10}}));
  BOOST_REQUIRE(got.size() == 2u);
  BOOST_TEST(got[0].until_s == 52);
  BOOST_TEST(got[1].at_s == 52);
  BOOST_TEST(got[1].healed_s == 54);
}

BOOST_AUTO_TEST_CASE(what_stays_up_or_rises_little_or_from_nothing_is_none) {
  BOOST_TEST(spikes_of(of({{30, 10}, {10, 100}, {60, 100}})).empty());
  BOOST_TEST(spikes_of(of({{30, 10}, {5, 19}, {5, 10}, {30, 10}})).empty());
  BOOST_TEST(spikes_of(of({{30, 0}, {5, 50}, {5, 0}, {30, 0}}, 0)).empty());
  // Comes back, but is not held there.
  BOOST_TEST(spikes_of(of({{30, 10}, {5, 50}, {5, 10}, {5, 0}})).empty());
  BOOST_TEST(spikes_of(of({})).empty());
}

BOOST_AUTO_TEST_SUITE_END()
