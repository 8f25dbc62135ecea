// SPDX-License-Identifier: Apache-2.0
// Schedules: each time that is due is dealt with once, whatever dies between.
#include "tests/support/cron_bench.hpp"
#include "tests/support/seed.hpp"

#include <array>
#include <random>

BOOST_AUTO_TEST_SUITE(cron_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

struct small_queue : cron_bench {
  small_queue() : cron_bench{{.jobs_live_max = 2}} {
  }
};

} // namespace

// -- firing -------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(cron_firing, cron_bench)

BOOST_AUTO_TEST_CASE(a_time_that_comes_is_one_job_on_the_schedules_terms) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  BOOST_TEST(schedule().next_ms == begin_ms + 15 * 60'000);
  advance(14min);
  tick();
  BOOST_TEST(jobs() == 0);
  BOOST_TEST(!core->due(now));
  advance(1min);
  BOOST_TEST((core->next_event(now) <= now.steady + 1ms));
  tick();
  tick();
  BOOST_TEST(jobs() == 1);
  const auto seen = schedule();
  BOOST_TEST(seen.fired_ms == begin_ms + 15 * 60'000);
  BOOST_TEST(seen.next_ms == begin_ms + 30 * 60'000);
  BOOST_TEST(seen.missed_ms == 0);
  const auto lease = claim(alice, 1, {"purge"}).at(0);
  BOOST_TEST(lease.work.id == seen.fired);
  BOOST_TEST(lease.work.programme == "p");
  BOOST_TEST(lease.work.payload == "all");
  BOOST_TEST(int{lease.work.priority} == 7);
  BOOST_TEST(lease.work.unique
             == "cron sweep " + std::to_string(seen.fired_ms));
}

BOOST_AUTO_TEST_CASE(the_store_wakes_for_the_first_that_is_due) {
  BOOST_REQUIRE(put(every("1 8 * * *")));
  tick();
  advance(59s + 500ms);
  tick();
  BOOST_TEST((core->next_event(now) <= now.steady + 501ms));
  advance(501ms);
  tick();
  BOOST_TEST(jobs() == 1);
}

BOOST_AUTO_TEST_CASE(neither_a_restart_nor_a_lost_batch_repeats_or_drops_it) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  advance(15min);
  // Decided, and then the power goes before it is written.
  begin();
  (void)core->seal();
  cut();
  BOOST_TEST(jobs() == 0);
  // Refused by the disk.
  begin();
  BOOST_TEST(!core->seal().empty());
  core->drop();
  BOOST_TEST(jobs() == 0);
  BOOST_TEST(schedule().fired_ms == 0);
  // Written, and the power goes before anybody knows.
  begin();
  BOOST_REQUIRE(engine->apply(core->seal()).outcome
                == storage::apply_outcome::ok);
  cut();
  BOOST_TEST(jobs() == 1);
  tick();
  cut();
  tick();
  BOOST_TEST(jobs() == 1);
  BOOST_TEST(run_all().size() == 1);
  tick();
  BOOST_TEST(run_all().empty());
}

BOOST_AUTO_TEST_CASE(numbers_of_jobs_do_not_repeat_after_a_restart) {
  BOOST_REQUIRE(put(every("* * * * *", misfire_policy::all)));
  for (auto i = 0; i < 5; ++i) {
    advance(1min);
    tick();
    cut();
  }
  BOOST_TEST(jobs() == 5);
}

BOOST_AUTO_TEST_CASE(each_programme_has_its_own) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  BOOST_REQUIRE(put(every("*/20 * * * *"), false, "q"));
  BOOST_TEST(core->schedules("").size() == 2);
  BOOST_TEST(core->schedules("q").at(0).programme == "q");
  advance(20min);
  tick();
  BOOST_TEST(jobs() == 2);
}

