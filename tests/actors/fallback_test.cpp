// SPDX-License-Identifier: Apache-2.0
// Fallbacks as a job: who works instead of those who are missed most.
#include "actors/fallback_run.hpp"
#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

BOOST_AUTO_TEST_SUITE(fallback_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using actors::run_step;
using client::fallback_state;

namespace {

constexpr auto in_force = domain::roster_id{7};

std::string three_days() {
  return codec::encode(client::fallback_job{.days = 3});
}

/// R3 works the only place of the first three days.
domain::roster all_with_one(const domain::programme& x) {
  auto out = tests::small_roster(x, 0);
  for (auto i = std::uint32_t{0}; i < 3; ++i) {
    auto start = domain::instant{x.info.first} + domain::minutes{420}
                 + domain::minutes{1'440} * static_cast<std::int32_t>(i);
    out.duties.push_back({.person = {3},
                          .shift = {i + 1},
                          .start = start,
                          .end = start + domain::minutes{600},
                          .from = {1},
                          .rotation = {1}});
  }
  domain::sort(out);
  return out;
}

actors::snapshot_ptr snapshot_of(domain::programme x, domain::roster roster) {
  domain::sort(x);
  auto where = std::make_shared<actors::programme_snapshot>();
  where->version = 50;
  where->head_revision = 3;
  where->roster_revision = 5;
  where->roster_head.roster = in_force;
  where->programme = std::make_shared<domain::programme>(std::move(x));
  where->roster = std::make_shared<domain::roster>(std::move(roster));
  return where;
}

/// Four others are idle.
actors::snapshot_ptr ward() {
  auto x = tests::small_programme();
  auto roster = all_with_one(x);
  return snapshot_of(std::move(x), std::move(roster));
}

client::records page_of(const std::vector<std::string>& keys) {
  auto out = client::records{};
  out.version = 40;
  for (const auto& key : keys)
    out.found.push_back({key, 30, "old"});
  return out;
}

/// Up to the transaction that ends it; those keys lie there, a page each.
domain::transaction finish(const actors::snapshot_ptr& where,
                           const std::vector<std::string>& keys = {},
                           std::string payload = three_days()) {
  auto under = domain::lease{};
  under.work = test::job_of<client::fallback_job>(1, std::move(payload));
  auto run = actors::fallback_run{under};
  BOOST_TEST_REQUIRE((run.begin({}).what == run_step::verb::programme));
  auto step = run.on_programme(where, {});
  for (const auto& key : keys) {
    BOOST_TEST_REQUIRE((step.what == run_step::verb::scan));
    BOOST_TEST(step.prefix == "fallback/");
    auto page = page_of({key});
    page.more = true;
    step = run.on_records(page);
    BOOST_TEST(step.after == key);
  }
  step = run.on_records(page_of({}));
  for (auto i = 0; i < 20 && step.what == run_step::verb::slice; ++i)
    step = run.on_slice({});
  BOOST_TEST_REQUIRE((step.what == run_step::verb::commit));
  BOOST_TEST_REQUIRE(step.change.complete.has_value());
  BOOST_TEST(!step.change.complete->failed, step.change.complete->detail);
  return step.change;
}

client::fallback_result said_by(const domain::transaction& x) {
  return *codec::decode<client::fallback_result>(x.complete->result);
}

} // namespace

BOOST_AUTO_TEST_CASE(who_is_missed_has_their_shifts_passed_on) {
  const auto change = finish(ward());
  const auto said = said_by(change);
  BOOST_TEST(said.missed == 1u);
  BOOST_TEST_REQUIRE(said.people.size() == 1u);
  BOOST_TEST(said.people[0].code == "R3");
  BOOST_TEST(said.people[0].lost == 3u);
  BOOST_TEST((said.people[0].state == fallback_state::whole));
  BOOST_TEST_REQUIRE(change.put.size() == 1u);
  BOOST_TEST(change.put[0].key == domain::keys::fallback(in_force, {3}));
  const auto kept
    = codec::decode<client::fallback_roster>(change.put[0].bytes).value();
  BOOST_TEST((kept.roster == in_force));
  BOOST_TEST(kept.version == 50u);
  BOOST_TEST(kept.open.empty());
  BOOST_TEST(kept.moves.size() == 3u);
  for (const auto& one : kept.moves) {
    BOOST_TEST((one.from == domain::person_id{3}));
    BOOST_TEST(one.to.assigned());
  }
  BOOST_TEST(change.complete->detail
             == "fallbacks from 2026-07-01 to 2026-07-03: R3 whole");
}

BOOST_AUTO_TEST_CASE(what_stays_open_is_said_and_not_called_whole) {
  auto x = tests::small_programme();
  x.absences.clear();
  for (auto who : {1u, 2u, 4u, 5u})
    x.absences.push_back({.id = {who},
                          .person = {who},
                          .first = x.info.first,
                          .last = x.info.first + 9 * domain::one_day});
  auto roster = all_with_one(x);
  const auto change = finish(snapshot_of(std::move(x), std::move(roster)));
  const auto said = said_by(change);
  BOOST_TEST_REQUIRE(said.people.size() == 1u);
  BOOST_TEST((said.people[0].state == fallback_state::partial));
  BOOST_TEST(said.people[0].open == 3u);
  BOOST_TEST(change.complete->detail.ends_with("R3 with 3 open"),
             change.complete->detail);
}

BOOST_AUTO_TEST_CASE(all_that_lay_there_is_replaced_in_one_transaction) {
  const auto kept = domain::keys::fallback(in_force, {3});
  const auto other = domain::keys::fallback(in_force, {4});
  const auto older = domain::keys::fallback({6}, {3});
  const auto change = finish(ward(), {older, kept, other});
  BOOST_TEST((change.erase == std::vector{older, other}));
  BOOST_TEST(change.put.size() == 1u);
  // Not on another roster, other data, or what somebody else wrote meanwhile.
  using expected = std::vector<domain::expectation>;
  BOOST_TEST((change.expect
              == expected{{"programme/current", 3}, {"roster/current", 5}}));
  BOOST_TEST_REQUIRE(change.expect_unchanged.size() == 1u);
  BOOST_TEST(
    (change.expect_unchanged[0] == domain::unchanged{"fallback/", 40}));
}

BOOST_AUTO_TEST_CASE(without_a_roster_none_is_left) {
  const auto key = domain::keys::fallback({6}, {3});
  const auto change
    = finish(snapshot_of(tests::small_programme(), {}), {key},
             codec::encode(client::fallback_job{.days = 9'999, .people = 0}));
  BOOST_TEST((change.erase == std::vector{key}));
  BOOST_TEST(change.put.empty());
  BOOST_TEST(change.complete->detail.starts_with("no fallback: "),
             change.complete->detail);
  // Longer absences are not mended.
  const auto over = said_by(change).over;
  BOOST_TEST((over.last - over.first).count() == domain::absence_days_max - 1);
}

BOOST_AUTO_TEST_CASE(what_no_transaction_holds_is_left_to_the_next_run) {
  auto keys = std::vector<std::string>{};
  for (auto who = 1u; who <= 100; ++who)
    keys.push_back(domain::keys::fallback({6}, {who}));
  auto under = domain::lease{};
  under.work = test::job_of<client::fallback_job>(1, three_days());
  auto run = actors::fallback_run{under};
  static_cast<void>(run.begin({}));
  static_cast<void>(run.on_programme(ward(), {}));
  auto step = run.on_records(page_of(keys));
  while (step.what == run_step::verb::slice)
    step = run.on_slice({});
  BOOST_TEST_REQUIRE((step.what == run_step::verb::commit));
  BOOST_TEST(step.change.erase.size() + step.change.put.size()
             <= domain::writes_max);
}

BOOST_AUTO_TEST_CASE(without_a_programme_it_ends) {
  auto under = domain::lease{};
  under.work = test::job_of<client::fallback_job>(1, three_days());
  auto run = actors::fallback_run{under};
  static_cast<void>(run.begin({}));
  auto step = run.on_programme(failure{ec::not_found, "nothing there"}, {});
  BOOST_TEST_REQUIRE((step.what == run_step::verb::commit));
  BOOST_TEST(!step.change.complete->failed);
  BOOST_TEST(step.change.put.empty());
  BOOST_TEST(step.change.complete->detail
             == "no fallback: there is no programme, import one");
}

BOOST_FIXTURE_TEST_CASE(a_worker_keeps_those_of_the_last_run,
                        test::local_worker) {
  const auto programme = tests::small_programme();
  const auto roster = all_with_one(programme);
  import(programme, &roster);
  for (auto id : {1u, 2u}) {
    auto change = domain::transaction{};
    change.programme = "im";
    change.submit = {test::job_of<client::fallback_job>(id, three_days())};
    change.reply = domain::owed_reply{};
    change.reply->scope = "test";
    change.reply->key = std::to_string(id);
    BOOST_TEST_REQUIRE(
      (ledger.commit(change).outcome == domain::commit_outcome::committed));
    pass(200ms);
    const auto view = ledger.job({id});
    BOOST_TEST((view.state == domain::job_state::completed));
    BOOST_TEST(view.last.detail
               == "fallbacks from 2026-07-01 to 2026-07-03: R3 whole");
    BOOST_TEST(ledger.scan("im", "fallback/").size() == 1u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
