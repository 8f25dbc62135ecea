// SPDX-License-Identifier: Apache-2.0
// The store's desk without sockets: whose a key is, and who may what.
#include "broker/frame.hpp"
#include "cmd/nightfloatd/store_desk.hpp"
#include "codec/bytes.hpp"
#include "metrics/clock.hpp"
#include "storage/memory_engine.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <memory>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(store_desk_test)

using namespace nightfloat;
using domain::commit_outcome;

namespace {

struct fixture {
  storage::memory_disk disk;
  std::unique_ptr<storage::ledger> ledger;
  std::unique_ptr<cmd::store_desk> aut;
  // shared_ptr: who answers may still hold it when the next is asked.
  std::shared_ptr<std::promise<broker::envelope>> told;
  std::uint64_t number = 0;

  fixture() {
    start();
  }

  ~fixture() {
    ledger->close();
  }

  /// A new process on what the old one wrote.
  void start() {
    ledger.reset();
    ledger
      = storage::ledger::open(std::make_unique<storage::memory_engine>(disk),
                              {}, metrics::system_clock())
          .value();
    auto world = cmd::desk_world{};
    world.ledger = ledger.get();
    world.answer = [this](broker::reply_address, broker::envelope x) {
      const auto to = told;
      to->set_value(std::move(x));
    };
    aut = std::make_unique<cmd::store_desk>(std::move(world));
  }

  static broker::door_session session_of(const std::string& caller) {
    auto x = broker::door_session{};
    x.id = {1, 1};
    x.caller = caller;
    x.hello.role = "client";
    return x;
  }

  template <class Request>
  broker::envelope ask(const broker::door_session& from, const Request& request,
                       const std::string& key,
                       const std::string& programme = "p") {
    auto call = broker::envelope{};
    call.operation = Request::operation;
    call.programme = programme;
    call.caller = from.caller;
    call.key = key;
    call.correlation = ++number;
    call.remaining_ms = 20'000;
    call.body = codec::encode(request);
    told = std::make_shared<std::promise<broker::envelope>>();
    auto answer = told->get_future();
    aut->serve(from, std::move(call));
    return answer.get();
  }

  /// Commits something of its own under the key `k`.
  domain::commit_answer commit(const broker::door_session& from,
                               const std::string& scope,
                               const std::string& body) {
    auto x = domain::transaction{};
    x.reply = domain::owed_reply{
      .scope = scope, .key = "k", .fingerprint = "f", .body = body};
    return said(from, std::move(x));
  }

  domain::commit_answer said(const broker::door_session& from,
                             domain::transaction x) {
    auto request = client::commit_request{};
    request.change = std::move(x);
    auto got = ask(from, request, "k");
    BOOST_TEST(got.status == ec::none, got.detail);
    auto answer = codec::decode<domain::commit_answer>(got.body);
    BOOST_REQUIRE(answer);
    return *answer;
  }

  /// Job `id` of programme `p` ends as a dead letter.
  void dead_letter(const broker::door_session& from, std::uint64_t id) {
    auto x = domain::transaction{};
    x.submit = {domain::job{.id = {id}, .kind = "generate", .attempts_max = 1}};
    x.reply = domain::owed_reply{
      .scope = "submit", .key = std::to_string(id), .fingerprint = "f"};
    BOOST_TEST((said(from, std::move(x)).outcome == commit_outcome::committed));
    fail_next(from);
  }

  void fail_next(const broker::door_session& from) {
    auto got = ask(from, client::claim_request{.kinds = {"generate"}}, {});
    auto claimed = codec::decode<client::claim_reply>(got.body);
    BOOST_REQUIRE(claimed);
    BOOST_REQUIRE(claimed->leases.size() == 1u);
    const auto& lease = claimed->leases[0];
    auto x = domain::transaction{};
    x.fenced_by = domain::fence{lease.work.id, lease.fence};
    x.complete = domain::completion{
      .failed = true, .final = true, .code = ec::refused, .detail = "no"};
    BOOST_TEST((said(from, std::move(x)).outcome == commit_outcome::committed));
  }

