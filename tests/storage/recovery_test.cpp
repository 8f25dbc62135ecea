// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "tests/support/core_bench.hpp"

BOOST_AUTO_TEST_SUITE(recovery_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

struct bench : core_bench {
  result<void> recovered() {
    BOOST_REQUIRE(engine->reopen());
    return core->recover(*engine, now);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(recovery, bench)

BOOST_AUTO_TEST_CASE(every_open_has_a_fresh_epoch) {
  BOOST_TEST(core->epoch() == 1);
  reopen();
  BOOST_TEST(core->epoch() == 2);
  cut();
  BOOST_TEST(core->epoch() == 3);
}

BOOST_AUTO_TEST_CASE(a_store_of_another_format_is_refused_and_left_alone) {
  (void)commit(change("1", {{"a", "x"}}));
  disk.synced[std::string{storage::layout::format}]
    = codec::encode(storage::stored_format{.version = 2});
  const auto before = disk.synced;
  auto done = recovered();
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::bad_version);
  BOOST_TEST(done.error().detail.find("2") != std::string::npos);
  BOOST_CHECK(disk.synced == before);
}

BOOST_AUTO_TEST_CASE(rows_without_a_format_are_damage) {
  (void)commit(change("1", {{"a", "x"}}));
  disk.synced.erase(std::string{storage::layout::format});
  BOOST_TEST(recovered().error().code == ec::corrupt);
}

BOOST_AUTO_TEST_CASE(a_job_that_cannot_be_read_is_damage) {
  (void)commit(submission("1", work(7)));
  disk.synced[storage::layout::live_state(1)] = "nonsense";
  auto done = recovered();
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().code == ec::corrupt);
  BOOST_TEST(done.error().detail.find("checkpoint") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_crash_between_epoch_and_format_is_a_new_store_still) {
  auto fresh = storage::memory_disk{};
  auto first = storage::memory_engine{fresh};
  BOOST_REQUIRE(first.reopen());
  BOOST_REQUIRE(first.recover(1));
  first.close();
  auto second = storage::memory_engine{fresh};
  auto next = storage::ledger_core{second, options};
  BOOST_REQUIRE(second.reopen());
  BOOST_TEST(next.recover(second, now).has_value());
}

BOOST_AUTO_TEST_CASE(ledger_time_goes_on_where_it_was) {
  advance(10s);
  (void)commit(change("1"));
  const auto before = items().back().ledger_time_ms;
  now.wall_ms -= 3'600'000;
  cut();
  (void)commit(change("2"));
  BOOST_TEST(items().back().ledger_time_ms >= before);
}

BOOST_AUTO_TEST_CASE(what_a_clock_step_holds_back_no_restart_lets_go) {
  (void)commit(change("1"));
  // Two days forward, and nobody knows whether that is right.
  now.steady += 1s;
  now.wall_ms += 172'800'000;
  (void)commit(change("2"));
  cut();
  advance(1s);
  BOOST_TEST(commit(change("1")).outcome == commit_outcome::replayed);
  reopen();
  BOOST_TEST(commit(change("1")).outcome == commit_outcome::replayed);
  // Held for a retention, not for ever.
  advance(24h);
  BOOST_TEST(commit(change("1")).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(jobs_come_back_as_they_were) {
  auto later = work(1);
  later.run_at_ms = now.wall_ms + 60'000;
  (void)commit(submission("1", later));
  (void)commit(submission("2", work(2)));
  (void)commit(submission("3", work(3)));
  (void)commit(submission("4", work(4)));
  (void)commit(completion_of(claim({1, 1}).at(0)));
  (void)commit(failure_of(claim({1, 1}).at(0)));
  cut();
  BOOST_TEST(show(1).state == domain::job_state::delayed);
  BOOST_TEST(show(2).state == domain::job_state::completed);
  BOOST_TEST(show(3).state == domain::job_state::delayed);
  BOOST_TEST(show(3).attempts == 1);
  BOOST_TEST(show(4).state == domain::job_state::ready);
  BOOST_TEST(show(4).work.payload == "payload of 4");
}

BOOST_AUTO_TEST_CASE(a_pending_key_is_pending_still) {
  (void)commit(reservation_of("k", work(7)));
  cut();
  BOOST_TEST(commit(reservation_of("k", work(8))).pending.value == 7);
  (void)commit(completion_of(claim({1, 1}).at(0)));
  cut();
  BOOST_TEST(commit(reservation_of("k", work(8))).outcome
             == commit_outcome::replayed);
}

BOOST_AUTO_TEST_CASE(old_rows_decode_and_longer_ones_too) {
  // Fields are only appended: what an older or a newer build wrote is read.
  const auto one = codec::decode<storage::stored_head>(std::string{"\x91\x05"});
  BOOST_REQUIRE(one);
  BOOST_TEST(one->version == 5);
  BOOST_TEST(one->oldest == 1);
  const auto more = codec::decode<storage::stored_head>(
    std::string{"\x96\x05\x02\x03\xa0\x07\x08"});
  BOOST_REQUIRE(more);
  BOOST_TEST(more->oldest == 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
