// SPDX-License-Identifier: Apache-2.0
#include "report/comparison.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(comparison_test)

using namespace nightfloat;
using report::better;
using report::change_verdict;

namespace {

report::comparison_row judged(better which, std::vector<double> a,
                              std::vector<double> b, bool paired = false) {
  auto x = report::compare(
    {{"m", "u", which, std::move(a), std::move(b), paired, false}}, {});
  BOOST_REQUIRE(x.rows.size() == 1u);
  BOOST_TEST(x.regressed == (x.rows[0].verdict == change_verdict::regressed));
  return x.rows[0];
}

report::run_report run_of(std::string verdict, double level) {
  auto x = report::run_report{};
  x.verdict = std::move(verdict);
  x.facts = {{"lost", "0"}};
  x.spreads = {{"swap", "ms", 9, 1, level, 1, 1, level, 1, 1}};
  x.phases = {{"warm-up", 0, 10}};
  auto& s = x.timeline.emplace_back();
  s.name = "ok";
  s.unit = "/s";
  s.panel = report::panel::throughput;
  for (auto i = 0; i < 130; ++i) {
    s.at_s.push_back(i);
    s.value.push_back(i < 10 ? 0 : level + i % 7);
  }
  return x;
}

const report::comparison_row& row(const report::comparison& x,
                                  std::string_view name) {
  auto i = std::ranges::find(x.rows, name, &report::comparison_row::name);
  BOOST_REQUIRE_MESSAGE(i != x.rows.end(), name);
  return *i;
}

} // namespace

BOOST_AUTO_TEST_CASE(which_way_is_worse_depends_on_the_metric) {
  auto low = std::vector<double>{10, 10.1, 9.9, 10, 10.05};
  auto high = std::vector<double>{12, 12.1, 11.9, 12, 12.05};
  BOOST_TEST(
    (judged(better::lower, low, high).verdict == change_verdict::regressed));
  BOOST_TEST(
    (judged(better::lower, high, low).verdict == change_verdict::improved));
  BOOST_TEST(
    (judged(better::higher, high, low).verdict == change_verdict::regressed));
  BOOST_TEST(
    (judged(better::neither, low, high).verdict == change_verdict::shown));
}

BOOST_AUTO_TEST_CASE(an_interval_about_nothing_is_the_same_or_unsure) {
  auto row = judged(better::lower, {10, 10.1, 9.9, 10, 10.05},
                    {10.1, 10, 10.05, 9.9, 10});
  BOOST_TEST((row.verdict == change_verdict::same));
  BOOST_TEST(row.low <= 0.0);
  BOOST_TEST(row.high >= 0.0);
  BOOST_TEST(
    (judged(better::lower, {5, 10, 20, 8, 12}, {6, 25, 9, 14, 11}).verdict
     == change_verdict::unsure));
}

BOOST_AUTO_TEST_CASE(two_values_a_side_are_not_judged) {
  auto row = judged(better::lower, {10, 10}, {20, 20});
  BOOST_TEST((row.verdict == change_verdict::shown));
  BOOST_TEST(row.change == 1.0);
}

// The machine was twice as slow in every other pair; within a pair nothing
// hides the tenth.
BOOST_AUTO_TEST_CASE(pairs_cancel_what_the_machine_did_to_both) {
  auto a = std::vector<double>{10, 20, 10, 20, 10, 20};
  auto b = std::vector<double>{11, 22, 11, 22, 11, 22};
  BOOST_TEST(
    (judged(better::lower, a, b, true).verdict == change_verdict::regressed));
  BOOST_TEST(
    (judged(better::lower, a, b, false).verdict == change_verdict::unsure));
}

BOOST_AUTO_TEST_CASE(one_lost_change_is_a_regression) {
  auto b = run_of("valid", 100);
  b.facts[0].value = "1";
  auto x = report::compare({run_of("valid", 100)}, {b}, {});
  BOOST_TEST(x.regressed);
  BOOST_TEST((row(x, "lost").verdict == change_verdict::regressed));
}

BOOST_AUTO_TEST_CASE(one_lost_change_is_not_hidden_by_the_runs_without) {
  auto a = std::vector(3, run_of("valid", 100));
  auto b = a;
  b[1].facts[0].value = "1";
  auto x = report::compare(a, b, {});
  BOOST_TEST(x.regressed);
  BOOST_TEST((row(x, "lost").verdict == change_verdict::regressed));
  BOOST_TEST(row(x, "lost").b == 1.0);
  x = report::compare(b, a, {});
  BOOST_TEST((row(x, "lost").verdict == change_verdict::improved));
}

BOOST_AUTO_TEST_CASE(one_run_a_side_is_judged_by_its_seconds) {
  auto x = report::compare({run_of("valid", 100)}, {run_of("valid", 80)}, {});
  BOOST_TEST(x.regressed);
  const auto& ok = row(x, "ok.median");
  BOOST_TEST((ok.verdict == change_verdict::regressed));
  BOOST_TEST(ok.a_count == 12u);
  BOOST_TEST(ok.a == 103.0);
  // One number a side says nothing about chance.
  BOOST_TEST((row(x, "swap.p99").verdict == change_verdict::shown));
}

BOOST_AUTO_TEST_CASE(of_several_runs_each_is_one_value) {
  auto a = std::vector{run_of("valid", 100), run_of("valid", 101),
                       run_of("valid", 99)};
  auto b = std::vector{run_of("valid", 120), run_of("valid", 121),
                       run_of("valid", 119)};
  auto x = report::compare(a, b, {});
  BOOST_TEST((row(x, "swap.p99").verdict == change_verdict::regressed));
  BOOST_TEST((row(x, "ok.median").verdict == change_verdict::improved));
  BOOST_TEST(row(x, "ok.median").a_count == 3u);
}

BOOST_AUTO_TEST_CASE(a_worse_verdict_is_a_regression) {
  auto x = report::compare({run_of("passed", 9)}, {run_of("leak", 9)}, {});
  BOOST_TEST(x.regressed);
  BOOST_TEST(x.because.find("leak") != std::string::npos);
  BOOST_TEST(
    !report::compare({run_of("leak", 9)}, {run_of("leak", 9)}, {}).regressed);
}

BOOST_AUTO_TEST_CASE(figures_of_bench_run_are_read_with_their_direction) {
  auto a = std::string{};
  auto b = std::string{};
  for (auto i = 0; i < 6; ++i) {
    a += "ledger.commit 10 us <50 met\nqueue.rate 900 jobs/s >=500 met\n"
         "peer.rate 70 jobs/s - context\n";
    b += "noise from a build\nledger.commit 13 us <50 met\n"
         "queue.rate 1200 jobs/s >=500 met\nnew.one 1 s <2 met\n";
  }
  auto x = report::compare_figures(a, b, {});
  BOOST_REQUIRE(x);
  BOOST_TEST(x->regressed);
  BOOST_TEST((row(*x, "ledger.commit").verdict == change_verdict::regressed));
  BOOST_TEST((row(*x, "queue.rate").verdict == change_verdict::improved));
  BOOST_REQUIRE(x->only_a.size() == 1u);
  BOOST_TEST(x->only_a[0] == "peer.rate");
  BOOST_REQUIRE(x->only_b.size() == 1u);
  BOOST_TEST(x->only_b[0] == "new.one");
  auto none = report::compare_figures(a, "no figure\n", {});
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().detail.starts_with("B: "));
}

BOOST_AUTO_TEST_SUITE_END()
