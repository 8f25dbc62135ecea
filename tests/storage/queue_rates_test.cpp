// SPDX-License-Identifier: Apache-2.0
// How fast jobs of a kind are handed out, and what their retries may cost.
#include "storage/pace.hpp"
#include "storage/retry_budget.hpp"
#include "tests/support/queue_bench.hpp"
#include "tests/support/seed.hpp"

#include <algorithm>
#include <random>

BOOST_AUTO_TEST_SUITE(queue_rates_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;
using domain::obstacle;
using domain::rate_terms;

namespace {

struct rate_bench : queue_bench {
  using queue_bench::queue_bench;

  result<void> limit(const std::string& kind, rate_terms x) {
    begin();
    auto done = core->limit_rate(kind, x);
    finish();
    return done;
  }

  void submit_many(std::uint64_t count, const std::string& kind = "generate",
                   std::uint64_t first = 1) {
    for (auto i = first; i < first + count; ++i)
      (void)submit(work(i, kind));
  }

  std::size_t claimed(std::uint32_t count = 64) {
    return claim(alice, count).size();
  }

  domain::kind_stats stats(const std::string& kind = "generate") {
    for (const auto& one : core->kinds(now))
      if (one.kind == kind)
        return one;
    return {};
  }
};

struct retry_bench : queue_bench {
  retry_bench()
    : queue_bench{{.pause = {.base_ms = 10, .max_ms = 10},
                   .retries = {.share_percent = 20, .floor = 2}}} {
  }

  /// Fails what is ready; how many there were.
  std::size_t fail_ready() {
    const auto leases = claim(alice, 64);
    for (const auto& one : leases)
      (void)commit(failure_of(one));
    return leases.size();
  }
};

} // namespace

// -- rates --------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(queue_rate, rate_bench)

BOOST_AUTO_TEST_CASE(so_many_at_once_and_then_one_after_the_other) {
  submit_many(10);
  BOOST_REQUIRE(limit("generate", {.jobs = 3, .per_ms = 3'000, .burst = 2}));
  BOOST_TEST(claimed() == 2);
  BOOST_TEST(claimed() == 0);
  advance(999ms);
  BOOST_TEST(claimed() == 0);
  advance(1ms);
  BOOST_TEST(claimed() == 1);
  advance(10s);
  BOOST_TEST(claimed() == 2);
}

BOOST_AUTO_TEST_CASE(the_store_wakes_when_the_next_may_go) {
  submit_many(2);
  BOOST_REQUIRE(limit("generate", {.jobs = 1, .per_ms = 200}));
  BOOST_TEST(claimed() == 1);
  BOOST_TEST((core->next_event(now) <= now.steady + 200ms));
}

BOOST_AUTO_TEST_CASE(other_kinds_are_not_held_up) {
  submit_many(2);
  submit_many(2, "purge", 10);
  BOOST_REQUIRE(limit("generate", {.jobs = 1, .per_ms = 60'000}));
  BOOST_TEST(claim(alice, 64, {"generate", "purge"}).size() == 3);
}

BOOST_AUTO_TEST_CASE(it_lasts_over_a_restart_which_gives_no_burst) {
  submit_many(5);
  BOOST_REQUIRE(limit("generate", {.jobs = 2, .per_ms = 2'000}));
  BOOST_TEST(claimed() == 2);
  cut();
  BOOST_TEST(claimed() == 0);
  advance(1s);
  BOOST_TEST(claimed() == 1);
  BOOST_REQUIRE(limit("generate", {}));
  cut();
  BOOST_TEST(claimed() > 0);
}

BOOST_AUTO_TEST_CASE(another_limit_gives_no_fresh_burst) {
  submit_many(20);
  BOOST_REQUIRE(limit("generate", {.jobs = 2, .per_ms = 2'000}));
  BOOST_TEST(claimed() == 2);
  BOOST_REQUIRE(limit("generate", {.jobs = 2, .per_ms = 2'000}));
  BOOST_TEST(claimed() == 0);
  advance(1s);
  BOOST_TEST(claimed() == 1);
  // Two of the ten have gone, and come back at the new rate.
  BOOST_REQUIRE(limit("generate", {.jobs = 10, .per_ms = 1'000}));
  BOOST_TEST(claimed() == 8);
  // Ten have gone, of which there is one now.
  BOOST_REQUIRE(limit("generate", {.jobs = 1, .per_ms = 60'000}));
  advance(59s);
  BOOST_TEST(claimed() == 0);
  advance(1s);
  BOOST_TEST(claimed() == 1);
}

BOOST_AUTO_TEST_CASE(explain_and_stats_say_so) {
  submit_many(3);
  BOOST_REQUIRE(limit("generate", {.jobs = 1, .per_ms = 10'000}));
  BOOST_TEST(stats().rate_wait_ms == 0);
  BOOST_TEST(claimed() == 1);
  auto why = *core->explain({3}, now);
  BOOST_TEST((why.why == obstacle::rate_limit));
  BOOST_TEST(why.starts_in_ms == 20'000);
  BOOST_TEST(why.detail.find("at a limited rate") != std::string::npos);
  BOOST_TEST((stats().rate == rate_terms{1, 10'000, 0}));
  BOOST_TEST(stats().rate_wait_ms == 10'000);
  advance(10s);
  BOOST_TEST((core->explain({2}, now)->why != obstacle::rate_limit));
}

BOOST_AUTO_TEST_CASE(what_is_no_rate_is_refused) {
  auto code = [&](const std::string& kind, rate_terms x) {
    auto done = limit(kind, x);
    return done ? ec::none : done.error().code;
  };
  BOOST_TEST(code("", {.jobs = 1}) == ec::invalid_argument);
  BOOST_TEST(code("a\nb", {.jobs = 1}) == ec::invalid_argument);
  BOOST_TEST(code("a", {.jobs = 1, .per_ms = 0}) == ec::invalid_argument);
  BOOST_TEST(code("a", {.jobs = 1, .per_ms = 86'400'001})
             == ec::invalid_argument);
  BOOST_TEST(code("a", {.jobs = 2'000'000}) == ec::invalid_argument);
  BOOST_TEST(code("a", {}) == ec::none);
  BOOST_TEST(core->kinds(now).empty());
}

BOOST_AUTO_TEST_CASE(no_stretch_of_time_sees_more_than_the_terms_allow) {
  const auto seed = number_from("NIGHTFLOAT_SEED", 1);
  auto random = std::mt19937_64{seed};
  const auto rate = rate_terms{.jobs = 5, .per_ms = 1'000, .burst = 3};
  BOOST_REQUIRE(limit("generate", rate));
  auto went = std::vector<storage::steady_time>{};
  auto next = std::uint64_t{1};
  for (auto i = 0; i < 400; ++i) {
    submit_many(random() % 3, "generate", next);
    next += 3;
    if (random() % 20 == 0)
      cut();
    for (const auto& one : claim(alice, 8)) {
      went.push_back(now.steady);
      (void)commit(completion_of(one));
    }
    advance(std::chrono::milliseconds{random() % 300});
  }
  BOOST_TEST(went.size() > 100u);
  for (auto i = std::size_t{0}; i < went.size(); ++i)
    for (auto j = i; j < went.size(); ++j) {
      const auto ms = (went[j] - went[i]) / 1ms;
      const auto most = 3 + static_cast<std::size_t>(ms) / 200 + 1;
      BOOST_REQUIRE_MESSAGE(j - i + 1 <= most,
                            j - i + 1 << " in " << ms << " ms, seed " << seed);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// -- retries ------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(queue_retries, retry_bench)

BOOST_AUTO_TEST_CASE(beyond_the_budget_a_backoff_is_stretched_and_explained) {
  for (auto i = std::uint64_t{1}; i <= 10; ++i)
    (void)submit(work(i));
  // Ten first attempts earn two, and two are there anyway.
  BOOST_TEST(fail_ready() == 10);
  advance(10ms);
  BOOST_TEST(claim(alice, 64).size() == 4);
  const auto why = *core->explain({5}, now);
  BOOST_TEST((why.why == obstacle::backoff));
  BOOST_TEST(why.detail.find("retry budget") != std::string::npos);
  BOOST_TEST(why.starts_in_ms > 10'000);
  BOOST_TEST(why.starts_in_ms <= 15'000);
  BOOST_TEST(core->explain({10}, now)->starts_in_ms > 75'000);
  BOOST_TEST(core->kinds(now).at(0).retry_wait_ms > 75'000);
}

BOOST_AUTO_TEST_CASE(within_it_nothing_is_stretched) {
  for (auto i = std::uint64_t{1}; i <= 2; ++i)
    (void)submit(work(i));
  BOOST_TEST(fail_ready() == 2);
  const auto why = *core->explain({1}, now);
  BOOST_TEST(why.starts_in_ms <= 10);
  BOOST_TEST(why.detail.find("retry budget") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_worker_that_died_costs_the_budget_and_waits_for_none) {
  for (auto i = std::uint64_t{1}; i <= 6; ++i)
    (void)submit(work(i));
  (void)claim(alice, 5);
  begin();
  BOOST_REQUIRE(core->end_session(alice, storage::attempt_end::worker_died));
  finish();
  BOOST_TEST(core->jobs().ready() == 6);
  BOOST_TEST(core->kinds(now).at(0).retry_wait_ms > 0);
}

BOOST_AUTO_TEST_CASE(the_stretch_outlives_a_restart) {
  for (auto i = std::uint64_t{1}; i <= 10; ++i)
    (void)submit(work(i));
  (void)fail_ready();
  cut();
  BOOST_TEST(core->explain({10}, now)->starts_in_ms > 75'000);
  BOOST_TEST(core->explain({10}, now)->detail.find("retry budget")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(over_time_retries_keep_to_the_share_and_the_floor) {
  auto budget = storage::retry_budget{};
  const auto terms = storage::retry_terms{.share_percent = 20, .floor = 20};
  auto random = std::mt19937_64{number_from("NIGHTFLOAT_SEED", 1)};
  auto now_ms = std::int64_t{1'000'000'000};
  auto due = std::vector<std::int64_t>{};
  // Ten minutes of a hundred first attempts each, all of which fail.
  for (auto i = 0; i < 1'000; ++i) {
    now_ms += static_cast<std::int64_t>(random() % 1'200);
    budget.first(now_ms);
    due.push_back(budget.spend(terms, now_ms));
  }
  const auto end_ms = now_ms;
  const auto within = std::count_if(due.begin(), due.end(),
                                    [&](auto x) { return x <= end_ms; });
  // A minute's worth at once, and ten minutes' worth after it.
  BOOST_TEST(within <= 11 * 43);
  BOOST_TEST(within >= 300);
  BOOST_TEST((std::is_sorted(due.begin(), due.end())));
  BOOST_TEST(*std::max_element(due.begin(), due.end()) <= end_ms + 3'600'000);
}

BOOST_AUTO_TEST_CASE(without_terms_there_is_no_budget) {
  auto budget = storage::retry_budget{};
  for (auto i = 0; i < 1'000; ++i)
    BOOST_TEST(budget.spend({}, 5) == 5);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
