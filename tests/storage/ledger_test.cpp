// SPDX-License-Identifier: Apache-2.0
// The thread-safe front, on memory: groups, unknown outcomes, reads, watches,
// close.
#include "storage/layout.hpp"
#include "tests/support/ledger_bench.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

BOOST_AUTO_TEST_SUITE(ledger_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

/// Wakes counted, and waited for.
struct waker {
  std::mutex mutex;
  std::condition_variable more;
  std::size_t count = 0;

  std::function<void()> wake() {
    return [this] {
      auto guard = std::lock_guard{mutex};
      ++count;
      more.notify_all();
    };
  }

  bool wait_for(std::size_t wanted) {
    auto guard = std::unique_lock{mutex};
    return more.wait_for(guard, 20s, [&] { return count >= wanted; });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ledgers, ledger_bench)

BOOST_AUTO_TEST_CASE(transactions_of_many_threads_share_syncs) {
  constexpr auto threads = 8;
  constexpr auto each = 50;
  const auto syncs = disk.syncs;
  auto committed = std::atomic<int>{0};
  auto clients = std::vector<std::thread>{};
  for (auto t = 0; t < threads; ++t)
    clients.emplace_back([&, t] {
      auto sent = std::vector<std::future<domain::commit_answer>>{};
      for (auto i = 0; i < each; ++i)
        sent.push_back(
          send(record_change(std::to_string(t) + "." + std::to_string(i))));
      for (auto& one : sent)
        committed += one.get().outcome == commit_outcome::committed;
    });
  for (auto& one : clients)
    one.join();
  BOOST_TEST(committed.load() == threads * each);
  BOOST_TEST(ledger->version("p").value() == threads * each);
  BOOST_TEST(ledger->stats().commits == threads * each);
  BOOST_TEST(disk.syncs - syncs < threads * each);
}

BOOST_AUTO_TEST_CASE(after_a_failed_sync_the_outcome_is_unknown_then_replayed) {
  (void)commit(record_change("a"));
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::sync_error, .count = 1}));
  BOOST_TEST((commit(record_change("b")).outcome == commit_outcome::unknown));
  auto again = commit(record_change("b"));
  BOOST_TEST((again.outcome == commit_outcome::replayed));
  BOOST_TEST(again.version == 2);
  BOOST_TEST(ledger->stats().recoveries == 1);
  BOOST_TEST(ledger->stats().epoch == 2);
}

BOOST_AUTO_TEST_CASE(a_lost_batch_is_unknown_then_committed) {
  (void)commit(record_change("a"));
  BOOST_REQUIRE(ledger->set_fault(
    {.kind = storage::fault_kind::lose_unsynced, .count = 1}));
  BOOST_TEST((commit(record_change("b")).outcome == commit_outcome::unknown));
  auto again = commit(record_change("b"));
  BOOST_TEST((again.outcome == commit_outcome::committed));
  BOOST_TEST(again.version == 2);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_refused_and_nothing_reopened) {
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::no_space, .count = 1}));
  auto said = commit(record_change("a"));
  BOOST_TEST((said.outcome == commit_outcome::refused));
  BOOST_TEST(said.code == ec::no_space);
  BOOST_TEST((commit(record_change("a")).outcome == commit_outcome::committed));
  BOOST_TEST(ledger->stats().recoveries == 0);
}

BOOST_AUTO_TEST_CASE(a_lost_worker_is_noticed_even_on_a_disk_that_was_full) {
  (void)commit(submission("s", 7));
  (void)claim(alice);
  // The claim's own row is written, or waits; whichever: the disk is full now.
  BOOST_REQUIRE(ledger->set_fault({.kind = storage::fault_kind::no_space}));
  ledger->session_ended(alice, false);
  BOOST_TEST(commit(record_change("a")).code == ec::no_space);
  BOOST_REQUIRE(ledger->set_fault({}));
  BOOST_TEST(claim(bob).attempt == 2);
}

BOOST_AUTO_TEST_CASE(waiting_bytes_are_bounded_too) {
  options.waiting_bytes_max = 1 << 20;
  start();
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::lose_unsynced}));
  (void)commit(record_change("broken"));
  auto sent = std::vector<std::future<domain::commit_answer>>{};
  for (auto i = 0; i < 4; ++i) {
    auto x = record_change(std::to_string(i));
    x.put[0].bytes.assign(700'000, 'x');
    sent.push_back(send(std::move(x)));
  }
  BOOST_TEST(sent.back().get().code == ec::overloaded);
  sent.pop_back();
  BOOST_REQUIRE(ledger->set_fault({}));
  for (auto& one : sent)
    (void)one.get();
}

