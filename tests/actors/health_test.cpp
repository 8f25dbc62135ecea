// SPDX-License-Identifier: Apache-2.0
// The health check as a job: what it finds is its result, and a record that is
// written when there is something new to say.
#include "actors/health_run.hpp"
#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

BOOST_AUTO_TEST_SUITE(health_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using actors::run_step;

namespace {

/// Each of five works on the first of a month; one place a day is asked for.
actors::snapshot_ptr first_of_each_month() {
  auto programme = tests::small_programme();
  domain::sort(programme);
  auto where = std::make_shared<actors::programme_snapshot>();
  where->roster
    = std::make_shared<domain::roster>(tests::small_roster(programme));
  where->programme = std::make_shared<domain::programme>(std::move(programme));
  where->roster_head.roster = {7};
  return where;
}

actors::health_run run_of(std::uint32_t days) {
  auto under = domain::lease{};
  under.work = test::job_of<client::health_job>(
    1, codec::encode(client::health_job{.days = days}));
  return actors::health_run{under};
}

/// Up to the transaction that ends it; `lies` is what it reads.
domain::transaction finish(actors::health_run run,
                           const actors::snapshot_ptr& where,
                           domain::record lies = {}, std::int64_t at_ms = 0) {
  lies.key = "check/health";
  BOOST_TEST_REQUIRE((run.begin({}).what == run_step::verb::programme));
  auto asks = run.on_programme(where, {});
  BOOST_TEST_REQUIRE((asks.what == run_step::verb::read));
  BOOST_TEST_REQUIRE((asks.keys == std::vector{lies.key}));
  auto page = client::records{};
  page.found = {std::move(lies)};
  page.ledger_time_ms = at_ms;
  auto step = run.on_records(page);
  while (step.what == run_step::verb::slice)
    step = run.on_slice({});
  BOOST_TEST_REQUIRE((step.what == run_step::verb::commit));
  BOOST_TEST_REQUIRE(step.change.complete.has_value());
  return step.change;
}

client::health_result said_by(const domain::transaction& x) {
  return *codec::decode<client::health_result>(x.complete->result);
}

struct fixture : test::local_worker {
  fixture() {
    import(tests::small_programme(), nullptr);
  }

  using test::local_worker::submit;

  domain::job_view run_job(domain::job x) {
    auto change = domain::transaction{};
    change.programme = "im";
    change.submit = {x};
    change.reply = domain::owed_reply{};
    change.reply->scope = "test";
    change.reply->key = std::to_string(x.id.value);
    BOOST_TEST_REQUIRE(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
    pass(200ms);
    return ledger.job(x.id);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(it_says_what_a_call_says_and_keeps_it, fixture) {
  submit(client::generate_job{});
  pass(200ms);
  auto view = run_job(test::job_of<client::health_job>(
    1, codec::encode(client::health_job{.days = 36'000})));
  BOOST_TEST_REQUIRE((view.state == domain::job_state::completed));
  BOOST_TEST(view.last.detail.starts_with("defence "), view.last.detail);
  auto kept = ledger.scan("im", "check/health");
  BOOST_TEST_REQUIRE(kept.size() == 1u);
  BOOST_TEST(kept[0].bytes == view.last.result);
  auto found = codec::decode<client::health_result>(kept[0].bytes);
  auto asked = codec::decode<client::validate_reply>(
    call(client::validate_request{}).body);
  BOOST_TEST_REQUIRE((found.has_value() && asked.has_value()));
  BOOST_TEST(found->unknown == "");
  auto count = std::size_t{0};
  for (const auto& x : found->counts)
    count += x.findings;
  BOOST_TEST(count == asked->findings.size());
  BOOST_TEST(
    (found->level
     == domain::defence_of({found->needed, found->missing},
                           {found->week_needed, found->week_missing})));
}

BOOST_AUTO_TEST_CASE(it_says_how_many_places_are_open) {
  auto change = finish(run_of(3), first_of_each_month());
  auto said = said_by(change);
  BOOST_TEST((said.roster == domain::roster_id{7}));
  BOOST_TEST(said.needed == 3u);
  BOOST_TEST(said.missing == 2u);
  BOOST_TEST(said.week_needed == 3u);
  BOOST_TEST((said.level == domain::defence_level::black));
  BOOST_TEST(change.complete->detail.starts_with(
               "defence black, 2 of 3 places open from 2026-07-01 to "
               "2026-07-03, in the first seven days 2 of 3; "),
             change.complete->detail);
  BOOST_TEST(!said.counts.empty());
}

BOOST_AUTO_TEST_CASE(a_cancel_is_heard_between_the_rules_and_the_places) {
  auto run = run_of(3);
  static_cast<void>(run.begin({}));
  static_cast<void>(run.on_programme(first_of_each_month(), {}));
  auto page = client::records{};
  page.found = {{"check/health", 0, {}}};
  BOOST_TEST_REQUIRE((run.on_records(page).what == run_step::verb::slice));
  BOOST_TEST_REQUIRE((run.on_slice({}).what == run_step::verb::slice));
  BOOST_TEST((run.on_cancel().what == run_step::verb::commit));
  BOOST_TEST((run.on_slice({}).what == run_step::verb::none));
  // The wish is heard with every renewal until the store has taken the end.
  BOOST_TEST((run.on_cancel().what == run_step::verb::none));
}

BOOST_AUTO_TEST_CASE(a_record_is_written_where_it_is_new_other_or_old) {
  const auto where = first_of_each_month();
  const auto first = finish(run_of(30), where, {}, 1'000);
  BOOST_TEST_REQUIRE(first.put.size() == 1u);
  BOOST_TEST(first.put[0].bytes == first.complete->result);
  BOOST_TEST(
    (first.expect == std::vector{domain::expectation{"check/health", 0}}));
  const auto lies = domain::record{{}, 5, first.put[0].bytes};
  const auto again = finish(run_of(30), where, lies, 2'000);
  BOOST_TEST(again.put.empty());
  BOOST_TEST(!again.complete->failed);
  constexpr auto old_ms = 1'000 + actors::health_run::record_ms_max;
  BOOST_TEST(finish(run_of(30), where, lies, old_ms - 1).put.empty());
  const auto later = finish(run_of(30), where, lies, old_ms);
  BOOST_TEST(later.put.size() == 1u);
  BOOST_TEST(later.expect.at(0).revision == 5u);
  BOOST_TEST(finish(run_of(31), where, lies, 2'000).put.size() == 1u);
  const auto strange = domain::record{{}, 5, "\xc1"};
  BOOST_TEST(finish(run_of(30), where, strange, 2'000).put.size() == 1u);
}

BOOST_AUTO_TEST_CASE(another_version_that_stands_as_well_is_no_news) {
  const auto where = first_of_each_month();
  const auto first = finish(run_of(30), where);
  auto moved = std::make_shared<actors::programme_snapshot>(*where);
  moved->version = 99;
  BOOST_TEST(
    finish(run_of(30), moved, {{}, 5, first.complete->result}).put.empty());
  moved->roster_head.roster = {8};
  BOOST_TEST(
    finish(run_of(30), moved, {{}, 5, first.complete->result}).put.size()
    == 1u);
}

BOOST_AUTO_TEST_CASE(days_that_are_over_are_said_to_be) {
  const auto where = first_of_each_month();
  const auto after
    = domain::instant{where->programme->info.last + 2 * domain::one_day};
  const auto at_ms
    = std::int64_t{std::chrono::milliseconds{after.time_since_epoch()}.count()};
  const auto change = finish(run_of(3), where, {}, at_ms);
  BOOST_TEST(said_by(change).unknown == "the programme's days are over");
  BOOST_TEST((said_by(change).level == domain::defence_level::unknown));
  BOOST_TEST(change.put.size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_a_programme_it_ends_and_keeps_nothing) {
  auto run = run_of(3);
  static_cast<void>(run.begin({}));
  auto step = run.on_programme(failure{ec::not_found, "nothing there"}, {});
  BOOST_TEST_REQUIRE((step.what == run_step::verb::commit));
  BOOST_TEST(!step.change.complete->failed);
  BOOST_TEST(step.change.put.empty());
  BOOST_TEST(step.change.complete->detail
             == "nothing was judged: there is no programme, import one");
}

BOOST_AUTO_TEST_CASE(a_cache_that_is_not_ready_is_asked_by_another_attempt) {
  auto run = run_of(3);
  static_cast<void>(run.begin({}));
  auto step = run.on_programme(failure{ec::unavailable, "it restarts"}, {});
  BOOST_TEST_REQUIRE((step.what == run_step::verb::commit));
  BOOST_TEST(step.change.complete->failed);
  BOOST_TEST(!step.change.complete->final);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_cannot_be_read_fails_for_good, fixture) {
  auto view = run_job(test::job_of<client::health_job>(1, "not a request"));
  BOOST_TEST((view.state == domain::job_state::dead_letter));
}

BOOST_AUTO_TEST_SUITE_END()
