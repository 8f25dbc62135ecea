// SPDX-License-Identifier: Apache-2.0
#include "codec/toml.hpp"
#include "soak/nightfloat_target.hpp"
#include "soak/scenario.hpp"
#include "soak/track.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

BOOST_AUTO_TEST_SUITE(scenario_test)

using namespace nightfloat;
using namespace nightfloat::soak;

namespace {

scenario good() {
  auto x = scenario{};
  x.name = "good";
  x.flows.push_back({.name = "one", .weight = 1, .think = {}, .steps = {}});
  x.flows[0].steps.push_back({.operation = "status",
                              .name = {},
                              .checks = {"ok"},
                              .allow = {},
                              .think = {}});
  x.loads.push_back({.stages = {}, .flows = {}, .tags = {}});
  x.loads[0].duration_s = 10;
  x.thresholds.push_back({"checks", "rate>0.9", false, 0});
  return x;
}

std::string complaint(const scenario& x) {
  auto ok = check(x);
  return ok ? "none" : ok.error().detail;
}

template <class Change>
std::string after(Change&& change) {
  auto x = good();
  change(x);
  return complaint(x);
}

bool begins(const std::string& x, std::string_view with) {
  BOOST_TEST_MESSAGE(x);
  return x.starts_with(with);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_fault_names_what_it_can_strike) {
  auto fault = [](const char* what, const char* target, double lasting_s) {
    return after([=](scenario& x) {
      auto& one = x.faults.emplace_back();
      one.fault = what;
      one.target = target;
      one.lasting_s = lasting_s;
    });
  };
  BOOST_TEST(fault("kill", "worker-2", 0) == "none");
  BOOST_TEST(fault("cold", "store", 0) == "none");
  BOOST_TEST(fault("slow", "store", 5) == "none");
  BOOST_TEST(fault("reconnect", "clients", 0) == "none");
  BOOST_TEST(begins(fault("burn", "store", 0),
                    "faults[0].fault: no such fault (burn), one of: kill"));
  BOOST_TEST(begins(fault("kill", "worker-3", 0),
                    "faults[0].target: there is no process worker-3"));
  BOOST_TEST(begins(fault("kill", "clients", 0),
                    "faults[0].target: there is no process clients"));
  BOOST_TEST(
    begins(fault("slow", "broker", 5), "faults[0].target: must be store"));
  BOOST_TEST(begins(fault("reconnect", "store", 0),
                    "faults[0].target: must be clients"));
  BOOST_TEST(begins(fault("slow", "store", 0),
                    "faults[0].lasting_s: is 0, a slow takes a time"));
  BOOST_TEST(
    begins(after([](scenario& x) { x.faults.emplace_back().delay_ms = 0; }),
           "faults[0].delay_ms: is out of bounds (0)"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_by_its_field) {
  BOOST_TEST(complaint(good()) == "none");
  BOOST_TEST(begins(after([](auto& x) { x.flows.clear(); }), "flows: "));
  BOOST_TEST(begins(after([](auto& x) { x.flows[0].steps.clear(); }),
                    "flows[0].steps: "));
  BOOST_TEST(
    begins(after([](auto& x) { x.flows[0].weight = 0; }), "flows.weight: "));
  BOOST_TEST(begins(after([](auto& x) { x.loads[0].executor = "fast"; }),
                    "loads[0].executor: no such executor (fast), one of: "
                    "constant-vus"));
  BOOST_TEST(begins(after([](auto& x) { x.loads[0].duration_s = 0; }),
                    "loads[0].duration_s: is missing"));
  BOOST_TEST(begins(after([](auto& x) {
                      x.loads[0].executor = "constant-arrival-rate";
                      x.loads[0].rate = -1;
                    }),
                    "loads[0].rate: is no rate"));
  BOOST_TEST(begins(after([](auto& x) {
                      x.loads[0].executor = "ramping-vus";
                      x.loads[0].stages = {{-1, 5}};
                    }),
                    "loads[0].stages[0].duration_s: "));
  BOOST_TEST(begins(after([](auto& x) { x.loads[0].flows = {"none"}; }),
                    "loads[0].flows: there is no flow none"));
  BOOST_TEST(
    begins(after([](auto& x) { x.thresholds[0].expression = "p95<200"; }),
           "thresholds[0].expression: threshold \"p95<200\": "));
  BOOST_TEST(begins(after([](auto& x) {
                      x.flows[0].steps[0].think = {2, 1};
                    }),
                    "flows[0].steps[0].think: is reversed"));
  BOOST_TEST(
    begins(after([](auto& x) { x.flows[0].steps[0].checks = {"fine"}; }),
           "flows[0].steps[0].checks: no such check (fine)"));
  BOOST_TEST(begins(after([](auto& x) { x.flows[0].steps[0].allow = {"no"}; }),
                    "flows[0].steps[0].allow: no such code (no)"));
  BOOST_TEST(
    begins(after([](auto& x) { x.loads[0].executor = "shared-iterations"; }),
           "loads[0].iterations: is missing"));
}

BOOST_AUTO_TEST_CASE(a_scale_shortens_times_and_leaves_users) {
  auto x = good();
  x.loads[0].stages = {{100, 20}};
  x.loads[0].iterations = 50;
  x.leak.warm_up_s = 300;
  x.thresholds[0].delay_s = 10;
  auto y = scaled(x, 0.02);
  BOOST_TEST(y.loads[0].stages[0].duration_s == 2);
  BOOST_TEST(y.loads[0].stages[0].target == 20);
  BOOST_TEST(y.loads[0].iterations == 1u);
  BOOST_TEST(y.leak.warm_up_s == 6);
  BOOST_TEST(y.thresholds[0].delay_s == 0.2);
  BOOST_TEST(length_s(y) == 2);
}

BOOST_AUTO_TEST_CASE(all_that_is_shipped_can_be_run) {
  namespace fs = std::filesystem;
  auto network = config::network_options{};
  network.runtime_dir = "/tmp/nightfloat-nobody-listens";
  auto seen = 0;
  auto door = client::connection::open(network, {});
  BOOST_REQUIRE(door);
  auto target = make_nightfloat_target({door->get()}, {});
  for (const auto& x :
       fs::directory_iterator{fs::path{NIGHTFLOAT_ROOT} / "config" / "soak"}) {
    auto read = codec::load_toml<scenario>(x.path().string());
    BOOST_REQUIRE_MESSAGE(read, (read ? "" : read.error().detail));
    BOOST_TEST(complaint(*read) == "none", x.path().string());
    auto ready = make_ready(*read, *target);
    BOOST_TEST(ready.has_value(), (ready ? "" : ready.error().detail));
    ++seen;
  }
  BOOST_TEST(seen >= 6);
}

BOOST_AUTO_TEST_CASE(an_operation_or_metric_that_is_not_there_is_named) {
  auto network = config::network_options{};
  network.runtime_dir = "/tmp/nightfloat-nobody-listens";
  auto door = client::connection::open(network, {});
  BOOST_REQUIRE(door);
  auto target = make_nightfloat_target({door->get()}, {});
  auto x = good();
  x.flows[0].steps[0].operation = "swap.all";
  auto got = make_ready(x, *target);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().detail.starts_with(
    "flows[0].steps[0]: operation: no such operation (swap.all), one of: "));
  x = good();
  x.thresholds[0].metric = "http_reqs";
  got = make_ready(x, *target);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().detail.starts_with(
    "thresholds[0].metric: no such metric (http_reqs), one of: "));
  x.thresholds[0] = {"checks", "p(95)<1", false, 0};
  got = make_ready(x, *target);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().detail.starts_with("thresholds[0].expression: a rate"
                                            " has no such aggregate"));
}

BOOST_AUTO_TEST_SUITE_END()
