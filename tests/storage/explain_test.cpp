// SPDX-License-Identifier: Apache-2.0
// Why a job does not run, and when it will.
#include "tests/support/core_bench.hpp"

namespace nightfloat::domain {

static std::ostream& operator<<(std::ostream& out, obstacle x) {
  return out << static_cast<int>(x);
}

} // namespace nightfloat::domain

BOOST_AUTO_TEST_SUITE(explain_test)

using namespace nightfloat;
using namespace nightfloat::test;
using domain::obstacle;

namespace {

constexpr auto alice = domain::session_id{1, 1};

struct fixture : core_bench {
  domain::job_explanation explain(std::uint64_t id) {
    auto x = core->explain({id}, now);
    BOOST_REQUIRE(x);
    BOOST_TEST(!x->detail.empty());
    BOOST_TEST(x->job.work.id.value == id);
    return *x;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(explain, fixture)

BOOST_AUTO_TEST_CASE(a_job_that_nobody_knows) {
  BOOST_TEST(core->explain({7}, now).error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(nobody_asks_for_its_kind) {
  (void)commit(submission("s", work(7)));
  BOOST_TEST(explain(7).why == obstacle::no_worker);
  (void)claim(alice, 1, {"sweep"});
  BOOST_TEST(explain(7).why == obstacle::no_worker);
}

BOOST_AUTO_TEST_CASE(others_are_served_first) {
  (void)commit(submission("1", work(1)));
  (void)commit(submission("2", work(2)));
  (void)commit(submission("3", work(3)));
  BOOST_TEST(claim(alice).size() == 1);
  BOOST_TEST(explain(1).why == obstacle::none);
  BOOST_TEST(explain(2).why == obstacle::next_to_claim);
  BOOST_TEST(explain(2).before == 0);
  BOOST_TEST(explain(3).why == obstacle::jobs_before);
  BOOST_TEST(explain(3).before == 1);
  // Nothing is known of how long one takes.
  BOOST_TEST(explain(3).starts_in_ms == -1);
  // A worker that is busy does not ask, and is there all the same.
  advance(30s);
  BOOST_TEST(explain(3).why == obstacle::jobs_before);
}

BOOST_AUTO_TEST_CASE(an_estimate_comes_from_what_ended_lately) {
  for (auto id = std::uint64_t{1}; id <= 6; ++id)
    (void)commit(submission(std::to_string(id), work(id)));
  advance(10s);
  for (auto i = 0; i < 2; ++i) {
    (void)commit(completion_of(claim(alice).at(0)));
    advance(400ms);
  }
  // Three before it, two ended in 800 ms.
  auto said = explain(6);
  BOOST_TEST(said.before == 3);
  BOOST_TEST(said.starts_in_ms >= 1'000);
  BOOST_TEST(said.starts_in_ms <= 1'500);
  auto all = core->kinds(now);
  BOOST_REQUIRE(all.size() == 1);
  BOOST_TEST(all[0].kind == "generate");
  BOOST_TEST(all[0].ready == 4);
  BOOST_TEST(all[0].drains_in_ms > said.starts_in_ms);
  BOOST_TEST(all[0].asked_ms_ago == 400);
}

BOOST_AUTO_TEST_CASE(its_time_has_not_come) {
  auto x = work(7);
  x.run_at_ms = now.wall_ms + 5'000;
  (void)commit(submission("s", x));
  BOOST_TEST(explain(7).why == obstacle::run_at);
  BOOST_TEST(explain(7).starts_in_ms == 5'000);
  BOOST_TEST(core->kinds(now).at(0).delayed == 1);
  advance(6s);
  BOOST_TEST(explain(7).why == obstacle::no_worker);
}

BOOST_AUTO_TEST_CASE(its_last_attempt_failed) {
  (void)commit(submission("s", work(7)));
  (void)commit(failure_of(claim(alice).at(0)));
  auto said = explain(7);
  BOOST_TEST(said.why == obstacle::backoff);
  BOOST_TEST(said.starts_in_ms >= 0);
  BOOST_TEST(said.starts_in_ms <= 200);
  BOOST_TEST(said.job.work.run_at_ms >= core->time().now_ms());
  BOOST_TEST(said.detail.find("infeasible") != std::string::npos);
  BOOST_TEST(said.job.history.size() == 1);
}

BOOST_AUTO_TEST_CASE(it_waits_for_others) {
  (void)commit(submission("1", work(1)));
  auto x = work(2);
  x.after = {{1}};
  (void)commit(submission("2", x));
  auto said = explain(2);
  BOOST_TEST(said.why == obstacle::other_jobs);
  BOOST_REQUIRE(said.awaits.size() == 1);
  BOOST_TEST(said.awaits[0].job.value == 1);
  BOOST_TEST(said.awaits[0].state == domain::job_state::ready);
  BOOST_TEST(core->kinds(now).at(0).waiting == 1);
}

BOOST_AUTO_TEST_CASE(its_kind_is_paused) {
  (void)commit(submission("1", work(1)));
  begin();
  BOOST_REQUIRE(core->pause("generate", true));
  finish();
  BOOST_TEST(explain(1).why == obstacle::paused);
  BOOST_TEST(core->kinds(now).at(0).paused);
}

BOOST_AUTO_TEST_CASE(it_has_ended) {
  (void)commit(submission("1", work(1)));
  (void)commit(failure_of(claim(alice).at(0), true));
  auto said = explain(1);
  BOOST_TEST(said.why == obstacle::ended);
  BOOST_TEST(said.detail.find("requeue 1") != std::string::npos);
  (void)commit(submission("2", work(2)));
  (void)commit(completion_of(claim(alice).at(0)));
  BOOST_TEST(explain(2).why == obstacle::ended);
}

BOOST_AUTO_TEST_CASE(a_kind_that_only_was_asked_for_is_listed) {
  (void)claim(alice, 1, {"sweep"});
  auto all = core->kinds(now);
  BOOST_REQUIRE(all.size() == 1);
  BOOST_TEST(all[0].ready == 0);
  BOOST_TEST(all[0].asked_ms_ago == 0);
  BOOST_TEST(all[0].drains_in_ms == -1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
