// SPDX-License-Identifier: Apache-2.0
// The order of a process's events when it is stopped and goes on.

#include "chaos/simulation/work.hpp"
#include "chaos/simulation/world.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(world_test)

using namespace nightfloat::simulation;

namespace {

struct stopped {
  world in{1};
  life self;
  std::string heard;

  stopped() {
    (void)in.add_process();
    self = in.start(1);
  }

  void give(milliseconds after, char what) {
    in.after(after, self, [this, what] { heard += what; });
  }

  void run(milliseconds length) {
    in.run_until(in.now() + length);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(world_, stopped)

BOOST_AUTO_TEST_CASE(what_was_held_back_comes_before_what_is_younger) {
  in.pause(1, in.now() + milliseconds{100});
  for (auto what : {'a', 'b', 'c', 'd', 'e'})
    give(milliseconds{what - 'a' + 1}, what);
  run(milliseconds{10});
  in.resume(1);
  give(milliseconds{0}, 'f');
  give(milliseconds{1}, 'g');
  BOOST_TEST(heard.empty());
  run(milliseconds{2});
  BOOST_TEST(heard == "abcdefg");
}

BOOST_AUTO_TEST_CASE(a_longer_pause_keeps_the_order) {
  in.pause(1, in.now() + milliseconds{10});
  give(milliseconds{1}, 'a');
  give(milliseconds{2}, 'b');
  run(milliseconds{5});
  in.pause(1, in.now() + milliseconds{50});
  give(milliseconds{1}, 'c');
  run(milliseconds{20});
  BOOST_TEST(heard.empty());
  run(milliseconds{50});
  BOOST_TEST(heard == "abc");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(one_slow_worker_may_take_as_long_as_its_work) {
  auto plan = schedule{};
  plan.size.workers = plan.size.slots = 1;
  BOOST_TEST(work_in(plan).count() == 0);
  auto one = planned_act{.what = act::submit, .a = 3, .b = 4};
  plan.acts.assign(10, one);
  const auto job = shape_of(one, plan.size);
  BOOST_TEST(work_in(plan).count() >= 10 * job.order.lasting_ms);
  const auto alone = work_in(plan);
  plan.size.workers = 2;
  BOOST_TEST((work_in(plan) == alone / 2));
}

BOOST_AUTO_TEST_SUITE_END()
