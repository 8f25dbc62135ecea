// SPDX-License-Identifier: Apache-2.0
// The N-1 analysis as a job: what it finds is its result and a record.
#include "actors/contingency_run.hpp"
#include "tests/support/local_worker.hpp"
#include "tests/support/small_programme.hpp"

BOOST_AUTO_TEST_SUITE(contingency_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

domain::job work(std::uint64_t id, std::string payload) {
  auto x = domain::job{};
  x.id = {id};
  x.programme = "im";
  x.kind = client::contingency_job::kind;
  x.payload = std::move(payload);
  return x;
}

struct fixture : test::local_worker {
  fixture() {
    import(tests::small_programme(), nullptr);
  }

  using test::local_worker::submit;

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
  auto job
    = submit(work(1, codec::encode(client::contingency_job{.days = 36'000})));
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
  BOOST_TEST(found->found.unknown == asked->unknown);
  BOOST_TEST(found->found.base_gaps == asked->base_gaps);
  BOOST_TEST(found->found.people.size() == asked->people.size());
  const auto days = tests::small_programme().info;
  BOOST_TEST((found->over.first == days.first));
  BOOST_TEST((found->over.last == days.last));
}

BOOST_AUTO_TEST_CASE(it_looks_from_its_own_time_on_within_the_programme) {
  auto where = std::make_shared<actors::programme_snapshot>();
  where->programme
    = std::make_shared<domain::programme>(tests::small_programme());
  where->roster = std::make_shared<domain::roster>();
  const auto days = where->programme->info;
  auto found_at = [&](domain::instant when, std::uint32_t count) {
    auto under = domain::lease{};
    under.work = work(1, codec::encode(client::contingency_job{.days = count}));
    under.work.run_at_ms
      = std::chrono::milliseconds{when.time_since_epoch()}.count();
    auto run = actors::contingency_run{under};
    BOOST_TEST_REQUIRE(
      (run.begin({}).what == actors::run_step::verb::programme));
    BOOST_TEST_REQUIRE((run.on_programme(actors::snapshot_ptr{where}, {}).what
                        == actors::run_step::verb::slice));
    auto step = run.on_slice({});
    BOOST_TEST_REQUIRE((step.what == actors::run_step::verb::commit));
    BOOST_TEST_REQUIRE(step.change.put.size() == 1u);
    return *codec::decode<client::contingency_result>(step.change.put[0].bytes);
  };
  const auto day = domain::date::duration{1};
  auto middle
    = found_at(domain::instant{days.first + day} + domain::minutes{125}, 3);
  BOOST_TEST((middle.over.first == days.first + day));
  BOOST_TEST((middle.over.last == std::min(days.last, days.first + 3 * day)));
  auto early = found_at(domain::instant{days.first - 100 * day}, 36'000);
  BOOST_TEST((early.over == domain::window{days.first, days.last}));
  auto over = found_at(domain::instant{days.last + 2 * day}, 3);
  BOOST_TEST(over.found.unknown == "the programme's days are over");
}

BOOST_AUTO_TEST_CASE(a_request_that_cannot_be_read_fails_for_good) {
  auto job = submit(work(1, "not a request"));
  pass(200ms);
  BOOST_TEST((ledger.job(job).state == domain::job_state::dead_letter));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