  domain::job_state state(std::uint64_t id) {
    return ledger->jobs({.job = {id}}).value().jobs.at(0).state;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_desk, fixture)

BOOST_AUTO_TEST_CASE(two_callers_use_one_scope_and_key_for_different_things) {
  const auto alice = session_of("alice");
  const auto bob = session_of("bob");
  BOOST_TEST((commit(alice, "queue.submit", "of alice").outcome
              == commit_outcome::committed));
  auto of_bob = commit(bob, "queue.submit", "of bob");
  BOOST_TEST((of_bob.outcome == commit_outcome::committed));
  BOOST_TEST(of_bob.body == "of bob");
  for (auto restarts = 0; restarts < 2; ++restarts) {
    auto again = commit(alice, "queue.submit", "anew");
    BOOST_TEST((again.outcome == commit_outcome::replayed));
    BOOST_TEST(again.body == "of alice");
    BOOST_TEST(commit(bob, "queue.submit", "anew").body == "of bob");
    start();
  }
}

BOOST_AUTO_TEST_CASE(a_client_that_names_anothers_scope_has_one_of_its_own) {
  auto worker = session_of("w");
  worker.hello.role = "worker";
  BOOST_TEST((commit(worker, "alice swap.execute", "of alice").outcome
              == commit_outcome::committed));
  auto taken = commit(session_of("bob"), "alice swap.execute", "of bob");
  BOOST_TEST((taken.outcome == commit_outcome::committed));
  BOOST_TEST(taken.body == "of bob");
  BOOST_TEST(commit(worker, "alice swap.execute", "anew").body == "of alice");
}

BOOST_AUTO_TEST_CASE(a_reservation_is_of_its_caller_too) {
  auto wish = [](std::uint64_t job) {
    auto x = domain::transaction{};
    x.submit = {domain::job{.id = {job}, .kind = "generate"}};
    x.reserve = domain::reservation{
      .scope = "generate", .key = "k", .fingerprint = "f", .job = {job}};
    return x;
  };
  BOOST_TEST((said(session_of("alice"), wish(1)).pending.value == 1u));
  BOOST_TEST((said(session_of("bob"), wish(2)).pending.value == 2u));
  auto again = said(session_of("alice"), wish(3));
  BOOST_TEST(again.code == ec::in_progress);
  BOOST_TEST(again.pending.value == 1u);
}

BOOST_AUTO_TEST_CASE(a_person_has_the_same_keys_whoever_acts_for_him) {
  auto chief = session_of("chief");
  chief.is_operator = true;
  // As the doorway leaves the caller: the person acted for.
  auto acting = chief;
  acting.caller = "alice";
  BOOST_TEST((commit(acting, "queue.submit", "of alice").outcome
              == commit_outcome::committed));
  BOOST_TEST(commit(session_of("alice"), "queue.submit", "anew").body
             == "of alice");
  BOOST_TEST((commit(chief, "queue.submit", "of chief").outcome
              == commit_outcome::committed));
}

BOOST_AUTO_TEST_CASE(a_scope_that_was_left_out_is_still_refused) {
  BOOST_TEST(commit(session_of("alice"), "", "x").code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_requeue_whose_answer_was_lost_happens_once) {
  const auto alice = session_of("alice");
  dead_letter(alice, 7);
  const auto wish = client::requeue_request{.job = {7}};
  auto first = ask(alice, wish, "again");
  BOOST_TEST(first.status == ec::none, first.detail);
  BOOST_TEST((state(7) == domain::job_state::ready));
  fail_next(alice);
  auto repeat = ask(alice, wish, "again");
  BOOST_TEST(repeat.status == ec::none, repeat.detail);
  BOOST_TEST(repeat.body == first.body);
  BOOST_TEST((state(7) == domain::job_state::dead_letter));
  // Another caller's key, though it reads the same.
  BOOST_TEST(ask(session_of("bob"), wish, "again").status == ec::none);
  BOOST_TEST((state(7) == domain::job_state::ready));
}

BOOST_AUTO_TEST_CASE(who_puts_a_job_back_names_its_programme_or_is_operator) {
  auto alice = session_of("alice");
  dead_letter(alice, 7);
  const auto wish = client::requeue_request{.job = {7}};
  BOOST_TEST(ask(alice, wish, "a", "").status == ec::forbidden);
  BOOST_TEST(ask(alice, wish, "b", "q").status == ec::not_found);
  BOOST_TEST((state(7) == domain::job_state::dead_letter));
  alice.is_operator = true;
  BOOST_TEST(ask(alice, wish, "c", "").status == ec::none);
  BOOST_TEST((state(7) == domain::job_state::ready));
}

BOOST_AUTO_TEST_CASE(a_removed_schedule_is_removed_for_every_copy_of_the_call) {
  auto chief = session_of("chief");
  chief.is_operator = true;
  auto what = domain::schedule{};
  what.name = "sweep";
  what.line = "0 * * * *";
  what.work.kind = "purge";
  const auto put = client::cron_put_request{.what = what};
  BOOST_TEST(ask(chief, put, "p").status == ec::none);
  const auto gone = client::cron_remove_request{.name = "sweep"};
  BOOST_TEST(ask(chief, gone, "r").status == ec::none);
  BOOST_TEST(ask(chief, gone, "r").status == ec::none);
  BOOST_TEST(ask(chief, gone, "s").status == ec::not_found);
  // Put before, and removed since: the late copy does not bring it back.
  BOOST_TEST(ask(chief, put, "p").status == ec::none);
  BOOST_TEST(ledger->schedules("p").value().empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
