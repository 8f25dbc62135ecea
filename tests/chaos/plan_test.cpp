// SPDX-License-Identifier: Apache-2.0
#include "chaos/plan.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace nightfloat;
using chaos::fault_kind;
using chaos::target_role;

namespace {

chaos::plan two_rules() {
  auto x = chaos::plan{};
  x.name = "two rules";
  x.duration_s = 60;
  x.cluster.workers = 3;
  x.faults.push_back({.fault = fault_kind::kill,
                      .target = target_role::worker,
                      .every = {900, 1'500},
                      .lasting = {},
                      .delay_ms = 0});
  x.faults.push_back({.fault = fault_kind::pause,
                      .target = target_role::worker,
                      .every = {5'000, 9'000},
                      .lasting = {1'000, 4'000},
                      .delay_ms = 0});
  return x;
}

std::string complaint(const chaos::plan& x) {
  auto ok = chaos::check(x);
  return ok ? "none" : ok.error().detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_schedule_is_a_function_of_plan_and_seed) {
  auto plan = two_rules();
  BOOST_TEST((chaos::make_schedule(plan, 7) == chaos::make_schedule(plan, 7)));
  BOOST_TEST((chaos::make_schedule(plan, 7) != chaos::make_schedule(plan, 8)));
}

BOOST_AUTO_TEST_CASE(a_schedule_is_in_order_and_ends_before_the_heal) {
  auto plan = two_rules();
  for (auto seed = 1u; seed != 200; ++seed) {
    auto x = chaos::make_schedule(plan, seed);
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(
        std::ranges::is_sorted(x.faults, {}, &chaos::scheduled_fault::at_ms));
      for (const auto& f : x.faults)
        BOOST_TEST(f.at_ms + f.lasting_ms < plan.duration_s * 1'000);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_process_is_hit_while_it_is_down_or_in_respite) {
  auto plan = two_rules();
  for (auto seed = 1u; seed != 200; ++seed) {
    auto x = chaos::make_schedule(plan, seed).faults;
    for (auto i = x.begin(); i != x.end(); ++i)
      for (auto j = i + 1; j != x.end(); ++j)
        if (i->instance == j->instance && i->target == j->target)
          BOOST_TEST(i->at_ms + i->lasting_ms + plan.respite_ms <= j->at_ms,
                     "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(a_frequent_rule_does_not_crowd_out_a_rare_one) {
  auto x = chaos::make_schedule(two_rules(), 3).faults;
  auto pauses = std::ranges::count(x, fault_kind::pause,
                                   &chaos::scheduled_fault::fault);
  auto kills = std::ranges::count(x, fault_kind::kill,
                                  &chaos::scheduled_fault::fault);
  BOOST_TEST(pauses >= 5);
  BOOST_TEST(kills >= 20);
}

BOOST_AUTO_TEST_CASE(a_bad_plan_is_refused_by_the_name_of_its_field) {
  BOOST_TEST(complaint(two_rules()) == "none");
  auto no_workers = two_rules();
  no_workers.cluster.workers = 0;
  BOOST_TEST(complaint(no_workers).starts_with("cluster.workers: "));
  auto reversed = two_rules();
  reversed.faults[1].lasting = {9, 3};
  BOOST_TEST(complaint(reversed).starts_with("faults[1].lasting: "));
  auto endless = two_rules();
  endless.faults[0].every = {0, 0};
  BOOST_TEST(complaint(endless).starts_with("faults[0].every: "));
  auto misplaced = two_rules();
  misplaced.faults[1].fault = fault_kind::storage_delay;
  BOOST_TEST(complaint(misplaced).starts_with("faults[1].target: "));
  auto idle = two_rules();
  idle.load.swappers = idle.load.validators = idle.load.generators = 0;
  BOOST_TEST(complaint(idle).starts_with("load: "));
}
