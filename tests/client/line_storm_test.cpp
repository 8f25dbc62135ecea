// SPDX-License-Identifier: Apache-2.0
// A session under a link that does its worst.
#include "tests/client/line_and_doorway.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <random>

BOOST_AUTO_TEST_SUITE(line_storm_test)

using namespace nightfloat;
using namespace nightfloat::tests;
using fixture = line_and_doorway;

BOOST_AUTO_TEST_CASE(every_call_ends_once_whatever_the_link_does) {
  const auto* text = std::getenv("NIGHTFLOAT_SEED");
  auto seed = text != nullptr ? std::strtoull(text, nullptr, 10) : 1ull;
  for (auto last = seed + 60; seed < last; ++seed) {
    BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
      auto f = fixture{};
      auto random = std::mt19937_64{seed};
      auto made = std::vector<std::uint64_t>{};
      f.connect();
      for (auto i = 0; i < 400; ++i) {
        switch (random() % 12) {
          case 0:
            random() % 2 == 0 ? f.disconnect() : f.restart_server(random() | 1);
            f.connect();
            break;
          case 1:
            // Frames vanish with no trace: the worst that a link can do.
            (random() % 2 == 0 ? f.to_server : f.to_client).clear();
            break;
          case 2:
            f.door->end({1, 1}, ec::timed_out);
            break;
          case 3:
          case 4:
            f.tick(std::chrono::milliseconds{random() % 400});
            break;
          case 5:
          case 6:
          case 7:
            made.push_back(f.call(std::chrono::milliseconds{random() % 3'000}));
            break;
          case 8:
          case 9:
            if (!f.in_hand.empty())
              f.answer(random() % 5 == 0 ? ec::worker_lost : ec::none,
                       random() % f.in_hand.size());
            break;
          default:
            f.flow();
        }
        BOOST_REQUIRE(f.aut.sent() <= 2 * window);
      }
      f.disconnect();
      f.tick(1min);
      for (auto number : made) {
        auto ends = std::ranges::count_if(
          f.events, [&](const auto& x) { return x.number == number; });
        BOOST_REQUIRE(ends == 1);
      }
      // After all that the session still serves.
      f.connect();
      f.flow();
      auto number = f.call();
      f.flow();
      for (auto i = 0; i < 8; ++i) {
        while (!f.in_hand.empty())
          f.answer();
        f.flow();
        f.tick(500ms);
        auto beats = std::vector<broker::sending>{};
        f.door->beat(f.now, beats);
        for (auto& x : beats)
          f.to_client.push_back(std::move(x.frame));
        f.flow();
      }
      BOOST_TEST((f.of(number).what == line_happening::answered));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
