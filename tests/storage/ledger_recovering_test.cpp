// SPDX-License-Identifier: Apache-2.0
// The thread-safe front while it recovers, and once it serves no more: nobody
// is held up, and everybody is answered.
#include "storage/layout.hpp"
#include "tests/support/ledger_bench.hpp"

#include <atomic>
#include <latch>

BOOST_AUTO_TEST_SUITE(ledger_recovering_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

template <class T>
bool is_ready(const std::future<T>& x) {
  return x.wait_for(20s) == std::future_status::ready;
}

/// A recovery that goes on until it is let end.
struct long_recovery {
  std::latch begun{1};
  std::atomic<bool> may_end{false};

  void end() {
    may_end = true;
    may_end.notify_all();
  }
};

/// Its second opening, the first recovery, is a long one.
class slow_engine final : public storage::memory_engine {
public:
  slow_engine(storage::memory_disk& disk, long_recovery& second)
    : memory_engine{disk}, second_{&second} {
  }

  [[nodiscard]] result<void> reopen() override {
    if (++opened_ == 2) {
      second_->begun.count_down();
      second_->may_end.wait(false);
    }
    return memory_engine::reopen();
  }

private:
  long_recovery* second_;
  int opened_ = 0;
};

struct bench : ledger_bench {
  long_recovery recovery;

  bench() {
    ledger.reset();
    ledger
      = storage::ledger::open(std::make_unique<slow_engine>(disk, recovery),
                              options, metrics::system_clock())
          .value();
  }

  ~bench() {
    recovery.end();
    ledger.reset();
  }

  /// From here on it recovers, until the fault is cleared.
  std::future<domain::commit_answer> lose_the_disk() {
    BOOST_REQUIRE(
      ledger->set_fault({.kind = storage::fault_kind::lose_unsynced}));
    auto lost = send(record_change("lost"));
    recovery.begun.wait();
    return lost;
  }

  std::future<ec> ask_pause() {
    auto told = std::make_shared<std::promise<ec>>();
    ledger->pause("generate", true, [told](const result<void>& done) {
      told->set_value(done ? ec::none : done.error().code);
    });
    return told->get_future();
  }

  std::future<ec> ask_requeue(std::uint32_t remaining_ms) {
    auto told = std::make_shared<std::promise<ec>>();
    ledger->requeue({7}, {.remaining_ms = remaining_ms},
                    [told](const result<void>& done) {
                      told->set_value(done ? ec::none : done.error().code);
                    });
    return told->get_future();
  }

  std::future<ec> ask_end(std::uint32_t wait_ms) {
    auto told = std::make_shared<std::promise<ec>>();
    ledger->await({.session = alice, .job = {7}, .wait_ms = wait_ms},
                  [told](const result<domain::job_view>& end) {
                    told->set_value(end ? ec::none : end.error().code);
                  });
    return told->get_future();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ledgers_recovering, bench)

BOOST_AUTO_TEST_CASE(a_recovery_that_takes_its_time_holds_up_no_caller) {
  (void)commit(submission("s", 7));
  const auto lease = claim(alice);
  auto waiting = ask_claim(bob, 20'000);
  auto lost = lose_the_disk();
  auto calls = std::async(std::launch::async, [&] {
    ledger->session_opened(alice);
    const auto kept = ledger->renew(alice, {{.fence = {{7}, lease.fence}}});
    ledger->session_ended(alice, true);
    ledger->session_ended(bob, false);
    return !ledger->stats().serving && !kept.at(0).lost
           && ask_claim(alice, 1).get().error().code == ec::unavailable
           && waiting.get().error().code == ec::cancelled;
  });
  const auto at_once = is_ready(calls);
  BOOST_TEST(ledger->incarnation() == 0);
  BOOST_REQUIRE(ledger->set_fault({}));
  recovery.end();
  BOOST_TEST(at_once);
  BOOST_TEST(calls.get());
  BOOST_TEST(
    (commit(record_change("after")).outcome == commit_outcome::committed));
}

BOOST_AUTO_TEST_CASE(what_waits_is_told_in_a_recovery_that_its_time_is_up) {
  (void)commit(submission("s", 7));
  (void)claim(alice);
  auto claimed = ask_claim(bob, 200);
  auto ended = ask_end(200);
  auto lost = lose_the_disk();
  auto requeued = ask_requeue(1);
  recovery.end();
  BOOST_REQUIRE(is_ready(claimed));
  BOOST_REQUIRE(is_ready(ended));
  BOOST_REQUIRE(is_ready(requeued));
  BOOST_TEST(requeued.get() == ec::timed_out);
  BOOST_TEST(ledger->incarnation() == 0);
  BOOST_REQUIRE(ledger->set_fault({}));
}

BOOST_AUTO_TEST_CASE(commands_are_refused_once_it_is_closed) {
  ledger->close();
  auto paused = ask_pause();
  BOOST_REQUIRE(is_ready(paused));
  BOOST_TEST(paused.get() == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(commands_are_refused_where_it_cannot_recover) {
  (void)commit(submission("s", 7));
  recovery.end();
  disk.synced[storage::layout::live_state(1)] = "nonsense";
  auto lost = lose_the_disk();
  BOOST_REQUIRE(ledger->set_fault({}));
  // It is told when the recovery is given up.
  auto refused = send(record_change("after"));
  BOOST_REQUIRE(is_ready(refused));
  BOOST_TEST(refused.get().code == ec::unavailable);
  auto paused = ask_pause();
  BOOST_REQUIRE(is_ready(paused));
  BOOST_TEST(paused.get() == ec::unavailable);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
