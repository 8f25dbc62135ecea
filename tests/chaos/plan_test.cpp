// SPDX-License-Identifier: Apache-2.0
#include "chaos/schedule.hpp"
#include "codec/json.hpp"
#include "codec/toml.hpp"

#include <boost/describe/enum_to_string.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

BOOST_AUTO_TEST_SUITE(plan_test)

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

// The plans of config/chaos, by file name.
std::map<std::string, chaos::plan> shipped_plans() {
  auto out = std::map<std::string, chaos::plan>{};
  for (const auto& file : std::filesystem::directory_iterator{
         std::string{NIGHTFLOAT_ROOT} + "/config/chaos"}) {
    auto x = codec::load_toml<chaos::plan>(file.path().string());
    BOOST_REQUIRE_MESSAGE(x, file.path() << ": " << x.error().detail);
    out[file.path().filename().string()] = *x;
  }
  return out;
}

void meets_its_demands(const chaos::plan& plan, std::uint64_t seed) {
  auto all = chaos::make_schedule(plan, seed).faults;
  auto of = [&](chaos::fault_family family) {
    return std::ranges::count_if(all, [&](auto& f) {
      return chaos::family_of(f.fault) == family
             && (family != chaos::fault_family::process
                 || chaos::kills(f.fault));
    });
  };
  BOOST_TEST(of(chaos::fault_family::process) >= plan.kills_min);
  BOOST_TEST(of(chaos::fault_family::storage) >= plan.storage_faults_min);
  BOOST_TEST(of(chaos::fault_family::network) >= plan.network_faults_min);
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

BOOST_AUTO_TEST_CASE(a_restart_loop_is_so_many_kills_of_one_process) {
  auto x = two_rules();
  x.faults = {{.fault = fault_kind::restart_loop,
               .target = target_role::worker,
               .every = {10'000, 12'000},
               .delay_ms = 400,
               .count = 3}};
  auto all = chaos::make_schedule(x, 5).faults;
  BOOST_REQUIRE(all.size() >= 9);
  BOOST_TEST(all.size() % 3 == 0);
  for (auto i = std::size_t{0}; i != all.size(); i += 3) {
    BOOST_TEST(all[i + 1].at_ms == all[i].at_ms + 400);
    BOOST_TEST(all[i + 2].at_ms == all[i].at_ms + 800);
    BOOST_TEST(all[i + 2].instance == all[i].instance);
  }
}

BOOST_AUTO_TEST_CASE(what_must_not_last_at_one_time_excludes_the_other) {
  using chaos::target_role;
  auto of = [](fault_kind fault, target_role target, std::uint32_t instance) {
    return chaos::scheduled_fault{
      .fault = fault, .target = target, .instance = instance};
  };
  auto slow = of(fault_kind::slow, target_role::worker, 4);
  auto kill = of(fault_kind::kill, target_role::worker, 4);
  BOOST_TEST(chaos::excludes(slow, kill));
  kill.instance = 3;
  BOOST_TEST(!chaos::excludes(slow, kill));
  auto late = of(fault_kind::latency, target_role::store, 1);
  BOOST_TEST(
    chaos::excludes(late, of(fault_kind::loss, target_role::clients, 1)));
  auto store = of(fault_kind::kill, target_role::store, 1);
  BOOST_TEST(!chaos::excludes(late, store));
  BOOST_TEST(
    chaos::excludes(of(fault_kind::no_space, target_role::store, 1), store));
  BOOST_TEST(
    chaos::excludes(of(fault_kind::clock_drift, target_role::store, 1), store));
  auto jump = of(fault_kind::clock_jump, target_role::store, 1);
  BOOST_TEST(!chaos::excludes(jump, store));
  // Nobody tells a store that stands still that its disk is fast again.
  auto pause = of(fault_kind::pause, target_role::store, 1);
  BOOST_TEST(chaos::excludes(pause, jump));
  BOOST_TEST(chaos::excludes(
    of(fault_kind::storage_delay, target_role::store, 1), pause));
  pause.target = target_role::worker;
  BOOST_TEST(!chaos::excludes(pause, jump));
}

BOOST_AUTO_TEST_CASE(one_fault_of_the_network_lasts_at_a_time) {
  auto x = two_rules();
  auto rule = chaos::fault_rule{.fault = fault_kind::loss,
                                .target = target_role::clients,
                                .every = {1'000, 2'000},
                                .lasting = {500, 3'000},
                                .permille = 10};
  x.faults.assign(3, rule);
  x.faults[1].target = target_role::store;
  x.faults[2].fault = fault_kind::latency;
  auto all = chaos::make_schedule(x, 9).faults;
  BOOST_REQUIRE(all.size() > 10);
  for (auto i = std::size_t{1}; i != all.size(); ++i)
    BOOST_TEST(all[i - 1].at_ms + all[i - 1].lasting_ms <= all[i].at_ms);
}

BOOST_AUTO_TEST_CASE(a_partition_cuts_off_as_many_workers_as_it_says) {
  auto x = two_rules();
  x.faults = {{.fault = fault_kind::partition,
               .every = {4'000, 5'000},
               .lasting = {500, 1'000},
               .count = 2}};
  auto all = chaos::make_schedule(x, 1).faults;
  BOOST_REQUIRE(all.size() > 3);
  for (const auto& f : all) {
    auto some = std::set(f.cut_off.begin(), f.cut_off.end());
    BOOST_TEST(some.size() == 2);
    BOOST_TEST(*some.begin() >= 1);
    BOOST_TEST(*some.rbegin() <= 3);
  }
}

BOOST_AUTO_TEST_CASE(nobody_is_killed_while_cut_off) {
  auto x = two_rules();
  x.faults.push_back({.fault = fault_kind::partition,
                      .every = {4'000, 5'000},
                      .lasting = {500, 1'000},
                      .count = 2});
  auto seen = 0;
  for (auto seed = 1u; seed != 50; ++seed) {
    auto all = chaos::make_schedule(x, seed).faults;
    for (const auto& cut : all)
      for (const auto& hit : all) {
        if (cut.fault != fault_kind::partition || hit.fault == cut.fault
            || hit.target != chaos::target_role::worker
            || std::ranges::count(cut.cut_off, hit.instance) == 0)
          continue;
        ++seen;
        auto apart = hit.at_ms + hit.lasting_ms <= cut.at_ms
                     || cut.at_ms + cut.lasting_ms <= hit.at_ms;
        BOOST_TEST(apart, "seed " << seed);
      }
  }
  BOOST_TEST(seen > 0);
}

BOOST_AUTO_TEST_CASE(a_partition_is_called_by_those_it_cuts_off) {
  auto x = chaos::scheduled_fault{.fault = fault_kind::partition,
                                  .instance = 1};
  x.cut_off = {1, 3};
  BOOST_TEST(chaos::struck(x) == "worker-1, worker-3");
  x = {.fault = fault_kind::kill, .instance = 2};
  BOOST_TEST(chaos::struck(x) == "worker-2");
}

BOOST_AUTO_TEST_CASE(a_schedule_is_replayed_from_its_own_text) {
  auto x = chaos::make_schedule(two_rules(), 11);
  auto again = chaos::read_schedule(codec::to_json_pretty(x));
  BOOST_REQUIRE(again);
  BOOST_TEST((*again == x));
}

BOOST_AUTO_TEST_CASE(a_replay_of_another_version_or_of_nothing_is_refused) {
  auto x = chaos::make_schedule(two_rules(), 11);
  x.format = 1;
  auto old = chaos::read_schedule(codec::to_json_pretty(x));
  BOOST_REQUIRE(!old);
  BOOST_TEST((old.error().code == ec::bad_version));
  BOOST_TEST(old.error().detail.starts_with("schedule: is of format 1, "));
  BOOST_TEST(
    (chaos::read_schedule("{\"a\": 1}").error().code == ec::malformed));
  x.format = chaos::schedule::format_now;
  x.faults[0].instance = 4;
  auto stranger = chaos::read_schedule(codec::to_json_pretty(x));
  BOOST_REQUIRE(!stranger);
  BOOST_TEST(stranger.error().detail.find("worker-4 does not exist")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_demanded_scales_with_the_duration) {
  auto x = two_rules();
  x.kills_min = 20;
  x.network_faults_min = 3;
  auto longer = chaos::scaled(x, 180);
  BOOST_TEST(longer.duration_s == 180);
  BOOST_TEST(longer.kills_min == 60);
  BOOST_TEST(longer.network_faults_min == 9);
  BOOST_TEST((longer.faults == x.faults));
  for (const auto& [file, shipped] : shipped_plans())
    BOOST_TEST((chaos::scaled(shipped, shipped.duration_s) == shipped), file);
  auto shorter = chaos::scaled(x, 12);
  BOOST_TEST((shorter.faults[0].every == x.faults[0].every));
  BOOST_TEST((shorter.faults[1].every == chaos::span_ms{3'333, 6'000}));
}

BOOST_AUTO_TEST_CASE(what_meets_another_fault_comes_after_it) {
  auto x = two_rules();
  auto rule = chaos::fault_rule{.fault = fault_kind::no_space,
                                .target = target_role::store,
                                .every = {18'000, 18'000}};
  x.faults.assign(4, rule);
  x.faults[1].fault = fault_kind::torn_tail;
  x.faults[2].fault = fault_kind::sync_error;
  x.faults[3] = {.fault = fault_kind::kill,
                 .target = target_role::store,
                 .every = {18'000, 18'000}};
  auto all = chaos::make_schedule(x, 1).faults;
  for (auto i = 0u; i != 4; ++i)
    BOOST_TEST(
      std::ranges::count(all, x.faults[i].fault, &chaos::scheduled_fault::fault)
        == 3,
      "rule " << i);
}

BOOST_AUTO_TEST_CASE(where_there_is_no_room_each_rule_has_its_share) {
  auto x = two_rules();
  auto rule = chaos::fault_rule{.fault = fault_kind::loss,
                                .target = target_role::clients,
                                .every = {5'000, 6'000},
                                .lasting = {4'000, 4'000},
                                .permille = 10};
  x.faults.assign(4, rule);
  x.faults[1].fault = fault_kind::duplicate;
  x.faults[2].fault = fault_kind::reorder;
  x.faults[3].fault = fault_kind::blackhole;
  auto all = chaos::make_schedule(x, 1).faults;
  for (const auto& of : x.faults) {
    auto count = std::ranges::count(all, of.fault,
                                    &chaos::scheduled_fault::fault);
    BOOST_TEST(count >= 2);
    BOOST_TEST(count <= 4);
  }
}

BOOST_AUTO_TEST_CASE(a_swarm_draws_another_experiment_for_each_seed) {
  auto x = two_rules();
  x.swarm = {.draw = true, .workers_min = 1, .workers_max = 4};
  auto workers = std::set<std::uint32_t>{};
  auto rules = std::set<std::size_t>{};
  auto paces = std::set<std::uint32_t>{};
  for (auto seed = 1u; seed != 60; ++seed) {
    auto drawn = chaos::drawn(x, seed);
    BOOST_TEST((drawn == chaos::drawn(x, seed)));
    BOOST_TEST(chaos::check(drawn).has_value());
    workers.insert(drawn.cluster.workers);
    rules.insert(drawn.faults.size());
    paces.insert(drawn.faults[0].every.least);
  }
  BOOST_TEST((workers == std::set<std::uint32_t>{1, 2, 3, 4}));
  BOOST_TEST((rules == std::set<std::size_t>{1, 2}));
  BOOST_TEST(paces.size() >= 3);
}

BOOST_AUTO_TEST_CASE(every_shipped_plan_is_sound_and_meets_its_own_demands) {
  auto count = 0;
  for (const auto& [file, x] : shipped_plans()) {
    BOOST_TEST_CONTEXT(file) {
      auto ok = chaos::check(x);
      BOOST_TEST(ok.has_value(), ok.error().detail);
      for (auto seed : {1u, 2u, 3u})
        meets_its_demands(chaos::drawn(x, seed), seed);
    }
    ++count;
  }
  BOOST_TEST(count >= 7);
}

BOOST_AUTO_TEST_CASE(every_shipped_plan_meets_its_demands_at_any_scale) {
  for (const auto& [file, x] : shipped_plans())
    for (auto seconds : {30u, 60u, 90u, 120u, 180u, 300u, 600u, 1'800u, 3'600u})
      for (auto seed = 1u; seed != 11; ++seed)
        BOOST_TEST_CONTEXT(file << ", " << seconds << " s, seed " << seed) {
          auto plan = chaos::drawn(chaos::scaled(x, seconds), seed);
          BOOST_TEST(chaos::check(plan).has_value());
          meets_its_demands(plan, seed);
        }
}

// The rarest too, from the time on in which there is room for each.
BOOST_AUTO_TEST_CASE(a_short_form_has_every_fault_of_the_whole) {
  for (const auto& [file, x] : shipped_plans())
    for (auto seconds : {180u, 300u, 600u})
      for (auto seed = 1u; seed != 11; ++seed)
        BOOST_TEST_CONTEXT(file << ", " << seconds << " s, seed " << seed) {
          auto plan = chaos::scaled(x, seconds);
          auto all = chaos::make_schedule(plan, seed).faults;
          for (const auto& rule : plan.faults) {
            auto alike = [&](const auto& f) {
              return f.fault == rule.fault && f.target == rule.target
                     && f.way == rule.way && f.jump_ms == rule.jump_ms;
            };
            BOOST_TEST(std::ranges::count_if(all, alike) >= 2,
                       boost::describe::enum_to_string(rule.fault, "?"));
          }
        }
}

BOOST_AUTO_TEST_SUITE_END()
