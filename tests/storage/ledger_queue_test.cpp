// SPDX-License-Identifier: Apache-2.0
// The thread-safe front, on memory: claims that wait, sessions that end.
#include "tests/support/ledger_bench.hpp"

BOOST_AUTO_TEST_SUITE(ledger_queue_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ledger_queues, ledger_bench)

BOOST_AUTO_TEST_CASE(a_claim_waits_for_a_job) {
  auto waiting = ask_claim(alice, 20'000);
  (void)commit(submission("s", 7));
  auto leases = waiting.get();
  BOOST_REQUIRE(leases);
  BOOST_TEST(leases->at(0).work.id.value == 7);
}

BOOST_AUTO_TEST_CASE(a_claim_outlives_a_clean_stop) {
  (void)commit(submission("s", 7));
  auto lease = claim(alice);
  start();
  auto said = ledger->renew(
    alice, {{.fence = {lease.work.id, lease.fence}, .progress = {}}});
  BOOST_REQUIRE(said.size() == 1);
  BOOST_TEST(!said[0].lost);
}

BOOST_AUTO_TEST_CASE(a_claim_that_waits_in_vain_gets_an_empty_list) {
  auto leases = ask_claim(alice, 5).get();
  BOOST_REQUIRE(leases);
  BOOST_TEST(leases->empty());
}

BOOST_AUTO_TEST_CASE(a_broken_lifeline_frees_its_jobs_at_once) {
  (void)commit(submission("s", 7));
  auto lost = claim(alice);
  auto waiting = ask_claim(bob, 20'000);
  ledger->session_ended(alice, false);
  auto leases = waiting.get();
  BOOST_REQUIRE(leases);
  BOOST_TEST(leases->at(0).attempt == 2);
  auto late = domain::transaction{};
  late.programme = "p";
  late.fenced_by = domain::fence{{7}, lost.fence};
  late.complete = domain::completion{};
  BOOST_TEST((commit(late).outcome == commit_outcome::fenced));
}

BOOST_AUTO_TEST_CASE(a_clean_leave_frees_its_jobs_after_the_grace_uncounted) {
  (void)commit(submission("s", 7));
  (void)claim(alice);
  const auto before = std::chrono::steady_clock::now();
  ledger->session_ended(alice, true);
  auto lease = claim(bob);
  BOOST_TEST((std::chrono::steady_clock::now() - before >= 250ms));
  BOOST_TEST(lease.attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_session_that_comes_back_keeps_its_leases) {
  (void)commit(submission("s", 7));
  auto lease = claim(alice);
  ledger->session_ended(alice, true);
  ledger->session_opened(alice);
  auto leases = ask_claim(bob, 400).get();
  BOOST_REQUIRE(leases);
  BOOST_TEST(leases->empty());
  auto said = ledger->renew(alice, {{.fence = {{7}, lease.fence}}});
  BOOST_TEST(!said.at(0).lost);
}

BOOST_AUTO_TEST_CASE(claims_of_a_session_that_ended_are_not_served) {
  auto waiting = ask_claim(alice, 20'000);
  ledger->session_ended(alice, false);
  BOOST_TEST(waiting.get().error().code == ec::cancelled);
  (void)commit(submission("s", 7));
  BOOST_TEST(claim(bob).work.id.value == 7);
}

BOOST_AUTO_TEST_CASE(jobs_are_listed_newest_first_live_and_ended) {
  for (auto id = 1; id <= 4; ++id)
    (void)commit(
      submission(std::to_string(id), static_cast<std::uint64_t>(id)));
  auto lease = claim(alice);
  auto done = domain::transaction{};
  done.programme = "p";
  done.fenced_by = domain::fence{lease.work.id, lease.fence};
  done.complete = domain::completion{.result = "r"};
  (void)commit(done);
  auto page = ledger->jobs({.programme = "p", .limit = 3});
  BOOST_REQUIRE(page);
  BOOST_TEST(page->more);
  BOOST_TEST(page->jobs.at(0).work.id.value == 4);
  page = ledger->jobs({.programme = "p"});
  BOOST_TEST(!page->more);
  BOOST_TEST(page->jobs.at(3).work.id.value == 1);
  BOOST_TEST((page->jobs.at(3).state == domain::job_state::completed));
  BOOST_TEST(ledger->jobs({.programme = "q"})->jobs.empty());
}

BOOST_AUTO_TEST_CASE(a_page_of_jobs_ends_where_it_is_full) {
  for (auto id = std::uint64_t{1}; id <= 4; ++id) {
    (void)commit(submission(std::to_string(id), id));
    auto lease = claim(alice);
    auto done = domain::transaction{};
    done.programme = "p";
    done.fenced_by = domain::fence{lease.work.id, lease.fence};
    done.complete = domain::completion{.result = std::string(900'000, 'r')};
    (void)commit(done);
  }
  auto page = ledger->jobs({.programme = "p"});
  BOOST_REQUIRE(page);
  BOOST_TEST(page->more);
  BOOST_TEST(page->jobs.size() == 3);
  BOOST_TEST(page->jobs.at(2).work.id.value == 2);
  // A live one is newer, and small.
  (void)commit(submission("5", 5));
  page = ledger->jobs({.programme = "p"});
  BOOST_TEST(page->more);
  BOOST_TEST(page->jobs.size() == 4);
  BOOST_TEST(ledger->jobs({.job = {1}})->jobs.at(0).last.result.size()
             == 900'000);
}

BOOST_AUTO_TEST_CASE(a_resume_wakes_the_claims_that_wait) {
  auto pause = [&](bool paused) {
    auto told = std::promise<result<void>>{};
    ledger->pause("generate", paused,
                  [&](result<void> done) { told.set_value(std::move(done)); });
    BOOST_REQUIRE(told.get_future().get());
  };
  pause(true);
  auto waiting = ask_claim(alice, 20'000);
  (void)commit(submission("s", 7));
  auto why = ledger->explain({7});
  BOOST_REQUIRE(why);
  BOOST_TEST((why->why == domain::obstacle::paused));
  auto kinds = ledger->kinds();
  BOOST_REQUIRE(kinds);
  BOOST_TEST(kinds->at(0).paused);
  BOOST_TEST(kinds->at(0).ready == 1);
  BOOST_TEST((waiting.wait_for(0s) == std::future_status::timeout));
  pause(false);
  BOOST_TEST(waiting.get()->at(0).work.id.value == 7);
  BOOST_TEST(ledger->explain({8}).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_job_is_served_when_that_completes) {
  (void)commit(submission("1", 1));
  auto next = submission("2", 2);
  next.submit[0].after = {{1}};
  (void)commit(next);
  auto lease = claim(alice);
  auto waiting = ask_claim(bob, 20'000);
  auto done = domain::transaction{};
  done.programme = "p";
  done.fenced_by = domain::fence{lease.work.id, lease.fence};
  done.complete = domain::completion{.result = "r"};
  (void)commit(done);
  BOOST_TEST(waiting.get()->at(0).work.id.value == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