BOOST_AUTO_TEST_CASE(a_disk_that_stays_broken_heals_when_it_does) {
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::lose_unsynced}));
  BOOST_TEST((commit(record_change("a")).outcome == commit_outcome::unknown));
  auto waiting = send(record_change("b"));
  auto late = record_change("c");
  late.remaining_ms = 1;
  auto too_late = send(late);
  auto said = too_late.get();
  BOOST_TEST((said.outcome == commit_outcome::refused));
  BOOST_TEST(said.code == ec::timed_out);
  auto read = ledger->read({.programme = "p"}, {"x"});
  BOOST_TEST(read.error().code == ec::unavailable);
  BOOST_REQUIRE(ledger->set_fault({}));
  BOOST_TEST((waiting.get().outcome == commit_outcome::committed));
}

BOOST_AUTO_TEST_CASE(reads_are_of_one_version_and_at_least_the_one_wanted) {
  (void)commit(record_change("a"));
  auto page = ledger->read({.programme = "p", .at_least = 1},
                           {"record/a", "record/b"});
  BOOST_REQUIRE(page);
  BOOST_TEST(page->version == 1);
  BOOST_TEST(page->found[0].bytes == "bytes of a");
  BOOST_TEST(page->found[1].revision == 0);
  BOOST_TEST(ledger->read({.programme = "p", .at_least = 2}, {}).error().code
             == ec::unavailable);
  auto second = record_change("b");
  second.put = {{"record/a", "new"}};
  (void)commit(second);
  BOOST_TEST(ledger->read_at("p", 1, {"record/a"})->found[0].bytes
             == "bytes of a");
}

BOOST_AUTO_TEST_CASE(a_scan_goes_on_where_it_stopped) {
  for (auto i = 0; i < 5; ++i)
    (void)commit(record_change(std::to_string(i)));
  auto seen = std::string{};
  auto after = std::string{};
  auto more = true;
  while (more) {
    auto page = ledger->scan({.programme = "p"},
                             {.prefix = "record/", .after = after, .limit = 2});
    BOOST_REQUIRE(page);
    for (const auto& one : page->found)
      seen += one.key.substr(7);
    after = page->found.back().key;
    more = page->more;
  }
  BOOST_TEST(seen == "01234");
}

BOOST_AUTO_TEST_CASE(too_many_waiting_are_refused_with_a_retry_after) {
  options.store.waiting_max = 4;
  start();
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::lose_unsynced}));
  (void)commit(record_change("broken"));
  auto sent = std::vector<std::future<domain::commit_answer>>{};
  for (auto i = 0; i < 10; ++i)
    sent.push_back(send(record_change(std::to_string(i))));
  auto said = sent.back().get();
  BOOST_TEST((said.outcome == commit_outcome::refused));
  BOOST_TEST(said.code == ec::overloaded);
  BOOST_TEST(said.retry_after_ms > 0);
  sent.pop_back();
  BOOST_REQUIRE(ledger->set_fault({}));
  for (auto& one : sent)
    (void)one.get();
}

// -- watches ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_watch_sees_every_item_once_and_in_order) {
  (void)commit(record_change("before"));
  auto bell = waker{};
  auto watch = ledger->watch("p", 0, bell.wake());
  BOOST_REQUIRE(watch);
  BOOST_TEST((*watch)->next(10)->at(0).version == 1);
  BOOST_TEST((*watch)->next(10)->empty());
  (void)commit(record_change("after"));
  BOOST_REQUIRE(bell.wait_for(1));
  BOOST_TEST((*watch)->next(10)->at(0).version == 2);
  BOOST_TEST(ledger->stats().watches == 1);
  watch->reset();
  BOOST_TEST(ledger->stats().watches == 0);
}

BOOST_AUTO_TEST_CASE(a_reader_that_falls_behind_is_told_so) {
  options.watch_lag_max = 5;
  start();
  auto watch = ledger->watch("p", 0, [] {});
  BOOST_TEST((*watch)->next(10)->empty());
  for (auto i = 0; i < 6; ++i)
    (void)commit(record_change(std::to_string(i)));
  BOOST_TEST((*watch)->next(10).error().code == ec::slow_reader);
  BOOST_TEST((*watch)->next(10).error().code == ec::slow_reader);
}

