// SPDX-License-Identifier: Apache-2.0
// Sessions over a real ledger: saturation, long work beside short, failures,
// recoveries, isolation. docs/sessions.md has these promises.
#include "storage/session_pool.hpp"
#include "tests/support/ledger_bench.hpp"

#include <atomic>
#include <latch>
#include <map>
#include <set>

BOOST_AUTO_TEST_SUITE(sessions_test)

using namespace nightfloat;
using namespace nightfloat::test;
using std::chrono::steady_clock;

namespace {

struct bench : ledger_bench {
  std::unique_ptr<storage::session_pool> pool;

  bench() {
    open_pool({.sessions = 10, .waiting_max = 1'000});
  }

  ~bench() {
    pool->stop();
  }

  void open_pool(storage::session_limits limits) {
    pool = std::make_unique<storage::session_pool>(
      storage::session_pool_options{.limits = limits, .incarnation = [this] {
                                      return ledger->incarnation();
                                    }});
  }

  /// How a piece of work was let in.
  std::future<ec> enter(
    std::chrono::milliseconds patience, std::function<void()> inside = [] {}) {
    auto told = std::make_shared<std::promise<ec>>();
    auto asked = pool->run(
      steady_clock::now() + patience,
      [told, inside = std::move(inside)](const result<void>& entered) {
        if (entered)
          inside();
        told->set_value(entered ? ec::none : entered.error().code);
      });
    if (!asked)
      told->set_value(asked.error().code);
    return told->get_future();
  }

  /// Reads two records of one version in a session.
  std::future<std::string> look(const std::string& first,
                                const std::string& second) {
    auto told = std::make_shared<std::promise<std::string>>();
    auto asked = pool->run(
      steady_clock::now() + 20s, [=, this](const result<void>& entered) {
        auto page = entered ? ledger->read({.programme = "p"}, {first, second})
                            : result<storage::record_page>{entered.error()};
        told->set_value(page ? page->found[0].bytes + "|" + page->found[1].bytes
                             : "failed");
      });
    BOOST_REQUIRE(asked);
    return told->get_future();
  }

  /// A pool that has given back everything, when the last answer is seen a
  /// moment before the session is.
  storage::session_counts settled() const {
    auto x = pool->counts();
    while (x.in_use > 0) {
      std::this_thread::yield();
      x = pool->counts();
    }
    return x;
  }
};

domain::transaction writes(const std::string& key,
                           std::map<std::string, std::string> rows) {
  auto x = record_change(key);
  x.put.clear();
  for (auto& [name, bytes] : rows)
    x.put.push_back({name, bytes});
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sessions, bench)

// -- saturation, leaks, recovery (rows 5 and 6) -------------------------------

BOOST_AUTO_TEST_CASE(fifteen_on_ten_end_in_clear_time_outs) {
  auto open = std::latch{1};
  auto inside = std::latch{10};
  auto working = std::vector<std::future<ec>>{};
  for (auto i = 0; i < 10; ++i)
    working.push_back(enter(20s, [&] {
      inside.count_down();
      open.wait();
    }));
  inside.wait();
  auto late = std::vector<std::future<ec>>{};
  for (auto i = 0; i < 15; ++i)
    late.push_back(enter(10ms));
  // Told while all sessions are still in use.
  for (auto& x : late)
    BOOST_TEST(x.get() == ec::timed_out);
  BOOST_TEST(pool->counts().in_use == 10);
  open.count_down();
  for (auto& x : working)
    BOOST_TEST(x.get() == ec::none);
  const auto counts = settled();
  BOOST_TEST(counts.timed_out == 15);
  BOOST_TEST(counts.leaked() == 0);
  BOOST_TEST(enter(20s).get() == ec::none);
}

BOOST_AUTO_TEST_CASE(too_much_that_waits_is_refused_with_a_retry_after) {
  open_pool({.sessions = 1, .waiting_max = 2});
  auto open = std::latch{1};
  auto inside = std::latch{1};
  auto first = enter(20s, [&] {
    inside.count_down();
    open.wait();
  });
  inside.wait();
  auto second = enter(20s);
  auto third = enter(20s);
  BOOST_TEST(enter(20s).get() == ec::overloaded);
  open.count_down();
  for (auto* x : {&first, &second, &third})
    BOOST_TEST(x->get() == ec::none);
}

BOOST_AUTO_TEST_CASE(a_long_transaction_holds_up_none_of_seven_quick_ones) {
  auto open = std::latch{1};
  auto inside = std::latch{1};
  auto slow = enter(20s, [&] {
    inside.count_down();
    open.wait();
  });
  inside.wait();
  auto quick = std::vector<std::future<ec>>{};
  auto committed = std::atomic<int>{0};
  for (auto i = 0; i < 7; ++i)
    quick.push_back(enter(20s, [&, i] {
      committed += commit(record_change("quick" + std::to_string(i))).outcome
                   == commit_outcome::committed;
    }));
  for (auto& x : quick)
    BOOST_TEST(x.get() == ec::none);
  BOOST_TEST(committed.load() == 7);
  BOOST_TEST(pool->counts().in_use >= 1);
  open.count_down();
  BOOST_TEST(slow.get() == ec::none);
}

BOOST_AUTO_TEST_CASE(a_thousand_requests_long_short_and_failing_leak_nothing) {
  auto all = std::vector<std::future<ec>>{};
  auto failed = std::atomic<int>{0};
  for (auto i = 0; i < 1'000; ++i)
    all.push_back(enter(20s, [&, i] {
      if (i % 3 == 0) {
        auto bad = record_change("bad" + std::to_string(i));
        bad.expect = {{"record/none", 7}};
        failed += commit(bad).outcome == commit_outcome::conflict;
      } else if (i % 3 == 1) {
        failed += !ledger->read({.programme = "p", .at_least = 1'000'000}, {});
      } else {
        (void)ledger->scan({.programme = "p"}, {});
      }
    }));
  for (auto& x : all)
    BOOST_TEST(x.get() == ec::none);
  BOOST_TEST(failed.load() == 667);
  const auto counts = settled();
  BOOST_TEST(counts.checked_out == 1'000);
  BOOST_TEST(counts.given_back == 1'000);
  BOOST_TEST(counts.leaked() == 0);
}

BOOST_AUTO_TEST_CASE(a_recovery_is_waited_for_and_stale_sessions_made_anew) {
  for (auto i = 0; i < 10; ++i)
    BOOST_TEST(enter(20s).get() == ec::none);
  BOOST_REQUIRE(
    ledger->set_fault({.kind = storage::fault_kind::lose_unsynced}));
  BOOST_TEST(
    (commit(record_change("lost")).outcome == commit_outcome::unknown));
  // Storage is down: what has time waits, what has none is told.
  while (ledger->incarnation() != 0)
    std::this_thread::yield();
  auto patient = look("record/lost", "record/none");
  BOOST_TEST(enter(1ms).get() == ec::timed_out);
  BOOST_REQUIRE(ledger->set_fault({}));
  BOOST_TEST(patient.get() == "|");
  BOOST_TEST(
    (commit(record_change("lost")).outcome == commit_outcome::committed));
  BOOST_TEST(look("record/lost", "record/none").get() == "bytes of lost|");
  BOOST_TEST(settled().invalidated >= 1);
  BOOST_TEST(settled().leaked() == 0);
}

BOOST_AUTO_TEST_CASE(storage_that_recovers_is_looked_at_now_and_then) {
  auto looks = std::atomic<int>{0};
  pool = std::make_unique<storage::session_pool>(storage::session_pool_options{
    .limits = {.sessions = 2, .waiting_max = 8}, .incarnation = [&] {
      ++looks;
      return std::uint64_t{0};
    }});
  auto first = enter(100ms);
  auto second = enter(100ms);
  BOOST_TEST(first.get() == ec::timed_out);
  BOOST_TEST(second.get() == ec::timed_out);
  // Each session once in 5 ms.
  BOOST_TEST(looks.load() < 500);
  pool->stop();
}

BOOST_AUTO_TEST_CASE(the_end_tells_everybody) {
  open_pool({.sessions = 1, .waiting_max = 8});
  auto open = std::latch{1};
  auto inside = std::latch{1};
  auto working = enter(20s, [&] {
    inside.count_down();
    open.wait();
  });
  inside.wait();
  auto waiting = enter(20s);
  auto stops = std::thread{[&] {
    pool->stop();
  }};
  BOOST_TEST(waiting.get() == ec::unavailable);
  open.count_down();
  stops.join();
  BOOST_TEST(working.get() == ec::none);
  BOOST_TEST(enter(20s).get() == ec::unavailable);
  BOOST_TEST(!pool->run_owed([](const result<void>&) {}));
}

// -- isolation (row 7) --------------------------------------------------------

BOOST_AUTO_TEST_CASE(nobody_reads_half_a_transaction_or_one_that_failed) {
  (void)commit(writes("0", {{"a", "0"}, {"b", "0"}}));
  auto stop = std::atomic<bool>{false};
  auto writer = std::thread{[&] {
    for (auto i = 1; !stop; ++i) {
      const auto bytes = std::to_string(i);
      (void)commit(writes(bytes, {{"a", bytes}, {"b", bytes}}));
      auto refused = writes("r" + bytes, {{"a", "dirty"}, {"b", "dirty"}});
      refused.expect = {{"a", 1'000'000'000}};
      (void)commit(refused);
    }
  }};
  for (auto i = 0; i < 300; ++i) {
    const auto both = look("a", "b").get();
    const auto bar = both.find('|');
    BOOST_TEST(both.substr(0, bar) == both.substr(bar + 1));
    BOOST_TEST(both.find("dirty") == std::string::npos);
  }
  stop = true;
  writer.join();
}

BOOST_AUTO_TEST_CASE(no_update_is_lost_and_a_conflict_names_its_key) {
  constexpr auto threads = 8;
  constexpr auto each = 25;
  auto conflicts = std::atomic<int>{0};
  auto told = std::atomic<int>{0};
  auto clients = std::vector<std::thread>{};
  for (auto t = 0; t < threads; ++t)
    clients.emplace_back([&, t] {
      for (auto i = 0, done = 0; done < each; ++i) {
        auto page = ledger->read({.programme = "p"}, {"count"});
        const auto& now = page->found[0];
        auto x = writes(std::to_string(t) + "." + std::to_string(i), {});
        x.put = {
          {"count",
           std::to_string((now.bytes.empty() ? 0 : std::stoi(now.bytes)) + 1)}};
        x.expect = {{"count", now.revision}};
        auto said = commit(x);
        if (said.outcome == commit_outcome::committed) {
          ++done;
          continue;
        }
        ++conflicts;
        told += said.outcome == commit_outcome::conflict && said.key == "count"
                && said.actual > now.revision;
      }
    });
  for (auto& one : clients)
    one.join();
  BOOST_TEST(told.load() == conflicts.load());
  auto page = ledger->read({.programme = "p"}, {"count"});
  BOOST_TEST(page->found[0].bytes == std::to_string(threads * each));
}

BOOST_AUTO_TEST_CASE(write_skew_is_shown_and_guards_prevent_it) {
  // Two are on call; each leaves if the other stays.
  auto leave = [&](const std::string& key, const std::string& who,
                   const storage::record_page& seen, bool guarded) {
    auto x = writes(key, {{"on_call/" + who, "no"}});
    const auto mine = who == "anna" ? std::size_t{0} : std::size_t{1};
    x.expect = {{seen.found[mine].key, seen.found[mine].revision}};
    if (guarded) {
      x.expect.push_back({"guard/unit/1", seen.found[2].revision});
      x.touch = {"guard/unit/1"};
    }
    return commit(x);
  };
  for (auto guarded : {false, true}) {
    const auto n = std::string{guarded ? "g" : "u"};
    (void)commit(writes(n + "0", {{"on_call/anna", "yes"},
                                  {"on_call/bert", "yes"},
                                  {"guard/unit/1", ""}}));
    const auto seen = ledger->read(
      {.programme = "p"}, {"on_call/anna", "on_call/bert", "guard/unit/1"});
    BOOST_REQUIRE(seen);
    BOOST_TEST((leave(n + "1", "anna", *seen, guarded).outcome
                == commit_outcome::committed));
    auto second = leave(n + "2", "bert", *seen, guarded);
    BOOST_TEST(
      (second.outcome
       == (guarded ? commit_outcome::conflict : commit_outcome::committed)));
    if (guarded)
      BOOST_TEST(second.key == "guard/unit/1");
    // Unguarded, nobody is left: what each expected was still so.
    BOOST_TEST(look("on_call/anna", "on_call/bert").get()
               == (guarded ? "no|yes" : "no|no"));
  }
}

// -- sessions of tasks (row 8) ------------------------------------------------

BOOST_AUTO_TEST_CASE(twenty_tasks_commit_what_succeeds_and_nothing_else) {
  constexpr auto tasks = std::uint64_t{20};
  for (auto id = std::uint64_t{1}; id <= tasks; ++id) {
    auto x = submission("s" + std::to_string(id), id);
    x.submit[0].attempts_max = 1;
    BOOST_REQUIRE((commit(x).outcome == commit_outcome::committed));
  }
  auto refused = std::atomic<std::uint64_t>{0};
  auto ended = std::atomic<std::uint64_t>{0};
  auto workers = std::vector<std::thread>{};
  for (auto id = std::uint64_t{1}; id <= tasks; ++id)
    // Claimed here: Boost.Test judges in one thread.
    workers.emplace_back([&, lease = claim({id, 1})] {
      const auto job = lease.work.id.value;
      auto x = domain::transaction{.programme = "p"};
      x.fenced_by = domain::fence{.job = lease.work.id, .token = lease.fence};
      x.complete = domain::completion{};
      x.put = {{"effect/" + std::to_string(job), "done"}};
      if (job % 2 == 0) {
        // It fails half-way: what it did so far is rolled back with it.
        x.expect = {{"effect/none", 99}};
        refused += commit(x).outcome == commit_outcome::conflict;
        x.put.clear();
        x.expect.clear();
        x.complete = domain::completion{
          .failed = true, .final = true, .code = ec::infeasible};
      }
      ended += commit(x).outcome == commit_outcome::committed;
    });
  for (auto& one : workers)
    one.join();
  BOOST_TEST(refused.load() == tasks / 2);
  BOOST_TEST(ended.load() == tasks);
  for (auto id = std::uint64_t{1}; id <= tasks; ++id) {
    auto page = ledger->read({.programme = "p"},
                             {"effect/" + std::to_string(id)});
    BOOST_TEST((page->found[0].revision != 0) == (id % 2 == 1));
    const auto job = ledger->jobs({.job = {id}})->jobs.at(0);
    BOOST_TEST((job.state
                == (id % 2 == 1 ? domain::job_state::completed
                                : domain::job_state::dead_letter)));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
