// SPDX-License-Identifier: Apache-2.0

// What rules.hpp promises of every rule, on random rosters: the window only
// chooses, and an edit changes no remark out of its reach.

#include "domain/rules/rules.hpp"
#include "domain/rules/words.hpp"
#include "tests/support/random_pack.hpp"
#include "tests/support/random_scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(promise_test)

namespace {

using test::dice;
using test::random_duty;
using test::random_scene;
using test::scene;

constexpr auto one_day = date::duration{1};
constexpr auto length = 80;

struct all_remarks final : remark_sink {
  std::vector<remark> list;

  bool take(const remark& x) override {
    list.push_back(x);
    return true;
  }
};

std::vector<remark> remarks(const person_rule& row, const person_view& x) {
  auto sink = all_remarks{};
  static_cast<void>(row.check(x, sink));
  return std::move(sink.list);
}

/// Longer than any roster here on both sides.
window for_ever(const scene& x) {
  return {x.where.info.first - 400 * one_day,
          x.where.info.last + 400 * one_day};
}

/// By a pack that judges everything.
scene any_scene(std::uint64_t seed) {
  auto x = random_scene(seed, length);
  auto roll = dice{seed};
  x.pack = test::random_pack_of_all(roll);
  return x;
}

BOOST_AUTO_TEST_CASE(the_window_only_chooses) {
  auto seed = test::seed_or(1);
  auto chosen = std::set<rule>{};
  for (auto i = std::size_t{0}; i < test::count_or(400); ++i) {
    auto x = any_scene(seed + i);
    auto roll = dice{seed + i};
    auto context = rule_context::make(x.where, x.pack);
    BOOST_REQUIRE(context);
    auto first = x.where.info.first + roll.in(-10, length) * one_day;
    auto over = window{first, first + roll.in(0, 9) * one_day};
    for (const auto& who : context->people) {
      auto own = duties_of(x.what, who.id);
      auto plan = plan_of(x.what, who.id);
      auto whole = view_of(*context, who, own, plan, for_ever(x));
      auto part = view_of(*context, who, own, plan, over);
      for (const auto& row : person_rules()) {
        if (!applies(row, who))
          continue;
        auto wanted = remarks(row, whole);
        std::erase_if(wanted, [&](const auto& one) {
          return !meets(part, one.from, one.to);
        });
        BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " "
                                           << name_of(row.rule));
        BOOST_REQUIRE((remarks(row, part) == wanted));
        for (const auto& one : wanted)
          chosen.insert(one.rule);
      }
    }
  }
  // Of each rule something was broken, else nothing was shown.
  for (auto which :
       {rule::work_hours, rule::day_off, rule::continuous, rule::rest,
        rule::in_house_call, rule::night_float, rule::moonlighting,
        rule::at_home_call, rule::rolling_hours, rule::weekly_hours,
        rule::shift_length, rule::consecutive_days, rule::leave,
        rule::double_booking, rule::eligibility})
    BOOST_TEST(chosen.contains(which), name_of(which));
}

/// In words, so that shifts are compared and not their places.
std::vector<finding> out_of_reach(const person_rule& row, const person_view& x,
                                  const person_view& near) {
  auto out = std::vector<finding>{};
  for (const auto& one : remarks(row, x))
    if (!meets(near, one.from, one.to))
      out.push_back(in_words(x, one));
  return out;
}

BOOST_AUTO_TEST_CASE(a_rule_about_one_duty_looks_at_no_other) {
  auto seed = test::seed_or(1);
  for (auto i = std::size_t{0}; i < test::count_or(400); ++i) {
    auto x = any_scene(seed + i);
    auto context = rule_context::make(x.where, x.pack);
    BOOST_REQUIRE(context);
    for (const auto& who : context->people) {
      auto own = duties_of(x.what, who.id);
      auto plan = plan_of(x.what, who.id);
      auto whole = view_of(*context, who, own, plan, for_ever(x));
      for (const auto& row : person_rules()) {
        if (!applies(row, who) || row.reach != reach::duty)
          continue;
        auto together = remarks(row, whole);
        auto alone = std::vector<remark>{};
        for (auto at = std::size_t{0}; at < own.size(); ++at)
          for (auto one :
               remarks(row, view_of(*context, who, own.subspan(at, 1), plan,
                                    for_ever(x)))) {
            one.duty_first += at;
            one.duty_after += at;
            alone.push_back(one);
          }
        BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " "
                                           << name_of(row.rule));
        BOOST_REQUIRE((together == alone));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_edit_changes_nothing_out_of_its_reach) {
  auto seed = test::seed_or(1);
  auto edits = std::size_t{0};
  for (auto i = std::size_t{0}; i < test::count_or(400); ++i) {
    auto x = any_scene(seed + i);
    auto roll = dice{seed + i};
    auto context = rule_context::make(x.where, x.pack);
    BOOST_REQUIRE(context);
    const auto& who = context->people[static_cast<std::size_t>(roll.in(0, 4))];
    auto own = duties_of(x.what, who.id);
    auto after = roster{.duties = {own.begin(), own.end()}};
    auto edited = random_duty(roll, x, who.id.value, length);
    if (roll.one_in(2) && !own.empty()) {
      auto at = roll.in(0, static_cast<int>(own.size()) - 1);
      edited = own[static_cast<std::size_t>(at)];
      after.duties.erase(after.duties.begin() + at);
    } else {
      edited.shift = {9'999};
      after.duties.push_back(edited);
    }
    sort(after);
    auto plan = plan_of(x.what, who.id);
    auto old = view_of(*context, who, own, plan, for_ever(x));
    auto now = view_of(*context, who, after.duties, plan, for_ever(x));
    if (old.days != now.days)
      continue; // Days without a plan are cut anew from there.
    auto near = touched_days(old, edited.start, edited.end);
    auto too = touched_days(now, edited.start, edited.end);
    auto reached = view_of(
      *context, who, own, plan,
      {std::min(near.first, too.first), std::max(near.last, too.last)});
    for (const auto& row : person_rules()) {
      if (!applies(row, who) || row.reach == reach::person)
        continue;
      BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i << " "
                                         << name_of(row.rule));
      BOOST_REQUIRE(
        (out_of_reach(row, old, reached) == out_of_reach(row, now, reached)));
    }
    ++edits;
  }
  BOOST_TEST(edits > 0U);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
