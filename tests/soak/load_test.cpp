// SPDX-License-Identifier: Apache-2.0
#include "soak/load.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <thread>

BOOST_AUTO_TEST_SUITE(load_test)

using namespace nightfloat;
using namespace nightfloat::soak;
using namespace std::chrono_literals;

namespace {

struct nobody final : visitor {};

/// Answers at once, or never until `release`.
class dummy_target : public target {
public:
  bool answers = true;
  ec code = ec::none;
  std::uint32_t retry_after_ms = 0;
  bool skips = false;
  std::atomic<int> begun = 0;

  result<std::uint32_t> operation(std::string_view name) const override {
    if (name == "good")
      return std::uint32_t{0};
    if (name == "bad")
      return std::uint32_t{1};
    return failure{ec::configuration, "no such operation", 0};
  }

  std::unique_ptr<visitor> make_visitor(std::uint32_t, std::uint64_t) override {
    return std::make_unique<nobody>();
  }

  void begin(std::uint32_t operation, visitor&, std::chrono::milliseconds,
             answered done) override {
    ++begun;
    if (!answers) {
      held_.push_back(std::move(done));
      return;
    }
    auto x = step_answer{};
    x.skipped = skips;
    x.version = static_cast<std::uint64_t>(begun);
    if (operation == 1 || code != ec::none)
      x.why = {code == ec::none ? ec::storage_failed : code, "it is so",
               retry_after_ms};
    done(std::move(x));
  }

  void release() {
    for (auto& x : held_)
      x({});
    held_.clear();
  }

private:
  std::vector<answered> held_;
};

/// Its first answer comes on a thread of its own, the next one within the
/// call, which then goes on until others have had many turns.
class lingering_target final : public dummy_target {
public:
  std::atomic<int> inside = 0;

  ~lingering_target() override {
    if (io_.joinable())
      io_.join();
  }

  void begin(std::uint32_t, visitor&, std::chrono::milliseconds,
             answered done) override {
    if (++begun == 1) {
      io_ = std::thread{[done = std::move(done)] {
        done({});
      }};
      return;
    }
    ++inside;
    done({});
    for (auto turn = 0; turn != 10'000; ++turn)
      std::this_thread::yield();
    --inside;
  }

private:
  std::thread io_;
};

scenario one_flow(std::vector<step> steps) {
  auto x = scenario{};
  x.name = "test";
  x.flows.push_back(
    {.name = "f", .weight = 1, .think = {}, .steps = std::move(steps)});
  return x;
}

step taking(std::string operation) {
  auto x = step{};
  x.operation = std::move(operation);
  x.checks = {"ok"};
  return x;
}

struct fixture {
  dummy_target at;
  std::optional<ready_scenario> ready;
  std::optional<load> under;
  std::atomic<bool> stop = false;

  load_end run(const scenario& x, const load::heard& heard = {}) {
    BOOST_REQUIRE(check(x));
    auto made = make_ready(x, at);
    BOOST_REQUIRE(made);
    ready.emplace(std::move(*made));
    under.emplace(*ready, at, metrics::system_clock(), 1);
    return under->run(stop, heard);
  }

  double sum(const char* metric) {
    return ready->meters.find(metric)->sum;
  }

