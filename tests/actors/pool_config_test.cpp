// SPDX-License-Identifier: Apache-2.0
#include "actors/pool_config.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <future>

BOOST_AUTO_TEST_SUITE(pool_config_test)

using namespace nightfloat;

BOOST_AUTO_TEST_CASE(a_backlog_at_one_actor_keeps_no_other_waiting) {
  auto handled = std::atomic{0};
  auto seen = std::promise<int>{};
  auto open = std::promise<void>{};
  auto told = seen.get_future();
  auto settings = actors::pool_config{1};
  auto system = caf::actor_system{settings};
  auto busy = system.spawn(
    [&](caf::event_based_actor*, int) -> caf::behavior {
      return {[&](atom::step) { ++handled; },
              [&](atom::tick) {
                open.get_future().wait();
              }};
    },
    0);
  auto other = system.spawn(
    [&](caf::event_based_actor*, int) -> caf::behavior {
      return {[&](atom::tick) {
        seen.set_value(handled);
      }};
    },
    0);
  // The only thread stands until all have their messages.
  caf::anon_send(busy, atom::tick_v);
  for (auto i = 0; i < 100; ++i)
    caf::anon_send(busy, atom::step_v);
  caf::anon_send(other, atom::tick_v);
  open.set_value();
  BOOST_TEST(told.get() < 100);
  for (const auto& x : {busy, other})
    caf::anon_send_exit(x, caf::exit_reason::user_shutdown);
}

BOOST_AUTO_TEST_SUITE_END()
