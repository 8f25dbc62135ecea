// SPDX-License-Identifier: Apache-2.0
#include "soak/metastability.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(metastability_test)

using namespace nightfloat::soak;
namespace report = nightfloat::report;

namespace {

map_cell cell(double rate, std::string verdict) {
  auto x = map_cell{};
  x.rate = rate;
  x.verdict = std::move(verdict);
  return x;
}

/// A load from 100 s on; good but for what `p99` says of a second of it.
template <class P99>
report::run_report seen(P99&& p99) {
  auto x = report::run_report{};
  x.phases.push_back({"load", 100, 160});
  auto ok = report::series{};
  ok.name = "ok";
  auto tail = report::series{};
  tail.name = "response p99";
  for (auto s = 1; s <= 60; ++s) {
    ok.at_s.push_back(100 + s);
    ok.value.push_back(50);
    tail.at_s.push_back(100 + s);
    tail.value.push_back(p99(s));
  }
  x.timeline = {ok, tail};
  return x;
}

fault_episode trigger() {
  return {
    .fault = "spike", .target = {}, .at_s = 10, .healed_s = 15, .until_s = 40};
}

map_cell at_half() {
  auto x = map_cell{};
  x.share = 0.8;
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(capacity_is_the_last_rate_that_was_kept) {
  auto all = std::vector<ramp_second>{};
  for (auto i = 1; i <= 20; ++i)
    all.push_back({i * 10.0, std::min(i * 10.0, 120.0), i > 12 ? 900.0 : 20.0});
  // 130 a second is kept to 92 %.
  BOOST_TEST(capacity_of(all, 1'000) == 120);
  BOOST_TEST(capacity_of(all, 10) == 0);
}

BOOST_AUTO_TEST_CASE(the_safe_load_lies_below_the_first_that_is_not) {
  auto x = metastability_map{};
  x.cells = {cell(50, "recovered"),  cell(50, "recovered"),
             cell(70, "recovered"),  cell(80, "recovered"),
             cell(80, "metastable"), cell(90, "recovered")};
  BOOST_TEST(safe_load_of(x) == 70);
  x.cells[0].verdict = "dead";
  BOOST_TEST(safe_load_of(x) == 0);
}

BOOST_AUTO_TEST_CASE(what_failed_or_was_refused_is_no_goodput) {
  auto x = report::run_report{};
  x.phases.push_back({"load", 100, 110});
  auto of = [&](const char* name, double value) {
    auto& line = x.timeline.emplace_back();
    line.name = name;
    for (auto s = 1; s <= 10; ++s) {
      line.at_s.push_back(100 + s);
      line.value.push_back(value);
    }
  };
  of("iterations", 50);
  of("failed", 20);
  of("refused", 10);
  of("response p99", 5);
  auto got = ramp_of(x, 100, 10);
  BOOST_REQUIRE(got.size() == 10u);
  BOOST_TEST(got[4].due == 45, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(got[4].done == 20);
  BOOST_TEST(got[4].p99_ms == 5);
  // 20 are all of the 15 due in the second second, not of 25 in the third.
  BOOST_TEST(capacity_of(got, 1'000) == 0);
}

BOOST_AUTO_TEST_CASE(a_load_that_fails_before_the_trigger_is_overloaded) {
  auto x = seen([](int) { return 10.0; });
  auto refused = x.timeline[0];
  refused.name = "refused";
  for (auto& value : refused.value)
    value = 2;
  x.timeline.push_back(refused);
  BOOST_TEST(judge_cell(at_half(), x, trigger(), 10).verdict == "recovered");
  for (auto& value : x.timeline.back().value)
    value = 3;
  BOOST_TEST(judge_cell(at_half(), x, trigger(), 10).verdict == "overloaded");
}

BOOST_AUTO_TEST_CASE(a_trigger_without_effect_is_not_recovered_from) {
  auto x = seen([](int) { return 10.0; });
  auto& fault = x.faults.emplace_back();
  fault.healed = true;
  BOOST_TEST(judge_cell(at_half(), x, trigger(), 10).verdict == "no effect");
  fault.took_effect = true;
  BOOST_TEST(judge_cell(at_half(), x, trigger(), 10).verdict == "recovered");
  fault.healed = false;
  BOOST_TEST(judge_cell(at_half(), x, trigger(), 10).verdict == "not healed");
  auto map = metastability_map{};
  map.cells = {cell(50, "recovered"), cell(50, "no effect")};
  BOOST_TEST(safe_load_of(map) == 0);
}

BOOST_AUTO_TEST_CASE(a_cell_that_came_back_is_recovered) {
  auto got = judge_cell(
    at_half(), seen([](int s) { return s > 10 && s <= 20 ? 500.0 : 10.0; }),
    trigger(), 10);
  BOOST_TEST(got.verdict == "recovered");
  BOOST_TEST(got.recovered_s == 5);
  BOOST_TEST(got.recovered_share == 0.8);
}

BOOST_AUTO_TEST_CASE(one_that_stays_slow_until_load_goes_is_metastable) {
  // Comes back in the second step of the load's end: half of it is left.
  auto got = judge_cell(
    at_half(), seen([](int s) { return s > 10 && s <= 45 ? 500.0 : 10.0; }),
    trigger(), 10);
  BOOST_TEST(got.verdict == "metastable");
  BOOST_TEST(got.recovered_share == 0.4);
}

BOOST_AUTO_TEST_CASE(quick_refusals_when_the_load_goes_are_no_recovery) {
  auto x = seen([](int s) { return s > 10 && s <= 40 ? 500.0 : 10.0; });
  BOOST_TEST(judge_cell(at_half(), x, trigger(), 10).recovered_share > 0);
  auto refused = x.timeline[0];
  refused.name = "refused";
  for (auto i = std::size_t{0}; i != refused.value.size(); ++i)
    refused.value[i] = i < 40 ? 0 : 50;
  x.timeline.push_back(refused);
  auto got = judge_cell(at_half(), x, trigger(), 10);
  BOOST_TEST(got.verdict == "metastable");
  BOOST_TEST(got.recovered_share == 0);
}

BOOST_AUTO_TEST_CASE(a_trigger_that_does_not_exist_is_named) {
  auto options = map_options{};
  options.wanted = {"store", "flood"};
  auto got = draw_map(options);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == nightfloat::ec::invalid_argument);
  BOOST_TEST(got.error().detail.starts_with(
    "no such trigger (flood), one of: spike, workers, store, broker"));
}

BOOST_AUTO_TEST_SUITE_END()
