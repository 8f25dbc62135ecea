// SPDX-License-Identifier: Apache-2.0
#include "actors/lease_book.hpp"
#include "actors/restart_policy.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(lease_book_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

domain::lease lease_of(std::uint64_t job, std::uint64_t counter) {
  auto x = domain::lease{};
  x.work.id = {job};
  x.fence = {1, counter};
  x.visibility_timeout_ms = 1'000;
  return x;
}

const auto start = actors::lease_book::time_point{};

} // namespace

BOOST_AUTO_TEST_CASE(a_renewal_lists_every_lease_held) {
  auto aut = actors::lease_book{3};
  for (auto i : {1u, 2u, 3u})
    BOOST_TEST(aut.add(lease_of(i, 10 + i), start));
  BOOST_TEST(aut.free_slots() == 0u);
  aut.progress({1, 12}, {5, 100, "duties"}, start + 10ms);
  auto listed = aut.list();
  BOOST_TEST_REQUIRE(listed.size() == 3u);
  BOOST_TEST(listed[1].held.token.counter == 12u);
  BOOST_TEST(listed[1].progress.counter == 5u);
}

BOOST_AUTO_TEST_CASE(a_lease_is_held_once) {
  auto aut = actors::lease_book{1};
  BOOST_TEST(aut.add(lease_of(1, 11), start));
  BOOST_TEST(!aut.add(lease_of(1, 11), start));
  BOOST_TEST(aut.remove({1, 11}));
  BOOST_TEST(!aut.remove({1, 11}));
  BOOST_TEST(aut.free_slots() == 1u);
}

BOOST_AUTO_TEST_CASE(an_answer_about_a_lease_given_up_means_nothing) {
  auto aut = actors::lease_book{2};
  BOOST_TEST(aut.add(lease_of(1, 12), start));
  auto old = client::lease_state{{{1}, {1, 11}}, true, false};
  auto said = aut.judge({old});
  BOOST_TEST(said.lost.empty());
  auto now_lost = client::lease_state{{{1}, {1, 12}}, true, false};
  auto wanted = client::lease_state{{{1}, {1, 12}}, false, true};
  BOOST_TEST(aut.judge({now_lost}).lost.size() == 1u);
  BOOST_TEST(aut.judge({wanted}).cancel_wanted.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lease_is_not_lost_to_its_own_completion) {
  auto aut = actors::lease_book{2};
  BOOST_TEST(aut.add(lease_of(1, 12), start));
  auto gone = client::lease_state{{{1}, {1, 12}}, true, false};
  aut.waits({1, 12}, actors::waiting_for::completion, start);
  BOOST_TEST(aut.judge({gone}).lost.empty());
  BOOST_TEST(aut.list().size() == 1u);
  // It was in conflict, and the attempt goes on.
  aut.waits({1, 12}, actors::waiting_for::store, start);
  BOOST_TEST(aut.judge({gone}).lost.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_computation_that_does_not_move_is_stuck) {
  auto aut = actors::lease_book{1};
  BOOST_TEST(aut.add(lease_of(1, 11), start));
  BOOST_TEST(aut.stuck(start + 999ms).empty());
  aut.progress({1, 11}, {1, 0, {}}, start + 900ms);
  BOOST_TEST(aut.stuck(start + 1'899ms).empty());
  aut.progress({1, 11}, {1, 0, {}}, start + 1'899ms);
  BOOST_TEST(aut.stuck(start + 1'900ms).size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_waits_for_an_answer_is_not_stuck) {
  using actors::waiting_for;
  auto aut = actors::lease_book{1};
  BOOST_TEST(aut.add(lease_of(1, 11), start));
  for (auto what : {waiting_for::store, waiting_for::completion}) {
    aut.waits({1, 11}, what, start + 10ms);
    BOOST_TEST(aut.stuck(start + 1h).empty());
  }
  // An answer is a move; from then on it computes.
  aut.waits({1, 11}, waiting_for::nothing, start + 1h);
  BOOST_TEST(aut.stuck(start + 1h + 999ms).empty());
  BOOST_TEST(aut.stuck(start + 1h + 1s).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_given_up_is_listed_and_not_judged) {
  auto aut = actors::lease_book{1};
  BOOST_TEST(aut.add(lease_of(1, 11), start));
  BOOST_TEST(!aut.is_given_up({1, 11}));
  aut.give_up({1, 11});
  BOOST_TEST(aut.is_given_up({1, 11}));
  BOOST_TEST(aut.stuck(start + 9s).empty());
  BOOST_TEST(aut.list().size() == 1u);
  auto said = aut.judge({client::lease_state{{{1}, {1, 11}}, true, true}});
  BOOST_TEST(said.lost.empty());
  BOOST_TEST(said.cancel_wanted.empty());
}

BOOST_AUTO_TEST_CASE(it_renews_four_times_in_the_shortest_timeout) {
  auto aut = actors::lease_book{2};
  auto quick = lease_of(1, 11);
  quick.visibility_timeout_ms = 400;
  BOOST_TEST(aut.add(lease_of(2, 12), start));
  BOOST_TEST((aut.interval() == 250ms));
  BOOST_TEST(aut.add(quick, start));
  BOOST_TEST((aut.interval() == 100ms));
}

BOOST_AUTO_TEST_CASE(restarts_back_off_and_then_end) {
  auto aut = actors::restart_policy{{3, 10s, 100ms, 250ms}};
  BOOST_TEST((aut.on_death(start) == 100ms));
  BOOST_TEST((aut.on_death(start + 1s) == 200ms));
  BOOST_TEST((aut.on_death(start + 2s) == 250ms));
  BOOST_TEST(!aut.on_death(start + 3s).has_value());
  BOOST_TEST((aut.on_death(start + 12s) == 100ms));
}

BOOST_AUTO_TEST_SUITE_END()
