// SPDX-License-Identifier: Apache-2.0
// Checkers of clients' records: a sound run passes, each breach is found.

#include "chaos/checkers.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

BOOST_AUTO_TEST_SUITE(check_records_test)

using namespace nightfloat;
using chaos::operation_end;
using chaos::operation_kind;
using chaos::verdict;

namespace {

const auto key = std::string{"chaos/0"};

chaos::operation read_at(std::uint64_t invoked, std::uint64_t version,
                         std::uint64_t revision, std::string held) {
  auto x = chaos::operation{};
  x.client = 1;
  x.kind = operation_kind::read;
  x.programme = "chaos";
  x.record = key;
  x.invoked_us = invoked;
  x.ended_us = invoked + 1;
  x.end = operation_end::ok;
  x.version = version;
  x.revision = revision;
  x.held = std::move(held);
  return x;
}

chaos::operation write_at(std::uint64_t invoked, std::uint64_t version,
                          std::string held, std::string value) {
  auto x = read_at(invoked, version, 0, std::move(held));
  x.client = 2;
  x.kind = operation_kind::write;
  x.value = std::move(value);
  return x;
}

domain::feed_item item(std::uint64_t version,
                       std::optional<std::string> after) {
  auto x = domain::feed_item{};
  x.version = version;
  x.chain = "chain " + std::to_string(version);
  x.changes = {{key, 0, {}, std::move(after)}};
  return x;
}

// Two writes, one refused, and what was read and watched of them.
chaos::evidence sound() {
  auto x = chaos::evidence{};
  x.programme = "chaos";
  x.asked.records = true;
  x.feed = {item(1, "a"), item(2, "b")};
  x.records = {{key, 2, "b"}};
  x.watched = {{1, 1, "chain 1"}, {1, 2, "chain 2"}};
  x.history = {write_at(10, 1, "", "a"), read_at(20, 1, 1, "a"),
               write_at(30, 2, "a", "b"), write_at(40, 0, "a", "c"),
               read_at(50, 2, 2, "b")};
  x.history[3].end = operation_end::fail;
  x.history[3].code = ec::conflict;
  return x;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_sound_run_passes) {
  auto x = sound();
  for (auto check :
       {chaos::check_linearizable, chaos::check_sessions, chaos::check_reads,
        chaos::check_rebuilt, chaos::check_watched}) {
    auto found = check(x);
    BOOST_TEST((found.verdict == verdict::valid),
               found.name << ": "
                          << (found.traces.empty() ? "" : found.traces[0]));
  }
}

BOOST_AUTO_TEST_CASE(a_stale_read_is_told_with_what_it_missed) {
  auto x = sound();
  x.history[4].held = "a";
  auto found = chaos::check_linearizable(x);
  BOOST_TEST((found.verdict == verdict::invalid));
  // The headline, the write that it missed and the read itself.
  BOOST_TEST_REQUIRE(found.traces.size() == 3u);
  BOOST_TEST(found.traces[1].find("wrote b over a") != std::string::npos);
  BOOST_TEST(found.traces[2].find("client 1 read a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_update_that_was_lost_is_found) {
  auto x = sound();
  x.history[3].end = operation_end::ok;
  x.history[3].code = ec::none;
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(a_conflict_that_was_none_is_found) {
  auto x = sound();
  x.history[3].held = "b";
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::invalid));
  // Any other refusal says nothing of the record.
  x.history[3].code = ec::overloaded;
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_write_without_an_end_may_have_happened_or_not) {
  auto x = sound();
  x.history[2].end = operation_end::unknown;
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::valid));
  x.history.pop_back();
  x.history.pop_back();
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(records_are_independent) {
  auto x = sound();
  x.history[4].record = "chaos/1";
  x.history[4].held = "";
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::valid));
  x.history[4].record = key;
  x.history[4].programme = "another";
  BOOST_TEST((chaos::check_linearizable(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_session_that_looks_back_is_found) {
  auto x = sound();
  x.history[4].version = 1;
  x.history[1].version = 2;
  BOOST_TEST((chaos::check_sessions(x).verdict == verdict::invalid));
  // Another client's is no promise, nor is what overlaps.
  x.history[4].client = 7;
  BOOST_TEST((chaos::check_sessions(x).verdict == verdict::valid));
  x.history[4].client = 1;
  x.history[4].invoked_us = 15;
  BOOST_TEST((chaos::check_sessions(x).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(a_read_that_the_feed_does_not_know_is_found) {
  auto revision = sound();
  revision.history[4].revision = 1;
  BOOST_TEST((chaos::check_reads(revision).verdict == verdict::invalid));
  auto bytes = sound();
  bytes.history[4].held = "c";
  BOOST_TEST((chaos::check_reads(bytes).verdict == verdict::invalid));
  auto erased = sound();
  erased.feed.push_back(item(3, std::nullopt));
  erased.history.push_back(read_at(60, 3, 0, ""));
  BOOST_TEST((chaos::check_reads(erased).verdict == verdict::valid));
  erased.history.back().revision = 2;
  BOOST_TEST((chaos::check_reads(erased).verdict == verdict::invalid));
}

BOOST_AUTO_TEST_CASE(records_that_the_feed_does_not_make_are_found) {
  auto other = sound();
  other.records[0].bytes = "a";
  BOOST_TEST((chaos::check_rebuilt(other).verdict == verdict::invalid));
  auto older = sound();
  older.records[0].revision = 1;
  BOOST_TEST((chaos::check_rebuilt(older).verdict == verdict::invalid));
  auto gone = sound();
  gone.records.clear();
  BOOST_TEST((chaos::check_rebuilt(gone).verdict == verdict::invalid));
  auto extra = sound();
  extra.records.push_back({"chaos/9", 1, "x"});
  BOOST_TEST((chaos::check_rebuilt(extra).verdict == verdict::invalid));
  auto erased = sound();
  erased.feed.push_back(item(3, std::nullopt));
  BOOST_TEST((chaos::check_rebuilt(erased).verdict == verdict::invalid));
  erased.records.clear();
  erased.records.push_back({"chaos/8", 4, "y"});
  erased.feed.push_back(item(4, "y"));
  erased.feed.back().changes[0].key = "chaos/8";
  BOOST_TEST((chaos::check_rebuilt(erased).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(what_was_shown_and_is_gone_or_another_is_found) {
  auto gone = sound();
  gone.feed.pop_back();
  BOOST_TEST((chaos::check_watched(gone).verdict == verdict::invalid));
  auto other = sound();
  other.feed[1].chain = "another";
  BOOST_TEST((chaos::check_watched(other).verdict == verdict::invalid));
  auto gap = sound();
  gap.feed.push_back(item(3, "c"));
  gap.watched = {{1, 1, "chain 1"}, {1, 3, "chain 3"}};
  BOOST_TEST((chaos::check_watched(gap).verdict == verdict::invalid));
  gap.watched[1].watcher = 2;
  BOOST_TEST((chaos::check_watched(gap).verdict == verdict::valid));
}

BOOST_AUTO_TEST_CASE(beyond_the_end_of_the_feed_nothing_is_known) {
  auto x = sound();
  x.feed.pop_back();
  x.feed_ends = "it stands still";
  for (auto check :
       {chaos::check_reads, chaos::check_rebuilt, chaos::check_watched})
    BOOST_TEST((check(x).verdict == verdict::unknown), check(x).name);
}

BOOST_AUTO_TEST_SUITE_END()
