// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "storage/layout.hpp"
#include "tests/support/core_bench.hpp"

#include <set>

BOOST_AUTO_TEST_SUITE(queue_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::job_state;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

} // namespace

BOOST_FIXTURE_TEST_SUITE(queue, core_bench)

BOOST_AUTO_TEST_CASE(a_claim_sees_durable_jobs_only) {
  begin();
  (void)decide(submission("s", work(7)));
  auto batch = core->seal();
  BOOST_TEST(claim(alice).empty());
  BOOST_REQUIRE(engine->apply(batch).outcome == storage::apply_outcome::ok);
  core->adopt();
  auto leases = claim(alice);
  BOOST_REQUIRE(leases.size() == 1);
  BOOST_TEST(leases[0].work.id.value == 7);
  BOOST_TEST(leases[0].work.payload == "payload of 7");
  BOOST_TEST(leases[0].work.programme == "p");
  BOOST_TEST(leases[0].attempt == 1);
  BOOST_TEST(claim(bob).empty());
}

BOOST_AUTO_TEST_CASE(the_row_of_a_claim_waits_for_a_batch_but_not_for_long) {
  (void)commit(submission("s", work(7)));
  (void)claim(alice);
  BOOST_TEST(!core->due(now));
  const auto until = now.steady + storage::claim_rows_wait;
  BOOST_TEST((core->next_event(now) == until));
  advance(storage::claim_rows_wait - 1ms);
  BOOST_TEST(!core->due(now));
  advance(1ms);
  BOOST_TEST(core->due(now));
  tick();
  BOOST_TEST(!core->due(now));
  BOOST_TEST((core->next_event(now) > until));
  cut();
  BOOST_TEST(show(7).state == job_state::leased);
}

BOOST_AUTO_TEST_CASE(a_claim_whose_row_was_not_written_is_a_repeat) {
  (void)commit(submission("s", work(7)));
  auto lost = claim(alice).at(0);
  cut();
  BOOST_TEST(show(7).state == job_state::ready);
  BOOST_TEST(commit(completion_of(lost)).outcome == commit_outcome::fenced);
  BOOST_TEST(claim(bob).at(0).attempt == 1);
}

BOOST_AUTO_TEST_CASE(the_row_of_a_claim_that_ended_before_is_never_written) {
  (void)commit(submission("s", work(7)));
  auto held = claim(alice).at(0);
  begin();
  BOOST_TEST(decide(completion_of(held)).outcome == commit_outcome::committed);
  auto batch = core->seal();
  for (const auto& [key, value] : batch.rows)
    BOOST_TEST((!key.starts_with(storage::layout::live_states) || !value));
  BOOST_REQUIRE(engine->apply(batch).outcome == storage::apply_outcome::ok);
  core->adopt();
  BOOST_TEST(!core->due(now));
}

BOOST_AUTO_TEST_CASE(a_job_that_a_batch_is_changing_is_not_handed_out) {
  (void)commit(submission("s", work(7)));
  begin();
  auto stop = change("c");
  stop.cancel = {{7}};
  (void)decide(stop);
  auto batch = core->seal();
  BOOST_TEST(claim(alice).empty());
  core->drop();
  BOOST_TEST(claim(alice).size() == 1);
}