  std::uint64_t count(const char* metric) {
    return ready->meters.find(metric)->count;
  }
};

load_rule with(std::string how, double duration_s) {
  auto x = load_rule{};
  x.executor = std::move(how);
  x.duration_s = duration_s;
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(loads, fixture)

BOOST_AUTO_TEST_CASE(each_user_makes_its_iterations) {
  auto x = one_flow({taking("good"), taking("good")});
  x.loads.push_back(with("per-vu-iterations", 10));
  x.loads[0].vus = 3;
  x.loads[0].iterations = 5;
  BOOST_TEST((run(x) == load_end::whole));
  BOOST_TEST(sum("iterations") == 15);
  BOOST_TEST(sum("operations") == 30);
  BOOST_TEST(count("operation_failed") == 30u);
  BOOST_TEST(sum("operation_failed") == 0);
  BOOST_TEST(ready->meters.find("operation_duration")->values->count() == 30u);
  BOOST_TEST(ready->meters.find("vus_max")->most == 3);
  BOOST_TEST(ready->meters.find("vus")->sum == 0);
}

BOOST_AUTO_TEST_CASE(shared_iterations_are_made_once) {
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("shared-iterations", 10));
  x.loads[0].vus = 4;
  x.loads[0].iterations = 10;
  run(x);
  BOOST_TEST(sum("iterations") == 10);
}

BOOST_AUTO_TEST_CASE(a_rate_counts_what_was_not_so_as_well) {
  auto x = one_flow({taking("good"), taking("bad")});
  x.loads.push_back(with("shared-iterations", 10));
  x.loads[0].iterations = 10;
  run(x);
  BOOST_TEST(sum("operation_failed") == 10);
  BOOST_TEST(count("operation_failed") == 20u);
  BOOST_TEST(sum("checks") == 10);
  BOOST_TEST(count("checks") == 20u);
  auto i = static_cast<std::size_t>(ec::storage_failed);
  BOOST_TEST(under->codes()[i] == 10u);
  BOOST_TEST(under->said()[i] == "it is so");
}

BOOST_AUTO_TEST_CASE(an_allowed_answer_is_no_failure_and_ends_the_flow) {
  at.code = ec::conflict;
  auto x = one_flow({taking("good"), taking("good")});
  x.flows[0].steps[0].allow = {"conflict"};
  x.loads.push_back(with("shared-iterations", 10));
  x.loads[0].iterations = 4;
  run(x);
  BOOST_TEST(sum("operation_failed") == 0);
  BOOST_TEST(sum("operations") == 4);
  BOOST_TEST(sum("checks") == 0);
}

BOOST_AUTO_TEST_CASE(a_refusal_with_a_time_is_counted_apart) {
  at.code = ec::overloaded;
  at.retry_after_ms = 1;
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("shared-iterations", 10));
  x.loads[0].iterations = 4;
  run(x);
  BOOST_TEST(sum("operation_failed") == 0);
  BOOST_TEST(sum("operation_refused") == 4);
}

BOOST_AUTO_TEST_CASE(a_step_with_nothing_to_do_is_not_counted_as_done) {
  at.skips = true;
  auto x = one_flow({taking("good"), taking("good")});
  x.loads.push_back(with("shared-iterations", 10));
  x.loads[0].iterations = 2;
  run(x);
  BOOST_TEST(sum("operations") == 0);
  BOOST_TEST(sum("steps_skipped") == 2);
}

BOOST_AUTO_TEST_CASE(arrivals_come_at_their_rate) {
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("constant-arrival-rate", 0.1));
  x.loads[0].rate = 500;
  x.loads[0].max_vus = 50;
  BOOST_TEST((run(x) == load_end::whole));
  BOOST_TEST(under->arrivals() == 50u);
  BOOST_TEST(sum("iterations") + sum("dropped_iterations") == 50);
}

BOOST_AUTO_TEST_CASE(an_open_load_says_what_is_due) {
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("constant-arrival-rate", 0.6));
  x.loads[0].rate = 50;
  auto due = std::vector<std::optional<double>>{};
  run(x, [&](const second_counts& s) { due.push_back(s.due_rate); });
  BOOST_REQUIRE(!due.empty());
  BOOST_TEST(due[0].value() == 50);
  // Of users who wait for their answers nothing is due.
  due.clear();
  x.loads[0] = with("constant-vus", 0.6);
  x.flows[0].think = {0.01, 0.01};
  run(x, [&](const second_counts& s) { due.push_back(s.due_rate); });
  BOOST_REQUIRE(!due.empty());
  BOOST_TEST(!due[0].has_value());
}

BOOST_AUTO_TEST_CASE(an_arrival_that_finds_no_free_user_is_dropped) {
  at.answers = false;
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("constant-arrival-rate", 0.1));
  x.loads[0].rate = 100;
  x.loads[0].max_vus = 2;
  x.loads[0].graceful_stop_s = 0;
  run(x, [this](const second_counts&) { at.release(); });
  BOOST_TEST(under->arrivals() == 10u);
  BOOST_TEST(sum("dropped_iterations") == 8);
  // From when they should have begun, a second passed.
  BOOST_TEST(ready->meters.find("operation_response")->values->min()
             >= 500'000u);
}

BOOST_AUTO_TEST_CASE(users_ramp_up_and_down) {
  auto most = 0u;
  auto x = one_flow({taking("good")});
  x.flows[0].think = {0.01, 0.01};
  x.loads.push_back(with("ramping-vus", 0));
  x.loads[0].vus = 0;
  x.loads[0].stages = {{0.6, 10}, {0.8, 10}, {0.4, 0}};
  run(x, [&](const second_counts& s) { most = std::max(most, s.vus); });
  BOOST_TEST(most == 10u);
  BOOST_TEST(ready->meters.find("vus_max")->most == 10);
  BOOST_TEST(ready->meters.find("vus")->sum == 0);
}

