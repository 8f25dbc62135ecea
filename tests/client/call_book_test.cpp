// SPDX-License-Identifier: Apache-2.0
#include "client/call_book.hpp"
#include "domain/solve/random.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(call_book_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using client::call_phase;

namespace {

using time_point = client::call_book::time_point;

struct fixture {
  client::call_book aut;

  client::booked_call& add(std::uint64_t number, std::chrono::seconds due) {
    auto x = client::line_call{};
    x.frame.body = std::to_string(number);
    x.deadline = time_point{due};
    return aut.add(number, std::move(x));
  }
};

/// What the book must hold, kept in the plainest way.
struct oracle {
  std::map<std::uint64_t, time_point> due;
  std::map<std::uint64_t, std::uint64_t> sent;

  [[nodiscard]] std::pair<time_point, std::uint64_t> next() const {
    auto first = std::pair{time_point::max(), std::uint64_t{0}};
    for (auto [number, when] : due)
      first = std::min(first, std::pair{when, number});
    return first;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(call_book, fixture)

BOOST_AUTO_TEST_CASE(what_is_due_first_comes_first_and_then_the_older) {
  add(3, 20s);
  add(5, 10s);
  add(4, 10s);
  auto order = std::vector<std::uint64_t>{};
  while (auto* x = aut.next_due()) {
    BOOST_TEST((aut.due() == x->due));
    order.push_back(x->number);
    aut.erase(*x);
  }
  BOOST_TEST(order == (std::vector<std::uint64_t>{4, 5, 3}));
  BOOST_TEST(!aut.due());
}

BOOST_AUTO_TEST_CASE(only_the_copy_whose_answer_is_awaited_is_found) {
  auto& x = add(1, 10s);
  BOOST_TEST(aut.find_sent(70) == nullptr);
  aut.send_as(x, 70);
  BOOST_TEST(aut.find_sent(70) == &x);
  BOOST_TEST(aut.sent() == 1u);
  aut.turn(x, call_phase::resting);
  BOOST_TEST(aut.find_sent(70) == nullptr);
  aut.send_as(x, 71);
  BOOST_TEST(aut.find_sent(70) == nullptr);
  BOOST_TEST(aut.find_sent(71) == &x);
  aut.erase(x);
  BOOST_TEST(aut.find_sent(71) == nullptr);
  BOOST_TEST(aut.sent() == 0u);
}

BOOST_AUTO_TEST_CASE(it_holds_what_plain_maps_would) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 1);
  BOOST_TEST_CONTEXT("NIGHTFLOAT_SEED=" << seed) {
    auto random = domain::random_source{seed};
    auto plain = oracle{};
    auto last = std::uint64_t{0};
    auto correlation_last = std::uint64_t{1'000'000};
    auto drawn = [&] {
      auto at = plain.due.begin();
      std::advance(at, random.below(plain.due.size()));
      return at->first;
    };
    for (auto i = 0; i < 10'000; ++i) {
      auto what = random.below(8);
      if (what < 3 && plain.due.size() < 100) {
        auto& x = add(++last, std::chrono::seconds{random.below(50)});
        plain.due[last] = x.due;
      } else if (!plain.due.empty()) {
        auto number = drawn();
        auto& x = *aut.find(number);
        BOOST_REQUIRE(x.what.frame.body == std::to_string(number));
        if (what < 5) {
          aut.erase(x);
          plain.due.erase(number);
          plain.sent.erase(number);
        } else if (what == 5) {
          plain.due[number]
            = time_point{std::chrono::seconds{random.below(50)}};
          aut.arm(x, plain.due[number]);
        } else if (x.at == call_phase::sent) {
          aut.turn(x, call_phase::waiting);
          plain.sent.erase(number);
        } else {
          aut.send_as(x, ++correlation_last);
          plain.sent[number] = correlation_last;
        }
      }
      BOOST_REQUIRE(aut.size() == plain.due.size());
      BOOST_REQUIRE(aut.sent() == plain.sent.size());
      if (auto* x = aut.next_due())
        BOOST_REQUIRE((std::pair{x->due, x->number} == plain.next()));
      auto sent = std::vector<std::uint64_t>{};
      for (auto [number, correlation] : plain.sent) {
        sent.push_back(number);
        BOOST_REQUIRE(aut.find_sent(correlation)->number == number);
      }
      BOOST_REQUIRE((aut.all_sent() == sent));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
