// SPDX-License-Identifier: Apache-2.0
// Fields that would say nothing, or nothing that can be meant, are refused.
#include "soak/scenario.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <utility>

BOOST_AUTO_TEST_SUITE(scenario_fields_test)

using namespace nightfloat::soak;

namespace {

constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();
constexpr auto endless = std::numeric_limits<double>::infinity();

struct fixture {
  scenario x;

  fixture() {
    x.name = "fields";
    x.flows.emplace_back().name = "one";
    x.flows[0].steps.emplace_back().operation = "status";
    x.loads.emplace_back().duration_s = 10;
  }

  /// What begins with the field at fault.
  [[nodiscard]] std::string complaint() const {
    auto ok = check(x);
    return ok ? "none" : ok.error().detail;
  }

  bool complains_of(const char* field) const {
    auto said = complaint();
    BOOST_TEST_MESSAGE(said);
    return said.starts_with(std::string{field} + ": ");
  }

  load_rule& load(const char* executor) {
    auto& one = x.loads[0];
    one = {};
    one.executor = executor;
    auto is = std::string_view{executor};
    if (is.starts_with("ramping"))
      one.stages = {{10, 5}};
    else
      one.duration_s = 10;
    if (is.ends_with("iterations"))
      one.iterations = 5;
    if (is == "constant-arrival-rate")
      one.rate = 5;
    return one;
  }

  fault_terms& fault(const char* what, const char* target) {
    x.faults.resize(1);
    x.faults[0] = {};
    x.faults[0].fault = what;
    x.faults[0].target = target;
    return x.faults[0];
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(scenario_fields, fixture)

BOOST_AUTO_TEST_CASE(a_load_has_no_field_that_its_executor_ignores) {
  for (const auto* how :
       {"constant-vus", "ramping-vus", "per-vu-iterations", "shared-iterations",
        "constant-arrival-rate", "ramping-arrival-rate"}) {
    BOOST_TEST_CONTEXT(how) {
      auto is = std::string_view{how};
      auto open = is.ends_with("rate");
      load(how);
      BOOST_TEST(complaint() == "none");
      load(how).iterations = 5;
      BOOST_TEST(complains_of("loads[0].iterations")
                 == !is.ends_with("iterations"));
      load(how).rate = 5;
      BOOST_TEST(complains_of("loads[0].rate") == !open);
      load(how).vus = 5;
      BOOST_TEST(complains_of("loads[0].vus") == open);
      load(how).max_vus = 5;
      BOOST_TEST(complains_of("loads[0].max_vus") == !open);
      load(how).duration_s = 10;
      BOOST_TEST(complains_of("loads[0].duration_s")
                 == is.starts_with("ramping"));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_run_once_is_run_and_at_once) {
  for (auto* steps : {&x.setup, &x.teardown}) {
    auto name = std::string{steps == &x.setup ? "setup" : "teardown"};
    steps->emplace_back().operation = "status";
    steps->emplace_back().operation = "status";
    steps->back().checks = {"ok"};
    BOOST_TEST(complaint() == "none");
    steps->back().think = {0, 1};
    BOOST_TEST(complains_of((name + "[1].think").c_str()));
    steps->back().think = {};
    steps->back().chance = 0.5;
    BOOST_TEST(complains_of((name + "[1].chance").c_str()));
    steps->back().chance = 1;
  }
}

BOOST_AUTO_TEST_CASE(only_a_fault_that_lasts_has_a_time) {
  for (const auto* what : {"kill", "terminate", "cold"}) {
    fault(what, "worker-1").lasting_s = 1;
    BOOST_TEST(complains_of("faults[0].lasting_s"));
  }
  fault("reconnect", "clients").lasting_s = 1;
  BOOST_TEST(complains_of("faults[0].lasting_s"));
  fault("pause", "worker-1").lasting_s = 1;
  BOOST_TEST(complaint() == "none");
}

BOOST_AUTO_TEST_CASE(a_fault_comes_once_at_least_and_not_for_ever) {
  for (auto count : {0u, 10'001u}) {
    fault("kill", "worker-1").repetitions = count;
    BOOST_TEST(complains_of("faults[0].repetitions"));
  }
  for (auto count : {1u, 10'000u}) {
    fault("kill", "worker-1").repetitions = count;
    BOOST_TEST(complaint() == "none");
  }
}

BOOST_AUTO_TEST_CASE(a_number_is_finite_and_not_negative) {
  fault("pause", "worker-1").lasting_s = 1;
  x.thresholds.push_back({"checks", "rate>0.9", false, 0});
  auto& rule = x.loads[0];
  auto& one = x.flows[0];
  for (auto [name, value] :
       {std::pair{"short_scale", &x.short_scale},
        std::pair{"drain_s", &x.drain_s}, std::pair{"rest_s", &x.rest_s},
        std::pair{"leak.warm_up_s", &x.leak.warm_up_s},
        std::pair{"leak.bytes_per_operation", &x.leak.bytes_per_operation},
        std::pair{"flows[0].think.least_s", &one.think.least_s},
        std::pair{"flows[0].think.most_s", &one.think.most_s},
        std::pair{"flows[0].steps[0].chance", &one.steps[0].chance},
        std::pair{"loads[0].start_s", &rule.start_s},
        std::pair{"loads[0].duration_s", &rule.duration_s},
        std::pair{"loads[0].graceful_stop_s", &rule.graceful_stop_s},
        std::pair{"loads[0].rate", &rule.rate},
        std::pair{"thresholds[0].delay_s", &x.thresholds[0].delay_s},
        std::pair{"faults[0].first_s", &x.faults[0].first_s},
        std::pair{"faults[0].every_s", &x.faults[0].every_s},
        std::pair{"faults[0].lasting_s", &x.faults[0].lasting_s}})
    for (auto wrong : {no_number, endless, -1.0}) {
      auto right = std::exchange(*value, wrong);
      BOOST_TEST(complains_of(name));
      *value = right;
    }
  BOOST_TEST(complaint() == "none");
  load("ramping-arrival-rate");
  for (auto wrong : {no_number, endless, -1.0}) {
    x.loads[0].rate = wrong;
    BOOST_TEST(complains_of("loads[0].rate"));
    x.loads[0].rate = 0;
    x.loads[0].stages = {{10, wrong}};
    BOOST_TEST(complains_of("loads[0].stages[0].target"));
    x.loads[0].stages = {{wrong, 5}};
    BOOST_TEST(complains_of("loads[0].stages[0].duration_s"));
    x.loads[0].stages = {{10, 5}};
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
