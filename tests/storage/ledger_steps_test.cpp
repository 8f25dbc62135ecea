// SPDX-License-Identifier: Apache-2.0
// The front without a thread, on a clock that only this test moves: when it
// wants its turns, and what it does in them.
#include "metrics/registry.hpp"
#include "storage/layout.hpp"
#include "storage/ledger_front.hpp"
#include "tests/support/ledger_bench.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(ledger_steps_test)

using namespace nightfloat;
using namespace nightfloat::test;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

/// What its first purge looks at cannot be read.
class unreadable_engine final : public storage::memory_engine {
public:
  using memory_engine::memory_engine;

  [[nodiscard]] result<void>
  scan(const storage::key_range& range, storage::scan_order order,
       const storage::row_visitor& visit) const override {
    if (range.first == storage::layout::replies)
      return failure{ec::corrupt, "no row of a reply can be read"};
    return memory_engine::scan(range, order, visit);
  }
};

struct stepped_bench {
  storage::memory_disk disk;
  metrics::manual_clock clock{1'800'000'000'000};
  std::unique_ptr<storage::ledger_front> front;

  stepped_bench() {
    clock.advance(1h);
    start(std::make_unique<storage::memory_engine>(disk), {});
  }

  void start(std::unique_ptr<storage::engine> from,
             storage::ledger_options options) {
    front.reset();
    front = std::make_unique<storage::ledger_front>(std::move(from),
                                                    std::move(options), clock);
    BOOST_REQUIRE(front->start_stepped());
  }

  /// Lets so much time pass, from each wanted turn to the next; how many.
  int run(std::chrono::milliseconds length) {
    const auto until = clock.steady() + length;
    auto turns = 0;
    for (; clock.steady() < until && turns < 1'000; ++turns) {
      const auto next = std::min(front->step(), until);
      clock.advance(std::max(next, clock.steady()) - clock.steady());
    }
    BOOST_TEST((clock.steady() == until));
    return turns;
  }

  void commit(domain::transaction x) {
    front->commit(std::move(x), [](const domain::commit_answer& said) {
      BOOST_TEST((said.outcome == commit_outcome::committed));
    });
  }

  /// How many leases it was answered with; -1: it waits.
  std::shared_ptr<int> claim(domain::session_id session,
                             const std::string& kind, std::uint32_t wait_ms) {
    auto count = std::make_shared<int>(-1);
    front->claim({.session = session, .kinds = {kind}, .wait_ms = wait_ms},
                 [count](const result<std::vector<domain::lease>>& leases) {
                   BOOST_REQUIRE(leases);
                   *count = static_cast<int>(leases->size());
                 });
    return count;
  }

  /// Of two jobs whose rate lets one go each 200 ms the first is leased.
  void take_the_only_turn() {
    front->limit_rate("generate", {.jobs = 1, .per_ms = 200},
                      [](const result<void>& done) { BOOST_TEST(!!done); });
    commit(submission("1", 1));
    commit(submission("2", 2));
    run(1ms);
    BOOST_TEST(*claim(alice, "generate", 0) == 1);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ledger_steps, stepped_bench)

BOOST_AUTO_TEST_CASE(a_job_is_served_when_its_time_comes) {
  auto x = submission("s", 7);
  x.submit[0].run_at_ms = clock.wall_ms() + 50;
  commit(x);
  const auto waiting = claim(alice, "generate", 20'000);
  run(45ms);
  BOOST_TEST(*waiting == -1);
  run(10ms);
  BOOST_TEST(*waiting == 1);
  // Nothing is left to look for but the row of the claim, and to purge.
  BOOST_TEST(run(900ms) < 10);
}

BOOST_AUTO_TEST_CASE(who_asks_for_another_kind_does_not_hold_it_back) {
  auto x = submission("s", 7);
  x.submit[0].run_at_ms = clock.wall_ms() + 50;
  commit(x);
  const auto waiting = claim(alice, "generate", 20'000);
  run(45ms);
  clock.advance(10ms);
  BOOST_TEST(*claim(bob, "sweep", 0) == 0);
  run(1ms);
  BOOST_TEST(*waiting == 1);
}

BOOST_AUTO_TEST_CASE(a_job_is_served_when_its_rate_lets_it_go) {
  take_the_only_turn();
  const auto waiting = claim(bob, "generate", 20'000);
  run(190ms);
  BOOST_TEST(*waiting == -1);
  run(20ms);
  BOOST_TEST(*waiting == 1);
}

BOOST_AUTO_TEST_CASE(an_idle_rate_wants_no_turns) {
  take_the_only_turn();
  BOOST_TEST(run(900ms) < 10);
}

BOOST_AUTO_TEST_CASE(transactions_that_wait_are_shown) {
  const auto& shown = metrics::process_registry().gauge_of(
    "db_transactions_waiting", "Transactions that wait to be decided.");
  auto options = storage::ledger_options{};
  options.store.group_max = 1;
  start(std::make_unique<storage::memory_engine>(disk), options);
  for (const auto* key : {"a", "b", "c"})
    commit(record_change(key));
  (void)front->step();
  BOOST_TEST(shown.value() == 2);
  (void)front->step();
  (void)front->step();
  BOOST_TEST(shown.value() == 0);
}

BOOST_AUTO_TEST_CASE(rows_that_fail_each_batch_make_its_recoveries_rare) {
  start(std::make_unique<unreadable_engine>(disk), {});
  (void)run(5s);
  BOOST_TEST(front->stats().recoveries > 5);
  BOOST_TEST(front->stats().recoveries < 20);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
