// SPDX-License-Identifier: Apache-2.0
#include "chaos/nearest_rank.hpp"
#include "chaos/prober.hpp"
#include "chaos/steady.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(steady_test)

using namespace nightfloat;
using chaos::operation_end;

namespace {

// Ten operations a second of 2 ms each, from 0 to 10 s.
std::vector<chaos::operation> calm() {
  auto all = std::vector<chaos::operation>{};
  for (auto i = std::uint64_t{0}; i != 100; ++i) {
    auto x = chaos::operation{};
    x.invoked_us = i * 100'000;
    x.ended_us = x.invoked_us + 2'000;
    x.end = operation_end::ok;
    all.push_back(x);
  }
  return all;
}

std::string complaint(const chaos::steady_plan& wanted,
                      const std::vector<chaos::operation>& seen) {
  auto x = chaos::fit_baseline(wanted, seen, 0, 10'000'000);
  return x ? "none" : x.error().detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_baseline_is_of_the_steady_time_alone) {
  auto seen = calm();
  for (auto& x : seen)
    if (x.invoked_us < 5'000'000)
      x.invoked_us = 0;
  auto x = chaos::fit_baseline({}, seen, 5'000'000, 10'000'000);
  BOOST_REQUIRE(x);
  BOOST_TEST(x->operations_per_s == 10);
  BOOST_TEST(x->p50_us == 2'000);
  BOOST_TEST(x->p99_us == 2'000);
}

BOOST_AUTO_TEST_CASE(what_is_not_steady_is_told_by_its_number) {
  BOOST_TEST(complaint({}, calm()) == "none");
  BOOST_TEST(complaint({}, {}).starts_with("steady state: only 0 operations"));
  BOOST_TEST(complaint({.operations_per_s_min = 11}, calm())
               .starts_with("steady state: only 100 operations"));
  auto silent = calm();
  for (auto i = std::size_t{0}; i != silent.size(); i += 4)
    silent[i].end = operation_end::unknown;
  BOOST_TEST(
    complaint({}, silent)
      .starts_with("steady state: 250 of 1000 operations were not answered"));
  BOOST_TEST(complaint({.errors_permille_max = 250}, silent) == "none");
  auto fading = calm();
  fading.resize(70);
  BOOST_TEST(complaint({}, fading)
               .starts_with("steady state: its first half answered 50 "
                            "operations and its second 20"));
}

BOOST_AUTO_TEST_CASE(goodput_counts_what_was_answered_and_when) {
  auto seen = calm();
  seen[50].end = operation_end::unknown;
  BOOST_TEST(chaos::answered_per_s(seen, 5'000'000, 10'000'000) == 9.8);
  BOOST_TEST(chaos::answered_per_s(seen, 0, 5'000'000) == 10);
  BOOST_TEST(chaos::answered_per_s(seen, 7, 7) == 0);
}

BOOST_AUTO_TEST_CASE(goodput_of_a_run_that_was_cut_is_of_the_time_that_it_had) {
  auto what = chaos::plan{};
  what.warm_up_s = 1;
  what.steady.time_s = 1;
  auto counted = [&](std::uint32_t duration_s) {
    what.duration_s = duration_s;
    auto out = report::run_report{};
    chaos::add_goodput(out, what, {.operations_per_s = 10}, calm());
    return report::count_of(out, "goodput_permille");
  };
  BOOST_TEST(counted(4) == 1'000);
  BOOST_TEST(counted(3'600) >= 1'000);
  BOOST_TEST(counted(3'600) <= 1'020);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_an_answer) {
  auto seen = calm();
  for (auto& x : seen)
    x.end = operation_end::fail;
  BOOST_TEST(complaint({}, seen) == "none");
}

BOOST_AUTO_TEST_CASE(a_run_is_given_up_when_bystanders_suffer) {
  auto seen = std::vector<chaos::bystander_call>{};
  for (auto i = std::uint64_t{0}; i != 40; ++i)
    seen.push_back({10'000'000 + i * 100'000, i % 4 != 0});
  auto wanted = chaos::abort_plan{
    .errors_permille_max = 250, .window_s = 10, .operations_min = 20};
  auto why = [&](std::uint64_t now_us) {
    return chaos::reason_to_abort(wanted, seen, now_us);
  };
  BOOST_TEST(why(14'000'000) == "");
  wanted.errors_permille_max = 249;
  BOOST_TEST(
    why(14'000'000)
      .starts_with(
        "the error budget of the bystanders was spent: 10 of 40 calls"));
  // Long ago, or too few to say.
  BOOST_TEST(why(30'000'000) == "");
  BOOST_TEST(why(23'000'000) == "");
  wanted.errors_permille_max = 1'000;
  BOOST_TEST(why(14'000'000) == "");
}

BOOST_AUTO_TEST_CASE(a_bystander_is_content_with_a_commit_alone) {
  using domain::commit_outcome;
  auto content = [](commit_outcome x) {
    return chaos::ended_well(domain::commit_answer{.outcome = x});
  };
  BOOST_TEST(content(commit_outcome::committed));
  BOOST_TEST(content(commit_outcome::replayed));
  BOOST_TEST(!content(commit_outcome::conflict));
  BOOST_TEST(!content(commit_outcome::fenced));
  BOOST_TEST(!content(commit_outcome::refused));
  BOOST_TEST(!content(commit_outcome::unknown));
  BOOST_TEST(!chaos::ended_well(failure{ec::timed_out, "commit: no answer"}));
}

BOOST_AUTO_TEST_CASE(a_rank_is_one_of_the_values) {
  BOOST_TEST(chaos::nearest_rank({}, 500) == 0u);
  BOOST_TEST(chaos::nearest_rank({7}, 1) == 7u);
  BOOST_TEST(chaos::nearest_rank({7}, 1'000) == 7u);
  BOOST_TEST(chaos::nearest_rank({1, 2, 3, 4}, 500) == 2u);
  BOOST_TEST(chaos::nearest_rank({1, 2, 3, 4}, 501) == 3u);
  BOOST_TEST(chaos::nearest_rank({1, 2, 3, 4}, 999) == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