BOOST_AUTO_TEST_CASE(the_highest_priority_goes_first_then_the_oldest) {
  (void)commit(submission("1", work(1, "generate", 3)));
  (void)commit(submission("2", work(2, "generate", 9)));
  (void)commit(submission("3", work(3, "sweep", 9)));
  (void)commit(submission("4", work(4, "generate", 9)));
  auto leases = claim(alice, 10, {"generate", "sweep"});
  auto order = std::vector<std::uint64_t>{};
  for (const auto& lease : leases)
    order.push_back(lease.work.id.value);
  const auto expected = std::vector<std::uint64_t>{2, 3, 4, 1};
  BOOST_TEST(order == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(kinds_that_nobody_asked_for_stay) {
  (void)commit(submission("1", work(1, "sweep")));
  BOOST_TEST(claim(alice).empty());
  BOOST_TEST(claim(alice, 1, {"sweep"}).size() == 1);
}

BOOST_AUTO_TEST_CASE(what_one_claim_brings_fits_a_frame) {
  for (auto i = 1U; i <= 5; ++i) {
    auto large = work(i);
    large.payload.assign(900 << 10, 'x');
    (void)commit(submission(std::to_string(i), large));
  }
  auto first = claim(alice, 8);
  BOOST_TEST(codec::encode(first).size() < 4U << 20);
  BOOST_TEST(first.size() == 3U);
  // The others have not been given to anybody.
  BOOST_TEST(claim(alice, 8).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_delayed_job_waits_for_ledger_time) {
  auto later = work(7);
  later.run_at_ms = now.wall_ms + 5'000;
  (void)commit(submission("s", later));
  BOOST_TEST(show(7).state == job_state::delayed);
  BOOST_TEST(claim(alice).empty());
  advance(6s);
  BOOST_TEST(claim(alice).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_completion_writes_its_effect_and_ends_the_job) {
  (void)commit(submission("s", work(7)));
  auto done = completion_of(claim(alice).at(0));
  done.put = {{"effect", "once"}};
  BOOST_TEST(commit(done).outcome == commit_outcome::committed);
  BOOST_TEST(record("effect").bytes == "once");
  BOOST_TEST(show(7).state == job_state::completed);
  BOOST_TEST(show(7).last.result == "result");
  BOOST_TEST(core->jobs().size() == 0);
}

BOOST_AUTO_TEST_CASE(a_late_worker_never_wins_against_its_successor) {
  (void)commit(submission("s", work(7)));
  auto late = claim(alice).at(0);
  advance(11s);
  // The lease has run out, although no batch has noticed yet.
  BOOST_TEST(commit(completion_of(late)).outcome == commit_outcome::fenced);
  auto next = claim(bob).at(0);
  BOOST_TEST((next.fence > late.fence));
  BOOST_TEST(next.attempt == 2);
  BOOST_TEST(commit(completion_of(late)).outcome == commit_outcome::fenced);
  BOOST_TEST(commit(completion_of(next)).outcome == commit_outcome::committed);
  BOOST_TEST(commit(completion_of(late)).outcome == commit_outcome::fenced);
}

BOOST_AUTO_TEST_CASE(everything_under_a_stale_fence_is_refused) {
  (void)commit(submission("s", work(7)));
  auto late = claim(alice).at(0);
  advance(11s);
  tick();
  auto draft = change("d", {{"draft/7/1", "x"}});
  draft.fenced_by = fence_of(late);
  BOOST_TEST(commit(draft).outcome == commit_outcome::fenced);
  auto child = submission("child", work(8));
  child.fenced_by = fence_of(late);
  BOOST_TEST(commit(child).outcome == commit_outcome::fenced);
  BOOST_TEST(record("draft/7/1").revision == 0);
}

BOOST_AUTO_TEST_CASE(a_fence_of_another_programme_does_not_hold) {
  (void)commit(submission("s", work(7)));
  auto x = completion_of(claim(alice).at(0));
  x.programme = "q";
  BOOST_TEST(commit(x).outcome == commit_outcome::fenced);
}

BOOST_AUTO_TEST_CASE(two_completions_in_one_batch_have_one_effect) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  begin();
  auto first = decide(completion_of(lease));
  auto second = decide(completion_of(lease));
  finish();
  BOOST_TEST(first.outcome == commit_outcome::committed);
  BOOST_TEST(second.outcome == commit_outcome::replayed);
  BOOST_TEST(second.version == first.version);
  BOOST_TEST(second.body == first.body);
}

// -- renewals -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_renewed_lease_lives_until_its_hard_limit) {
  auto x = work(7);
  x.attempt_ms_max = 25'000;
  (void)commit(submission("s", x));
  auto lease = claim(alice).at(0);
  for (auto i = 0; i < 3; ++i) {
    advance(8s);
    auto said = core->renew(alice, {{fence_of(lease), {.counter = 1}}}, now);
    BOOST_TEST(said.states.size() == 1);
  }
  advance(1s);
  BOOST_TEST(core->renew(alice, {{fence_of(lease), {}}}, now).lost.size() == 1);
}

BOOST_AUTO_TEST_CASE(progress_is_shown) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  (void)core->renew(
    alice, {{fence_of(lease), {.counter = 5, .permille = 300, .phase = "x"}}},
    now);
  BOOST_TEST(show(7).progress.permille == 300);
}

BOOST_AUTO_TEST_CASE(somebody_elses_token_renews_nothing) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  BOOST_TEST(core->renew(bob, {{fence_of(lease), {}}}, now).lost.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_listed_lease_that_is_missing_is_released_uncounted) {
  (void)commit(submission("1", work(1)));
  (void)commit(submission("2", work(2)));
  auto leases = claim(alice, 2);
  (void)core->renew(
    alice, {{fence_of(leases[0]), {}}, {fence_of(leases[1]), {}}}, now);
  auto said = core->renew(alice, {{fence_of(leases[0]), {}}}, now);
  BOOST_REQUIRE(said.missing.size() == 1);
  begin();
  BOOST_REQUIRE(core->release(said.missing));
  finish();
  BOOST_TEST(show(2).state == job_state::ready);
  BOOST_TEST(show(2).attempts == 0);
  BOOST_TEST(show(1).state == job_state::leased);
}

BOOST_AUTO_TEST_CASE(
  a_renewal_that_crossed_the_claims_answer_releases_nothing) {
  (void)commit(submission("1", work(1)));
  (void)claim(alice);
  BOOST_TEST(core->renew(alice, {}, now).missing.empty());
  // The second was sent after the answer to the first.
  BOOST_TEST(core->renew(alice, {}, now).missing.size() == 1);
}

// -- how attempts end ---------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_failed_attempt_comes_back_after_a_full_jitter_backoff) {
  (void)commit(submission("s", work(7)));
  auto seen = std::set<std::int64_t>{};
  for (auto attempt = 1; attempt <= 4; ++attempt) {
    auto lease = claim(alice).at(0);
    BOOST_TEST(lease.attempt == attempt);
    auto before = now.wall_ms;
    (void)commit(failure_of(lease));
    auto view = show(7);
    BOOST_TEST(view.state == job_state::delayed);
    const auto pause = view.work.run_at_ms - before;
    BOOST_TEST(show(7).last.detail == "no way");
    seen.insert(pause);
    BOOST_TEST(claim(alice).empty());
    advance(200ms * (1 << (attempt - 1)) + 1s);
  }
  (void)commit(failure_of(claim(alice).at(0)));
  BOOST_TEST(show(7).state == job_state::dead_letter);
  BOOST_TEST(show(7).last.code == ec::infeasible);
  BOOST_TEST(show(7).last.detail == "no way");
}

