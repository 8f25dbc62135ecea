// SPDX-License-Identifier: Apache-2.0

// Random rosters, judged twice: by the rules and by counting minutes.

#include "domain/rules/legality.hpp"
#include "domain/rules/validate.hpp"
#include "domain/zone.hpp"
#include "tests/support/minute_grid.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <random>

namespace nightfloat::domain {

namespace {

using test::fact;
using test::scene;

constexpr auto one_day = date::duration{1};

class dice {
public:
  explicit dice(std::uint64_t seed) : engine_{seed} {
  }

  /// `low` to `high`, both included.
  int in(int low, int high) {
    return low
           + static_cast<int>(engine_()
                              % static_cast<std::uint64_t>(high - low + 1));
  }

private:
  std::mt19937_64 engine_;
};

/// Five to nine weeks, over a change of clocks half of the time.
scene random_scene(std::uint64_t seed) {
  auto roll = dice{seed};
  auto autumn = roll.in(0, 1) == 1;
  auto x = scene{roll.in(0, 2) == 0 ? "UTC" : "America/Chicago"};
  auto& info = x.where.info;
  info.first = scene::day(autumn ? "2026-10-12" : "2027-02-22");
  auto length = roll.in(20, 63);
  info.last = info.first + (length - 1) * one_day;
  for (auto day = 0; day < length;) {
    auto stay = roll.in(3, 40);
    auto rotation = roll.in(0, 3);
    auto last = std::min(day + stay, length) - 1;
    if (rotation != 0)
      x.what.plan.push_back({.person = {1},
                             .rotation = {static_cast<unsigned>(rotation)},
                             .first = info.first + day * one_day,
                             .last = info.first + last * one_day});
    day += stay;
  }
  for (auto i = roll.in(0, 3); i > 0; --i) {
    auto first = info.first + roll.in(-2, length) * one_day;
    x.where.absences.push_back(
      {.id = {static_cast<unsigned>(10 - i)},
       .person = {1},
       .first = first,
       .last = first + roll.in(0, 9) * one_day,
       .status = static_cast<absence_status>(roll.in(1, 3))});
  }
  auto site = *zone::find(info.zone);
  auto lengths = std::array{240, 480, 600, 720, 720, 840, 1200, 1440, 1441, 7};
  auto busy = roll.in(1, 3);
  for (auto day = 0; day < length; ++day) {
    if (roll.in(0, 6) < 3 - busy + 1)
      continue;
    auto at = site.midnight(info.first + day * one_day);
    auto until = at + minutes{roll.in(0, 3) * 360 + roll.in(0, 2)};
    for (auto i = roll.in(1, busy); i > 0; --i) {
      auto minutes_of = lengths[static_cast<std::size_t>(roll.in(0, 9))];
      auto kind = static_cast<duty_kind>(roll.in(1, 8));
      if (x.where.info.last < site.local_date(until))
        break;
      x.work(1, until, minutes_of, kind);
      until += minutes{minutes_of + (roll.in(0, 1) == 1 ? 0 : roll.in(1, 900))};
    }
  }
  sort(x.what);
  return x;
}

std::vector<fact> facts_of(const std::vector<finding>& all) {
  auto out = std::vector<fact>{};
  for (const auto& x : all)
    if (x.severity != severity::unknown && x.rule != "double_booking"
        && x.rule != "eligibility")
      out.push_back({x.rule, x.severity, x.from, x.to, x.measured, x.limit});
  std::ranges::sort(out);
  return out;
}

BOOST_AUTO_TEST_SUITE(rules_against_counted_minutes)

BOOST_AUTO_TEST_CASE(agree_on_random_rosters) {
  auto seed = test::seed_or(1);
  auto broken = std::size_t{0};
  for (auto i = std::size_t{0}; i < test::count_or(2'000); ++i) {
    auto x = random_scene(seed + i);
    auto said
      = facts_of(validate_person(x.where, x.what, x.pack, x.all(), {1}));
    auto counted = test::count_cells(x.where, x.what, x.pack, {1});
    broken += counted.empty() ? 0 : 1;
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i);
    BOOST_REQUIRE_EQUAL_COLLECTIONS(said.begin(), said.end(), counted.begin(),
                                    counted.end());
  }
  // The property would be empty if nothing were ever wrong.
  BOOST_TEST(broken > 0U);
}

BOOST_AUTO_TEST_CASE(a_roster_is_legal_where_nothing_is_broken) {
  auto seed = test::seed_or(1);
  auto legal = std::size_t{0};
  auto count = test::count_or(2'000);
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto x = random_scene(seed + i);
    // Few and short duties, so that both answers occur.
    std::erase_if(x.what.duties, [&](const auto& duty) {
      return duty.end - duty.start > minutes{600}
             || duty.shift.value % 4 < i % 4;
    });
    auto rules = legality::make(x.where, x.pack);
    BOOST_REQUIRE(rules);
    auto roll = dice{seed + i};
    auto first = x.where.info.first + roll.in(-5, 60) * one_day;
    auto over = roll.in(0, 1) == 0
                  ? x.all()
                  : window{first, first + roll.in(0, 20) * one_day};
    auto found = validate_person(x.where, x.what, x.pack, over, {1});
    auto kept = std::ranges::none_of(found, is_breach);
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i);
    BOOST_REQUIRE(rules->holds({1}, x.what.duties, x.what.plan, over) == kept);
    legal += kept ? 1 : 0;
  }
  BOOST_TEST(legal > 0U);
  BOOST_TEST(legal < count);
}

BOOST_AUTO_TEST_CASE(agree_on_supervision) {
  auto seed = test::seed_or(1);
  for (auto i = std::size_t{0}; i < test::count_or(2'000) / 10; ++i) {
    auto roll = dice{seed + i};
    auto x = scene{};
    auto start = scene::at("2026-07-06T00:00Z");
    for (auto n = roll.in(0, 12); n > 0; --n) {
      auto teaches = roll.in(0, 2) == 0;
      x.work(teaches ? 11U : static_cast<unsigned>(roll.in(1, 3)),
             start + minutes{roll.in(0, 2'000)}, roll.in(1, 900),
             teaches ? duty_kind::supervision : duty_kind::clinical,
             teaches ? 2 : 1);
    }
    auto said = std::int64_t{0};
    for (const auto& f : x.findings("supervision"))
      said += f.severity == severity::policy ? (f.to - f.from).count() : 0;
    BOOST_TEST_INFO("NIGHTFLOAT_SEED=" << seed + i);
    BOOST_REQUIRE(said
                  == test::count_unsupervised(x.where, x.what,
                                              start - minutes{60},
                                              start + minutes{4'000}));
  }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
