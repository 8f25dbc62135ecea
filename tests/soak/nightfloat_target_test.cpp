// SPDX-License-Identifier: Apache-2.0
#include "client/awaited.hpp"
#include "soak/nightfloat_target.hpp"
#include "soak/nightfloat_user.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

BOOST_AUTO_TEST_SUITE(nightfloat_target_test)

using namespace nightfloat;
using namespace nightfloat::soak;
using namespace std::chrono_literals;

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

BOOST_AUTO_TEST_CASE(a_step_that_no_store_answers_ends_in_its_time) {
  auto network = config::network_options{};
  network.runtime_dir = "/tmp/nightfloat-nobody-listens";
  auto door = client::connection::open(network, {});
  BOOST_REQUIRE(door);
  auto at = make_nightfloat_target({door->get()}, {});
  auto who = at->make_visitor(0, 1);
  static_cast<nightfloat_user&>(*who).version = 1;
  for (const auto* name : {"roster.head", "watch"}) {
    auto answer = client::awaited<step_answer>{};
    at->begin(*at->operation(name), *who, 100ms,
              [&](step_answer x) { answer.bring(std::move(x)); });
    auto got = answer.wait();
    BOOST_TEST(got.why.code == ec::timed_out, name);
    BOOST_TEST(!got.skipped, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