BOOST_AUTO_TEST_CASE(a_threshold_that_aborts_ends_the_run) {
  auto x = one_flow({taking("bad")});
  x.flows[0].think = {0.01, 0.01};
  x.loads.push_back(with("constant-vus", 60));
  x.thresholds.push_back({"operation_failed", "rate<0.5", true, 0});
  BOOST_TEST((run(x) == load_end::aborted));
  BOOST_TEST(under->aborted_by().value() == 0u);
  BOOST_TEST(under->ran_s() < 10);
  auto rows = judge_thresholds(*ready, under->ran_s());
  BOOST_REQUIRE(rows.size() == 1u);
  BOOST_TEST(!rows[0].ok);
  BOOST_TEST(rows[0].value == 1);
}

BOOST_AUTO_TEST_CASE(it_stops_when_told_and_leaves_nothing_in_flight) {
  auto x = one_flow({taking("good")});
  x.flows[0].think = {60, 60};
  x.loads.push_back(with("constant-vus", 600));
  x.loads[0].vus = 5;
  auto tell = [this](const second_counts&) {
    stop = true;
  };
  BOOST_TEST((run(x, tell) == load_end::stopped));
  BOOST_TEST(under->ran_s() < 30);
  BOOST_TEST(sum("operations") == 5);
  // Told so before it begins, it sends nothing.
  BOOST_TEST((run(x) == load_end::stopped));
  BOOST_TEST(sum("operations") == 0);
}

BOOST_AUTO_TEST_CASE(a_threshold_without_a_value_does_not_hold) {
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("shared-iterations", 10));
  x.loads[0].iterations = 1;
  x.flows[0].steps.push_back(taking("bad"));
  x.flows[0].steps[1].chance = 0;
  x.thresholds.push_back(
    {"operation_duration{operation:bad}", "p(95)<1000", false, 0});
  run(x);
  BOOST_TEST(!judge_thresholds(*ready, 1)[0].ok);
}

BOOST_AUTO_TEST_CASE(a_threshold_on_tags_that_nothing_has_is_named) {
  auto x = one_flow({taking("good")});
  x.loads.push_back(with("constant-arrival-rate", 1));
  x.loads[0].name = "peak";
  x.loads[0].rate = 1;
  x.thresholds = {{"dropped_iterations{scenario:peak}", "count<1", false, 0},
                  {"dropped_iterations{scenario:pekl}", "count<1", false, 0}};
  auto got = make_ready(x, at);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == ec::configuration));
  BOOST_TEST(got.error().detail
             == "thresholds[1].metric: no step, flow or load has these tags "
                "(dropped_iterations{scenario:pekl}), name those of one that "
                "runs");
  // A setup runs, but is not counted.
  x.setup = {taking("bad")};
  x.thresholds[1].metric = "operations{operation:bad}";
  BOOST_TEST(!make_ready(x, at).has_value());
  x.thresholds.pop_back();
  BOOST_TEST(make_ready(x, at).has_value());
  x.flows.push_back(x.flows[0]);
  x.flows[1].name = "idle";
  x.flows[1].weight = 0;
  x.thresholds[0].metric = "iterations{flow:idle}";
  BOOST_TEST(!make_ready(x, at).has_value());
  x.flows[1].weight = 1;
  BOOST_TEST(make_ready(x, at).has_value());
}

BOOST_AUTO_TEST_CASE(an_iteration_that_is_cut_is_counted_for_its_flow) {
  auto x = one_flow({taking("good"), taking("good")});
  x.flows[0].steps[1].think = {60, 60};
  x.loads.push_back(with("constant-vus", 0.1));
  x.loads[0].graceful_stop_s = 0;
  x.thresholds.push_back(
    {"interrupted_iterations{flow:f}", "count<1", false, 0});
  BOOST_TEST((run(x) == load_end::whole));
  BOOST_TEST(sum("interrupted_iterations") == 1);
  auto row = judge_thresholds(*ready, 1).at(0);
  BOOST_TEST(row.value == 1);
  BOOST_TEST(!row.ok);
}

BOOST_AUTO_TEST_CASE(it_does_not_end_while_another_thread_sends) {
  auto lingering = lingering_target{};
  auto x = one_flow({taking("good"), taking("good")});
  x.loads.push_back(with("per-vu-iterations", 10));
  x.loads[0].iterations = 1;
  auto made = make_ready(x, lingering);
  BOOST_REQUIRE(made);
  auto one = load{*made, lingering, metrics::system_clock(), 1};
  BOOST_TEST((one.run(stop, {}) == load_end::whole));
  BOOST_TEST(lingering.begun.load() == 2);
  BOOST_TEST(lingering.inside.load() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