BOOST_AUTO_TEST_CASE(
  a_backoff_is_at_most_twice_the_last_and_never_over_the_cap) {
  auto random = std::mt19937_64{7};
  const auto pause = storage::backoff{.base_ms = 200, .max_ms = 1'000};
  for (auto attempt = 1u; attempt < 100; ++attempt) {
    const auto cap = attempt == 1   ? 200u
                     : attempt == 2 ? 400u
                     : attempt == 3 ? 800u
                                    : 1'000u;
    const auto ms = storage::backoff_ms(pause, attempt, random);
    BOOST_TEST(ms >= 1);
    BOOST_TEST(ms <= cap);
  }
}

BOOST_AUTO_TEST_CASE(a_final_failure_is_a_dead_letter_at_once) {
  (void)commit(submission("s", work(7)));
  (void)commit(failure_of(claim(alice).at(0), true));
  BOOST_TEST(show(7).state == job_state::dead_letter);
}

BOOST_AUTO_TEST_CASE(a_repeated_failure_report_is_replayed) {
  (void)commit(submission("s", work(7)));
  auto lease = claim(alice).at(0);
  auto first = commit(failure_of(lease));
  advance(2s);
  auto next = claim(bob).at(0);
  auto again = commit(failure_of(lease));
  BOOST_TEST(again.outcome == commit_outcome::replayed);
  BOOST_TEST(again.version == first.version);
  BOOST_TEST(show(7).attempts == 2);
  BOOST_TEST(commit(completion_of(next)).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(
  a_dead_workers_attempts_count_and_the_last_is_a_dead_letter) {
  auto x = work(7);
  x.attempts_max = 2;
  (void)commit(submission("s", x));
  for (auto i = 0; i < 2; ++i) {
    BOOST_TEST(claim(alice).size() == 1);
    begin();
    BOOST_REQUIRE(core->end_session(alice, storage::attempt_end::worker_died));
    finish();
  }
  BOOST_TEST(show(7).state == job_state::dead_letter);
  BOOST_TEST(show(7).last.code == ec::worker_lost);
  BOOST_TEST(!show(7).last.detail.empty());
}

BOOST_AUTO_TEST_CASE(a_dead_workers_job_is_ready_again_at_once) {
  (void)commit(submission("s", work(7)));
  (void)claim(alice);
  begin();
  BOOST_REQUIRE(core->end_session(alice, storage::attempt_end::worker_died));
  finish();
  BOOST_TEST(claim(bob).at(0).attempt == 2);
}

BOOST_AUTO_TEST_CASE(released_and_clean_attempts_do_not_count) {
  (void)commit(submission("s", work(7)));
  for (auto i = 0; i < 10; ++i) {
    auto lease = claim(alice).at(0);
    BOOST_TEST(lease.attempt == 1);
    begin();
    if (i % 2 == 0)
      BOOST_REQUIRE(core->release({fence_of(lease)}));
    else
      BOOST_REQUIRE(core->end_session(alice, storage::attempt_end::uncounted));
    finish();
  }
  BOOST_TEST(show(7).state == job_state::ready);
}

BOOST_AUTO_TEST_CASE(an_old_token_releases_nothing) {
  (void)commit(submission("s", work(7)));
  auto late = claim(alice).at(0);
  advance(11s);
  tick();
  (void)claim(bob);
  begin();
  BOOST_REQUIRE(core->release({fence_of(late)}));
  finish();
  BOOST_TEST(show(7).state == job_state::leased);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_can_be_put_back_with_fresh_attempts) {
  (void)commit(submission("s", work(7)));
  (void)commit(failure_of(claim(alice).at(0), true));
  begin();
  BOOST_REQUIRE(core->requeue({7}));
  BOOST_TEST(core->requeue({8}).error().code == ec::not_found);
  finish();
  auto lease = claim(alice).at(0);
  BOOST_TEST(lease.attempt == 1);
  begin();
  BOOST_TEST(core->requeue({7}).error().code == ec::refused);
  finish();
  BOOST_TEST(commit(completion_of(lease)).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
