// SPDX-License-Identifier: Apache-2.0

// A live roster against judging everything again after each edit.

#include "domain/rules/live_roster.hpp"
#include "tests/support/edited_roster.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(live_roster_test)

namespace {

using test::edited_roster;
using test::scene;
using enum duty_kind;

bool has(const std::vector<finding>& all, std::string_view rule, unsigned who) {
  return std::ranges::any_of(all, [&](const auto& x) {
    return x.rule == rule && x.person == person_id{who};
  });
}

struct ward : scene {
  shift_id mine;

  ward() {
    for (auto who : {1U, 2U, 3U})
      plan(who, 1, "2026-07-01", "2026-07-28");
    mine = work(2, at("2026-07-06T07:00Z"), 720, clinical, 1);
    work(11, at("2026-07-06T07:00Z"), 720, supervision, 2);
    sort(what);
  }

  live_roster live() {
    auto out = live_roster::make(where, what, pack, all());
    BOOST_REQUIRE(out);
    return *std::move(out);
  }

  duty another(unsigned who, std::string_view start, int minutes_of) const {
    return {.person = {who},
            .shift = {77},
            .start = at(start),
            .end = at(start) + minutes{minutes_of},
            .from = {1},
            .kind = clinical};
  }
};

BOOST_FIXTURE_TEST_SUITE(live_rosters, ward)

BOOST_AUTO_TEST_CASE(it_begins_with_what_validate_says) {
  auto x = live();
  BOOST_TEST((x.findings() == findings()));
  BOOST_TEST((x.what() == what));
  BOOST_TEST(x.duties() == 2U);
  BOOST_TEST(x.changes().gone.empty());
  BOOST_TEST(x.changes().come.empty());
}

BOOST_AUTO_TEST_CASE(an_edit_tells_what_is_new_and_what_is_gone) {
  auto x = live();
  auto before = x.findings();
  BOOST_REQUIRE(x.put(another(2, "2026-07-06T12:00Z", 60)));
  auto news = x.changes();
  BOOST_TEST(has(news.come, "double_booking", 2));
  BOOST_TEST(!has(news.gone, "double_booking", 2));
  BOOST_REQUIRE(x.take({77}));
  news = x.changes();
  BOOST_TEST(has(news.gone, "double_booking", 2));
  BOOST_TEST((x.findings() == before));
}

BOOST_AUTO_TEST_CASE(a_shift_that_is_given_away_is_anothers_matter) {
  auto x = live();
  BOOST_REQUIRE(x.put(another(3, "2026-07-06T12:00Z", 60)));
  BOOST_REQUIRE(x.give(mine, {3}));
  BOOST_TEST(has(x.changes().come, "double_booking", 3));
  BOOST_TEST(x.what().duties[1].person == person_id{3});
}

BOOST_AUTO_TEST_CASE(leave_and_plan_are_edits_too) {
  auto x = live();
  auto away = absence{.id = {1},
                      .person = {2},
                      .first = day("2026-07-06"),
                      .last = day("2026-07-06")};
  BOOST_REQUIRE(x.change_leave({2}, std::span{&away, 1}));
  BOOST_TEST(has(x.changes().come, "leave", 2));
  BOOST_REQUIRE(x.change_leave({2}, {}));
  BOOST_TEST(has(x.changes().gone, "leave", 2));
  BOOST_REQUIRE(x.change_plan({3}, {}));
  BOOST_TEST(has(x.changes().come, "data", 3));
}

BOOST_AUTO_TEST_CASE(parts_at_one_time_keep_their_order_in_what_is_gone) {
  // Two parts of a shift, alike but for their templates, meet at one person.
  auto part = another(1, "2026-07-08T07:00Z", 720);
  what.duties.push_back(part);
  part.person = {2};
  part.from = {2};
  what.duties.push_back(part);
  sort(what);
  auto x = live();
  BOOST_REQUIRE(x.give({77}, {3}));
  auto said = x.findings();
  auto one = std::ranges::find(said, "eligibility", &finding::rule);
  BOOST_REQUIRE(one != said.end());
  BOOST_REQUIRE(x.take({77}));
  auto gone = x.changes().gone;
  BOOST_TEST((std::ranges::find(gone, *one) != gone.end()));
}

BOOST_AUTO_TEST_CASE(the_last_duty_leaves_a_roster_of_nothing) {
  auto x = live();
  for (auto who : {1U, 2U, 3U})
    BOOST_REQUIRE(x.change_plan({who}, {}));
  BOOST_REQUIRE(x.take(mine));
  BOOST_REQUIRE(x.take({2}));
  auto all_of_it = x.findings();
  BOOST_REQUIRE(all_of_it.size() == 1U);
  BOOST_TEST((x.changes().come == all_of_it));
  BOOST_REQUIRE(x.put(another(2, "2026-07-06T12:00Z", 60)));
  BOOST_TEST((x.changes().gone == all_of_it));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_changes_nothing) {
  auto x = live();
  auto before = x.findings();
  auto code = [](const result<void>& done) {
    return done ? ec::none : done.error().code;
  };
  auto wrong = another(2, "2026-07-06T12:00Z", -1);
  BOOST_TEST(code(x.put(wrong)) == ec::invalid_argument);
  wrong = another(0, "2026-07-06T12:00Z", 60);
  BOOST_TEST(code(x.put(wrong)) == ec::invalid_argument);
  wrong = another(2, "2026-07-06T07:00Z", 60);
  wrong.shift = mine;
  BOOST_TEST(code(x.put(wrong)) == ec::refused);
  wrong.shift = {};
  BOOST_TEST(code(x.put(wrong)) == ec::invalid_argument);
  BOOST_TEST(code(x.take({77})) == ec::not_found);
  BOOST_TEST(code(x.give({77}, {2})) == ec::not_found);
  BOOST_TEST(code(x.give(mine, {2})) == ec::refused);
  BOOST_TEST(code(x.give(mine, {})) == ec::invalid_argument);
  auto row = assignment{.person = {2},
                        .rotation = {1},
                        .first = day("2026-07-06"),
                        .last = day("2026-07-05")};
  BOOST_TEST(code(x.change_plan({2}, {row})) == ec::invalid_argument);
  row.first = row.last;
  BOOST_TEST(code(x.change_plan({3}, {row})) == ec::invalid_argument);
  auto away = absence{.id = {1}, .person = {2}};
  BOOST_TEST(code(x.change_leave({3}, std::span{&away, 1}))
             == ec::invalid_argument);
  BOOST_TEST(code(x.change_leave({55}, {})) == ec::not_found);
  BOOST_TEST((x.findings() == before));
  BOOST_TEST((x.what() == what));
}

BOOST_AUTO_TEST_CASE(a_zone_or_a_window_that_cannot_be_is_refused) {
  auto forever = window{day("1900-01-01"), day("2100-01-01")};
  BOOST_TEST(live_roster::make(where, what, pack, forever).error().code
             == ec::oversize);
  where.info.zone = "Mars/Olympus";
  BOOST_TEST(live_roster::make(where, what, pack, all()).error().code
             == ec::not_found);
}

/// What is in `a` and not in `b`, each as often as it is.
std::vector<finding> without(std::vector<finding> a,
                             const std::vector<finding>& b) {
  for (const auto& x : b)
    if (auto same = std::ranges::find(a, x); same != a.end())
      a.erase(same);
  return a;
}

BOOST_AUTO_TEST_CASE(random_edits_are_judged_as_if_all_were_judged_again) {
  constexpr auto edits_each = 250;
  auto seed = test::seed_or(1);
  auto scenes = std::max<std::size_t>(test::count_or(2'000) / edits_each, 1);
  auto changed = std::size_t{0};
  for (auto i = std::size_t{0}; i < scenes; ++i) {
    auto x = edited_roster{seed + i, (seed + i) % 4 == 1 ? 150 : 60};
    auto live = x.live();
    BOOST_REQUIRE(live);
    auto before = x.judged();
    BOOST_REQUIRE((live->findings() == before));
    for (auto n = 0; n < edits_each; ++n) {
      x.edit(*live);
      auto now = x.judged();
      auto news = live->changes();
      BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " edit " << n << ", "
                                         << x.said());
      BOOST_REQUIRE((live->findings() == now));
      BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " edit " << n << ", "
                                         << x.said());
      BOOST_REQUIRE((news.gone == without(before, now)));
      BOOST_REQUIRE((news.come == without(now, before)));
      changed += news.gone.size() + news.come.size();
      before = std::move(now);
    }
    BOOST_REQUIRE((live->what().duties == x.what().duties));
    BOOST_REQUIRE((live->what().plan == x.what().plan));
  }
  BOOST_TEST(changed > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

BOOST_AUTO_TEST_SUITE_END()

} // namespace nightfloat::domain
