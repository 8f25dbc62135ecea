// SPDX-License-Identifier: Apache-2.0
#include "metrics/drain_rate.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(drain_rate_test)

using namespace nightfloat::metrics;
using namespace std::chrono_literals;

namespace {

struct fixture {
  drain_rate aut;
  drain_rate::time_point now{1h};

  /// So many answers, one each `apart`, the last of them now.
  void answer(int count, std::chrono::milliseconds apart) {
    for (auto i = 0; i != count; ++i) {
      now += apart;
      aut.done(now);
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(drain_rates, fixture)

BOOST_AUTO_TEST_CASE(nothing_is_known_before_an_answer) {
  BOOST_TEST(!aut.is_known(now));
  BOOST_TEST(aut.wait_ms(1'000, now) == 1'000u);
}

BOOST_AUTO_TEST_CASE(one_answer_after_a_silence_is_no_sign_of_speed) {
  answer(2, 10s);
  now += 50ms;
  BOOST_TEST(aut.is_known(now));
  BOOST_TEST(aut.wait_ms(6, now) == 6'000u);
  now += 500ms;
  BOOST_TEST(aut.wait_ms(6, now) == 6'000u);
  now += 2s;
  BOOST_TEST(!aut.is_known(now));
}

BOOST_AUTO_TEST_CASE(nor_is_one_after_somebody_asked_in_vain) {
  answer(1, 10s);
  for (auto i = 0; i != 10; ++i) {
    now += 1s;
    (void)aut.wait_ms(6, now);
  }
  now += 10ms;
  aut.done(now);
  now += 10ms;
  BOOST_TEST(aut.wait_ms(6, now) == 6'000u);
}

BOOST_AUTO_TEST_CASE(a_steady_rate_is_what_it_is) {
  answer(3'000, 1ms);
  BOOST_TEST(aut.wait_ms(500, now) >= 490u);
  BOOST_TEST(aut.wait_ms(500, now) <= 510u);
  answer(20, 400ms);
  BOOST_TEST(aut.wait_ms(10, now) >= 2'500u);
  BOOST_TEST(aut.wait_ms(10, now) <= 5'000u);
}

BOOST_AUTO_TEST_CASE(a_burst_after_a_silence_is_fast_from_its_first_answer) {
  answer(1, 10s);
  now += 10s;
  // All come at once, and each that waits asks how long.
  for (auto queue = 1u; queue <= 100; ++queue)
    (void)aut.wait_ms(queue, now);
  answer(10, 1ms);
  BOOST_TEST(aut.wait_ms(90, now) >= 90u);
  BOOST_TEST(aut.wait_ms(90, now) <= 110u);
}

BOOST_AUTO_TEST_CASE(a_time_to_wait_is_bounded) {
  answer(2'000, 1ms);
  BOOST_TEST(aut.wait_ms(0, now) == 10u);
  BOOST_TEST(aut.wait_ms(1'000'000, now) == 60'000u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
