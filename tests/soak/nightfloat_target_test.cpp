// SPDX-License-Identifier: Apache-2.0
#include "soak/nightfloat_target.hpp"
#include "soak/nightfloat_user.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(nightfloat_target_test)

using namespace nightfloat;
using namespace nightfloat::soak;

BOOST_AUTO_TEST_CASE(a_seed_used_again_does_the_same_under_keys_of_its_own) {
  auto network = config::network_options{};
  network.runtime_dir = "/tmp/nightfloat-nobody-listens";
  auto door = client::connection::open(network, {});
  BOOST_REQUIRE(door);
  auto user_of = [&](std::uint64_t run, std::uint64_t seed) {
    auto terms = nightfloat_terms{};
    terms.run = run;
    auto at = make_nightfloat_target({door->get()}, terms);
    auto who = at->make_visitor(0, seed);
    auto& user = static_cast<nightfloat_user&>(*who);
    return std::pair{user.key(), user.draw(1'000'000)};
  };
  auto [key, drawn] = user_of(7, 5);
  BOOST_TEST(key == "soak-7-5-1");
  auto [key_again, drawn_again] = user_of(8, 5);
  BOOST_TEST(key_again == "soak-8-5-1");
  BOOST_TEST(drawn_again == drawn);
  BOOST_TEST(user_of(7, 6).first == "soak-7-6-1");
}

BOOST_AUTO_TEST_SUITE_END()
