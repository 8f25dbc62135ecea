// SPDX-License-Identifier: Apache-2.0
#include "soak/runner.hpp"
#include "soak/verdict.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(verdict_test)

using namespace nightfloat::soak;
namespace report = nightfloat::report;

namespace {

constexpr auto mib = 1024.0 * 1024.0;

/// A minute; grows by so many bytes a second.
memory_evidence growing(double bytes_per_s, double operations) {
  auto x = memory_evidence{.member = "store"};
  for (auto i = 0; i != 60; ++i)
    x.under_load.push_back(
      {static_cast<double>(i), 100 + bytes_per_s * i / mib});
  x.operations = operations;
  x.before = {100 * mib};
  x.after = {100 * mib + bytes_per_s * 59};
  return x;
}

std::vector<point> series(double first, double step, int n = 60) {
  auto x = std::vector<point>{};
  for (auto i = 0; i != n; ++i)
    x.push_back({static_cast<double>(i), first + step * i});
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(sixty_four_bytes_an_operation_are_a_leak) {
  // 2000 operations a second, 64 bytes each: 128 kB a second.
  auto got = judge_memory(growing(128'000, 59 * 2'000), {});
  BOOST_TEST(got.leaks());
  BOOST_TEST(!got.creeps());
  BOOST_TEST(got.bytes_per_operation == 64, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(got.slope_lower_mib_day == 128'000 / mib * 86'400,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(check_of(got, {}).broken == 1u);
}

BOOST_AUTO_TEST_CASE(each_condition_alone_is_no_leak) {
  // Grows, but by less than 16 bytes an operation.
  auto slow = judge_memory(growing(20'000, 59 * 2'000), {});
  BOOST_TEST(slow.slopes);
  BOOST_TEST(!slow.grows_per_operation);
  BOOST_TEST(!slow.leaks());
  BOOST_TEST(slow.creeps());
  // Grows, and is given back at rest.
  auto given_back = growing(128'000, 59 * 2'000);
  given_back.after = given_back.before;
  auto back = judge_memory(given_back, {});
  BOOST_TEST(back.slopes);
  BOOST_TEST(back.grows_per_operation);
  BOOST_TEST(!back.leaks());
  BOOST_TEST(!back.creeps());
  // Was raised by a step before, and stands still since.
  auto step = growing(0, 59 * 2'000);
  step.after = {140 * mib};
  auto stepped = judge_memory(step, {});
  BOOST_TEST(stepped.stays);
  BOOST_TEST(!stepped.leaks());
  BOOST_TEST(!stepped.creeps());
}

BOOST_AUTO_TEST_CASE(what_warms_up_fades_and_is_no_leak) {
  // Grows by 400 kB in the first half and stands from then on.
  auto warm = growing(20'000, 2'000);
  for (auto i = std::size_t{20}; i != 60; ++i)
    warm.under_load[i].value = warm.under_load[19].value;
  auto got = judge_memory(warm, {});
  BOOST_TEST(got.stays);
  BOOST_TEST(got.late_bytes_per_operation == 0);
  BOOST_TEST(!got.leaks());
  // The same growth to the end is one.
  BOOST_TEST(judge_memory(growing(20'000, 2'000), {}).leaks());
  // More operations at the end explain it: 10 bytes each.
  auto busy = growing(20'000, 60'000);
  busy.late_operations = 40'000;
  BOOST_TEST(!judge_memory(busy, {}).leaks());
}

BOOST_AUTO_TEST_CASE(a_few_kilobytes_of_the_last_third_are_no_leak) {
  // 17 kB a second would be 340 kB; here 3 kB, 60 kB in all of 20 s.
  auto got = judge_memory(growing(3'000, 100), {});
  BOOST_TEST(got.late_bytes_per_operation > 16);
  BOOST_TEST(!got.grows_per_operation);
}

BOOST_AUTO_TEST_CASE(of_what_was_seen_too_little_nothing_is_known) {
  BOOST_TEST(judge_memory(growing(0, 100), {}).known);
  auto brief = growing(0, 100);
  brief.under_load.resize(7);
  BOOST_TEST(!judge_memory(brief, {}).known);
  // Its last third has no slope, so that no growth of it could be shown.
  auto short_one = growing(1e6, 100);
  short_one.under_load.resize(20);
  BOOST_TEST(check_of(judge_memory(short_one, {}), {}).verdict == "unknown");
  auto ended = growing(0, 100);
  ended.after.clear();
  auto got = judge_memory(ended, {});
  BOOST_TEST(!got.known);
  auto line = check_of(got, {});
  BOOST_TEST(line.verdict == "unknown");
  BOOST_TEST(line.examined == 0u);
  BOOST_TEST(line.broken == 0u);
  auto before_that = growing(0, 100);
  before_that.before.clear();
  BOOST_TEST(check_of(judge_memory(before_that, {}), {}).verdict == "unknown");
}

BOOST_AUTO_TEST_CASE(integers_return_or_are_named) {
  BOOST_TEST(judge_return("store", "descriptors", {30, 31}, {31, 40}, 0).verdict
             == "valid");
  auto lost = judge_return("store", "descriptors", {30, 31}, {33, 32}, 0);
  BOOST_TEST(lost.verdict == "invalid");
  BOOST_TEST(lost.traces.front() == "31 before the load, 32 after it");
  BOOST_TEST(judge_return("store", "descriptors", {30}, {32}, 2).broken == 0u);
  BOOST_TEST(judge_return("store", "descriptors", {}, {32}, 2).verdict
             == "unknown");
  auto ended = judge_return("store", "descriptors", {30}, {}, 2);
  BOOST_TEST(ended.verdict == "unknown");
  BOOST_TEST(ended.traces.front() == "it was not seen at rest after the load");
}

BOOST_AUTO_TEST_CASE(a_trend_at_the_same_load_is_degraded) {
  auto still = series(100, 0);
  BOOST_TEST(!judge_trend(still, still).degraded);
  auto slower = judge_trend(series(20, 1), still);
  BOOST_TEST(slower.degraded);
  BOOST_TEST(slower.because
             == "p95 rose from 27.0 ms to 72.0 ms at the same "
                "load");
  BOOST_TEST(judge_trend(still, series(100, -1)).degraded);
  // Rises, but by less than a quarter.
  BOOST_TEST(!judge_trend(series(100, 0.1), still).degraded);
  BOOST_TEST(!judge_trend(series(20, 1, 10), series(100, 0, 10)).judged);
}

BOOST_AUTO_TEST_CASE(more_errors_than_chance_are_named) {
  BOOST_TEST(errors_grew({0, 1'000, 20, 1'000}));
  BOOST_TEST(!errors_grew({1, 1'000, 2, 1'000}));
  BOOST_TEST(!errors_grew({20, 1'000, 0, 1'000}));
}

BOOST_AUTO_TEST_CASE(a_generator_that_was_late_proves_nothing) {
  BOOST_TEST(judge_generator({1'000, 5, 20'000, 0.5}).empty());
  BOOST_TEST(judge_generator({1'000, 50, 0, 0.5}).starts_with("5.0 %"));
  BOOST_TEST(judge_generator({0, 0, 200'000, 0.9})
               .starts_with("the generator"
                            " was late"));
}

BOOST_AUTO_TEST_CASE(the_worst_that_can_be_believed_is_the_verdict) {
  auto x = report::run_report{};
  conclude(x);
  BOOST_TEST(x.verdict == "passed");
  x.findings.push_back({"degraded", "slower", {}});
  x.findings.push_back({"leak", "more", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "leak");
  BOOST_TEST(x.because == "more");
  x.thresholds.push_back({"checks", "rate>0.9", 0.5, false, false});
  conclude(x);
  BOOST_TEST(x.verdict == "failed");
  BOOST_TEST(x.because == "checks is not rate>0.9 (0.5)");
  x.findings.push_back({"generator", "late", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "invalid");
  x.partial = true;
  conclude(x);
  BOOST_TEST(x.verdict == "unknown");
  BOOST_TEST(x.because == "the run was cut, so it is not judged");
}

BOOST_AUTO_TEST_CASE(whatever_else_was_found_makes_a_run_invalid) {
  auto x = report::run_report{};
  x.findings.push_back({"fault", "kill of store had no effect: why", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "invalid");
  BOOST_TEST(x.because == "kill of store had no effect: why");
  BOOST_TEST(exit_of(x, load_end::whole) == exit_code::verdict);
  x.findings.push_back({"died", "worker-2 ended during the run", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "invalid");
  BOOST_TEST(x.because == "worker-2 ended during the run");
  x.findings.push_back({"degraded", "slower", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "degraded");
}

BOOST_AUTO_TEST_CASE(a_teardown_and_a_generator_have_codes_of_their_own) {
  auto x = report::run_report{};
  conclude(x);
  BOOST_TEST(exit_of(x, load_end::whole) == exit_code::passed);
  x.findings.push_back({"teardown", "job.wait: timed out", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "invalid");
  BOOST_TEST(exit_of(x, load_end::whole) == exit_code::teardown_failed);
  x.findings.push_back({"generator", "late", {}});
  conclude(x);
  BOOST_TEST(x.because == "late");
  BOOST_TEST(exit_of(x, load_end::whole) == exit_code::generator);
  BOOST_TEST(exit_of(x, load_end::stopped) == exit_code::external_abort);
}

BOOST_AUTO_TEST_CASE(a_threshold_that_ended_the_run_has_failed) {
  auto x = report::run_report{};
  x.thresholds.push_back({"checks", "rate>0.9", 0.95, false, true});
  conclude(x);
  BOOST_TEST(x.verdict == "failed");
  BOOST_TEST(x.because == "checks was not rate>0.9, which ended the run");
}

BOOST_AUTO_TEST_CASE(a_run_that_passed_says_what_it_could_not_judge) {
  auto x = report::run_report{};
  x.checks.push_back({"memory of store", "unknown", "", 0, 0, {}});
  x.checks.push_back({"memory of broker", "valid", "", 3, 0, {}});
  x.recovery.push_back({"spike", "users", "unknown", {}});
  conclude(x);
  BOOST_TEST(x.verdict == "passed");
  BOOST_TEST(x.because
             == "all thresholds hold, nothing that was judged leaks or became "
                "worse, too little was seen for 2 more");
}

BOOST_AUTO_TEST_SUITE_END()
