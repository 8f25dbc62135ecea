// SPDX-License-Identifier: Apache-2.0
#include "soak/recovery.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(recovery_test)

using namespace nightfloat::soak;

namespace {

/// 100 a second at 10 ms; from 10 s to 13 s nothing; slow until 15 s.
seen_by_users one_outage() {
  auto x = seen_by_users{};
  for (auto s = 1; s <= 30; ++s) {
    auto gone = s > 10 && s <= 13;
    auto slow = s > 13 && s <= 15;
    auto at = static_cast<double>(s);
    x.ok.push_back({at, gone ? 0.0 : 100.0});
    x.failed.push_back({at, gone ? 20.0 : 0.0});
    if (!gone)
      x.p99_ms.push_back({at, slow ? 80.0 : 10.0});
    x.queue_age_s.push_back({at, s > 10 && s <= 17 ? 3.0 : 0.5});
    for (auto t = 1; t <= 10; ++t)
      x.tenths.push_back({at - 1 + t / 10.0, gone ? 0.0 : 10.0});
  }
  return x;
}

fault_episode kill_at_10() {
  return {.fault = "kill",
          .target = "store",
          .at_s = 10,
          .healed_s = 11,
          .until_s = 30};
}

auto near() {
  return boost::test_tools::tolerance(1e-6);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_recovery_is_measured_by_what_users_saw) {
  auto seen = one_outage();
  auto before = baseline_of(seen, 2, 10);
  BOOST_TEST(before.ok == 100);
  BOOST_TEST(before.p99_ms == 10);
  BOOST_TEST(before.p99_good_ms == 35);
  BOOST_TEST(before.queue_age_s == 0.5);
  auto got = recover(kill_at_10(), seen, before);
  BOOST_TEST(got.unavailable_s == 3, near());
  // Good from the second that began at 15 s on.
  BOOST_REQUIRE(got.recovered_s);
  BOOST_TEST(*got.recovered_s == 4);
  BOOST_REQUIRE(got.drained_s);
  BOOST_TEST(*got.drained_s == 7);
  // 1700 succeeded, 60 more were sent.
  BOOST_TEST(got.amplification == 1760.0 / 1700, near());
}

BOOST_AUTO_TEST_CASE(what_does_not_come_back_has_no_recovery_time) {
  auto seen = one_outage();
  auto before = baseline_of(seen, 2, 10);
  for (auto& x : seen.ok)
    if (x.at_s > 10)
      x.value = 90;
  auto got = recover(kill_at_10(), seen, before);
  BOOST_TEST(!got.recovered_s);
  auto spread = spread_of_recovery("kill", "store", {got, got});
  BOOST_TEST(spread.verdict == "metastable");
}

BOOST_AUTO_TEST_CASE(a_second_as_good_as_nine_of_ten_before_is_good) {
  auto seen = one_outage();
  for (auto i = std::size_t{0}; i != seen.ok.size(); ++i)
    seen.ok[i].value -= i % 2 == 0 ? 20 : 0;
  for (auto i = std::size_t{0}; i < seen.p99_ms.size(); i += 4)
    seen.p99_ms[i].value *= 5;
  auto before = baseline_of(seen, 0, 10);
  BOOST_TEST(before.ok == 90);
  BOOST_TEST(before.ok_good == 80);
  BOOST_TEST(before.p99_good_ms == 50);
  auto got = recover(kill_at_10(), seen, before);
  BOOST_REQUIRE(got.recovered_s);
  BOOST_TEST(*got.recovered_s == 4);
}

BOOST_AUTO_TEST_CASE(two_good_seconds_are_not_three) {
  auto seen = one_outage();
  auto before = baseline_of(seen, 2, 10);
  // Good at 16 and 17 s, bad again at 18 s.
  seen.ok[17].value = 50;
  auto got = recover(kill_at_10(), seen, before);
  BOOST_REQUIRE(got.recovered_s);
  BOOST_TEST(*got.recovered_s == 7);
}

BOOST_AUTO_TEST_CASE(what_fails_at_once_has_not_recovered) {
  // Without a baseline, and a cluster that refuses within 10 ms.
  auto seen = one_outage();
  for (auto i = std::size_t{0}; i != seen.ok.size(); ++i) {
    seen.ok[i].value = 0;
    seen.failed[i].value = 100;
  }
  auto before = baseline_of(seen, 2, 2);
  BOOST_TEST(before.seconds == 0u);
  BOOST_TEST(!recover(kill_at_10(), seen, before).recovered_s);
}

BOOST_AUTO_TEST_CASE(a_load_of_few_operations_recovers_too) {
  // One each third second at 10 ms; from 10 s to 16 s it fails.
  auto seen = seen_by_users{};
  for (auto s = 1; s <= 40; ++s) {
    auto at = static_cast<double>(s);
    auto fails = s > 10 && s <= 16;
    auto answers = s % 3 == 0;
    seen.ok.push_back({at, answers && !fails ? 1.0 : 0.0});
    seen.refused.push_back({at, answers && fails ? 1.0 : 0.0});
    if (answers)
      seen.p99_ms.push_back({at, 10});
  }
  auto hit = kill_at_10();
  hit.until_s = 40;
  auto before = baseline_of(seen, 0, 10);
  BOOST_TEST(before.seconds == 3u);
  auto got = recover(hit, seen, before);
  // Good at 18, 21 and 24 s, the first of them from 17 s on.
  BOOST_REQUIRE(got.recovered_s);
  BOOST_TEST(*got.recovered_s == 6);
  // A dead one is silent, which is not good.
  for (auto i = std::size_t{10}; i != seen.ok.size(); ++i)
    seen.ok[i].value = seen.refused[i].value = 0;
  BOOST_TEST(!recover(hit, seen, before).recovered_s);
}

BOOST_AUTO_TEST_CASE(what_was_refused_was_sent_as_well) {
  auto seen = one_outage();
  auto before = baseline_of(seen, 2, 10);
  for (const auto& x : seen.failed)
    seen.refused.push_back({x.at_s, 2 * x.value});
  BOOST_TEST(recover(kill_at_10(), seen, before).amplification
               == (1'700.0 + 60 + 120) / 1'700,
             near());
  // Nothing succeeded: all that was sent was too much.
  for (auto& x : seen.ok)
    x.value = 0;
  BOOST_TEST(recover(kill_at_10(), seen, before).amplification == 180, near());
}

BOOST_AUTO_TEST_CASE(nine_repetitions_make_a_distribution) {
  auto x = episode_recovery{};
  x.recovered_s = 1;
  x.drained_s = 2;
  BOOST_TEST(spread_of_recovery("kill", "w", std::vector(8, x)).verdict
             == "too few");
  auto all = std::vector<episode_recovery>(9, x);
  BOOST_TEST(spread_of_recovery("kill", "w", all).verdict == "recovered");
  all[3].recovered_s.reset();
  auto got = spread_of_recovery("kill", "w", all);
  BOOST_TEST(got.verdict == "degraded");
  BOOST_REQUIRE(got.rows.size() == 4u);
  BOOST_TEST(got.rows[1].name == "TTR");
  BOOST_TEST(got.rows[1].count == 8u);
  BOOST_TEST(got.rows[1].p50 == 1);
  // What was seen of the cluster itself, only where it was.
  all[5].noticed_s = 0.25;
  all[6].reclaimed_s = 0.5;
  got = spread_of_recovery("kill", "w", all);
  BOOST_REQUIRE(got.rows.size() == 6u);
  BOOST_TEST(got.rows[4].name == "T_detect");
  BOOST_TEST(got.rows[4].max == 0.25);
  BOOST_TEST(got.rows[5].name == "T_reclaim");
  BOOST_TEST(got.rows[5].count == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
