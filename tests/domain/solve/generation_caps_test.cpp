// SPDX-License-Identifier: Apache-2.0
// A generation that may change so much of the roster in force and no more.
#include "domain/solve/frame.hpp"
#include "domain/solve/generation.hpp"
#include "domain/solve/random.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/part.hpp"
#include "tests/support/generated.hpp"
#include "tests/support/seed.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <utility>

BOOST_AUTO_TEST_SUITE(generation_caps_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::finished;
using test::ward;

namespace {

constexpr auto one_day = date::duration{1};

roster_changes changes(const programme& x, const roster& before,
                       const generation& after) {
  return count_changes(*make_frame(x, {}, {}), before, after.best());
}

/// That person, so many days from that day of the programme on.
void send_away(programme& x, std::uint32_t who, std::int32_t from,
               std::int32_t days) {
  auto first = x.info.first + from * one_day;
  x.absences.push_back(
    {.id = {static_cast<std::uint32_t>(x.absences.size()) + 1},
     .person = {who},
     .first = first,
     .last = first + (days - 1) * one_day,
     .status = absence_status::approved});
}

/// A ward with days, nights and half days, and faculty.
programme hospital(random_source& random) {
  auto x = ward(5 + random.below(4));
  x.templates.push_back({.id = {2},
                         .code = "NIGHT",
                         .rotation = {1},
                         .kind = duty_kind::in_house_call,
                         .start = 1'140,
                         .length = 720});
  x.templates.push_back({.id = {3},
                         .code = "CLINIC",
                         .rotation = {1},
                         .start = 780,
                         .length = 240});
  x.templates.push_back({.id = {4},
                         .code = "ATT",
                         .kind = duty_kind::supervision,
                         .role = person_role::faculty,
                         .start = 420,
                         .length = 720,
                         .people_needed = 1});
  for (auto i : {21U, 22U})
    x.people.push_back({.id = {i},
                        .code = "F" + std::to_string(i),
                        .role = person_role::faculty});
  return x;
}

/// The day on which that person has the first duty.
std::int32_t first_day(const programme& x, const roster& of,
                       std::uint32_t who) {
  auto found = std::ranges::find(of.duties, person_id{who}, &duty::person);
  BOOST_REQUIRE((found != of.duties.end()));
  return (make_frame(x, {}, {})->site.local_date(found->start) - x.info.first)
    .count();
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_may_change_and_nothing_does) {
  auto x = ward(4);
  auto base = finished(x, {.seed = 1}).best();
  auto g = finished(x, {.seed = 2, .moves_max = 200'000, .changes_max = 0},
                    &base);
  BOOST_TEST(changes(x, base, g).all == 0U);
  BOOST_TEST(g.feasible());
  BOOST_TEST((g.best().plan == base.plan));
  auto free = finished(x, {.seed = 2, .moves_max = 200'000}, &base);
  BOOST_TEST(changes(x, base, free).all > 0U);
}

BOOST_AUTO_TEST_CASE(who_is_away_is_replaced_by_as_few_as_needed) {
  auto x = ward(4);
  auto base = finished(x, {.seed = 1}).best();
  send_away(x, 1, first_day(x, base, 1), 1);
  auto g = finished(x, {.moves_max = 200'000, .changes_max = 2}, &base);
  BOOST_TEST(g.feasible());
  BOOST_TEST(changes(x, base, g).all == 2U);
  BOOST_TEST(g.changes_needed() == 1U);
  // Their place stays open rather than that another changes.
  auto tight = finished(x, {.moves_max = 200'000, .changes_max = 1}, &base);
  BOOST_TEST(!tight.feasible());
  BOOST_TEST(changes(x, base, tight).all == 1U);
  BOOST_TEST(tight.unmet().size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_proved_by_person_and_day) {
  auto x = ward(4);
  auto base = finished(x, {.seed = 1}).best();
  auto day = first_day(x, base, 1);
  send_away(x, 1, day, 1);
  auto date = to_string(x.info.first + day * one_day);
  auto refused = generation::begin(x, {.changes_max = 0}, &base);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ec::infeasible));
  BOOST_TEST(refused.error().detail
             == "generate: at most 0 changes cannot hold: 1 day cannot stay "
                "as in the roster in force, the first is R1 on "
                  + date + "; allow 1 or more");
  refused = generation::begin(x, {.changes_max_each = 0}, &base);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail
             == "generate: at most 0 changes of each person cannot hold: 1 "
                "day of R1 cannot stay as in the roster in force, the first "
                "is "
                  + date + "; allow 1 or more");
}

BOOST_AUTO_TEST_CASE(days_off_that_were_only_chosen_prove_nothing) {
  auto x = ward(2);
  x.pack = house_strict();
  x.templates[0].length = 240;
  auto in = make_frame(x, {}, {});
  BOOST_REQUIRE(in);
  auto base = roster{};
  for (auto who : {1U, 2U}) {
    base.plan.push_back({.person = {who},
                         .rotation = {1},
                         .first = x.info.first,
                         .last = x.info.last});
    for (std::int32_t d = 0; d < in->days; ++d)
      if (d % 7 != (who == 1 ? 6 : 5))
        base.duties.push_back({.person = {who},
                               .start = in->start(0, d),
                               .end = in->start(0, d) + minutes{240},
                               .from = {1},
                               .rotation = {1},
                               .source = duty_source::solver});
  }
  sort(base);
  stage::number_shifts(*in, base.duties);
  send_away(x, 1, 3, 1);
  auto g = generation::begin(x, {.moves_max = 50'000, .changes_max = 2}, &base);
  BOOST_REQUIRE_MESSAGE(g, (g ? "" : g.error().detail));
  BOOST_TEST(g->changes_needed() <= 2U);
  while (g->step(20'000) == generation::state::more) {
  }
  BOOST_TEST(changes(x, base, *g).all <= 2U);
}

BOOST_AUTO_TEST_CASE(a_shift_after_midnight_is_of_the_day_of_its_column) {
  auto x = ward(2);
  x.templates[0].length = 480;
  x.templates.push_back({.id = {2},
                         .code = "LATE",
                         .rotation = {1},
                         .start = 1'470,
                         .length = 480});
  auto in = make_frame(x, {}, {});
  BOOST_REQUIRE(in);
  auto with = [&](std::uint32_t late, std::uint32_t early) {
    auto out = roster{};
    for (auto [who, which] : {std::pair{late, 1U}, std::pair{early, 0U}})
      out.duties.push_back({.person = {who},
                            .start = in->start(which, 3),
                            .end = in->start(which, 3) + minutes{480},
                            .from = {which + 1}});
    sort(out);
    return out;
  };
  BOOST_TEST(count_changes(*in, with(1, 2), with(2, 1)).all == 2U);
}

BOOST_AUTO_TEST_CASE(somebody_who_left_the_service_is_a_change_too) {
  auto x = ward(4);
  auto base = finished(x, {.seed = 1}).best();
  // Their duties are now of a template that they may not work.
  x.people[0].pgy = {{2026, 3}};
  x.templates[0].pgy_max = 1;
  auto own = static_cast<std::uint32_t>(
    std::ranges::count(base.duties, person_id{1}, &duty::person));
  BOOST_TEST_REQUIRE(own > 1U);
  auto refused = generation::begin(x, {.changes_max = own - 1}, &base);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST((refused.error().code == ec::infeasible));
  auto g = finished(x, {.moves_max = 500'000, .changes_max = own + 1}, &base);
  BOOST_TEST(changes(x, base, g).all <= own + 1);
}

BOOST_AUTO_TEST_CASE(a_cap_needs_a_roster_and_a_stage) {
  auto x = ward(4);
  auto refused = generation::begin(x, {.changes_max = 3});
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail
             == "generate: changes have a cap and there is no roster in force "
                "to be near to, leave it out");
  auto base = finished(x, {.seed = 1}).best();
  refused = generation::begin(x, {.stages = stage::plan_part, .changes_max = 3},
                              &base);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail
             == "generate: changes have a cap and the plan then stays as it "
                "is, name other stages or leave it out");
}

BOOST_AUTO_TEST_CASE(prices_and_frozen_days_go_with_it) {
  auto x = ward(4);
  auto base = finished(x, {.seed = 1}).best();
  send_away(x, 1, first_day(x, base, 1), 1);
  auto frozen = x.info.first + 9 * one_day;
  auto g = finished(x,
                    {.moves_max = 200'000,
                     .keep_price = 1'000,
                     .changes_max = 20,
                     .changes_max_each = 4,
                     .frozen_to = frozen},
                    &base);
  auto made = g.best();
  for (const auto& d : base.duties)
    if (d.start < instant{frozen})
      BOOST_TEST(std::ranges::any_of(made.duties, [&](const duty& y) {
        return y.person == d.person && y.start == d.start;
      }));
  BOOST_TEST(changes(x, base, g).all <= 4U);
}

BOOST_AUTO_TEST_CASE(what_may_change_is_used_for_what_is_worth_it) {
  auto random = random_source{7};
  auto x = hospital(random);
  // After 20'000 moves nothing is left that any number of changes would mend.
  auto base = finished(x, {.seed = 3, .moves_max = 400}).best();
  auto options = generation_options{.moves_max = 1, .changes_max = 8};
  auto before = generation::begin(x, options, &base);
  BOOST_TEST_REQUIRE(!!before);
  options.moves_max = 400'000;
  auto g = finished(x, options, &base);
  auto n = changes(x, base, g).all;
  BOOST_TEST(n > 0U);
  BOOST_TEST(n <= 8U);
  auto was = before->progress();
  auto is = g.progress();
  // Each change costs one, and it was worth more than that.
  BOOST_TEST((std::pair{is.hard, is.soft} < std::pair{was.hard, was.soft}));
}

/// Whatever happens to a programme, in all its stages, with every kind of cap,
/// from the roster in force and from one that was found before.
BOOST_AUTO_TEST_CASE(a_cap_is_never_exceeded) {
  auto seed = test::number_from("NIGHTFLOAT_SEED", 20'261'126);
  auto count = test::number_from("NIGHTFLOAT_COUNT", 10);
  for (auto end = seed + count; seed < end; ++seed) {
    auto random = random_source{seed};
    auto x = hospital(random);
    auto base
      = finished(x, {.seed = random.next(), .moves_max = 60'000}).best();
    for (auto n = random.below(4); n > 0; --n)
      send_away(x, 1 + random.below(5),
                static_cast<std::int32_t>(random.below(17)),
                static_cast<std::int32_t>(1 + random.below(4)));
    auto options = generation_options{.seed = random.next(),
                                      .moves_max = 120'000};
    if (random.below(4) != 0)
      options.changes_max = random.below(40);
    if (!options.changes_max || random.below(2) == 0)
      options.changes_max_each = random.below(10);
    auto other = finished(x, {.seed = random.next(), .moves_max = 60'000},
                          &base);
    auto from = generation_start{.what = other.best()};
    auto g = generation::begin(x, options, &base,
                               random.below(2) == 0 ? &from : nullptr);
    if (!g) {
      BOOST_TEST((g.error().code == ec::infeasible), g.error().detail);
      continue;
    }
    for (auto more = true; more;) {
      more = g->step(10'000) == generation::state::more;
      auto n = changes(x, base, *g);
      auto told = "seed " + std::to_string(seed) + ": " + std::to_string(n.all)
                  + ", " + std::to_string(n.most_each);
      BOOST_TEST((!options.changes_max || n.all <= *options.changes_max), told);
      BOOST_TEST(
        (!options.changes_max_each || n.most_each <= *options.changes_max_each),
        told);
      // What is proved to be needed is not undercut.
      if (g->feasible())
        BOOST_TEST(g->changes_needed() <= n.all);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
