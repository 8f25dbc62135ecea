// SPDX-License-Identifier: Apache-2.0
// How long requests last and decisions hold, and what a refusal has read.
#include "domain/keys.hpp"
#include "tests/support/swap_world.hpp"

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(lasting_test)

using test::swap_world;
using enum swap_act;

struct lasting : swap_world {
  /// Resident 1 gives shift 16, of 16 July, and resident 2 shift 5, of the 5th.
  swap_id agreed() {
    auto id = offer({{{1}, {16}}, {{2}, {5}}}, 0, {}, 30 * 24);
    BOOST_REQUIRE_MESSAGE(id.assigned(), why);
    BOOST_REQUIRE_MESSAGE(say(id, accept, 2), why);
    return id;
  }
};

BOOST_FIXTURE_TEST_SUITE(lastings, lasting)

BOOST_AUTO_TEST_CASE(what_is_accepted_ends_when_the_shift_in_return_begins) {
  where.info.swap_approval = swap_approval::always;
  auto id = offer({{{1}, {16}}}, 0, {}, 30 * 24);
  BOOST_TEST(find(id)->record.expires_ms == ms_of("2026-07-16T07:00Z"));
  BOOST_TEST(say(id, counter, 2, 5), why);
  BOOST_TEST(find(id)->record.expires_ms == ms_of("2026-07-16T07:00Z"));
  now_ms = ms_of("2026-07-05T07:00Z") - 1'000;
  auto yes = plan_act(here(), *find(id),
                      {.act = accept, .person = {1}, .counter = 1});
  BOOST_TEST(yes->before_ms == ms_of("2026-07-05T07:00Z"));
  BOOST_TEST(take(yes), why);
  BOOST_TEST(find(id)->record.expires_ms == ms_of("2026-07-05T07:00Z"));
  now_ms = ms_of("2026-07-05T07:00Z");
  BOOST_TEST(!say(id, approve, 0));
  BOOST_TEST((state(id) == swap_state::expired));
  check_promises();
}

BOOST_AUTO_TEST_CASE(duties_move_only_before_the_first_shift_begins) {
  auto begin = ms_of("2026-07-05T07:00Z");
  auto late = *this;
  late.now_ms = begin - 1'000;
  auto made = plan_direct(late.here(),
                          {.id = {9}, .legs = {{{1}, {16}}, {{2}, {5}}}},
                          {.act = execute});
  BOOST_TEST(made->written);
  BOOST_TEST(made->before_ms == begin);
  auto id = agreed();
  // As it was kept before the end of a request was the begin of every shift.
  auto old = find(id)->record;
  old.expires_ms = ms_of("2026-07-16T07:00Z");
  file(old);
  now_ms = begin - 1'000;
  auto done = plan_act(here(), *find(id), {.act = execute, .person = {2}});
  BOOST_TEST(done->written);
  BOOST_TEST(done->before_ms == begin);
  BOOST_TEST(take(done), why);
  auto back = plan_act(here(), *find(id), {.act = revert, .person = {2}});
  BOOST_TEST(back->written);
  BOOST_TEST(back->before_ms == begin);
}

BOOST_AUTO_TEST_CASE(a_request_that_ended_by_itself_is_nobodys_yes_or_no) {
  auto id = agreed();
  now_ms = ms_of("2026-07-05T07:00Z");
  auto other = *this;
  BOOST_TEST(!say(id, execute, 0));
  BOOST_TEST((state(id) == swap_state::expired));
  BOOST_TEST(board.tally_of({2}).tally.agreed == 0U);
  BOOST_TEST(!other.say(id, decline, 2));
  BOOST_TEST((other.state(id) == swap_state::expired));
  BOOST_TEST(other.board.tally_of({2}).tally.declined == 0U);
}

BOOST_AUTO_TEST_CASE(a_refusal_names_the_units_by_which_it_was_judged) {
  auto id = agreed();
  auto unit = std::string{};
  for (const auto& x : where.templates)
    if (x.id == template_id{1})
      unit = x.unit;
  auto first = keys::unit_guard(unit, at("2026-07-05T07:00Z"));
  auto second = keys::unit_guard(unit, at("2026-07-16T07:00Z"));
  auto expects = [&](const result<swap_change>& x) {
    BOOST_TEST_REQUIRE(x->refusal.has_value());
    BOOST_TEST(!x->plan.has_value());
    BOOST_TEST(x->guards_read.contains(first));
    BOOST_TEST(x->guards_read.contains(second));
  };
  auto away = *this;
  away.leave(2, "2026-07-16", "2026-07-16");
  expects(plan_act(away.here(), *away.find(id), {.act = execute}));
  BOOST_TEST(say(id, execute, 0), why);
  leave(1, "2026-07-16", "2026-07-16");
  expects(plan_act(here(), *find(id), {.act = revert}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
