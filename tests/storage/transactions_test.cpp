// SPDX-License-Identifier: Apache-2.0
#include "tests/support/core_bench.hpp"

BOOST_AUTO_TEST_SUITE(transactions_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

domain::expectation expects(const std::string& key, std::uint64_t revision) {
  return {key, revision};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(transactions, core_bench)

BOOST_AUTO_TEST_CASE(a_commit_raises_the_version_by_one_and_is_its_revision) {
  auto first = commit(change("1", {{"a", "x"}}));
  BOOST_TEST(first.outcome == commit_outcome::committed);
  BOOST_TEST(first.version == 1);
  BOOST_TEST(first.body == "done 1");
  BOOST_TEST(commit(change("2", {{"b", "y"}})).version == 2);
  BOOST_TEST(record("a").revision == 1);
  BOOST_TEST(record("b").revision == 2);
  BOOST_TEST(record("b").bytes == "y");
}

BOOST_AUTO_TEST_CASE(a_revision_never_repeats_not_even_after_erase) {
  (void)commit(change("1", {{"a", "x"}}));
  auto gone = change("2");
  gone.erase = {"a"};
  (void)commit(gone);
  BOOST_TEST(record("a").revision == 0);
  (void)commit(change("3", {{"a", "x"}}));
  BOOST_TEST(record("a").revision == 3);
}

BOOST_AUTO_TEST_CASE(programmes_have_versions_of_their_own) {
  (void)commit(change("1", {{"a", "x"}}));
  auto other = change("1", {{"a", "z"}});
  other.programme = "q";
  BOOST_TEST(commit(other).version == 1);
  BOOST_TEST(record("a").bytes == "x");
}

BOOST_AUTO_TEST_CASE(of_nested_expectations_the_strictest_hold) {
  (void)commit(change("1", {{"a/b", "x"}, {"a/c", "x"}}));
  (void)commit(change("2", {{"a/b", "y"}}));
  auto wanted = [&](std::vector<domain::unchanged> all) {
    auto x = change("wanted", {{"z", "z"}});
    x.expect_unchanged = std::move(all);
    return commit(x).outcome;
  };
  BOOST_TEST(wanted({{"a/", 2}, {"a/b", 1}}) == commit_outcome::conflict);
  BOOST_TEST(wanted({{"a/b", 1}, {"a/", 2}}) == commit_outcome::conflict);
  BOOST_TEST(wanted({{"a/c", 2}, {"a/", 1}}) == commit_outcome::conflict);
  BOOST_TEST(wanted({{"a/", 1}, {"a/c", 2}}) == commit_outcome::conflict);
  BOOST_TEST(wanted({{"a/c", 1}, {"a/", 2}, {"a/", 2}})
             == commit_outcome::committed);
}

// -- the order of checks ------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_reply_key_comes_before_everything) {
  (void)commit(change("1", {{"a", "x"}}));
  auto again = change("1", {{"a", "other"}});
  again.expect = {expects("a", 77)};
  again.fenced_by = domain::fence{{9}, {9, 9}};
  again.put.resize(65, {"too", "many"});
  begin();
  auto said = core->decide(again, now.steady - 1s);
  finish();
  BOOST_TEST(said.outcome == commit_outcome::replayed);
  BOOST_TEST(said.body == "done 1");
  BOOST_TEST(said.version == 1);
  BOOST_TEST(record("a").bytes == "x");
}

BOOST_AUTO_TEST_CASE(a_key_with_another_fingerprint_is_refused) {
  (void)commit(change("1", {{"a", "x"}}));
  auto other = change("1");
  other.reply->fingerprint = "g";
  auto said = commit(other);
  BOOST_TEST(said.outcome == commit_outcome::refused);
  BOOST_TEST(said.code == ec::key_reused);
}

BOOST_AUTO_TEST_CASE(a_repeated_completion_is_replayed_before_its_fence_fails) {
  (void)commit(submission("s", work(7)));
  auto lease = claim({1, 1}).at(0);
  BOOST_TEST(commit(completion_of(lease)).outcome == commit_outcome::committed);
  auto again = completion_of(lease);
  again.expect = {expects("never", 5)};
  begin();
  auto said = core->decide(again, now.steady - 1s);
  finish();
  BOOST_TEST(said.outcome == commit_outcome::replayed);
  BOOST_TEST(said.version == 2);
  BOOST_TEST(said.body == "result");
}

BOOST_AUTO_TEST_CASE(not_after_and_fence_come_before_expectations) {
  auto late = change("1", {{"a", "x"}});
  late.expect = {expects("a", 5)};
  begin();
  auto said = core->decide(late, now.steady);
  finish();
  BOOST_TEST(said.outcome == commit_outcome::refused);
  BOOST_TEST(said.code == ec::timed_out);
  late.fenced_by = domain::fence{{9}, {1, 1}};
  BOOST_TEST(commit(late).outcome == commit_outcome::fenced);
  BOOST_TEST(version() == 0);
}

BOOST_AUTO_TEST_CASE(expectations_come_before_limits) {
  auto large = change("1");
  large.put.resize(65, {"k", "v"});
  large.expect = {expects("a", 5)};
  auto said = commit(large);
  BOOST_TEST(said.outcome == commit_outcome::conflict);
  BOOST_TEST(said.key == "a");
  BOOST_TEST(said.actual == 0);
}

// -- expectations -------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_conflict_names_the_key_and_where_it_stands) {
  (void)commit(change("1", {{"a", "x"}}));
  (void)commit(change("2", {{"a", "y"}}));
  auto stale = change("3", {{"a", "z"}});
  stale.expect = {expects("a", 1)};
  auto said = commit(stale);
  BOOST_TEST(said.outcome == commit_outcome::conflict);
  BOOST_TEST(said.key == "a");
  BOOST_TEST(said.actual == 2);
  stale.expect = {expects("a", 2)};
  BOOST_TEST(commit(stale).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(an_absent_key_can_be_expected_to_be_absent) {
  auto first = change("1", {{"a", "x"}});
  first.expect = {expects("a", 0)};
  BOOST_TEST(commit(first).outcome == commit_outcome::committed);
  auto second = change("2", {{"a", "y"}});
  second.expect = {expects("a", 0)};
  BOOST_TEST(commit(second).outcome == commit_outcome::conflict);
}

BOOST_AUTO_TEST_CASE(a_touched_guard_has_a_new_revision_and_no_bytes) {
  auto touch = change("1");
  touch.touch = {"guard/person/1"};
  (void)commit(touch);
  BOOST_TEST(record("guard/person/1").revision == 1);
  BOOST_TEST(record("guard/person/1").bytes == "");
}

BOOST_AUTO_TEST_CASE(guards_stop_write_skew) {
  // Two changes that write different records, each right alone: both rest on
  // the person's other month, which the guard stands for.
  auto swap = [](const std::string& key, const std::string& record) {
    auto x = change(key, {{record, "duty"}});
    x.expect = {expects("guard/person/1", 0)};
    x.touch = {"guard/person/1"};
    return x;
  };
  begin();
  BOOST_TEST(decide(swap("1", "duty/july")).outcome
             == commit_outcome::committed);
  auto second = decide(swap("2", "duty/august"));
  finish();
  BOOST_TEST(second.outcome == commit_outcome::conflict);
  BOOST_TEST(second.key == "guard/person/1");
  BOOST_TEST(second.actual == 1);
}

BOOST_AUTO_TEST_CASE(unchanged_sees_writes_under_its_prefix_alone) {
  (void)commit(change("1", {{"guard/person/1", ""}}));
  (void)commit(change("2", {{"other/1", ""}}));
  auto publish = change("3", {{"roster/current", "7"}});
  publish.expect_unchanged = {{"guard/person/", 1}};
  BOOST_TEST(commit(publish).outcome == commit_outcome::committed);
  publish = change("4", {{"roster/current", "8"}});
  publish.expect_unchanged = {{"guard/person/", 0}};
  auto said = commit(publish);
  BOOST_TEST(said.outcome == commit_outcome::conflict);
  BOOST_TEST(said.key == "guard/person/1");
  BOOST_TEST(said.actual == 1);
}

BOOST_AUTO_TEST_CASE(unchanged_looks_at_so_many_records_at_most) {
  (void)commit(change("1"));
  (void)commit(change("2"));
  auto many = storage::write_batch{};
  many.epoch = core->epoch();
  for (auto i = 0; i <= 100'000; ++i)
    many.rows.emplace_back(
      storage::layout::record("p", "guard/" + std::to_string(i)),
      storage::pack_record(1, {}));
  BOOST_REQUIRE(engine->apply(many).outcome == storage::apply_outcome::ok);
  auto publish = change("3", {{"roster/current", "7"}});
  publish.expect_unchanged = {{"guard/", 1}};
  const auto said = commit(publish);
  BOOST_TEST(said.outcome == commit_outcome::refused);
  BOOST_TEST(said.code == ec::oversize);
  BOOST_TEST(version() == 2);
  // Two of a kind share what is left.
  auto fewer = change("4", {{"roster/current", "7"}});
  fewer.expect_unchanged = {{"guard/1", 1}, {"guard/2", 1}};
  BOOST_TEST(commit(fewer).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(unchanged_sees_what_was_erased) {
  (void)commit(change("1", {{"guard/person/1", ""}}));
  auto gone = change("2");
  gone.erase = {"guard/person/1"};
  (void)commit(gone);
  auto publish = change("3");
  publish.expect_unchanged = {{"guard/person/", 1}};
  auto said = commit(publish);
  BOOST_TEST(said.outcome == commit_outcome::conflict);
  BOOST_TEST(said.key == "guard/person/1");
  BOOST_TEST(said.actual == 2);
  publish.expect_unchanged = {{"guard/person/", 2}};
  BOOST_TEST(commit(publish).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(unchanged_sees_earlier_members_of_its_batch) {
  begin();
  (void)decide(change("1", {{"guard/person/1", ""}}));
  auto publish = change("2");
  publish.expect_unchanged = {{"guard/person/", 0}};
  BOOST_TEST(decide(publish).outcome == commit_outcome::conflict);
  finish();
}

// -- limits -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(sixty_four_writes_pass_and_one_more_does_not) {
  auto large = change("1");
  for (auto i = 0; i < 64; ++i)
    large.put.push_back({"k" + std::to_string(i), "v"});
  BOOST_TEST(commit(large).outcome == commit_outcome::committed);
  large.reply->key = "2";
  large.touch = {"one more"};
  BOOST_TEST(commit(large).code == ec::oversize);
}

BOOST_AUTO_TEST_CASE(a_decision_holds_only_before_its_ledger_time) {
  (void)commit(change("1", {{"a", "x"}}));
  auto time = core->time().now_ms();
  auto timely = change("2", {{"a", "y"}});
  timely.before_ms = time + 1;
  BOOST_TEST(commit(timely).outcome == commit_outcome::committed);
  auto late = change("3", {{"a", "z"}});
  late.before_ms = core->time().now_ms();
  auto said = commit(late);
  BOOST_TEST(said.outcome == commit_outcome::conflict);
  BOOST_TEST(said.key == domain::ledger_time_key);
  BOOST_TEST(static_cast<std::int64_t>(said.actual) == core->time().now_ms());
  BOOST_TEST(record("a").bytes == "y");
  // It is decided by what is expected first, and a repeat is a repeat.
  late.expect = {expects("a", 77)};
  BOOST_TEST(commit(late).key == "a");
  timely.before_ms = 1;
  BOOST_TEST(commit(timely).outcome == commit_outcome::replayed);
}

BOOST_AUTO_TEST_CASE(sixty_four_expectations_pass_and_one_more_does_not) {
  auto large = change("1");
  for (auto i = 0; i < 64; ++i)
    large.expect.push_back(expects("k" + std::to_string(i), 0));
  BOOST_TEST(commit(large).outcome == commit_outcome::committed);
  large.reply->key = "2";
  large.expect_unchanged = {{"q", 9}};
  BOOST_TEST(commit(large).code == ec::oversize);
}

BOOST_AUTO_TEST_CASE(a_megabyte_passes_and_more_does_not) {
  auto large = change("1", {{"a", std::string((1 << 20) - 4'096, 'x')}});
  BOOST_TEST(commit(large).outcome == commit_outcome::committed);
  large = change("2", {{"a", std::string(1 << 20, 'x')}});
  auto said = commit(large);
  BOOST_TEST(said.outcome == commit_outcome::refused);
  BOOST_TEST(said.code == ec::oversize);
  BOOST_TEST(record("a").revision == 1);
}

BOOST_AUTO_TEST_CASE(what_history_would_have_to_keep_is_bounded_too) {
  for (auto i = 0; i < 4; ++i)
    (void)commit(change(std::to_string(i), {{"k" + std::to_string(i),
                                             std::string(900'000, 'x')}}));
  auto all = change("e");
  all.erase = {"k0", "k1", "k2", "k3"};
  BOOST_TEST(commit(all).code == ec::oversize);
  BOOST_TEST(version() == 4);
  all.erase = {"k0", "k1"};
  BOOST_TEST(commit(all).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_could_not_be_repeated_is_refused) {
  auto bare = change("1", {{"a", "x"}});
  bare.reply.reset();
  BOOST_TEST(commit(bare).code == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(misshapen_transactions_are_refused_with_the_place) {
  auto nameless = change("1");
  nameless.programme = "";
  BOOST_TEST(commit(nameless).code == ec::invalid_argument);
  nameless.programme = std::string{"a\0b", 3};
  BOOST_TEST(commit(nameless).code == ec::invalid_argument);
  BOOST_TEST(commit(change("2", {{"", "x"}})).code == ec::invalid_argument);
  BOOST_TEST(commit(change("3", {{"a", "1"}, {"a", "2"}})).code
             == ec::invalid_argument);
  auto unfenced = change("4");
  unfenced.complete = domain::completion{};
  BOOST_TEST(commit(unfenced).code == ec::invalid_argument);
  auto scope = change("5");
  scope.reply->scope = std::string{"a\0b", 3};
  BOOST_TEST(commit(scope).code == ec::invalid_argument);
  BOOST_TEST(version() == 0);
}

// -- batches ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(members_of_a_batch_see_their_elders) {
  begin();
  BOOST_TEST(decide(change("1", {{"a", "x"}})).version == 1);
  auto second = change("2", {{"a", "y"}});
  second.expect = {expects("a", 1)};
  BOOST_TEST(decide(second).version == 2);
  auto repeat = decide(change("1", {{"a", "x"}}));
  BOOST_TEST(repeat.outcome == commit_outcome::replayed);
  BOOST_TEST(record("a").revision == 0);
  finish();
  BOOST_TEST(record("a").revision == 2);
  BOOST_TEST(version() == 2);
}

BOOST_AUTO_TEST_CASE(a_dropped_batch_leaves_nothing_behind) {
  (void)commit(change("1", {{"a", "x"}}));
  begin();
  auto lost = submission("2", work(7));
  lost.put = {{"a", "y"}};
  BOOST_TEST(decide(lost).version == 2);
  (void)core->seal();
  core->drop();
  BOOST_TEST(claim({1, 1}).empty());
  auto again = commit(lost);
  BOOST_TEST(again.outcome == commit_outcome::committed);
  BOOST_TEST(again.version == 2);
  BOOST_TEST(claim({1, 1}).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_batch_of_refusals_writes_nothing) {
  const auto syncs = disk.syncs;
  auto stale = change("1");
  stale.expect = {expects("a", 3)};
  (void)commit(stale);
  BOOST_TEST(disk.syncs == syncs);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
