// SPDX-License-Identifier: Apache-2.0
// The search for one order, against histories whose answer is known, against
// histories drawn so that they have one, and against a search that tries all.

#include "chaos/linearizable.hpp"
#include "tests/support/seed.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>
#include <random>

BOOST_AUTO_TEST_SUITE(linearizable_test)

using namespace nightfloat;
using chaos::order_found;
using act = chaos::register_step::act;

namespace {

chaos::register_step step(act what, std::uint64_t invoked, std::uint64_t ended,
                          std::uint32_t held, std::uint32_t value = 0) {
  auto x = chaos::register_step{};
  x.what = what;
  x.invoked_us = invoked;
  x.ended_us = ended;
  x.held = held;
  x.value = value;
  return x;
}

chaos::register_step opened(chaos::register_step x) {
  x.open = true;
  return x;
}

using steps = std::vector<chaos::register_step>;

template <class Body>
void for_each_seed(std::uint64_t otherwise, Body body) {
  auto first = test::number_from("NIGHTFLOAT_SEED", 1);
  auto count = test::number_from("NIGHTFLOAT_COUNT", otherwise);
  for (auto seed = first; seed != first + count; ++seed)
    body(seed);
}

order_found find(const steps& xs) {
  return chaos::has_order(xs, {});
}

// Tries every order that time allows.
bool tried_by_hand(const steps& xs, std::vector<bool>& done,
                   std::uint32_t state) {
  auto first_end = UINT64_MAX;
  auto left = false;
  for (auto i = std::size_t{0}; i < xs.size(); ++i)
    if (!done[i] && !xs[i].open) {
      first_end = std::min(first_end, xs[i].ended_us);
      left = true;
    }
  if (!left)
    return true;
  for (auto i = std::size_t{0}; i < xs.size(); ++i) {
    const auto& x = xs[i];
    if (done[i] || x.invoked_us > first_end)
      continue;
    auto fits = x.what == act::refused ? state != x.held : state == x.held;
    if (!fits)
      continue;
    done[i] = true;
    auto found = tried_by_hand(xs, done,
                               x.what == act::write ? x.value : state);
    done[i] = false;
    if (found)
      return true;
  }
  return false;
}

// Steps drawn as if they had happened one after the other, each with a span
// around its moment.
steps drawn(std::mt19937_64& random, std::size_t count) {
  auto out = steps{};
  auto state = std::uint32_t{0};
  auto next = std::uint32_t{1};
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto at = (i + 1) * 10;
    auto x = step(act::read, at - random() % 25 % at, at + random() % 25,
                  state);
    if (random() % 3 == 0) {
      x.what = act::refused;
      x.held = next + 1'000;
    } else if (random() % 2 == 0) {
      x.what = act::write;
      x.value = next++;
      x.open = random() % 4 == 0;
      if (!x.open || random() % 2 == 0)
        state = x.value;
    }
    out.push_back(x);
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(reads_and_writes_one_after_the_other_have_an_order) {
  BOOST_TEST((find({}) == order_found::yes));
  BOOST_TEST((find({step(act::write, 1, 2, 0, 1), step(act::read, 3, 4, 1),
                    step(act::write, 5, 6, 1, 2), step(act::refused, 7, 8, 1)})
              == order_found::yes));
}

BOOST_AUTO_TEST_CASE(a_stale_read_has_none) {
  BOOST_TEST((find({step(act::write, 1, 2, 0, 1), step(act::read, 3, 4, 0)})
              == order_found::no));
  // While the write is under way both are right.
  BOOST_TEST((find({step(act::write, 1, 5, 0, 1), step(act::read, 2, 3, 0),
                    step(act::read, 2, 4, 1)})
              == order_found::yes));
  // But not the new one first and then the old one.
  BOOST_TEST((find({step(act::write, 1, 9, 0, 1), step(act::read, 2, 3, 1),
                    step(act::read, 4, 5, 0)})
              == order_found::no));
}

BOOST_AUTO_TEST_CASE(two_writes_over_the_same_value_have_none) {
  BOOST_TEST((find({step(act::write, 1, 5, 0, 1), step(act::write, 1, 5, 0, 2)})
              == order_found::no));
}

BOOST_AUTO_TEST_CASE(a_refusal_needs_another_value) {
  BOOST_TEST((find({step(act::refused, 1, 2, 0)}) == order_found::no));
  BOOST_TEST((find({step(act::refused, 1, 2, 7)}) == order_found::yes));
}

BOOST_AUTO_TEST_CASE(an_unknown_write_happens_late_or_never) {
  auto unknown = opened(step(act::write, 1, 1, 0, 1));
  BOOST_TEST((find({unknown, step(act::read, 10, 11, 0)}) == order_found::yes));
  BOOST_TEST(
    (find({unknown, step(act::read, 10, 11, 0), step(act::read, 20, 21, 1)})
     == order_found::yes));
  BOOST_TEST(
    (find({unknown, step(act::read, 10, 11, 1), step(act::read, 20, 21, 0)})
     == order_found::no));
  // Not before it was asked for.
  BOOST_TEST(
    (find({step(act::read, 10, 11, 1), opened(step(act::write, 12, 12, 0, 1))})
     == order_found::no));
}

BOOST_AUTO_TEST_CASE(what_happened_in_an_order_has_one) {
  for_each_seed(300, [](std::uint64_t seed) {
    auto random = std::mt19937_64{seed};
    BOOST_TEST((find(drawn(random, 40)) == order_found::yes), "seed " << seed);
  });
}

BOOST_AUTO_TEST_CASE(the_search_agrees_with_one_that_tries_all) {
  auto broken = 0;
  for_each_seed(2'000, [&](std::uint64_t seed) {
    auto random = std::mt19937_64{seed};
    auto xs = drawn(random, 7);
    xs[random() % xs.size()].held = static_cast<std::uint32_t>(random() % 4);
    auto done = std::vector<bool>(xs.size());
    auto expected = tried_by_hand(xs, done, 0);
    broken += !expected;
    BOOST_TEST((find(xs) == (expected ? order_found::yes : order_found::no)),
               "seed " << seed);
  });
  // Else nothing was compared.
  if (test::number_from("NIGHTFLOAT_COUNT", 2'000) >= 100)
    BOOST_TEST(broken > 0);
}

BOOST_AUTO_TEST_CASE(a_search_that_is_too_large_is_given_up) {
  auto random = std::mt19937_64{1};
  auto xs = drawn(random, 40);
  BOOST_TEST((chaos::has_order(xs, {.states_max = 3}) == order_found::gave_up));
}

BOOST_AUTO_TEST_CASE(the_trace_of_an_offence_is_as_small_as_can_be) {
  auto xs = steps{};
  for (auto i = 0u; i < 200; ++i) {
    auto at = std::uint64_t{100} * (i + 1);
    xs.push_back(step(act::write, at, at + 10, i, i + 1));
    xs.push_back(step(act::read, at + 20, at + 30, i + 1));
    xs.push_back(step(act::refused, at + 20, at + 40, 5'000));
  }
  // One read in the middle is a write too late.
  xs[301].held = 100;
  auto fewest = chaos::smallest_without_order(xs, {});
  BOOST_TEST(fewest.size() == 2u);
  BOOST_TEST((fewest.back().what == act::read));
  BOOST_TEST(fewest.back().held == 100u);
  BOOST_TEST((fewest.front().what == act::write));
}

// A read spans the quiet moment before two writes over the same value: only
// once it is left out can the beginning go.
BOOST_AUTO_TEST_CASE(the_beginning_goes_when_what_spans_it_is_gone) {
  auto fewest = chaos::smallest_without_order(
    {step(act::write, 10, 20, 0, 1), step(act::read, 15, 55, 1),
     step(act::write, 30, 40, 1, 2), step(act::write, 50, 60, 2, 3),
     step(act::write, 50, 60, 2, 4)},
    {});
  BOOST_TEST_REQUIRE(fewest.size() == 2u);
  BOOST_TEST(fewest[0].held == 2u);
  BOOST_TEST(fewest[1].held == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_left_of_an_offence_has_no_order_either) {
  for_each_seed(300, [](std::uint64_t seed) {
    auto random = std::mt19937_64{seed};
    auto xs = drawn(random, 30);
    xs[random() % xs.size()].held = static_cast<std::uint32_t>(random() % 4);
    if (find(xs) != order_found::no)
      return;
    auto fewest = chaos::smallest_without_order(xs, {});
    auto open = chaos::order_search{};
    open.initial_known = false;
    BOOST_TEST((find(fewest) == order_found::no
                || chaos::has_order(fewest, open) == order_found::no),
               "seed " << seed);
    BOOST_TEST(fewest.size() <= xs.size());
  });
}

BOOST_AUTO_TEST_SUITE_END()
