// SPDX-License-Identifier: Apache-2.0
// The life of a request: each state and act by example, and random acts
// against a model that keeps sets where the machine keeps a record.
// NIGHTFLOAT_SEED replays, NIGHTFLOAT_COUNT says how many acts.
#include "domain/swap/negotiate.hpp"
#include "tests/support/random_commands.hpp"
#include "tests/support/swap_model.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(negotiate_test)

std::ostream& operator<<(std::ostream& out, swap_state x) {
  return out << static_cast<int>(x);
}

namespace {

using enum swap_state;
using enum swap_act;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t expires = 100 * hour_ms;

/// Of person 1, who gives shift 1; person n gives shift n to person n - 1, and
/// the first to the last.
swap_record request(unsigned parties, bool gift = false) {
  auto out = swap_record{.id = {7}, .owner = {1}, .expires_ms = expires};
  out.market = parties == 1;
  out.kind = parties == 1   ? swap_kind::open
             : parties == 2 ? swap_kind::one_to_one
                            : swap_kind::cycle;
  out.state = parties == 1 ? open : proposed;
  out.wish.gift = gift;
  out.consents = {{1}};
  for (auto i = 1U; i <= parties; ++i)
    out.moves.push_back({.shift = {i},
                         .from = {i},
                         .to = {parties == 1 ? 0
                                : i == 1     ? parties
                                             : i - 1}});
  return out;
}

struct talk {
  swap_record x;
  std::int64_t now_ms = hour_ms;
  bool approval = false;

  /// The state that it leads to; nothing: it was refused.
  std::optional<swap_state> say(swap_act act, unsigned who,
                                unsigned counter_or_shift = 0) {
    auto how = swap_command{.act = act, .person = {who}, .by = "uid:1"};
    if (act == swap_act::counter)
      how.in_return = {counter_or_shift};
    else
      how.counter = counter_or_shift;
    auto got = negotiate(x, how, {now_ms, approval, 1});
    x = got.record;
    why = got.refusal ? got.refusal->detail : "";
    before_ms = got.before_ms;
    return got.refusal ? std::nullopt : std::optional{x.state};
  }

