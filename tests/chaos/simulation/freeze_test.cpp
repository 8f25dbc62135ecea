// SPDX-License-Identifier: Apache-2.0
// A steady clock that stands still: in the world, in a cluster, and drawn,
// written, run and shrunk with the other faults.

#include "chaos/simulation/cluster.hpp"
#include "chaos/simulation/run.hpp"
#include "chaos/simulation/shrink.hpp"
#include "chaos/simulation/work.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(freeze_test)

using namespace nightfloat;
using namespace nightfloat::simulation;

namespace {

constexpr auto store = 1u;
constexpr auto forms = {freeze_form::jumps_on, freeze_form::goes_on_late,
                        freeze_form::suspended};

struct frozen {
  world in{1};
  life self;
  std::string heard;
  time_point begun;

  frozen() {
    (void)in.add_process();
    self = in.start(store);
    begun = in.now();
  }

  /// A timer of the process.
  void wake(milliseconds after, char what) {
    in.wake_after(after, self, [this, what] { heard += what; });
  }

  /// Something that comes to it from outside.
  void give(milliseconds after, char what) {
    in.after(after, self, [this, what] { heard += what; });
  }

  void freeze(milliseconds length, bool is_late_after) {
    in.freeze(store, in.now() + length, is_late_after);
  }

  void run(milliseconds length) {
    in.run_until(in.now() + length);
  }

