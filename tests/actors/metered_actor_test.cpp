// SPDX-License-Identifier: Apache-2.0
#include "actors/metered_actor.hpp"
#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/typed_actor.hpp>

BOOST_AUTO_TEST_SUITE(metered_actor_test)

using namespace nightfloat;

namespace {

using counted_actor = caf::typed_actor<caf::reacts_to<int>>;

struct counted_state {
  static constexpr const char* name = "counted";
};

std::int64_t waiting() {
  return actors::mailbox_gauge("counted").value();
}

/// What waited while each message was handled.
std::vector<std::int64_t> seen;

counted_actor::behavior_type
counted(actors::metered_pointer<counted_actor, counted_state>) {
  return {
    [](int) { seen.push_back(waiting()); },
  };
}

struct fixture : test::actor_fixture {
  counted_actor first = spawn(counted);

  fixture() {
    seen.clear();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(metered_actor, fixture)

BOOST_AUTO_TEST_CASE(a_message_counts_until_its_handler_begins) {
  BOOST_TEST(waiting() == 0);
  for (auto i = 0; i != 3; ++i)
    caf::anon_send(first, i);
  BOOST_TEST(waiting() == 3);
  settle();
  BOOST_TEST((seen == std::vector<std::int64_t>{2, 1, 0}));
  BOOST_TEST(waiting() == 0);
}

BOOST_AUTO_TEST_CASE(actors_of_one_name_are_counted_together) {
  auto second = spawn(counted);
  caf::anon_send(first, 1);
  caf::anon_send(second, 1);
  BOOST_TEST(waiting() == 2);
  settle();
  BOOST_TEST(waiting() == 0);
}

BOOST_AUTO_TEST_CASE(what_nobody_will_read_goes_with_the_actor) {
  auto doomed = system().spawn(counted);
  settle();
  caf::anon_send_exit(doomed, caf::exit_reason::kill);
  caf::anon_send(doomed, 1);
  caf::anon_send(doomed, 2);
  settle();
  BOOST_TEST(seen.empty());
  doomed = nullptr;
  BOOST_TEST(waiting() == 0);
}

BOOST_AUTO_TEST_CASE(a_dead_actor_whom_somebody_knows_is_not_waited_for) {
  kill(first);
  caf::anon_send(first, 1);
  settle();
  BOOST_TEST(waiting() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
