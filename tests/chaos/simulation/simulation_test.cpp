// SPDX-License-Identifier: Apache-2.0
// Whole clusters on virtual time: a seed each, the same twice, and every
// schedule that ever failed.

#include "chaos/simulation/run.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(simulation_test)

using namespace nightfloat;

namespace {

std::string tell(const simulation::outcome& x) {
  return "seed " + std::to_string(x.seed) + " (nightfloat chaos simulate "
         + "--seeds 1 --seed " + std::to_string(x.seed) + "): " + x.why;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_seed_keeps_what_it_promised) {
  const auto first = test::number_from("NIGHTFLOAT_SEED", 1);
  const auto count = test::number_from("NIGHTFLOAT_COUNT", 200);
  auto acknowledged = std::uint64_t{0};
  auto faults = std::uint64_t{0};
  for (auto i = std::uint64_t{0}; i < count; ++i) {
    const auto how = simulation::run(simulation::draw(first + i, {}));
    BOOST_TEST(how.passed, tell(how));
    acknowledged += how.acknowledged;
    faults += how.faults;
  }
  // A cluster that answers nothing breaks nothing.
  BOOST_TEST(acknowledged > count * 5);
  BOOST_TEST(faults > count);
}

BOOST_AUTO_TEST_CASE(a_check_that_always_sees_something_must_have_seen_it) {
  auto named = [](const char* name, chaos::verdict how) {
    auto x = chaos::check_result{};
    x.name = name;
    x.verdict = how;
    return x;
  };
  using enum chaos::verdict;
  using simulation::first_offence;
  // A seed without a schedule or a job has nothing of theirs.
  BOOST_TEST(first_offence({named("rows", valid), named("schedules", unknown)})
             == "");
  for (const auto* name : {"tokens", "conservation", "rows", "versions"})
    BOOST_TEST(first_offence({named(name, unknown)})
               == std::string{name} + ": nothing was examined");
  BOOST_TEST(first_offence({named("rows", unknown), named("jobs", invalid)})
             == "jobs: ");
}

BOOST_AUTO_TEST_CASE(the_same_seed_has_the_same_history_to_the_byte) {
  auto hashes = std::vector<std::uint64_t>{};
  for (auto seed = std::uint64_t{1}; seed <= 20; ++seed) {
    const auto plan = simulation::draw(seed, {});
    const auto once = simulation::run(plan);
    const auto twice = simulation::run(plan);
    BOOST_TEST(once.hash == twice.hash, tell(once));
    BOOST_TEST(once.events == twice.events);
    hashes.push_back(once.hash);
  }
  std::sort(hashes.begin(), hashes.end());
  BOOST_TEST(
    (std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end()));
}

// The actors of workers that ship, under CAF's test coordinator.
BOOST_AUTO_TEST_CASE(real_workers_keep_promises_and_have_one_history) {
  auto acknowledged = std::uint64_t{0};
  for (auto seed = std::uint64_t{1}; seed <= 4; ++seed) {
    const auto plan
      = simulation::draw(seed, {.seconds = 3, .actors_permille = 1'000});
    BOOST_TEST_REQUIRE(plan.size.actors);
    const auto once = simulation::run(plan);
    const auto twice = simulation::run(plan);
    BOOST_TEST(once.passed, tell(once));
    BOOST_TEST(once.hash == twice.hash, tell(once));
    acknowledged += once.acknowledged;
  }
  BOOST_TEST(acknowledged > 20u);
}

BOOST_AUTO_TEST_CASE(an_answer_that_comes_after_the_bound_is_told) {
  auto plan = simulation::schedule{};
  plan.faults_ms = 100;
  plan.acts.push_back({.at_ms = 1'600, .what = simulation::act::exchange});
  plan.size.liveness_bound_ms = 3'000;
  const auto soon = simulation::run(plan);
  BOOST_TEST(soon.passed, soon.why);
  plan.size.liveness_bound_ms = 1'000;
  const auto late = simulation::run(plan);
  BOOST_TEST(!late.passed);
  BOOST_TEST(late.why.starts_with("liveness: "), late.why);
  BOOST_TEST(late.why.ends_with("a client has not had its answers"), late.why);
}

BOOST_AUTO_TEST_CASE(a_replay_that_no_run_can_be_made_of_names_its_field) {
  const auto home = test::scratch{};
  const auto file = home.path("replay.json");
  auto complaint = [&](const simulation::dimensions& size) {
    auto plan = simulation::schedule{};
    plan.size = size;
    BOOST_REQUIRE(simulation::write_schedule(file, plan));
    auto x = simulation::read_schedule(file);
    return x ? std::string{"none"} : x.error().detail;
  };
  auto names = [&](const simulation::dimensions& size, const char* field) {
    auto told = complaint(size);
    BOOST_TEST(told.find(std::string{"size."} + field) != std::string::npos,
               told);
  };
  BOOST_TEST(complaint({}) == "none");
  BOOST_TEST(complaint({.workers = 64, .clients = 12, .slots = 64, .owners = 2})
             == "none");
  for (auto wrong : {0u, 13u})
    names({.clients = wrong}, "clients");
  for (auto wrong : {0u, 1u, 1'001u})
    names({.owners = wrong}, "owners");
  for (auto wrong : {0u, 65u}) {
    names({.workers = wrong}, "workers");
    names({.slots = wrong}, "slots");
  }
}

BOOST_AUTO_TEST_CASE(no_schedule_that_ever_failed_fails_again) {
  auto folder = std::filesystem::path{NIGHTFLOAT_ROOT};
  folder /= "tests/chaos/simulation/seeds";
  for (const auto& one : std::filesystem::directory_iterator{folder}) {
    if (one.path().extension() != ".json")
      continue;
    auto plan = simulation::read_schedule(one.path().string());
    BOOST_TEST_REQUIRE(plan.has_value(), plan.error().detail);
    const auto how = simulation::run(*plan);
    BOOST_TEST(how.passed, one.path().filename().string() + ": " + how.why);
  }
}

BOOST_AUTO_TEST_SUITE_END()
