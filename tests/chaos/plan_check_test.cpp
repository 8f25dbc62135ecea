// SPDX-License-Identifier: Apache-2.0
// Plans that are refused, each by the name of its field.

#include "chaos/plan.hpp"
#include "codec/toml.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(plan_check_test)

using namespace nightfloat;
using chaos::fault_kind;
using chaos::target_role;

namespace {

constexpr auto day_ms = 86'400'000u;

chaos::plan two_rules() {
  auto x = chaos::plan{};
  x.faults.push_back({.fault = fault_kind::kill, .every = {900, 1'500}});
  x.faults.push_back({.fault = fault_kind::pause,
                      .every = {5'000, 9'000},
                      .lasting = {1'000, 4'000}});
  return x;
}

std::string complaint(const chaos::plan& x) {
  auto ok = chaos::check(x);
  return ok ? "none" : ok.error().detail;
}

// With this instead of the first rule.
std::string complaint(const chaos::fault_rule& rule) {
  auto x = two_rules();
  x.faults[0] = rule;
  return complaint(x);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_bad_plan_is_refused_by_the_name_of_its_field) {
  BOOST_TEST(complaint(two_rules()) == "none");
  auto no_workers = two_rules();
  no_workers.cluster.workers = 0;
  BOOST_TEST(complaint(no_workers).starts_with("cluster.workers: "));
  auto crowded = two_rules();
  crowded.cluster.workers = 200;
  BOOST_TEST(complaint(crowded) == "none");
  ++crowded.cluster.workers;
  BOOST_TEST(complaint(crowded).starts_with("cluster.workers: "));
  auto swarming = two_rules();
  swarming.swarm = {.draw = true, .workers_max = 201};
  BOOST_TEST(complaint(swarming).starts_with("swarm.workers_max: "));
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
  auto shallow = two_rules();
  shallow.load.flood = shallow.load.jobs_before_max = 5;
  BOOST_TEST(complaint(shallow).starts_with("load.flood: "));
  ++shallow.load.flood;
  BOOST_TEST(complaint(shallow) == "none");
}

BOOST_AUTO_TEST_CASE(what_a_fault_cannot_do_without_is_asked_for) {
  auto with = [](chaos::fault_rule rule) {
    auto x = two_rules();
    rule.every = {900, 1'500};
    rule.lasting = {100, 200};
    rule.delay_ms = 0;
    x.faults[0] = rule;
    return complaint(x);
  };
  BOOST_TEST(with({.fault = fault_kind::loss})
               .starts_with("faults[0].permille: loss is no fault"));
  BOOST_TEST(with({.fault = fault_kind::bandwidth})
               .starts_with("faults[0].bytes_per_s: "));
  BOOST_TEST(
    with({.fault = fault_kind::latency}).starts_with("faults[0].delay_ms: "));
  BOOST_TEST(with({.fault = fault_kind::partition, .count = 4})
               .starts_with("faults[0].count: there are only 3 workers"));
  BOOST_TEST(
    with({.fault = fault_kind::crash_point})
      .starts_with("faults[0].target: crash_point cannot be aimed at this"));
  BOOST_TEST(with({.fault = fault_kind::crash_point,
                   .target = target_role::store,
                   .point = "commit.nowhere"})
               .starts_with("faults[0].point: there is no such crash point"));
  BOOST_TEST(
    with({.fault = fault_kind::power_loss, .target = target_role::store})
      .starts_with("cluster.disk_mib: "));
  BOOST_TEST(
    with({.fault = fault_kind::clock_jump, .target = target_role::store})
      .starts_with("faults[0].jump_ms: "));
  BOOST_TEST(with({.fault = fault_kind::kill, .target = target_role::machine})
               .starts_with("faults[0].target: "));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_plan_is_refused_by_line_and_name) {
  auto detail = [](const std::string& rule) {
    auto x = codec::from_toml<chaos::plan>("name = \"x\"\n[[faults]]\n" + rule,
                                           "x.toml");
    return x ? std::string{"none"} : x.error().detail;
  };
  BOOST_TEST(detail("fault = \"kill\"") == "none");
  BOOST_TEST(detail("fault = \"unplug\"").find("unplug") != std::string::npos);
  BOOST_TEST(detail("target = \"worker-9\"").find("worker-9")
             != std::string::npos);
  BOOST_TEST(detail("permille = -5").find("permille") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_more_than_a_plan_has_room_for_is_refused) {
  auto late = two_rules();
  late.respite_ms = day_ms + 1;
  BOOST_TEST(complaint(late).starts_with("respite_ms: "));
  auto kill = chaos::fault_rule{.every = {1, day_ms}};
  BOOST_TEST(complaint(kill) == "none");
  ++kill.every.most;
  BOOST_TEST(complaint(kill).starts_with("faults[0].every: "));
  auto pause = chaos::fault_rule{.fault = fault_kind::pause,
                                 .lasting = {1, day_ms}};
  BOOST_TEST(complaint(pause) == "none");
  pause.lasting.most = ~0u;
  BOOST_TEST(complaint(pause).starts_with("faults[0].lasting: "));
  auto loop = chaos::fault_rule{
    .fault = fault_kind::restart_loop, .delay_ms = 86'400, .count = 1'000};
  BOOST_TEST(complaint(loop) == "none");
  ++loop.delay_ms;
  BOOST_TEST(complaint(loop).starts_with("faults[0].delay_ms: "));
  loop.count = 100'000'000;
  BOOST_TEST(
    complaint(loop).starts_with("faults[0].count: must be at most 1000"));
  auto hog = chaos::fault_rule{.fault = fault_kind::cpu_hog,
                               .target = target_role::machine,
                               .lasting = {1, 2},
                               .count = 256};
  BOOST_TEST(complaint(hog) == "none");
  ++hog.count;
  BOOST_TEST(
    complaint(hog).starts_with("faults[0].count: must be at most 256"));
}

// One that is off by no more than clocks differ anyway would prove itself.
BOOST_AUTO_TEST_CASE(a_clock_that_is_hardly_off_is_refused) {
  auto jump = [](std::int64_t ms) {
    return complaint(chaos::fault_rule{.fault = fault_kind::clock_jump,
                                       .target = target_role::store,
                                       .lasting = {1, 2},
                                       .jump_ms = ms});
  };
  for (auto ms : {300, 1'000, -1'000})
    BOOST_TEST(jump(ms).starts_with("faults[0].jump_ms: "));
  for (auto ms : {1'001, -1'001})
    BOOST_TEST(jump(ms) == "none");
  auto drift = [](std::uint32_t least_ms, std::int32_t permille) {
    return complaint(chaos::fault_rule{.fault = fault_kind::clock_drift,
                                       .target = target_role::store,
                                       .lasting = {least_ms, day_ms},
                                       .drift_permille = permille});
  };
  for (auto ms : {100u, 2'001u})
    BOOST_TEST(drift(ms, 500).starts_with("faults[0].drift_permille: "));
  BOOST_TEST(drift(2'002, 500) == "none");
  BOOST_TEST(drift(1'001, -1'000) == "none");
  BOOST_TEST(drift(2'000, -1'001).starts_with("faults[0].drift_permille: "));
  BOOST_TEST(drift(day_ms, 2'000'000'000) == "none");
}

BOOST_AUTO_TEST_CASE(an_invariant_that_no_check_holds_is_refused_by_name) {
  auto x = two_rules();
  x.invariants = {"conservation", "linearizable"};
  BOOST_TEST(complaint(x) == "none");
  x.invariants[1] = "linearisable";
  BOOST_TEST(complaint(x).starts_with("invariants[1]: "));
  BOOST_TEST(complaint(x).find("(linearisable)") != std::string::npos);
  // Made only where the load has what it looks at.
  x.invariants[1] = "schedules";
  BOOST_TEST(complaint(x).starts_with("invariants[1]: "));
  x.load.schedule = true;
  BOOST_TEST(complaint(x) == "none");
}

BOOST_AUTO_TEST_SUITE_END()
