// SPDX-License-Identifier: Apache-2.0
#include "actors/generate_run.hpp"
#include "actors/task_queue.hpp"
#include "metrics/registry.hpp"
#include "tests/actors/hung_runner.hpp"
#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

BOOST_AUTO_TEST_SUITE(jobs_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::local_worker {
  fixture() {
    import(tests::small_programme(), nullptr);
  }

  static client::generate_job wish(std::uint64_t seed = 1) {
    auto x = client::generate_job{};
    x.seed = seed;
    return x;
  }

  domain::roster_head head() {
    auto found = ledger.scan("im", "roster/");
    return found.empty()
             ? domain::roster_head{}
             : codec::decode<domain::roster_head>(found[0].bytes).value();
  }

  domain::job_state state(domain::job_id job) {
    return ledger.job(job).state;
  }

  actors::task_queue_actor queue() {
    return actors::whereis<actors::task_queue_actor>(system(),
                                                     actors::names::queue);
  }

  /// One message a millisecond, until that attempt is about to judge.
  void reach_judging(std::uint32_t attempt) {
    auto there = [&] {
      const auto* x = test::newest_attempt(queue());
      return x != nullptr && x->under.attempt == attempt
             && x->run->progress().phase == "judge";
    };
    for (auto i = 0; i < 100'000 && !there(); ++i) {
      ledger.clock.advance(1ms);
      creep(1ms, 1);
      store.pump();
    }
    BOOST_TEST_REQUIRE(there());
  }
};

std::uint64_t total(const char* counter, metrics::labels with = {}) {
  return metrics::process_registry()
    .counter_of(counter, "", std::move(with))
    .value();
}

std::uint64_t generations(const char* outcome) {
  return total("schedule_generation_total",
               {{"algorithm", "search"}, {"outcome", outcome}});
}

bool is_staging(const domain::transaction& x) {
  return x.fenced_by && !x.complete && !x.put.empty();
}

bool is_publishing(const domain::transaction& x) {
  return x.complete && !x.complete->failed && !x.put.empty();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(jobs, fixture)

BOOST_AUTO_TEST_CASE(a_job_publishes_its_roster_and_completes_in_one) {
  auto job = submit(wish(7));
  pass(200ms);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(head().roster.value == job.value);
  BOOST_TEST(head().seed == 7u);
  BOOST_TEST(events("roster") == 1u);
  auto view = ledger.job(job);
  auto said = codec::decode<client::generate_result>(view.last.result).value();
  BOOST_TEST(said.duties > 0u);
  auto checked = codec::decode<client::validate_reply>(
    call(client::validate_request{}).body);
  BOOST_TEST_REQUIRE(checked.has_value());
  BOOST_TEST(checked->duties == said.duties);
}

BOOST_AUTO_TEST_CASE(what_came_into_force_and_what_it_took_are_counted) {
  const auto duties = total("schedule_assignments_created_total");
  const auto moves = total("scheduler_solver_iterations_total");
  auto job = submit(wish(7));
  pass(200ms);
  auto view = ledger.job(job);
  auto said = codec::decode<client::generate_result>(view.last.result).value();
  BOOST_TEST(said.duties > 0u);
  BOOST_TEST(total("schedule_assignments_created_total")
             == duties + said.duties);
  BOOST_TEST(total("scheduler_solver_iterations_total")
             == moves + said.iterations);
}

BOOST_AUTO_TEST_CASE(a_generation_is_counted_by_what_became_of_it) {
  const auto published = generations("published");
  const auto kept = generations("kept");
  const auto draft = generations("draft");
  submit(wish(7));
  pass(200ms);
  BOOST_TEST(generations("published") == published + 1);
  auto as_draft = wish(8);
  as_draft.draft = true;
  submit(as_draft);
  pass(200ms);
  BOOST_TEST(generations("draft") == draft + 1);
  BOOST_TEST(generations("kept") == kept);
}

BOOST_AUTO_TEST_CASE(a_cancel_is_heard_before_a_roster_is_judged) {
  using verb = actors::run_step::verb;
  auto programme = tests::small_programme();
  domain::sort(programme);
  auto where = std::make_shared<actors::programme_snapshot>();
  where->name = "im";
  where->programme = std::make_shared<domain::programme>(programme);
  where->roster = std::make_shared<domain::roster>();
  auto under = domain::lease{};
  under.work = test::job_of<client::generate_job>(1, codec::encode(wish()));
  auto run = actors::generate_run{under};
  BOOST_TEST_REQUIRE((run.begin({}).what == verb::programme));
  auto step = run.on_programme(where, {});
  while (step.what == verb::scan)
    step = run.on_records(client::records{});
  while (step.what == verb::slice && run.progress().phase != "judge")
    step = run.on_slice({});
  BOOST_TEST_REQUIRE((step.what == verb::slice));
  step = run.on_cancel();
  BOOST_TEST_REQUIRE((step.what == verb::commit));
  BOOST_TEST(step.change.complete->code == ec::cancelled);
  BOOST_TEST((run.on_slice({}).what == verb::none));
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_of_a_computation_that_has_ended) {
  store.hold = is_staging;
  auto job = submit(wish());
  pass(200ms);
  const auto& runners = test::state_of(queue()).runners;
  BOOST_TEST_REQUIRE(runners.size() == 1u);
  auto runner = runners.begin()->second.actor.address();
  store.hold = nullptr;
  store.let_go();
  pass(200ms);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(runners.empty());
  BOOST_TEST(runner.get()->strong_refs == 0u);
  // Ours alone: its memory goes with the last one.
  BOOST_TEST(runner.get()->weak_refs == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_lease_changes_nothing) {
  store.hold = is_staging;
  auto job = submit(wish());
  pass(200ms);
  BOOST_TEST_REQUIRE(store.held.size() == 1u);
  auto late = store.held.front();
  store.held.clear();
  ledger.end_session({1, 1});
  pass(5s);
  // The next attempt makes the roster, then the first one wakes.
  store.let_go();
  pass(2s);
  BOOST_TEST((state(job) == domain::job_state::completed));
  auto version = ledger.ledger->version("im").value();
  late();
  run();
  BOOST_TEST(ledger.ledger->version("im").value() == version);
  BOOST_TEST(events("roster") == 1u);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_disk_that_stalls_loses_no_attempt) {
  store.hold = is_staging;
  auto job = submit(wish(), 2);
  pass(25s);
  BOOST_TEST_REQUIRE(store.held.size() == 1u);
  BOOST_TEST((state(job) == domain::job_state::leased));
  store.let_go();
  pass(200ms);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(ledger.job(job).attempts == 1u);
}

BOOST_AUTO_TEST_CASE(a_job_that_hangs_each_time_is_a_dead_letter) {
  auto job = submit(wish(), 2);
  for (auto attempt : {1u, 2u}) {
    reach_judging(attempt);
    auto hung = test::hung_runner{system(), queue()};
    pass(11s);
  }
  auto view = ledger.job(job);
  BOOST_TEST((view.state == domain::job_state::dead_letter));
  BOOST_TEST(view.attempts == 2u);
  BOOST_TEST(view.last.code == ec::timed_out);
}

BOOST_AUTO_TEST_CASE(a_publish_whose_answer_was_lost_is_not_done_twice) {
  auto lost = 0;
  store.lose_answer = [&](const domain::transaction& x) {
    return is_publishing(x) && lost++ == 0;
  };
  auto job = submit(wish());
  pass(1s);
  BOOST_TEST(lost == 2);
  BOOST_TEST((state(job) == domain::job_state::completed));
  BOOST_TEST(events("roster") == 1u);
}

BOOST_AUTO_TEST_CASE(a_change_of_what_it_read_makes_it_look_again) {
  auto tries = 0;
  store.before_commit = [&](const domain::transaction& x) {
    if (!is_publishing(x) || ++tries > 2)
      return;
    auto change = domain::transaction{};
    change.programme = "im";
    change.touch = {domain::keys::person_guard({1})};
    change.reply = domain::owed_reply{};
    change.reply->scope = "other";
    change.reply->key = std::to_string(tries);
    static_cast<void>(ledger.commit(change));
  };
  auto job = submit(wish());
  pass(1s);
  BOOST_TEST(tries == 3);
  BOOST_TEST((state(job) == domain::job_state::completed));
}

BOOST_AUTO_TEST_CASE(another_programme_meanwhile_fails_the_attempt) {
  auto once = false;
  store.before_commit = [&](const domain::transaction& x) {
    if (!is_publishing(x) || std::exchange(once, true))
      return;
    import(tests::small_programme(6), nullptr);
  };
  auto job = submit(wish());
  pass(3s);
  auto view = ledger.job(job);
  BOOST_TEST((view.state == domain::job_state::completed));
  BOOST_TEST(view.attempts == 2u);
}

BOOST_AUTO_TEST_CASE(a_part_of_the_year_does_not_replace_the_whole) {
  auto whole = submit(wish());
  pass(200ms);
  auto part = wish();
  part.first = tests::small_programme().info.first;
  part.last = part.first + domain::date::duration{27};
  auto job = submit(part);
  pass(200ms);
  BOOST_TEST((state(job) == domain::job_state::dead_letter));
  BOOST_TEST(ledger.job(job).last.code == ec::unsupported);
  BOOST_TEST(head().roster.value == whole.value);
}

BOOST_AUTO_TEST_CASE(a_cancel_reaches_the_computation) {
  store.hold = is_staging;
  auto job = submit(wish());
  pass(200ms);
  BOOST_TEST_REQUIRE(store.held.size() == 1u);
  auto change = domain::transaction{};
  change.programme = "im";
  change.cancel = {job};
  change.reply = domain::owed_reply{};
  change.reply->scope = "test";
  change.reply->key = "cancel";
  BOOST_TEST_REQUIRE(
    (ledger.commit(change).outcome == domain::commit_outcome::committed));
  pass(5s);
  BOOST_TEST((state(job) == domain::job_state::cancelled));
  store.let_go();
  pass(1s);
  BOOST_TEST(!head().roster.assigned());
  // What it had staged went with it.
  BOOST_TEST(ledger.scan("im", "duty/").empty());
  BOOST_TEST(ledger.scan("im", "plan/").empty());
}

BOOST_AUTO_TEST_CASE(a_job_of_no_programme_is_a_dead_letter_at_once) {
  auto change = domain::transaction{};
  change.programme = "nowhere";
  auto job = domain::job{};
  job.id = {++number};
  job.programme = "nowhere";
  job.kind = "generate";
  job.payload = codec::encode(wish());
  change.submit = {job};
  change.reply = domain::owed_reply{};
  change.reply->scope = "test";
  change.reply->key = "1";
  BOOST_TEST_REQUIRE(
    (ledger.commit(change).outcome == domain::commit_outcome::committed));
  pass(1s);
  auto view = ledger.job(job.id);
  BOOST_TEST((view.state == domain::job_state::dead_letter));
  BOOST_TEST(view.last.code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(an_attempt_that_is_fenced_ends_by_the_lease_it_lost) {
  auto lease = domain::lease{};
  lease.work.kind = client::purge_job::kind;
  lease.work.payload = codec::encode(client::purge_job{});
  auto run = actors::make_run(lease);
  auto said = domain::commit_answer{};
  said.outcome = domain::commit_outcome::fenced;
  said.code = ec::fenced;
  const auto step = run->on_commit(said);
  BOOST_TEST((step.what == actors::run_step::verb::end));
  BOOST_TEST(step.why == ec::lease_lost);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_attempt_staged_is_not_published) {
  // A record that no attempt of this programme writes.
  auto staged = domain::transaction{};
  auto job = domain::job_id{number + 1};
  staged.programme = "im";
  staged.put = {{domain::keys::duty({job.value}, {99}, 202'607),
                 codec::encode(domain::duty_month{})}};
  staged.reply = domain::owed_reply{};
  staged.reply->scope = "test";
  staged.reply->key = "staged";
  static_cast<void>(ledger.commit(staged));
  // An attempt that a restart of the store ended is not counted: the next is
  // the first again.
  BOOST_TEST_REQUIRE(submit(wish()).value == job.value);
  pass(2s);
  BOOST_TEST(ledger.job(job).attempts == 1u);
  BOOST_TEST((state(job) == domain::job_state::completed));
  auto left = domain::keys::duties({job.value}) + "00000063/";
  BOOST_TEST(ledger.scan("im", left).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