BOOST_AUTO_TEST_CASE(nights_when_clocks_change_have_one_time_each) {
  // 2027-03-14 clocks skip from 02:00 to 03:00; on 11-07 they go back to 01:00.
  struct night {
    const char* line;
    const char* from;
    const char* until;
    const char* due;
  };
  for (const auto& one : {night{"30 2 * * *", "2027-03-14T00:00Z",
                                "2027-03-14T20:00Z", "2027-03-14T08:00Z"},
                          night{"30 1 * * *", "2027-11-07T00:00Z",
                                "2027-11-07T20:00Z", "2027-11-07T06:30Z"}}) {
    disk = storage::memory_disk{};
    now.wall_ms = ms_of(one.from);
    start();
    BOOST_REQUIRE(put(every(one.line, misfire_policy::all, "America/Chicago")));
    auto found = std::vector<std::int64_t>{};
    while (now.wall_ms < ms_of(one.until)) {
      advance(10min);
      tick();
      for (auto x : run_all())
        found.push_back(x);
    }
    BOOST_TEST(found == std::vector{ms_of(one.due)},
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

// -- misfires -----------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(cron_misfires, cron_bench)

BOOST_AUTO_TEST_CASE(a_step_of_the_clock_is_made_up_for_as_the_policy_says) {
  struct policy {
    misfire_policy misfire;
    std::size_t jobs;
    std::int64_t missed_ms;
  };
  const auto h = std::int64_t{3'600'000};
  for (const auto& one : {policy{misfire_policy::skip, 0, begin_ms + 6 * h},
                          policy{misfire_policy::once, 1, begin_ms + 5 * h},
                          policy{misfire_policy::all, 6, 0}}) {
    disk = storage::memory_disk{};
    now.wall_ms = begin_ms;
    start();
    BOOST_REQUIRE(put(every("0 * * * *", one.misfire)));
    advance(1s);
    step(6h + 30min);
    tick();
    tick();
    BOOST_TEST(jobs() == one.jobs);
    BOOST_TEST(schedule().missed_ms == one.missed_ms);
    BOOST_TEST(schedule().next_ms == begin_ms + 7 * h);
    if (one.jobs != 0)
      BOOST_TEST(schedule().fired_ms == begin_ms + 6 * h);
  }
}

BOOST_AUTO_TEST_CASE(the_same_after_the_store_was_down) {
  BOOST_REQUIRE(put(every("0 * * * *", misfire_policy::all)));
  advance(3h + 1s);
  cut();
  tick();
  const auto h = std::int64_t{3'600'000};
  BOOST_TEST(
    run_all()
      == (std::vector{begin_ms + h, begin_ms + 2 * h, begin_ms + 3 * h}),
    boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_minute_late_is_not_missed) {
  BOOST_REQUIRE(put(every("0 * * * *", misfire_policy::skip)));
  advance(1h + 59s);
  tick();
  BOOST_TEST(jobs() == 1);
  (void)run_all();
  advance(1h + 1s);
  tick();
  BOOST_TEST(jobs() == 0);
  BOOST_TEST(schedule().missed_ms == begin_ms + 2 * 3'600'000);
}

BOOST_AUTO_TEST_CASE(no_more_than_sixteen_are_made_up_for) {
  BOOST_REQUIRE(put(every("* * * * *", misfire_policy::all)));
  // Ten years, in which five million were due.
  advance(24h * 3'650);
  tick();
  BOOST_TEST(jobs() == 16);
  BOOST_TEST(schedule().missed_ms == now.wall_ms - 16 * 60'000);
  BOOST_TEST(schedule().fired_ms == now.wall_ms);
}

BOOST_AUTO_TEST_CASE(one_waits_for_the_end_of_the_one_before) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  advance(15min);
  tick();
  advance(15min);
  tick();
  BOOST_TEST(jobs() == 1);
  BOOST_TEST(schedule().missed_ms == begin_ms + 30 * 60'000);
  BOOST_TEST(schedule().fired_ms == begin_ms + 15 * 60'000);
  (void)run_all();
  advance(15min);
  tick();
  BOOST_TEST(schedule().fired_ms == begin_ms + 45 * 60'000);
}

BOOST_AUTO_TEST_CASE(a_name_that_somebody_else_took_is_missed) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  auto other = work(9, "purge");
  other.unique = "cron sweep " + std::to_string(begin_ms + 15 * 60'000);
  (void)submit(other);
  advance(15min);
  tick();
  BOOST_TEST(jobs() == 1);
  BOOST_TEST(schedule().missed_ms == begin_ms + 15 * 60'000);
}

BOOST_FIXTURE_TEST_CASE(a_full_queue_is_asked_again, small_queue) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  (void)submit(work(1));
  (void)submit(work(2));
  advance(15min);
  tick();
  BOOST_TEST(jobs() == 2);
  BOOST_TEST(schedule().next_ms == begin_ms + 15 * 60'000);
  BOOST_TEST(!core->due(now));
  finish_job(1);
  advance(1s);
  tick();
  BOOST_TEST(schedule().fired_ms == begin_ms + 15 * 60'000);
  BOOST_TEST(jobs() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

// -- against a simple model ---------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(cron_model, cron_bench)

BOOST_AUTO_TEST_CASE(every_due_time_is_dealt_with_once_whatever_happens) {
  const auto seed = number_from("NIGHTFLOAT_SEED", 1);
  const auto steps = number_from("NIGHTFLOAT_COUNT", 3'000);
  auto random = std::mt19937_64{seed};
  const auto lines = std::array{"*/15 * * * *", "7 * * * *", "30 1-3 * * *",
                                "0 3 * * sun", "59 23 1,15 * *"};
  const auto zones = std::array{"UTC", "America/Chicago",
                                "Australia/Lord_Howe"};
  now.wall_ms = ms_of("2026-10-30T00:00Z");
  start();
  for (auto round = std::uint64_t{0}; round < steps / 300 + 1; ++round) {
    const auto what = every(lines[random() % lines.size()], misfire_policy::all,
                            zones[random() % 3]);
    BOOST_REQUIRE(put(what, true));
    const auto rule = *storage::due_rule::of(what);
    // The model: all that lies between is owed, once, the newest 16 of each
    // look.
    auto owed = std::vector<std::int64_t>{};
    auto done = std::vector<std::int64_t>{};
    auto next_ms = rule.next(now.wall_ms);
    for (auto i = 0; i < 300; ++i) {
      advance(std::chrono::minutes{random() % 90});
      if (random() % 50 == 0)
        step(std::chrono::hours{random() % 60});
      const auto fate = random() % 8;
      begin();
      auto batch = core->seal();
      if (fate == 0) {
        cut();
        tick();
      } else if (fate == 1) {
        core->drop();
        tick();
      } else {
        if (!batch.empty())
          BOOST_REQUIRE(engine->apply(batch).outcome
                        == storage::apply_outcome::ok);
        core->adopt();
        if (fate == 2)
          cut();
      }
      auto look = std::vector<std::int64_t>{};
      for (; next_ms <= core->time().now_ms(); next_ms = rule.next(next_ms))
        look.push_back(next_ms);
      const auto kept = std::min<std::size_t>(look.size(), 16);
      owed.insert(owed.end(), look.end() - static_cast<std::ptrdiff_t>(kept),
                  look.end());
      if (random() % 3 == 0)
        for (auto x : run_all())
          done.push_back(x);
      BOOST_TEST_REQUIRE((schedule().next_ms == next_ms),
                         what.line << " round " << round << " step " << i
                                   << ", seed " << seed);
    }
    for (auto more = run_all(); !more.empty(); more = run_all())
      done.insert(done.end(), more.begin(), more.end());
    BOOST_TEST_REQUIRE((done == owed),
                       what.line << " in " << what.zone << ", seed " << seed);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