  std::string why;
  std::int64_t before_ms = 0;
};

bool has(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

BOOST_AUTO_TEST_CASE(two_agree_and_either_executes) {
  auto x = talk{request(2)};
  BOOST_TEST(!x.say(execute, 1));
  BOOST_TEST(has(x.why, "not everybody has agreed"));
  BOOST_TEST(!x.say(accept, 1));
  BOOST_TEST(!x.say(accept, 3));
  BOOST_TEST((x.say(accept, 2) == consented));
  BOOST_TEST(!x.say(execute, 3));
  BOOST_TEST((x.say(execute, 2) == executed));
  BOOST_TEST(x.x.executed_ms == hour_ms);
  BOOST_TEST(x.x.trail.size() == 2U);
  BOOST_TEST(x.x.trail.back().after == 1U);
}

BOOST_AUTO_TEST_CASE(a_ring_needs_everybody) {
  auto x = talk{request(4)};
  BOOST_TEST((x.say(accept, 3) == proposed));
  BOOST_TEST((x.say(accept, 2) == proposed));
  BOOST_TEST(!x.say(accept, 2));
  BOOST_TEST(!x.say(swap_act::counter, 4, 9));
  BOOST_TEST((x.say(accept, 4) == consented));
}

BOOST_AUTO_TEST_CASE(a_coordinator_approves_where_the_programme_asks) {
  auto x = talk{request(2), hour_ms, true};
  BOOST_TEST((x.say(accept, 2) == awaiting_approval));
  BOOST_TEST(!x.say(execute, 0));
  BOOST_TEST(has(x.why, "must approve it first"));
  BOOST_TEST(!x.say(approve, 2));
  BOOST_TEST((x.say(approve, 0) == approved));
  BOOST_TEST(x.x.approved_by == "uid:1");
  BOOST_TEST((x.say(execute, 0) == executed));
}

BOOST_AUTO_TEST_CASE(the_owner_of_an_open_offer_chooses_a_counter_offer) {
  auto x = talk{request(1)};
  BOOST_TEST(!x.say(accept, 2));
  BOOST_TEST(has(x.why, "asks for a shift in return"));
  BOOST_TEST(!x.say(swap_act::counter, 1, 5));
  BOOST_TEST((x.say(swap_act::counter, 2, 22) == countered));
  BOOST_TEST((x.say(swap_act::counter, 3, 33) == countered));
  // The second of one person replaces their first.
  BOOST_TEST((x.say(swap_act::counter, 2, 0) == countered));
  BOOST_TEST(x.x.counters.size() == 2U);
  BOOST_TEST(!x.say(accept, 2, 2));
  BOOST_TEST(!x.say(accept, 1, 1));
  BOOST_TEST((x.say(accept, 1, 2) == consented));
  BOOST_TEST((x.x.kind == swap_kind::one_to_one));
  BOOST_TEST((x.x.moves[1] == move{{33}, 0, {3}, {1}}));
  BOOST_TEST((promised_shifts(x.x) == std::vector<shift_id>{{1}, {33}}));
}

BOOST_AUTO_TEST_CASE(whoever_took_an_open_offer_may_back_out_of_it) {
  auto x = talk{request(1, true)};
  BOOST_TEST((x.say(accept, 5) == consented));
  BOOST_TEST((x.x.kind == swap_kind::absorb));
  BOOST_TEST((x.say(decline, 5) == open));
  BOOST_TEST(!x.x.moves.front().to.assigned());
  BOOST_TEST((x.say(accept, 4) == consented));
  BOOST_TEST((x.say(withdraw, 1) == withdrawn));
  BOOST_TEST(!x.say(accept, 4));
  BOOST_TEST(has(x.why, "is withdrawn already"));
}

BOOST_AUTO_TEST_CASE(counter_offers_may_be_declined_and_taken_back) {
  auto x = talk{request(2)};
  BOOST_TEST(!x.say(swap_act::counter, 3, 30));
  BOOST_TEST((x.say(swap_act::counter, 2, 20) == countered));
  BOOST_TEST((x.say(decline, 1, 1) == proposed));
  BOOST_TEST((x.say(swap_act::counter, 2, 21) == countered));
  BOOST_TEST((x.say(decline, 2) == proposed));
  BOOST_TEST(!x.say(decline, 1));
  BOOST_TEST((x.say(decline, 2) == declined));
}

BOOST_AUTO_TEST_CASE(time_ends_a_request_on_the_millisecond) {
  auto x = talk{request(2), expires - 1};
  BOOST_TEST(!x.say(expire, 0));
  BOOST_TEST(x.before_ms == expires);
  BOOST_TEST((x.say(accept, 2) == consented));
  BOOST_TEST(x.before_ms == expires);
  x.now_ms = expires;
  BOOST_TEST(!x.say(execute, 1));
  BOOST_TEST((x.x.state == expired));
  BOOST_TEST(has(x.why, "ended at 1970-01-05 04:00"));
  auto y = talk{request(1), expires};
  BOOST_TEST((y.say(expire, 0) == expired));
  BOOST_TEST(y.before_ms == 0);
}

BOOST_AUTO_TEST_CASE(a_refusal_tells_the_clock_at_the_site) {
  auto site = zone::find("America/Chicago");
  BOOST_REQUIRE(site.has_value());
  auto got = negotiate(request(2),
                       {.act = accept, .person = {2}, .by = "uid:1"},
                       {.now_ms = expires, .site = *site});
  BOOST_REQUIRE(got.refusal.has_value());
  BOOST_TEST(has(got.refusal->detail, "ended at 1970-01-04 22:00"),
             got.refusal->detail);
}

BOOST_AUTO_TEST_CASE(a_swap_is_reverted_once_within_a_day) {
  auto x = talk{request(2)};
  BOOST_TEST(!x.say(revert, 1));
  x.say(accept, 2);
  x.say(execute, 1);
  auto late = x;
  late.now_ms = hour_ms + swap_revert_ms;
  BOOST_TEST(!late.say(revert, 1));
  BOOST_TEST(has(late.why, "more than 24 hours ago"));
  x.now_ms = late.now_ms - 1;
  BOOST_TEST(!x.say(revert, 3));
  BOOST_TEST((x.say(revert, 2) == reverted));
  BOOST_TEST(x.before_ms == late.now_ms);
  BOOST_TEST(!x.say(revert, 0));
  BOOST_TEST(has(x.why, "is reverted already"));
}

BOOST_AUTO_TEST_CASE(counter_offers_and_talk_are_bounded) {
  auto x = talk{request(1)};
  for (auto i = 0U; i < swap_counters_max; ++i)
    BOOST_TEST((x.say(swap_act::counter, 10 + i, 100 + i) == countered));
  BOOST_TEST(!x.say(swap_act::counter, 99, 999));
  BOOST_TEST((x.say(swap_act::counter, 10, 999) == countered));
  while (x.x.trail.size() < swap_trail_max)
    BOOST_TEST_REQUIRE((x.say(swap_act::counter, 10, 999) == countered));
  BOOST_TEST(!x.say(swap_act::counter, 10, 999));
  BOOST_TEST(has(x.why, "went back and forth 200 times"));
  BOOST_TEST((x.say(withdraw, 1) == withdrawn));
}

// -- the model ----------------------------------------------------------------

struct said {
  int act = 0;
  unsigned who = 0;
  unsigned number = 0;
  int hours = 0;
};

std::ostream& operator<<(std::ostream& out, const said& x) {
  return out << x.act << " by " << x.who << " of " << x.number << " after "
             << x.hours << " h";
}

void check_talk(unsigned parties, bool gift, bool approval,
                const std::vector<said>& all) {
  auto real = talk{request(parties, gift), hour_ms, approval};
  auto simple = test::swap_model{};
  simple.state = real.x.state;
  simple.market = real.x.market;
  simple.gift = gift;
  simple.approval = approval;
  for (auto i = 2U; i <= parties; ++i)
    simple.parties.insert(i);
  for (const auto& one : all) {
    auto act = static_cast<swap_act>(one.act);
    real.now_ms += one.hours * hour_ms;
    auto before = real.x;
    auto got = real.say(act, one.who, one.number);
    if (is_live(before.state) && real.now_ms >= expires) {
      RC_ASSERT(real.x.state == expired);
      RC_ASSERT(got.has_value() == (act == expire));
      return;
    }
    auto may = simple.apply(act, one.who, one.number, real.now_ms);
    RC_ASSERT(got.has_value() == may);
    RC_ASSERT(real.x.state == simple.state);
    if (!may) {
      RC_ASSERT(real.x == before);
      RC_ASSERT(!real.why.empty());
      continue;
    }
    RC_ASSERT(real.x.trail.size() == simple.said);
    RC_ASSERT(real.x.trail.back().state == simple.state);
    auto agreed = std::set<unsigned>{};
    for (auto who : real.x.consents)
      agreed.insert(who.value);
    RC_ASSERT(agreed == simple.agreed);
    RC_ASSERT(real.x.counters.size() == simple.counters.size());
    for (const auto& x : real.x.counters)
      RC_ASSERT(simple.counters.at(x.number) == x.by.value);
    RC_ASSERT(parties_of(real.x).size() == simple.parties.size());
    // Nothing moves without the word of everybody who gives.
    if (real.x.state == executed)
      for (const auto& x : real.x.moves)
        RC_ASSERT(agreed.contains(x.from.value) && agreed.contains(x.to.value));
  }
}

using test::commands_as_asked;
BOOST_TEST_GLOBAL_CONFIGURATION(commands_as_asked);

BOOST_AUTO_TEST_CASE(random_acts_do_what_the_model_says) {
  auto good = rc::check("a request is what its model is", [] {
    auto act = rc::gen::apply(
      [](int what, unsigned who, unsigned number, int hours) {
        // Most acts follow at once, so that much is said before the end.
        return said{what, who, number, hours > 37 ? hours - 37 : 0};
      },
      rc::gen::inRange(2, 10), rc::gen::inRange(0U, 7U),
      rc::gen::weightedOneOf<unsigned>(
        {{3, rc::gen::just(0U)}, {2, rc::gen::inRange(1U, 9U)}}),
      rc::gen::inRange(0, 40));
    auto all = *rc::gen::container<std::vector<said>>(test::commands_each, act);
    check_talk(*rc::gen::inRange(1U, 6U), *rc::gen::arbitrary<bool>(),
               *rc::gen::arbitrary<bool>(), all);
  });
  BOOST_TEST(good);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
