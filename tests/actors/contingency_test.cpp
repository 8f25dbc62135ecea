// SPDX-License-Identifier: Apache-2.0
// The N-1 analysis as a job: what it finds is its result and a record.
#include "actors/contingency_run.hpp"
#include "metrics/registry.hpp"
#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

BOOST_AUTO_TEST_SUITE(contingency_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

struct fixture : test::local_worker {
  fixture() {
    import(tests::small_programme(), nullptr);
  }

  using test::local_worker::submit;

  /// A programme without duties, in that zone if one is given.
  static actors::snapshot_ptr empty_roster(const std::string& zone = {}) {
    auto programme = tests::small_programme();
    if (!zone.empty())
      programme.info.zone = zone;
    auto where = std::make_shared<actors::programme_snapshot>();
    where->programme = std::make_shared<domain::programme>(programme);
    where->roster = std::make_shared<domain::roster>();
    return where;
  }

  static actors::contingency_run run_at(domain::instant when,
                                        std::uint32_t count) {
    auto under = domain::lease{};
    under.work = test::job_of<client::contingency_job>(
      1, codec::encode(client::contingency_job{.days = count}));
    under.work.run_at_ms
      = std::chrono::milliseconds{when.time_since_epoch()}.count();
    return actors::contingency_run{under};
  }

  /// Up to the transaction that ends it.
  static domain::transaction finish(actors::contingency_run& run,
                                    const actors::snapshot_ptr& where) {
    BOOST_TEST_REQUIRE(
      (run.begin({}).what == actors::run_step::verb::programme));
    BOOST_TEST_REQUIRE(
      (run.on_programme(where, {}).what == actors::run_step::verb::slice));
    auto step = run.on_slice({});
    while (step.what == actors::run_step::verb::slice)
      step = run.on_slice({});
    BOOST_TEST_REQUIRE((step.what == actors::run_step::verb::commit));
    BOOST_TEST_REQUIRE(step.change.put.size() == 1u);
    return step.change;
  }

  static client::contingency_result found_at(const actors::snapshot_ptr& where,
                                             domain::instant when,
                                             std::uint32_t count) {
    auto run = run_at(when, count);
    return *codec::decode<client::contingency_result>(
      finish(run, where).put[0].bytes);
  }

  domain::job_id submit(domain::job x) {
    auto change = domain::transaction{};
    change.programme = "im";
    change.submit = {x};
    change.reply = domain::owed_reply{};
    change.reply->scope = "test";
    change.reply->key = std::to_string(x.id.value);
    BOOST_TEST_REQUIRE(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
    return x.id;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(contingency, fixture)

BOOST_AUTO_TEST_CASE(it_says_what_a_call_says_and_keeps_it) {
  auto made = submit(client::generate_job{});
  pass(200ms);
  BOOST_TEST_REQUIRE((ledger.job(made).state == domain::job_state::completed));
  auto job = submit(test::job_of<client::contingency_job>(
    1, codec::encode(client::contingency_job{.days = 36'000})));
  pass(200ms);
  auto view = ledger.job(job);
  BOOST_TEST_REQUIRE((view.state == domain::job_state::completed));
  auto kept = ledger.scan("im", "check/contingency");
  BOOST_TEST_REQUIRE(kept.size() == 1u);
  BOOST_TEST(kept[0].bytes == view.last.result);
  auto found = codec::decode<client::contingency_result>(kept[0].bytes);
  BOOST_TEST_REQUIRE(found.has_value());
  auto asked
    = codec::decode<client::risk_reply>(call(client::risk_request{}).body);
  BOOST_TEST_REQUIRE(asked.has_value());
  BOOST_TEST(found->found.n1_pass == asked->n1_pass);
  BOOST_TEST_REQUIRE(asked->unknown.empty());
  BOOST_TEST(
    metrics::process_registry().gauge_of("resilience_n1_compliant", "").value()
    == (asked->n1_pass ? 1 : 0));
  BOOST_TEST(found->found.unknown == asked->unknown);
  BOOST_TEST(found->found.base_gaps == asked->base_gaps);
  BOOST_TEST(found->found.people.size() == asked->people.size());
  const auto days = tests::small_programme().info;
  BOOST_TEST((found->over.first == days.first));
  BOOST_TEST((found->over.last == days.last));
}

BOOST_AUTO_TEST_CASE(it_looks_from_its_own_time_on_within_the_programme) {
  const auto where = empty_roster();
  const auto days = where->programme->info;
  const auto day = domain::date::duration{1};
  auto middle = found_at(
    where, domain::instant{days.first + day} + domain::minutes{125}, 3);
  BOOST_TEST((middle.over.first == days.first + day));
  BOOST_TEST((middle.over.last == std::min(days.last, days.first + 3 * day)));
  auto early = found_at(where, domain::instant{days.first - 100 * day}, 36'000);
  BOOST_TEST((early.over == domain::window{days.first, days.last}));
  auto over = found_at(where, domain::instant{days.last + 2 * day}, 3);
  BOOST_TEST(over.found.unknown == "the programme's days are over");
}

BOOST_AUTO_TEST_CASE(its_days_begin_where_the_programme_is) {
  const auto first = tests::small_programme().info.first;
  const auto day = domain::date::duration{1};
  // 17:00 there is 02:00 of the day after.
  const auto when = domain::instant{first + day} + domain::minutes{17 * 60};
  BOOST_TEST((found_at(empty_roster("Asia/Tokyo"), when, 3).over.first
              == first + 2 * day));
  BOOST_TEST((found_at(empty_roster("Nowhere/None"), when, 3).over.first
              == first + day));
}

BOOST_AUTO_TEST_CASE(a_cancel_is_heard_after_each_person) {
  using verb = actors::run_step::verb;
  auto programme = tests::small_programme();
  domain::sort(programme);
  auto where = std::make_shared<actors::programme_snapshot>();
  where->roster
    = std::make_shared<domain::roster>(tests::small_roster(programme));
  where->programme = std::make_shared<domain::programme>(programme);
  auto run = run_at(domain::instant{programme.info.first}, 3);
  static_cast<void>(run.begin({}));
  static_cast<void>(run.on_programme(where, {}));
  for (auto i = std::size_t{0}; i <= programme.people.size(); ++i)
    BOOST_TEST_REQUIRE((run.on_slice({}).what == verb::slice));
  BOOST_TEST((run.on_cancel().what == verb::commit));
  BOOST_TEST((run.on_slice({}).what == verb::none));
}

BOOST_AUTO_TEST_CASE(without_a_programme_it_ends_and_keeps_nothing) {
  auto run = run_at({}, 3);
  static_cast<void>(run.begin({}));
  auto step = run.on_programme(failure{ec::not_found, "nothing there"}, {});
  BOOST_TEST_REQUIRE((step.what == actors::run_step::verb::commit));
  BOOST_TEST_REQUIRE(step.change.complete.has_value());
  BOOST_TEST(!step.change.complete->failed);
  BOOST_TEST(step.change.put.empty());
  auto said
    = codec::decode<client::contingency_result>(step.change.complete->result);
  BOOST_TEST_REQUIRE(said.has_value());
  BOOST_TEST(said->found.unknown == "there is no programme, import one");
}

BOOST_AUTO_TEST_CASE(an_end_that_is_refused_for_good_ends_as_a_failure) {
  auto no = domain::commit_answer{};
  no.outcome = domain::commit_outcome::refused;
  no.code = ec::oversize;
  const auto where = empty_roster();
  auto run = run_at(domain::instant{where->programme->info.first}, 3);
  BOOST_TEST(!finish(run, where).complete->failed);
  // That one is tried again, for there is no other way to end.
  for (auto i = 0; i < 2; ++i) {
    auto step = run.on_commit(no);
    BOOST_TEST_REQUIRE((step.what == actors::run_step::verb::commit));
    BOOST_TEST_REQUIRE(step.change.complete.has_value());
    BOOST_TEST(step.change.complete->failed);
    BOOST_TEST(!step.change.complete->final);
    BOOST_TEST(step.change.complete->code == ec::oversize);
  }
}

BOOST_AUTO_TEST_CASE(an_end_that_a_store_in_trouble_refuses_is_a_failure) {
  auto no = domain::commit_answer{};
  no.outcome = domain::commit_outcome::refused;
  no.code = ec::storage_failed;
  const auto where = empty_roster();
  auto run = run_at(domain::instant{where->programme->info.first}, 3);
  const auto wished = finish(run, where);
  for (auto i = 0u; i < actors::job_run::repeats_max; ++i) {
    auto step = run.on_commit(no);
    BOOST_TEST_REQUIRE((step.what == actors::run_step::verb::commit));
    BOOST_TEST((step.change == wished));
  }
  // Without an end the attempt would not count; so that one is repeated too.
  for (auto i = 0; i < 2; ++i) {
    auto step = run.on_commit(no);
    BOOST_TEST_REQUIRE((step.what == actors::run_step::verb::commit));
    BOOST_TEST_REQUIRE(step.change.complete.has_value());
    BOOST_TEST(step.change.complete->failed);
    BOOST_TEST(!step.change.complete->final);
    BOOST_TEST(step.change.complete->code == ec::storage_failed);
  }
}

BOOST_AUTO_TEST_CASE(a_request_that_cannot_be_read_fails_for_good) {
  auto job = submit(test::job_of<client::contingency_job>(1, "not a request"));
  pass(200ms);
  BOOST_TEST((ledger.job(job).state == domain::job_state::dead_letter));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
