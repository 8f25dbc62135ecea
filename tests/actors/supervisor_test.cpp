// SPDX-License-Identifier: Apache-2.0
#include "actors/supervisor.hpp"
#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/event_based_actor.hpp>

BOOST_AUTO_TEST_SUITE(supervisor_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

constexpr auto child = caf::atom("child");

struct fixture : test::actor_fixture {
  unsigned made = 0;
  std::size_t at_rest = 0;
  actors::supervisor_actor aut;

  fixture() {
    at_rest = system().registry().running();
    auto make = [this](caf::actor_system& in) {
      ++made;
      return in.spawn(
        [](caf::event_based_actor*, int) -> caf::behavior {
          return {[](int x) {
            return x + 1;
          }};
        },
        0);
    };
    aut = spawn(actors::supervisor, &world,
                std::vector<actors::child_spec>{{child, make}},
                actors::restart_options{3, 60s, 100ms, 1s});
  }

  caf::actor living() {
    return actors::whereis<caf::actor>(system(), child);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(supervisor, fixture)

BOOST_AUTO_TEST_CASE(a_dead_actor_comes_back_after_its_backoff) {
  BOOST_TEST_REQUIRE(made == 1u);
  auto before = living();
  kill(before);
  BOOST_TEST(!living());
  advance(99ms);
  BOOST_TEST(made == 1u);
  advance(1ms);
  BOOST_TEST(made == 2u);
  BOOST_TEST_REQUIRE(static_cast<bool>(living()));
  BOOST_TEST((living() != before));
  BOOST_TEST(ask<int>(living(), 41).value() == 42);
}

BOOST_AUTO_TEST_CASE(one_that_keeps_dying_ends_the_process) {
  for (auto i = 0; i < 3; ++i) {
    kill(living());
    advance(1s);
  }
  BOOST_TEST(made == 4u);
  BOOST_TEST(gave_up.empty());
  kill(living());
  advance(10s);
  BOOST_TEST(made == 4u);
  BOOST_TEST(gave_up.find("child") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_drain_leaves_no_actor_behind) {
  tell(aut, atom::drain_v);
  aut = nullptr;
  BOOST_TEST(!living());
  BOOST_TEST(system().registry().running() == at_rest);
  advance(10s);
  BOOST_TEST(made == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
