// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "storage/chain.hpp"
#include "storage/past.hpp"
#include "tests/support/core_bench.hpp"

BOOST_AUTO_TEST_SUITE(feed_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

domain::expectation expects(const std::string& key, std::uint64_t revision) {
  return {key, revision};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(feed, core_bench)

// -- the feed -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(each_item_is_a_whole_transaction_with_both_images) {
  (void)commit(change("1", {{"a", "x"}}));
  auto second = change("2", {{"a", "y"}, {"b", "new"}});
  second.publish = {{"swap", "executed"}};
  second.caller = "uid:1";
  second.trace = "t";
  (void)commit(second);
  auto erase = change("3");
  erase.erase = {"a"};
  (void)commit(erase);
  const auto all = items();
  BOOST_REQUIRE(all.size() == 3);
  BOOST_TEST(all[1].changes.at(0).before.value() == "x");
  BOOST_TEST(all[1].changes.at(0).revision_before == 1);
  BOOST_TEST(all[1].changes.at(0).after.value() == "y");
  BOOST_TEST(!all[1].changes.at(1).before.has_value());
  BOOST_TEST(all[1].events.at(0).body == "executed");
  BOOST_TEST(all[1].caller == "uid:1");
  BOOST_TEST(!all[2].changes.at(0).after.has_value());
  BOOST_TEST(all[2].changes.at(0).revision_before == 2);
}

BOOST_AUTO_TEST_CASE(the_chain_binds_every_item_to_the_one_before) {
  for (auto i = 0; i < 5; ++i)
    (void)commit(change(std::to_string(i), {{"a", std::to_string(i)}}));
  auto before = std::string{};
  for (auto item : items()) {
    const auto said = std::exchange(item.chain, "");
    BOOST_TEST(said.size() == 32);
    BOOST_CHECK(said == storage::chain_link(before, codec::encode(item)));
    before = said;
  }
}

BOOST_AUTO_TEST_CASE(the_chain_is_sha_256) {
  // FIPS 180-2, "abc".
  BOOST_TEST(storage::chain_link("a", "bc").substr(0, 4)
             == std::string("\xba\x78\x16\xbf"));
}

BOOST_AUTO_TEST_CASE(history_is_trimmed_and_stays_gapless) {
  options.history_items = 10;
  start();
  for (auto i = 0; i < 100; ++i)
    (void)commit(change(std::to_string(i), {{"a", std::to_string(i)}}));
  const auto kept = items();
  BOOST_TEST(kept.size() >= 10);
  BOOST_TEST(kept.size() <= 13);
  for (auto i = std::size_t{0}; i < kept.size(); ++i)
    BOOST_TEST(kept[i].version == kept[0].version + i);
  BOOST_TEST(kept.back().version == 100);
  BOOST_TEST(storage::read_head(*engine, "p")->oldest == kept[0].version);
  auto stale = change("s");
  stale.expect_unchanged = {{"nothing/", 5}};
  // What was erased since version 5 is forgotten: rather stale than wrong.
  BOOST_TEST(commit(stale).outcome == commit_outcome::conflict);
}

BOOST_AUTO_TEST_CASE(a_batch_longer_than_history_trims_no_row_of_its_own) {
  options.history_items = 4;
  start();
  begin();
  for (auto i = 0; i < 50; ++i)
    (void)decide(change(std::to_string(i), {{"a", std::to_string(i)}}));
  finish();
  BOOST_TEST(items().back().version == 50);
  (void)commit(change("next"));
  const auto kept = items();
  BOOST_TEST(kept.front().version == storage::read_head(*engine, "p")->oldest);
  BOOST_TEST(kept.back().version == 51);
}

BOOST_AUTO_TEST_CASE(an_old_version_is_the_present_undone) {
  (void)commit(change("1", {{"a", "one"}}));
  (void)commit(change("2", {{"a", "two"}, {"b", "b"}}));
  auto erase = change("3");
  erase.erase = {"a"};
  (void)commit(erase);
  auto past = storage::read_past(*engine, "p", 1, {"a", "b"});
  BOOST_REQUIRE(past);
  BOOST_TEST(past->found[0].bytes == "one");
  BOOST_TEST(past->found[0].revision == 1);
  BOOST_TEST(past->found[1].revision == 0);
  BOOST_TEST(storage::read_past(*engine, "p", 4, {"a"}).error().code
             == ec::not_found);
}

// -- replies ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_final_refusal_is_stored_and_replayed) {
  auto no = change("1");
  no.reply->status = ec::refused;
  no.reply->body = "rest would be too short";
  BOOST_TEST(commit(no).status == ec::refused);
  auto again = commit(no);
  BOOST_TEST(again.outcome == commit_outcome::replayed);
  BOOST_TEST(again.status == ec::refused);
  BOOST_TEST(again.body == "rest would be too short");
}

BOOST_AUTO_TEST_CASE(a_conflict_is_never_stored) {
  auto stale = change("1", {{"a", "x"}});
  stale.expect = {expects("a", 9)};
  (void)commit(stale);
  stale.expect.clear();
  BOOST_TEST(commit(stale).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(an_expired_reply_counts_as_absent_purged_or_not) {
  options.reply_retention = 10s;
  start();
  (void)commit(change("1", {{"a", "x"}}));
  advance(9s);
  BOOST_TEST(commit(change("1")).outcome == commit_outcome::replayed);
  advance(1s);
  auto other = change("1", {{"a", "y"}});
  other.reply->fingerprint = "another";
  BOOST_TEST(commit(other).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(expired_replies_are_purged) {
  options.reply_retention = 10s;
  start();
  for (auto i = 0; i < 600; ++i)
    (void)commit(change(std::to_string(i)));
  auto replies = [&] {
    auto count = 0;
    (void)engine->scan(storage::prefix_range("r"),
                       storage::scan_order::ascending,
                       [&](std::string_view, std::string_view) {
                         ++count;
                         return true;
                       });
    return count;
  };
  BOOST_TEST(replies() == 600);
  advance(11s);
  for (auto i = 0; i < 4; ++i) {
    advance(1s);
    tick();
  }
  BOOST_TEST(replies() == 0);
}

BOOST_AUTO_TEST_CASE(internal_replies_are_kept_an_hour) {
  for (const auto* scope : {"internal", "internal stage"}) {
    auto x = change("1");
    x.reply->scope = scope;
    (void)commit(x);
    advance(59min);
    BOOST_TEST(commit(x).outcome == commit_outcome::replayed);
    advance(2min);
    BOOST_TEST(commit(x).outcome == commit_outcome::committed);
  }
  auto other = change("2");
  other.reply->scope = "internally";
  (void)commit(other);
  advance(2h);
  BOOST_TEST(commit(other).outcome == commit_outcome::replayed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
