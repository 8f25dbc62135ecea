// SPDX-License-Identifier: Apache-2.0
// Checkers of the queue and of what processes need.

#include "chaos/bounded_uses.hpp"
#include "chaos/check_operations.hpp"
#include "chaos/gather.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(check_queue_test)

using namespace nightfloat;
using chaos::verdict;
using domain::job_state;

namespace {

chaos::job_end ended(std::uint64_t id, job_state state,
                     const std::string& programme = "control") {
  auto x = chaos::job_end{};
  x.job = domain::job_id{id};
  x.found = true;
  x.view.work.programme = programme;
  x.view.state = state;
  x.view.submitted_ms = 1'000;
  x.view.changed_ms = 1'400;
  return x;
}

// `per_second` acknowledged operations in each second of [first, last).
void add_seconds(chaos::evidence& to, std::uint64_t first, std::uint64_t last,
                 std::uint64_t per_second) {
  for (auto second = first; second != last; ++second)
    for (auto i = std::uint64_t{0}; i != per_second; ++i) {
      auto x = chaos::operation{};
      x.end = chaos::operation_end::ok;
      x.ended_us = second * 1'000'000 + i;
      to.history.push_back(x);
    }
}

constexpr auto flood_jobs = 40u;
constexpr auto flood_begins_ms = std::int64_t{1'000};

// A flood that came at once and is served one after the other, 10 ms each.
struct flooded {
  chaos::evidence x;

  flooded() {
    x.control = "control";
    x.asked.jobs_before_max = 10;
    for (auto i = 0u; i != flood_jobs; ++i) {
      auto& one
        = x.jobs.emplace_back(ended(i + 1, job_state::completed, "flood"));
      one.view.submitted_ms = flood_begins_ms;
      one.view.changed_ms = flood_begins_ms + 10 * (i + 1);
      // Every other token is for what comes between.
      one.view.fence = {1, 2 * (i + 1)};
    }
  }

  // A job of the control programme, leased when so many of the flood were.
  void come(std::int64_t at_ms, std::uint64_t after) {
    auto& one = x.jobs.emplace_back(ended(1'000 + after, job_state::completed));
    one.view.submitted_ms = at_ms;
    one.view.changed_ms = at_ms + 99'000;
    one.view.fence = {1, 2 * after + 1};
    one.view.attempts = 1;
  }

  verdict verdict_of() const {
    return chaos::check_starvation(x).verdict;
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(jobs_add_up) {
  auto x = chaos::evidence{};
  BOOST_TEST((chaos::check_accounting(x).verdict == verdict::unknown));
  x.jobs = {ended(1, job_state::completed), ended(2, job_state::dead_letter),
            ended(3, job_state::cancelled)};
  BOOST_TEST((chaos::check_accounting(x).verdict == verdict::valid));
  x.jobs.push_back(ended(4, job_state::delayed));
  auto live = chaos::check_accounting(x);
  BOOST_TEST((live.verdict == verdict::invalid));
  BOOST_TEST(live.traces.back()
             == "4 accepted = 1 completed + 1 dead letters + 1 cancelled + "
                "1 live + 0 gone");
  x.jobs.back() = {};
  BOOST_TEST((chaos::check_accounting(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_time_that_submitted_twice_is_found) {
  auto x = chaos::evidence{};
  BOOST_TEST((chaos::check_schedules(x).verdict == verdict::unknown));
  x.scheduled = {{"control", "nightly", 60'000, domain::job_id{1}},
                 {"control", "nightly", 120'000, domain::job_id{2}},
                 {"other", "nightly", 60'000, domain::job_id{3}}};
  BOOST_TEST((chaos::check_schedules(x).verdict == verdict::valid));
  x.scheduled.push_back({"control", "nightly", 60'000, domain::job_id{4}});
  BOOST_TEST((chaos::check_schedules(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_job_that_waited_too_long_is_found) {
  auto x = chaos::evidence{};
  x.asked.wait_bound_ms = 400;
  x.jobs = {ended(1, job_state::completed)};
  // Ledger time may jump by hours: it says nothing.
  x.jobs[0].view.changed_ms = 99'000;
  BOOST_TEST((chaos::check_starvation(x).verdict == verdict::unknown));
  x.waits = {{domain::job_id{1}, 400, true}};
  BOOST_TEST((chaos::check_starvation(x).verdict == verdict::valid));
  x.waits.push_back({domain::job_id{2}, 401, false});
  auto late = chaos::check_starvation(x);
  BOOST_TEST((late.verdict == verdict::invalid));
  BOOST_TEST(late.traces.at(0).starts_with("job 2: had not ended 401 ms"));
}

BOOST_AUTO_TEST_CASE(a_wait_that_was_cut_short_says_nothing_unless_too_long) {
  auto x = chaos::evidence{};
  x.asked.wait_bound_ms = 400;
  x.waits = {{domain::job_id{1}, 400, false}};
  BOOST_TEST((chaos::check_starvation(x).verdict == verdict::unknown));
  x.waits.push_back({domain::job_id{2}, 3, true});
  BOOST_TEST((chaos::check_starvation(x).verdict == verdict::valid));
  x.waits.push_back({domain::job_id{3}, 401, false});
  BOOST_TEST((chaos::check_starvation(x).verdict == verdict::invalid));
}

BOOST_FIXTURE_TEST_CASE(a_fair_queue_is_fair_however_late_it_is, flooded) {
  // Two were at work when it came, and one was next.
  come(1'000, 3);
  BOOST_TEST((verdict_of() == verdict::valid));
  x.waits = {{domain::job_id{1'001}, 99'000, true}};
  BOOST_TEST((verdict_of() == verdict::valid));
}

BOOST_FIXTURE_TEST_CASE(a_queue_that_serves_who_came_first_is_found, flooded) {
  come(1'000, 10);
  BOOST_TEST((verdict_of() == verdict::valid));
  come(1'000, 11);
  auto unfair = chaos::check_starvation(x);
  BOOST_TEST((unfair.verdict == verdict::invalid));
  BOOST_TEST(unfair.broken == 1u);
  BOOST_TEST(unfair.traces.at(0).ends_with(
    ": 11 jobs of other programmes were served before it, at most 10 are "
    "allowed"));
}

BOOST_FIXTURE_TEST_CASE(who_never_stood_behind_a_flood_proves_nothing,
                        flooded) {
  // All but ten of the flood have ended by then.
  come(flood_begins_ms + 10 * (flood_jobs - 10), flood_jobs);
  BOOST_TEST((verdict_of() == verdict::unknown));
  come(1'000, 3);
  BOOST_TEST((verdict_of() == verdict::valid));
}

BOOST_FIXTURE_TEST_CASE(of_a_job_that_was_leased_again_nothing_is_said,
                        flooded) {
  come(1'000, 30);
  x.jobs.back().view.attempts = 2;
  BOOST_TEST((verdict_of() == verdict::unknown));
}

BOOST_FIXTURE_TEST_CASE(what_an_earlier_store_leased_was_not_served_before,
                        flooded) {
  come(1'000, 30);
  // The store was started again: its first lease is this one.
  x.jobs.back().view.fence = {2, 1};
  BOOST_TEST((verdict_of() == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_process_that_is_missing_in_the_end_is_found) {
  auto two = chaos::at_rest{.processes = {{}, {}}};
  two.processes[0].role = "store";
  two.processes[1].role = "broker";
  auto one = chaos::at_rest{.processes = {two.processes[0]}};
  auto x = chaos::evidence{};
  x.leftovers = chaos::compare_rest(two, two);
  BOOST_TEST((chaos::check_leftovers(x).verdict == verdict::valid));
  x.leftovers = chaos::compare_rest(two, one);
  BOOST_TEST((chaos::check_leftovers(x).verdict == verdict::invalid));
  x.leftovers = chaos::compare_rest(one, two);
  BOOST_TEST((chaos::check_leftovers(x).verdict == verdict::invalid));
  auto held = two;
  ++held.sessions;
  x.leftovers = chaos::compare_rest(two, held);
  BOOST_TEST((chaos::check_leftovers(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_store_that_gave_up_without_a_fault_is_found) {
  auto x = chaos::evidence{};
  x.falls = {{"store", 70, 0}, {"store", 0, 0}};
  auto fallen = chaos::check_falls(x);
  BOOST_TEST((fallen.verdict == verdict::invalid));
  BOOST_TEST(fallen.broken == 1u);
  BOOST_TEST(fallen.traces.at(0) == "store: ended with code 70, see its log");
}

BOOST_AUTO_TEST_CASE(a_fault_of_its_disk_excuses_one_end_of_the_store) {
  auto hit = chaos::fault_record{};
  hit.planned.fault = chaos::fault_kind::sync_error;
  hit.planned.target = chaos::target_role::store;
  hit.took_effect = true;
  auto gave_up = chaos::member_end{"store", {70, 0}};
  auto well = chaos::member_end{"store", {0, 0}};
  auto left = [](auto ends, auto faults) {
    return chaos::falls_of(ends, faults, false).size();
  };
  using ends = std::vector<chaos::member_end>;
  using faults = std::vector<chaos::fault_record>;
  BOOST_TEST(left(ends{gave_up, well}, faults{hit}) == 1u);
  BOOST_TEST(left(ends{gave_up, gave_up, well}, faults{hit}) == 2u);
  BOOST_TEST(left(ends{gave_up, gave_up, well}, faults{hit, hit}) == 1u);
  // It must not do so in the end, when all has healed.
  BOOST_TEST(left(ends{well, gave_up}, faults{hit}) == 2u);
  hit.took_effect = false;
  BOOST_TEST(left(ends{gave_up, well}, faults{hit}) == 2u);
  hit.took_effect = true;
  hit.planned.fault = chaos::fault_kind::kill;
  BOOST_TEST(left(ends{gave_up, well}, faults{hit}) == 2u);
}

BOOST_AUTO_TEST_CASE(use_above_its_bound_is_found) {
  auto x = chaos::evidence{};
  x.bounded = {{"store memory (MiB)", 100, 100},
               {"store descriptors", 1, 1},
               {"worker-1 deepest mailbox", 1, 1},
               {"broker calls waiting", 1, 1},
               {"broker calls running", 1, 1}};
  BOOST_TEST((chaos::check_bounded(x).verdict == verdict::valid));
  x.bounded[0].highest = 101;
  BOOST_TEST((chaos::check_bounded(x).verdict == verdict::invalid));
  x.bounded.erase(x.bounded.begin());
  auto unseen = chaos::check_bounded(x);
  BOOST_TEST((unseen.verdict == verdict::unknown));
  BOOST_TEST(unseen.traces.at(0) == "memory (MiB): no process showed it");
}

BOOST_AUTO_TEST_CASE(what_waits_or_runs_has_a_bound_in_every_plan) {
  auto bounds = chaos::load_plan{};
  auto verdict_of = [&](const char* figure, double value) {
    auto seen = chaos::process_sample{
      .member = "worker-1", .pid = 1, .figures = {{figure, value}}};
    auto others = chaos::process_sample{.member = "broker",
                                        .pid = 2,
                                        .figures = {{"rss", 0},
                                                    {"descriptors", 0},
                                                    {"mailbox_deepest", 0},
                                                    {"calls_waiting", 0},
                                                    {"calls_running", 0}}};
    auto highest = chaos::highest_uses{};
    chaos::keep_highest(highest, {seen, others});
    auto x = chaos::evidence{};
    x.bounded = chaos::against(highest, bounds);
    return chaos::check_bounded(x).verdict;
  };
  BOOST_TEST((verdict_of("mailboxes", 1e9) == verdict::valid));
  for (const auto* figure : {"mailbox_deepest", "calls_waiting"}) {
    BOOST_TEST((verdict_of(figure, 4'096) == verdict::valid), figure);
    BOOST_TEST((verdict_of(figure, 4'097) == verdict::invalid), figure);
  }
  BOOST_TEST((verdict_of("calls_running", 1'024) == verdict::valid));
  BOOST_TEST((verdict_of("calls_running", 1'025) == verdict::invalid));
  bounds.mailbox_max = 9;
  BOOST_TEST((verdict_of("mailbox_deepest", 10) == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(the_highest_that_each_process_showed_is_kept) {
  auto status = client::process_status{};
  status.role = "worker";
  status.instance = "2";
  status.rss_bytes = (3u << 20) + 5;
  status.descriptors = 7;
  auto seen = chaos::samples_of({status});
  chaos::read_metrics("actor_mailbox_messages{role=\"worker\",instance=\"2\","
                      "actor=\"bridge\"} 4\n",
                      seen);
  auto highest = chaos::highest_uses{};
  chaos::keep_highest(highest, seen);
  status.rss_bytes = 2u << 20;
  status.descriptors = 8;
  chaos::keep_highest(highest, chaos::samples_of({status}));
  auto wanted = chaos::highest_uses{{"worker-2 memory (MiB)", 3},
                                    {"worker-2 descriptors", 8},
                                    {"worker-2 deepest mailbox", 4}};
  BOOST_TEST((highest == wanted));
  auto all = chaos::against(highest, {.memory_max_mib = 2});
  BOOST_REQUIRE(all.size() == 3u);
  auto x = chaos::evidence{};
  x.bounded = all;
  auto over = chaos::check_bounded(x);
  BOOST_REQUIRE(over.broken == 1u);
  BOOST_TEST(over.traces.at(0)
             == "worker-2 memory (MiB): 3, at most 2 are allowed");
}

BOOST_AUTO_TEST_CASE(goodput_that_does_not_come_back_is_found) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 95;
  x.calm = {
    .warm_until_us = 5'000'000, .healed_us = 8'000'000, .ended_us = 11'000'000};
  add_seconds(x, 0, 5, 100);
  add_seconds(x, 8, 11, 95);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::valid));
  x.history.clear();
  add_seconds(x, 0, 5, 100);
  add_seconds(x, 8, 11, 94);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::invalid));
  // Refusals and unknowns are no good.
  for (auto i = 0; i != 50; ++i) {
    auto op = chaos::operation{};
    op.end = chaos::operation_end::fail;
    op.ended_us = 9'000'000;
    x.history.push_back(op);
  }
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(goodput_that_is_gone_again_has_not_come_back) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 60;
  x.calm = {
    .warm_until_us = 5'000'000, .healed_us = 8'000'000, .ended_us = 16'000'000};
  add_seconds(x, 0, 5, 100);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::invalid));
  add_seconds(x, 8, 10, 100);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::invalid));
  add_seconds(x, 13, 16, 100);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(one_good_second_is_no_goodput_that_came_back) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 95;
  x.calm = {
    .warm_until_us = 5'000'000, .healed_us = 8'000'000, .ended_us = 16'000'000};
  add_seconds(x, 0, 5, 100);
  add_seconds(x, 8, 16, 60);
  add_seconds(x, 14, 15, 90);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::invalid));
  add_seconds(x, 13, 14, 40);
  add_seconds(x, 15, 16, 40);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(no_more_goodput_is_demanded_than_calm_seconds_had) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 95;
  x.calm = {
    .warm_until_us = 9'000'000, .healed_us = 9'000'000, .ended_us = 15'000'000};
  add_seconds(x, 0, 2, 80);
  add_seconds(x, 2, 9, 100);
  add_seconds(x, 9, 15, 80);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_load_that_did_nothing_before_proves_nothing) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 60;
  x.calm = {
    .warm_until_us = 5'000'000, .healed_us = 8'000'000, .ended_us = 16'000'000};
  add_seconds(x, 8, 16, 100);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(where_nothing_can_be_demanded_nothing_is_proved) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 60;
  x.calm = {
    .warm_until_us = 5'000'000, .healed_us = 8'000'000, .ended_us = 16'000'000};
  // One calm second had nothing, and after the heal none has anything.
  add_seconds(x, 0, 2, 100);
  add_seconds(x, 3, 5, 100);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(too_little_calm_proves_nothing) {
  auto x = chaos::evidence{};
  x.asked.goodput_percent = 95;
  x.calm = {
    .warm_until_us = 2'000'000, .healed_us = 3'000'000, .ended_us = 9'000'000};
  add_seconds(x, 0, 9, 100);
  BOOST_TEST((chaos::check_liveness(x).verdict == verdict::unknown));
}

BOOST_AUTO_TEST_SUITE_END()