  /// How long the process's clock says that it has lived.
  std::int64_t shown_ms() {
    return std::chrono::duration_cast<milliseconds>(in.steady(store) - begun)
      .count();
  }
};

planned_fault freeze_of(std::uint32_t target, freeze_form form,
                        std::uint32_t lasting_ms) {
  return {.at_ms = 200,
          .what = fault::clock_freeze,
          .target = target,
          .lasting_ms = lasting_ms,
          .amount = static_cast<std::int64_t>(form)};
}

/// Clients that submit long jobs and exchange places all the time.
schedule busy(std::uint64_t seed) {
  auto plan = schedule{.seed = seed, .note = {}, .size = {}};
  plan.faults_ms = 4'000;
  for (auto at = 100u; at < 3'500u; at += 150u)
    for (auto what : {act::submit, act::exchange, act::order})
      plan.acts.push_back({.at_ms = at,
                           .client = at / 150 % 2,
                           .what = what,
                           .a = at,
                           .b = at / 7});
  return plan;
}

bool is_freeze(const planned_fault& x) {
  return x.what == fault::clock_freeze;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(clock_, frozen)

BOOST_AUTO_TEST_CASE(timers_wait_for_a_clock_that_stands_and_frames_do_not) {
  wake(milliseconds{5}, 'a');
  wake(milliseconds{20}, 'c');
  give(milliseconds{30}, 'b');
  run(milliseconds{10});
  freeze(milliseconds{100}, true);
  run(milliseconds{99});
  BOOST_TEST(heard == "ab");
  BOOST_TEST(shown_ms() == 10);
  run(milliseconds{10});
  BOOST_TEST(heard == "ab");
  run(milliseconds{2});
  BOOST_TEST(heard == "abc");
}

BOOST_AUTO_TEST_CASE(a_late_clock_stays_late_and_another_makes_up_for_it) {
  freeze(milliseconds{100}, true);
  run(milliseconds{150});
  BOOST_TEST(shown_ms() == 50);
  freeze(milliseconds{100}, false);
  run(milliseconds{99});
  BOOST_TEST(shown_ms() == 50);
  run(milliseconds{1});
  BOOST_TEST(shown_ms() == 150);
  run(milliseconds{10});
  BOOST_TEST(shown_ms() == 160);
}

BOOST_AUTO_TEST_CASE(what_is_due_when_a_clock_jumps_on_comes_at_once_in_order) {
  wake(milliseconds{30}, 'b');
  wake(milliseconds{10}, 'a');
  wake(milliseconds{200}, 'c');
  freeze(milliseconds{100}, false);
  run(milliseconds{99});
  BOOST_TEST(heard.empty());
  run(milliseconds{1});
  std::ranges::sort(heard);
  BOOST_TEST(heard == "ab");
  run(milliseconds{100});
  BOOST_TEST(heard == "abc");
}

BOOST_AUTO_TEST_CASE(what_is_due_already_does_not_wait) {
  freeze(milliseconds{100}, true);
  wake(milliseconds{0}, 'a');
  wake(milliseconds{1}, 'b');
  run(milliseconds{1});
  BOOST_TEST(heard == "a");
}

BOOST_AUTO_TEST_CASE(a_second_freeze_makes_the_first_longer) {
  freeze(milliseconds{10}, true);
  run(milliseconds{5});
  freeze(milliseconds{20}, true);
  freeze(milliseconds{1}, true);
  wake(milliseconds{1}, 'a');
  run(milliseconds{20});
  BOOST_TEST(shown_ms() == 0);
  BOOST_TEST(heard.empty());
  run(milliseconds{1});
  BOOST_TEST(shown_ms() == 1);
  BOOST_TEST(heard == "a");
}

BOOST_AUTO_TEST_CASE(a_thawed_clock_shows_what_it_would_have_and_timers_come) {
  for (auto late : {true, false}) {
    heard.clear();
    const auto before = shown_ms();
    wake(milliseconds{2}, 'a');
    freeze(milliseconds{1'000}, late);
    run(milliseconds{10});
    in.thaw(store);
    BOOST_TEST(shown_ms() == before + (late ? 0 : 10));
    run(milliseconds{2});
    BOOST_TEST(heard == "a");
    BOOST_TEST(shown_ms() == before + (late ? 2 : 12));
  }
}

// A lease that a dead store granted is measured anew by its successor, whose
// host is the same.
BOOST_AUTO_TEST_CASE(a_clock_is_its_hosts_and_outlives_the_process) {
  freeze(milliseconds{100}, true);
  run(milliseconds{10});
  in.kill(store);
  self = in.start(store);
  wake(milliseconds{1}, 'a');
  run(milliseconds{90});
  BOOST_TEST(shown_ms() == 0);
  BOOST_TEST(heard.empty());
  run(milliseconds{1});
  BOOST_TEST(heard == "a");
}

BOOST_AUTO_TEST_CASE(no_clock_ever_goes_back) {
  auto draws = dice{7};
  auto last = in.steady(store);
  for (auto i = 0; i < 2'000; ++i) {
    if (draws.chance(50))
      freeze(milliseconds{draws.below(30)}, draws.chance(500));
    if (draws.chance(20))
      in.thaw(store);
    run(milliseconds{draws.below(5)});
    const auto now = in.steady(store);
    BOOST_TEST_REQUIRE((last <= now && now <= in.now()));
    last = now;
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_stores_wall_clock_goes_on_while_its_steady_one_stands) {
  auto in = world{1};
  (void)in.add_process();
  (void)in.start(store);
  const auto clock = process_clock{in, store};
  const auto steady = clock.steady();
  const auto wall = clock.wall_ms();
  in.freeze(store, in.now() + milliseconds{100}, true);
  in.run_until(in.now() + milliseconds{60});
  BOOST_TEST((clock.steady() == steady));
  BOOST_TEST(clock.wall_ms() == wall + 60);
}

BOOST_AUTO_TEST_CASE(a_freeze_strikes_one_living_process_and_is_healed) {
  auto plan = schedule{.seed = 3, .note = {}, .size = {}};
  auto in = world{plan.seed};
  auto told = record{in};
  auto aut = cluster{in, plan, told};
  in.run_until(in.now() + milliseconds{50});
  for (auto form : forms) {
    const auto stood = in.steady(store);
    aut.strike(freeze_of(store, form, 60'000));
    in.run_until(in.now() + milliseconds{100});
    BOOST_TEST((in.steady(store) == stood));
    BOOST_TEST(in.is_paused(store) == (form == freeze_form::suspended));
    BOOST_TEST((in.steady(2) == in.now()));
    aut.heal();
    in.run_until(in.now() + milliseconds{1});
    BOOST_TEST((in.steady(store) > stood));
    BOOST_TEST(!in.is_paused(store));
  }
  BOOST_TEST(aut.struck() == forms.size());
  in.kill(3);
  aut.strike(freeze_of(3, freeze_form::jumps_on, 100));
  BOOST_TEST(aut.struck() == forms.size());
}

// Longer than any lease, heartbeat or time-out; each process, in each form.
BOOST_AUTO_TEST_CASE(whoever_stands_what_was_promised_is_kept) {
  for (auto form : forms)
    for (auto target = 1u; target <= 6u; ++target) {
      auto plan = busy(10 + target);
      plan.faults.push_back(freeze_of(target, form, 3'500));
      const auto how = run(plan);
      BOOST_TEST(how.passed, "process " << target << ": " << how.why);
      BOOST_TEST(how.faults == 1u);
      BOOST_TEST(how.acknowledged > 5u);
      BOOST_TEST(how.hash == run(plan).hash);
      plan.faults.clear();
      BOOST_TEST(how.hash != run(plan).hash, "process " << target);
    }
}

// A wall clock that steps while the steady one stands is what a host that was
// suspended finds: ledger time must not go back, whatever it is slewed to.
BOOST_AUTO_TEST_CASE(ledger_time_bears_a_step_of_the_wall_in_a_freeze) {
  for (auto by_s : {-7'200, 7'200})
    for (auto form : forms) {
      auto plan = busy(30);
      plan.faults.push_back(freeze_of(store, form, 2'000));
      plan.faults.push_back(
        {.at_ms = 800, .what = fault::clock_jump, .amount = by_s});
      plan.acts.push_back({.at_ms = 900, .what = act::cron, .a = 1, .b = 1});
      const auto how = run(plan);
      BOOST_TEST(how.passed, how.why);
    }
}

BOOST_AUTO_TEST_CASE(freezes_are_drawn_of_every_form_and_for_everybody) {
  auto seen = std::set<std::int64_t>{};
  auto clients = 0;
  for (auto seed = std::uint64_t{1}; seed <= 100; ++seed) {
    const auto plan = draw(seed, {});
    const auto client_first = 3 + plan.size.workers;
    for (const auto& x : plan.faults)
      if (is_freeze(x)) {
        seen.insert(x.amount);
        clients += x.target >= client_first ? 1 : 0;
        BOOST_TEST(x.target < client_first + plan.size.clients);
        BOOST_TEST(x.lasting_ms > 0u);
      }
  }
  BOOST_TEST((seen == std::set<std::int64_t>{0, 1, 2}));
  BOOST_TEST(clients > 0);
}

BOOST_AUTO_TEST_CASE(a_freeze_that_matters_is_what_shrinking_leaves) {
  auto plan = draw(1, {});
  plan.faults.assign(20, {.at_ms = 100, .what = fault::pause});
  plan.faults.push_back(freeze_of(2, freeze_form::suspended, 300));
  plan.faults.resize(40, {.at_ms = 200, .what = fault::kill});
  const auto fails_when_frozen = [](const schedule& x) {
    auto how = outcome{.seed = x.seed, .why = {}, .checks = {}};
    how.passed = std::ranges::none_of(x.faults, is_freeze);
    how.why = how.passed ? "" : "planted: it stood";
    return how;
  };
  const auto small = shrink(plan, fails_when_frozen, 1'000);
  BOOST_TEST_REQUIRE(small.least.faults.size() == 1u);
  BOOST_TEST(is_freeze(small.least.faults.front()));
  BOOST_TEST(small.least.acts.empty());
}

BOOST_AUTO_TEST_CASE(a_freeze_is_replayed_from_its_file) {
  const auto home = test::scratch{};
  const auto file = home.path("replay.json");
  auto plan = busy(1);
  plan.faults.push_back(freeze_of(store, freeze_form::suspended, 300));
  BOOST_REQUIRE(write_schedule(file, plan));
  auto again = read_schedule(file);
  BOOST_REQUIRE(again);
  BOOST_TEST((*again == plan));
  for (auto wrong : {-1, 3}) {
    plan.faults.back().amount = wrong;
    BOOST_REQUIRE(write_schedule(file, plan));
    auto refused = read_schedule(file);
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == ec::invalid_argument));
    BOOST_TEST(refused.error().detail.find("clock_freeze: amount")
               != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
