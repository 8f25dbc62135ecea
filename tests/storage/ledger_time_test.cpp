// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_time.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ledger_time_test)

using namespace nightfloat::storage;
using namespace std::chrono_literals;

namespace {

constexpr auto wall = std::int64_t{1'800'000'000'000};

struct clocks {
  moment now{std::chrono::steady_clock::time_point{} + 100h, wall};
  ledger_time time{1h};

  clocks() {
    time.start(wall, now, 0ms);
  }

  std::int64_t pass(std::chrono::milliseconds steady,
                    std::chrono::milliseconds wall_clock) {
    now.steady += steady;
    now.wall_ms += wall_clock.count();
    return time.advance(now);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ledger_times, clocks)

BOOST_AUTO_TEST_CASE(it_advances_with_the_steady_clock) {
  BOOST_TEST(pass(1500ms, 1500ms) == wall + 1'500);
  BOOST_TEST(pass(0ms, 0ms) == wall + 1'500);
}

BOOST_AUTO_TEST_CASE(a_look_ahead_moves_nothing) {
  const auto later = moment{now.steady + 1s, now.wall_ms + 1'000};
  BOOST_TEST(time.peek(later) == wall + 1'000);
  BOOST_TEST(time.now_ms() == wall);
}

BOOST_AUTO_TEST_CASE(it_never_goes_back) {
  (void)pass(10s, 10s);
  const auto before = time.now_ms();
  // The wall clock steps back an hour; time goes on, a tenth slower.
  BOOST_TEST(pass(10s, -1h) == before + 9'000);
}

BOOST_AUTO_TEST_CASE(it_is_slewed_by_a_tenth_at_most) {
  BOOST_TEST(pass(10s, 10s + 4min) == wall + 11'000);
  BOOST_TEST(pass(10s, 10s) == wall + 22'000);
}

BOOST_AUTO_TEST_CASE(a_small_difference_is_slewed_away_and_no_further) {
  BOOST_TEST(pass(10s, 10'500ms) == wall + 10'500);
  BOOST_TEST(pass(10s, 10s) == wall + 20'500);
}

BOOST_AUTO_TEST_CASE(frequent_looks_lose_nothing) {
  for (auto i = 0; i < 10'000; ++i) {
    now.steady += 100us;
    if (i % 10 == 9)
      now.wall_ms += 1;
    (void)time.advance(now);
  }
  BOOST_TEST(time.now_ms() >= wall + 990);
  BOOST_TEST(time.now_ms() <= wall + 1'010);
}

BOOST_AUTO_TEST_CASE(a_step_over_five_minutes_is_taken_but_nothing_expires) {
  const auto at = wall + 30'000;
  BOOST_TEST(pass(1s, 6min) == wall + 360'000);
  BOOST_TEST(!time.expired(at));
  (void)pass(59min, 59min);
  BOOST_TEST(!time.expired(at));
  (void)pass(1min, 1min);
  BOOST_TEST(time.expired(at));
}

BOOST_AUTO_TEST_CASE(what_never_expires_never_does) {
  (void)pass(1s, 1s);
  BOOST_TEST(!time.expired(0));
}

BOOST_AUTO_TEST_CASE(a_restart_goes_on_from_the_recorded_time) {
  auto next = ledger_time{1h};
  // The wall clock was set back while the store was down.
  next.start(wall + 5'000, {now.steady, wall}, 0ms);
  BOOST_TEST(next.now_ms() == wall + 5'000);
  next.start(wall - 10'000, {now.steady, wall}, 0ms);
  BOOST_TEST(next.now_ms() == wall);
}

BOOST_AUTO_TEST_CASE(a_restart_takes_over_what_is_left_of_a_hold) {
  (void)pass(1s, 6min);
  (void)pass(20min, 20min);
  BOOST_TEST((time.hold_left() == 40min));
  const auto at = wall + 30'000;
  auto next = ledger_time{1h};
  next.start(time.now_ms(), now, time.hold_left());
  BOOST_TEST(!next.expired(at));
  now.steady += 40min;
  now.wall_ms += 40 * 60'000;
  (void)next.advance(now);
  BOOST_TEST(next.expired(at));
  BOOST_TEST((next.hold_left() == 0ms));
  // Another step while it was down holds in full.
  now.wall_ms += 6 * 60'000;
  next.start(time.now_ms(), now, 5min);
  BOOST_TEST((next.hold_left() == 1h));
  // No row can hold for ever.
  next.start(now.wall_ms, now, std::chrono::milliseconds::max());
  BOOST_TEST((next.hold_left() == 1h));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
