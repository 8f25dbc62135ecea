// SPDX-License-Identifier: Apache-2.0
#include "chaos/judge.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(judge_test)

using namespace nightfloat;
using chaos::verdict;

namespace {

chaos::plan plan_with(std::uint32_t kills_min) {
  auto x = chaos::plan{};
  x.name = "test";
  x.kills_min = kills_min;
  return x;
}

chaos::judged_fault kill_of(chaos::target_role role, std::uint64_t back_us) {
  auto x = chaos::judged_fault{};
  x.done.planned.fault = chaos::fault_kind::kill;
  x.done.planned.target = role;
  x.done.took_effect = true;
  x.done.healed = true;
  x.recovery_us = back_us;
  return x;
}

chaos::check_result check_named(std::string name, verdict v,
                                std::uint64_t broken) {
  auto x = chaos::check_result{};
  x.name = std::move(name);
  x.verdict = v;
  x.broken = broken;
  return x;
}

const auto fine = std::vector{check_named("versions", verdict::valid, 0)};

} // namespace

BOOST_AUTO_TEST_CASE(who_is_seen_after_the_next_strike_may_be_another) {
  auto first = kill_of(chaos::target_role::worker, 0).done;
  first.planned.instance = 2;
  first.at_us = 1'000;
  auto next = first;
  next.at_us = 9'000;
  auto other = next;
  other.planned.instance = 3;
  other.at_us = 2'000;
  auto all = std::vector{first, other, next};
  BOOST_TEST(chaos::within_life(all, first, 5'000) == 5'000u);
  BOOST_TEST(chaos::within_life(all, first, 900'000) == 0u);
  BOOST_TEST(chaos::within_life(all, next, 900'000) == 900'000u);
}

BOOST_AUTO_TEST_CASE(a_run_whose_invariants_held_is_valid) {
  auto x = chaos::judge(plan_with(1), {}, fine,
                        {kill_of(chaos::target_role::store, 400'000)});
  BOOST_TEST(x.verdict == "valid");
  BOOST_TEST(report::count_of(x, "kills") == 1u);
  BOOST_REQUIRE(x.recovery.size() == 1u);
  BOOST_TEST(x.recovery[0].target == "store");
  BOOST_REQUIRE(x.recovery[0].rows.size() == 1u);
  BOOST_TEST(x.recovery[0].rows[0].name == "TTR");
  BOOST_TEST(x.recovery[0].rows[0].p99 == 0.4);
}

BOOST_AUTO_TEST_CASE(a_fault_that_never_took_effect_fails_the_run) {
  auto fault = kill_of(chaos::target_role::worker, 0);
  fault.done.took_effect = false;
  fault.done.detail = "worker-1 was not running";
  auto x = chaos::judge(plan_with(0), {}, fine, {fault});
  BOOST_TEST(x.verdict == "invalid");
  BOOST_TEST(x.because.find("did not take effect") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_plan_may_bear_a_part_without_effect) {
  auto plan = plan_with(0);
  plan.ineffective_permille_max = 500;
  auto none = kill_of(chaos::target_role::worker, 0);
  none.done.took_effect = false;
  auto some = kill_of(chaos::target_role::worker, 1);
  auto x = chaos::judge(plan, {}, fine, {none, some});
  BOOST_TEST(x.verdict == "valid");
  BOOST_TEST(report::count_of(x, "faults without effect") == 1u);
  BOOST_TEST(report::count_of(x, "kills") == 1u);
  BOOST_TEST(chaos::judge(plan, {}, fine, {none, some, none}).verdict
             == "invalid");
}

BOOST_AUTO_TEST_CASE(a_fault_that_did_not_heal_fails_the_run) {
  auto fault = kill_of(chaos::target_role::worker, 0);
  fault.done.healed = false;
  BOOST_TEST(chaos::judge(plan_with(0), {}, fine, {fault}).verdict
             == "invalid");
}

BOOST_AUTO_TEST_CASE(too_few_kills_prove_too_little) {
  auto x = chaos::judge(plan_with(2), {}, fine,
                        {kill_of(chaos::target_role::store, 1)});
  BOOST_TEST(x.verdict == "invalid");
  BOOST_TEST(x.because.find("only 1 kills") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(broken_checks_are_counted_under_their_names) {
  auto checks = std::vector{
    check_named("nothing_lost", verdict::invalid, 3),
    check_named("nothing_twice", verdict::invalid, 2),
    check_named("leftovers", verdict::invalid, 1),
  };
  auto x = chaos::judge(plan_with(0), {}, checks, {});
  BOOST_TEST(x.verdict == "invalid");
  BOOST_TEST(report::count_of(x, "lost") == 3u);
  BOOST_TEST(report::count_of(x, "duplicated") == 2u);
  BOOST_TEST(report::count_of(x, "leaked") == 1u);
}

BOOST_AUTO_TEST_CASE(what_the_run_itself_lacked_is_told_from_broken_checks) {
  auto other = [](const report::run_report& x) {
    return chaos::other_objection(x);
  };
  BOOST_TEST(other(chaos::judge(plan_with(0), {}, fine, {})) == "");
  auto few = chaos::judge(plan_with(2), {}, fine, {});
  BOOST_TEST(other(few) == few.because);
  auto broken = std::vector{check_named("versions", verdict::invalid, 1)};
  auto bad = chaos::judge(plan_with(0), {}, broken, {});
  BOOST_TEST(other(bad) == "");
  bad.partial = true;
  BOOST_TEST(other(bad).starts_with("it was cut ("));
}

BOOST_AUTO_TEST_CASE(a_second_counts_each_end_and_its_latency) {
  auto seen = chaos::evidence{};
  for (auto end : {chaos::operation_end::ok, chaos::operation_end::fail,
                   chaos::operation_end::unknown}) {
    auto& op = seen.history.emplace_back();
    op.end = end;
    op.invoked_us = 3'000'000;
    op.ended_us = 3'002'000;
  }
  auto x = chaos::judge(plan_with(0), seen, fine, {});
  BOOST_REQUIRE(x.timeline.size() == 5u);
  for (const auto* name : {"ok", "failed", "unknown"}) {
    auto i = std::ranges::find(x.timeline, name, &report::series::name);
    BOOST_REQUIRE(i != x.timeline.end());
    BOOST_TEST(i->at_s == std::vector{3.0}, boost::test_tools::per_element());
    BOOST_TEST(i->value == std::vector{1.0}, boost::test_tools::per_element());
  }
  auto p50 = std::ranges::find(x.timeline, "p50", &report::series::name);
  BOOST_REQUIRE(p50 != x.timeline.end());
  BOOST_TEST(p50->value.front() == 2.0);
}

BOOST_AUTO_TEST_SUITE_END()
