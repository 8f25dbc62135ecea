// SPDX-License-Identifier: Apache-2.0
#include "soak/summary.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(summary_test)

using namespace nightfloat;
using namespace nightfloat::soak;

namespace {

using samples = std::vector<chaos::process_sample>;

chaos::process_sample running(const char* member) {
  return {.member = member,
          .pid = 7,
          .figures = {{"cpu", 1},
                      {"threads", 4},
                      {"rss", 50e6},
                      {"descriptors", 20},
                      {"actors", 9}}};
}

/// Nobody has waited for it yet.
chaos::process_sample ended(const char* member) {
  return {.member = member,
          .pid = 7,
          .figures = {{"cpu", 1}, {"threads", 1}, {"descriptors", 0}}};
}

/// Half a minute of two workers, the second of which has ended by its end.
struct leak_fixture {
  timeline seen;
  rest_evidence rest;
  load_window window{0, 30, 1'000};
  report::run_report report;

  leak_fixture() {
    for (auto s = 1; s <= 30; ++s)
      seen.add(samples{running("worker-1"), running("worker-2")}, s);
    rest.before.assign(3, {running("worker-1"), running("worker-2")});
    rest.after.assign(3, {running("worker-1"), ended("worker-2")});
  }

  std::string verdict_of(const char* check) {
    add_leaks(seen, rest, window, {}, report);
    auto at = std::ranges::find(report.checks, check,
                                &report::check_line::name);
    return at == report.checks.end() ? "none" : at->verdict;
  }
};

struct nowhere final : target {
  result<std::uint32_t> operation(std::string_view) const override {
    return std::uint32_t{0};
  }
  std::unique_ptr<visitor> make_visitor(std::uint32_t, std::uint64_t) override {
    return nullptr;
  }
  void begin(std::uint32_t, visitor&, std::chrono::milliseconds,
             answered) override {
  }
};

/// A load of 40 s with one fault.
struct fault_fixture {
  nowhere at;
  ready_scenario what;
  load under{what, at, metrics::system_clock(), 1};
  timeline seen;
  faults_done faults;
  report::run_report report;

  fault_fixture() {
    load_on(1, 40);
  }

  void load_on(int from, int until) {
    for (auto s = from; s <= until; ++s) {
      auto x = second_counts{};
      x.ok = 100;
      x.p99_us = 10'000;
      seen.add(x, s);
    }
  }

  void strike(const char* fault, std::uint64_t at_s) {
    auto& line = faults.lines.emplace_back();
    line.fault = fault;
    line.target = "store";
    line.at_ms = at_s * 1'000;
    line.until_ms = line.at_ms + 1'000;
    line.took_effect = line.healed = true;
    auto& episode = faults.episodes.emplace_back();
    episode.fault = fault;
    episode.target = "store";
    episode.at_s = static_cast<double>(at_s);
    episode.healed_s = episode.at_s + 1;
    episode.until_s = 40;
  }

  void judge() {
    add_recovery(seen, faults, under, {0, 40, 4'000}, report);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(what_ended_under_load_is_not_valid, leak_fixture) {
  BOOST_TEST(verdict_of("memory of worker-1") == "valid");
  BOOST_TEST(verdict_of("memory of worker-2") == "unknown");
  BOOST_TEST(verdict_of("descriptors of worker-1") == "valid");
  BOOST_TEST(verdict_of("descriptors of worker-2") == "unknown");
  BOOST_TEST(verdict_of("actors of worker-2") == "unknown");
  // A worker has none.
  BOOST_TEST(verdict_of("queue_ready of worker-2") == "none");
  BOOST_TEST(report.findings.empty());
}

BOOST_FIXTURE_TEST_CASE(an_iterator_that_stays_open_is_a_leak, leak_fixture) {
  auto at_rest = [](double iterators) {
    auto x = running("store");
    x.figures.emplace_back("iterators", iterators);
    return samples{x};
  };
  seen.add(at_rest(1), 30);
  rest.before.assign(3, at_rest(1));
  // What comes and goes is no leak.
  rest.after = {at_rest(4), at_rest(1), at_rest(2)};
  BOOST_TEST(verdict_of("iterators of store") == "valid");
  BOOST_TEST(report.findings.empty());
  report = {};
  rest.after.assign(3, at_rest(2));
  BOOST_TEST(verdict_of("iterators of store") == "invalid");
  BOOST_REQUIRE(report.findings.size() == 1u);
  BOOST_TEST(report.findings[0].kind == "leak");
}

BOOST_FIXTURE_TEST_CASE(a_queue_that_did_not_empty_is_no_rest, leak_fixture) {
  rest.drained_before = false;
  add_leaks(seen, rest, window, {}, report);
  BOOST_REQUIRE(report.findings.size() == 1u);
  BOOST_TEST(report.findings[0].kind == "unrested");
}

BOOST_FIXTURE_TEST_CASE(a_recovery_needs_a_baseline, fault_fixture) {
  strike("kill", 12);
  judge();
  BOOST_REQUIRE(report.recovery.size() == 1u);
  BOOST_TEST(report.recovery[0].verdict == "too few");
  BOOST_TEST(report.findings.empty());
  faults = {};
  report = {};
  strike("kill", 4);
  judge();
  BOOST_TEST(report.recovery[0].verdict == "unknown");
  BOOST_REQUIRE(report.findings.size() == 1u);
  BOOST_TEST(report.findings[0].kind == "baseline");
}

BOOST_FIXTURE_TEST_CASE(a_short_fault_of_a_long_load_is_judged_by_its_points,
                        fault_fixture) {
  load_on(41, 7'300);
  BOOST_REQUIRE(seen.step_s() == 2);
  strike("slow", 57);
  auto judge_until = [&](double until_s) {
    report = {};
    faults.episodes[0].healed_s = 62;
    faults.episodes[0].until_s = until_s;
    add_recovery(seen, faults, under, {0, 7'300, 730'000}, report);
    BOOST_TEST(report.findings.empty());
    BOOST_REQUIRE(report.recovery.size() == 1u);
    return report.recovery[0].verdict;
  };
  BOOST_TEST(judge_until(66) == "too few");
  // One point is no recovery, nor the lack of one.
  BOOST_TEST(judge_until(64) == "unknown");
}

BOOST_FIXTURE_TEST_CASE(a_spike_of_a_short_run_is_unknown_and_no_finding,
                        fault_fixture) {
  strike("spike", 3);
  judge();
  BOOST_TEST(report.recovery[0].verdict == "unknown");
  BOOST_TEST(report.findings.empty());
}

BOOST_FIXTURE_TEST_CASE(a_fault_without_effect_is_a_finding, fault_fixture) {
  strike("kill", 12);
  faults.episodes.clear();
  faults.lines[0].took_effect = false;
  faults.lines[0].detail = "it did not run";
  judge();
  BOOST_TEST(report.recovery.empty());
  BOOST_REQUIRE(report.findings.size() == 1u);
  BOOST_TEST(report.findings[0].text
             == "kill of store had no effect: it did not run");
}

BOOST_AUTO_TEST_SUITE_END()
