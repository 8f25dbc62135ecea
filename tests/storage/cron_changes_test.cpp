// SPDX-License-Identifier: Apache-2.0
// Schedules are put, paused and removed; what cannot be one is refused.
#include "tests/support/cron_bench.hpp"

BOOST_AUTO_TEST_SUITE(cron_changes_test)

using namespace nightfloat;
using namespace nightfloat::test;

BOOST_FIXTURE_TEST_SUITE(cron_changes, cron_bench)

BOOST_AUTO_TEST_CASE(the_same_again_changes_nothing_another_is_refused) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  advance(15min);
  tick();
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  BOOST_TEST(schedule().fired_ms != 0);
  auto other = put(every("0 * * * *"));
  BOOST_TEST((!other && other.error().code == ec::conflict));
  BOOST_REQUIRE(put(every("0 * * * *"), true));
  BOOST_TEST(schedule().next_ms == begin_ms + 3'600'000);
  cut();
  BOOST_TEST(schedule().what.line == "0 * * * *");
}

BOOST_AUTO_TEST_CASE(one_that_is_paused_submits_nothing_and_makes_up_for_none) {
  BOOST_REQUIRE(put(every("*/15 * * * *", misfire_policy::all)));
  BOOST_REQUIRE(pause_it(true));
  BOOST_TEST(schedule().next_ms == 0);
  BOOST_TEST(schedule().trouble == "");
  cut();
  advance(2h);
  tick();
  BOOST_TEST(jobs() == 0);
  BOOST_TEST(schedule().paused);
  BOOST_REQUIRE(pause_it(false));
  BOOST_TEST(schedule().next_ms == begin_ms + 135 * 60'000);
  BOOST_REQUIRE(pause_it(false));
  tick();
  BOOST_TEST(jobs() == 0);
}

BOOST_AUTO_TEST_CASE(one_that_is_removed_is_gone) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  begin();
  BOOST_REQUIRE(core->remove_schedule("p", "sweep"));
  BOOST_TEST(core->remove_schedule("p", "sweep").error().code == ec::not_found);
  finish();
  BOOST_TEST(core->schedules("").empty());
  cut();
  advance(1h);
  tick();
  BOOST_TEST(jobs() == 0);
  BOOST_TEST(pause_it(true).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(what_is_dropped_was_not_changed) {
  begin();
  BOOST_REQUIRE(core->put_schedule("p", every("*/15 * * * *"), false));
  (void)core->seal();
  core->drop();
  BOOST_TEST(core->schedules("").empty());
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_clear_error) {
  auto refusal = [&](const domain::schedule& x) {
    auto done = put(x);
    BOOST_TEST_REQUIRE(!done);
    return done.error().detail;
  };
  auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  BOOST_TEST(refusal(every("61 * * * *"))
             == "cron: the minute 61 is out of range, give 0 to 59");
  BOOST_TEST(has(refusal(every("0 0 31 2 *")), "never fires"));
  auto x = every("0 * * * *", misfire_policy::once, "Mars/Olympus");
  BOOST_TEST(put(x).error().code == ec::not_found);
  x = every("0 * * * *");
  x.name = "";
  BOOST_TEST(has(refusal(x), "the name is wrong"));
  x.name = std::string(65, 'x');
  BOOST_TEST(has(refusal(x), "the name is wrong"));
  x = every("0 * * * *");
  x.work.kind = "";
  BOOST_TEST(has(refusal(x), "a job's kind is wrong (job "));
  BOOST_TEST(has(refusal(x), "give 1 to 64 bytes"));
  x = every("0 * * * *");
  x.work.priority = 10;
  BOOST_TEST(has(refusal(x), "a job's priority is wrong"));
  x = every("0 * * * *");
  x.work.after = {{7}};
  BOOST_TEST(has(refusal(x), "leave these to the schedule"));
  x = every("0 * * * *");
  x.work.payload = std::string(2 << 20, 'x');
  BOOST_TEST(has(refusal(x), "too many bytes"));
  BOOST_TEST(put(every("0 * * * *"), false, "").error().code
             == ec::invalid_argument);
  BOOST_TEST(core->schedules("").empty());
}

BOOST_AUTO_TEST_CASE(a_zone_that_is_gone_is_said_and_nothing_else_stops) {
  BOOST_REQUIRE(put(every("*/15 * * * *")));
  auto lost = storage::stored_schedule{};
  lost.programme = "q";
  lost.what = every("* * * * *", misfire_policy::once, "Mars/Olympus");
  lost.next_ms = begin_ms;
  BOOST_REQUIRE(engine
                  ->apply({.epoch = core->epoch(),
                           .erase_ranges = {},
                           .rows = {{storage::layout::schedule("q", "sweep"),
                                     codec::encode(lost)}}})
                  .outcome
                == storage::apply_outcome::ok);
  cut();
  advance(15min);
  tick();
  BOOST_TEST(jobs() == 1);
  const auto seen = core->schedules("q").at(0);
  BOOST_TEST(seen.next_ms == 0);
  BOOST_TEST(seen.trouble.find("Mars/Olympus") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_programme_gets_what_is_shipped_once) {
  options.schedules = {every("0 3 * * *")};
  start();
  BOOST_TEST(core->schedules("").empty());
  (void)commit(change("1"));
  BOOST_TEST(schedule().what.line == "0 3 * * *");
  BOOST_TEST(schedule().next_ms == begin_ms + 19 * 3'600'000);
  auto other = change("2");
  other.programme = "q";
  (void)commit(other);
  BOOST_TEST(core->schedules("").size() == 2);
  // One that was removed stays so; what a later build ships comes with it.
  begin();
  BOOST_REQUIRE(core->remove_schedule("p", "sweep"));
  finish();
  (void)commit(change("3"));
  BOOST_TEST(core->schedules("p").empty());
  auto later = every("0 4 * * *");
  later.name = "later";
  auto often = every("*/15 * * * *");
  often.name = "often";
  options.schedules.push_back(later);
  options.schedules.push_back(often);
  cut();
  (void)commit(change("4"));
  (void)commit(change("5"));
  BOOST_REQUIRE(core->schedules("p").size() == 2);
  BOOST_TEST(schedule().what.name == "later");
  BOOST_TEST(core->schedules("p")[1].what.name == "often");
  BOOST_TEST(core->schedules("p")[1].next_ms == begin_ms + 15 * 60'000);
}

BOOST_AUTO_TEST_CASE(what_a_person_put_under_a_shipped_name_stays) {
  BOOST_REQUIRE(put(every("5 5 * * *")));
  options.schedules = {every("0 3 * * *")};
  cut();
  (void)commit(change("1"));
  BOOST_TEST(schedule().what.line == "5 5 * * *");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
