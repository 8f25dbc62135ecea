// SPDX-License-Identifier: Apache-2.0
// How long history is kept, in ledger time, which a test holds.
#include "storage/past.hpp"
#include "storage/verify.hpp"
#include "tests/support/core_bench.hpp"

BOOST_AUTO_TEST_SUITE(history_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

struct bench : core_bench {
  bench() {
    options.history_retention = 1h;
    start();
  }

  std::uint64_t oldest(const std::string& programme = "p") {
    return storage::read_head(*engine, programme)->oldest;
  }

  void write(const std::string& key, const std::string& programme = "p") {
    auto x = change(key, {{"a", key}});
    x.programme = programme;
    BOOST_REQUIRE(commit(x).outcome == commit_outcome::committed);
  }

  /// Time, and what it brings about, second by second.
  void pass(std::chrono::minutes length) {
    advance(length);
    for (auto i = 0; i < 8; ++i) {
      advance(1s);
      tick();
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(history, bench)

BOOST_AUTO_TEST_CASE(items_go_when_their_time_is_over_and_not_before) {
  write("1");
  pass(30min);
  write("2");
  pass(29min);
  BOOST_TEST(oldest() == 1);
  BOOST_TEST(storage::read_past(*engine, "p", 1, {"a"})->found[0].bytes == "1");
  pass(2min);
  BOOST_TEST(oldest() == 2);
  BOOST_TEST(items(1).size() == 1);
  // The version before the oldest item can still be shown.
  BOOST_TEST(storage::read_past(*engine, "p", 1, {"a"})->found[0].bytes == "1");
  pass(60min);
  BOOST_TEST(oldest() == 3);
  BOOST_TEST(items(1).empty());
  BOOST_TEST(storage::read_past(*engine, "p", 1, {"a"}).error().code
             == ec::trimmed);
  // It goes on where it was.
  write("3");
  BOOST_TEST(items(1).at(0).version == 3);
  BOOST_TEST(storage::verify(*engine).whole);
}

BOOST_AUTO_TEST_CASE(a_clock_that_steps_forward_takes_no_history) {
  write("1");
  now.wall_ms += 86'400'000;
  for (auto i = 0; i < 8; ++i) {
    advance(1s);
    tick();
  }
  BOOST_TEST(oldest() == 1);
}

BOOST_AUTO_TEST_CASE(programmes_that_nobody_changes_let_go_too) {
  for (const auto* programme : {"p", "q", "r"})
    for (auto i = 0; i < 3; ++i)
      write(std::to_string(i), programme);
  pass(59min);
  write("new", "q");
  pass(2min);
  BOOST_TEST(oldest("p") == 4);
  BOOST_TEST(oldest("q") == 4);
  BOOST_TEST(oldest("r") == 4);
  BOOST_TEST(version() == 3);
}

BOOST_AUTO_TEST_CASE(long_histories_go_in_runs_each_whole) {
  begin();
  for (auto i = 0; i < 700; ++i)
    (void)decide(change(std::to_string(i), {{"a", std::to_string(i)}}));
  finish();
  advance(61min);
  tick();
  BOOST_TEST(oldest() == 257);
  BOOST_TEST(items(1).front().version == 257);
  cut();
  BOOST_TEST(oldest() == 257);
  pass(0min);
  BOOST_TEST(oldest() == 701);
  BOOST_TEST(storage::verify(*engine).whole);
}

BOOST_AUTO_TEST_CASE(what_was_let_go_of_is_stale_rather_than_wrong) {
  write("1");
  pass(61min);
  BOOST_TEST(oldest() == 2);
  auto x = change("2");
  x.expect_unchanged = {{"b", 0}};
  BOOST_TEST(commit(x).outcome == commit_outcome::conflict);
  x.expect_unchanged = {{"b", 1}};
  BOOST_TEST(commit(x).outcome == commit_outcome::committed);
}

BOOST_AUTO_TEST_CASE(without_a_time_their_number_alone_counts) {
  options.history_retention = 0ms;
  start();
  write("1");
  pass(100h);
  BOOST_TEST(oldest() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