BOOST_AUTO_TEST_CASE(history_that_is_gone_is_said_to_be) {
  options.store.history_items = 2;
  start();
  for (auto i = 0; i < 10; ++i)
    (void)commit(record_change(std::to_string(i)));
  BOOST_TEST(ledger->watch("p", 1, [] {}).error().code == ec::trimmed);
  BOOST_TEST(ledger->read_at("p", 1, {"a"}).error().code == ec::trimmed);
  BOOST_TEST(ledger->watch("p", 10, [] {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_reader_ahead_of_a_restored_store_starts_anew) {
  (void)commit(record_change("a"));
  BOOST_TEST(ledger->watch("p", 1, [] {}).has_value());
  BOOST_TEST(ledger->watch("p", 2, [] {}).error().code == ec::trimmed);
}

BOOST_AUTO_TEST_CASE(watches_are_bounded) {
  options.watches_max = 1;
  start();
  auto first = ledger->watch("p", 0, [] {});
  BOOST_TEST(ledger->watch("p", 0, [] {}).error().code == ec::overloaded);
}

/// Each look at it takes longer than a group may.
struct slow_clock final : metrics::clock {
  mutable std::atomic<int> looks = 0;

  [[nodiscard]] time_point steady() const override {
    return time_point{} + 200ms * ++looks;
  }

  [[nodiscard]] std::int64_t wall_ms() const override {
    return 1'800'000'000'000;
  }
};

BOOST_AUTO_TEST_CASE(a_group_that_takes_long_to_decide_is_cut_in_its_order) {
  auto clock = slow_clock{};
  options.store.group_wait_us = 50'000;
  ledger.reset();
  ledger = storage::ledger::open(std::make_unique<storage::memory_engine>(disk),
                                 options, clock)
             .value();
  auto sent = std::vector<std::future<domain::commit_answer>>{};
  for (auto i = 0; i < 20; ++i)
    sent.push_back(send(record_change(std::to_string(i))));
  for (auto i = 0U; i < 20; ++i)
    BOOST_TEST(sent[i].get().version == i + 1);
  ledger->close();
  BOOST_TEST(ledger->stats().groups == 20U);
}

// -- the end ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(close_decides_what_waits_and_answers_everything) {
  auto sent = std::vector<std::future<domain::commit_answer>>{};
  for (auto i = 0; i < 50; ++i)
    sent.push_back(send(record_change(std::to_string(i))));
  auto waiting = ask_claim(alice, 60'000);
  ledger->close();
  for (auto& one : sent)
    BOOST_TEST((one.get().outcome == commit_outcome::committed));
  BOOST_TEST(waiting.get().error().code == ec::unavailable);
  BOOST_TEST(commit(record_change("after")).code == ec::unavailable);
  start();
  BOOST_TEST(ledger->version("p").value() == 50);
}

BOOST_AUTO_TEST_CASE(a_close_during_recovery_decides_nothing_more) {
  (void)commit(record_change("a"));
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::lose_unsynced}));
  BOOST_TEST((commit(record_change("b")).outcome == commit_outcome::unknown));
  auto waiting = send(record_change("c"));
  ledger->close();
  BOOST_TEST(waiting.get().code == ec::unavailable);
  start();
  BOOST_TEST(ledger->version("p").value() == 1);
}

BOOST_AUTO_TEST_CASE(damage_found_in_recovery_ends_the_service) {
  (void)commit(submission("s", 7));
  // Half a queue must never be taken for the whole one.
  disk.synced[storage::layout::live_state(1)] = "nonsense";
  BOOST_REQUIRE(ledger->set_fault(
    {.kind = storage::fault_kind::lose_unsynced, .count = 1}));
  BOOST_TEST((commit(record_change("b")).outcome == commit_outcome::unknown));
  auto said = commit(record_change("b"));
  BOOST_TEST((said.outcome == commit_outcome::refused));
  BOOST_TEST(said.code == ec::unavailable);
  BOOST_TEST(!ledger->stats().serving);
  BOOST_TEST(!ledger->stats().trouble.empty());
  BOOST_TEST(ledger->progressed());
  ledger->close();
  BOOST_TEST(disk.synced.contains(storage::layout::live_state(1)));
}

BOOST_AUTO_TEST_CASE(a_read_by_keys_is_bounded_in_bytes) {
  auto x = record_change("large");
  x.put[0].bytes.assign(900'000, 'x');
  (void)commit(std::move(x));
  auto copies = [&](std::size_t count) {
    return ledger->read({.programme = "p"},
                        std::vector<std::string>(count, "record/large"));
  };
  auto four = copies(4);
  BOOST_REQUIRE(four);
  BOOST_TEST(four->found.at(3).bytes.size() == 900'000);
  auto refused = copies(5);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::oversize);
  BOOST_TEST(refused.error().detail.find("in parts") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(faults_need_a_store_that_allows_them) {
  options.faults = false;
  start();
  BOOST_TEST(ledger->set_fault({}).error().code == ec::forbidden);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
