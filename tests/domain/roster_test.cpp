// SPDX-License-Identifier: Apache-2.0
#include "domain/roster.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <utility>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(roster_test)

namespace {

instant at(int hour) {
  return *parse_instant("2026-07-01T00:00Z") + minutes{hour * 60};
}

duty work(unsigned person, unsigned shift, int from, int to) {
  return {.person = {person},
          .shift = {shift},
          .start = at(from),
          .end = at(to),
          .from = {3},
          .rotation = {4},
          .kind = duty_kind::night_float,
          .source = duty_source::preload,
          .actual = true,
          .site = {2}};
}

BOOST_AUTO_TEST_CASE(equal_rosters_sort_to_equal_bytes) {
  auto one = work(2, 1, 8, 16);
  auto other = one;
  other.from = {9};
  auto x = roster{.duties = {one, other}};
  auto y = roster{.duties = {other, one}};
  sort(x);
  sort(y);
  BOOST_TEST((x == y));
}

BOOST_AUTO_TEST_CASE(gives_each_person_a_span_in_order) {
  auto x = roster{};
  x.duties = {work(2, 1, 30, 42), work(1, 2, 8, 16), work(2, 3, 0, 12)};
  x.plan = {{.person = {2}, .rotation = {4}, .first = {}, .last = {}}};
  sort(x);
  BOOST_REQUIRE(duties_of(x, {2}).size() == 2);
  BOOST_TEST(duties_of(x, {2})[0].shift == shift_id{3});
  BOOST_TEST(duties_of(x, {3}).empty());
  BOOST_TEST(plan_of(x, {2}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(comes_back_from_its_columns) {
  auto rows = std::vector{work(7, 1, 0, 12), work(7, 2, 24, 52)};
  auto back = unpack(person_id{7}, pack_duties(rows));
  BOOST_REQUIRE(back);
  BOOST_TEST((*back == rows));
  auto plan = std::vector{assignment{.person = {7},
                                     .rotation = {4},
                                     .first = date{date::duration{5}},
                                     .last = date{date::duration{9}},
                                     .source = duty_source::manual}};
  auto planned = unpack(person_id{7}, pack_plan(plan));
  BOOST_REQUIRE(planned);
  BOOST_TEST((*planned == plan));
}

BOOST_AUTO_TEST_CASE(reads_months_of_before_there_were_sites) {
  auto rows = std::vector{work(7, 1, 0, 12), work(7, 2, 24, 52)};
  auto columns = pack_duties(rows);
  BOOST_TEST(columns.site.size() == 2U);
  columns.site.clear();
  auto back = unpack(person_id{7}, columns);
  BOOST_REQUIRE(back);
  for (auto& x : rows)
    x.site = {};
  BOOST_TEST((*back == rows));
  BOOST_TEST(pack_duties(rows).site.empty());
}

BOOST_AUTO_TEST_CASE(refuses_columns_that_cannot_be) {
  auto good = pack_duties(std::vector{work(7, 1, 0, 12), work(7, 2, 24, 36)});
  auto breaks
    = std::vector<std::pair<const char*, std::function<void(duty_month&)>>>{
      {"columns",
       [](auto& x) {
         x.kind.pop_back();
       }},
      {"columns",
       [](auto& x) {
         x.site.pop_back();
       }},
      {"kind 0",
       [](auto& x) {
         x.kind[0] = 0;
       }},
      {"kind 14",
       [](auto& x) {
         x.kind[1] = 14;
       }},
      {"source 5",
       [](auto& x) {
         x.source[0] = 5;
       }},
      {"neither",
       [](auto& x) {
         x.actual[1] = 2;
       }},
      {"row above",
       [](auto& x) {
         std::swap(x.start[0], x.start[1]);
       }},
      {"last instant",
       [](auto& x) {
         x.start[1] = 2'147'483'647;
       }},
    };
  for (const auto& [words, damage] : breaks) {
    auto bad = good;
    damage(bad);
    auto back = unpack(person_id{7}, bad);
    BOOST_REQUIRE(!back);
    BOOST_TEST(back.error().code == ec::corrupt);
    BOOST_TEST(back.error().detail.find(words) != std::string::npos,
               back.error().detail);
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_plan_that_ends_before_it_begins) {
  auto bad
    = year_plan{.rotation = {1}, .first = {9}, .last = {8}, .source = {2}};
  BOOST_TEST(unpack(person_id{7}, bad).error().code == ec::corrupt);
  bad.last = {9, 9};
  BOOST_TEST(unpack(person_id{7}, bad).error().code == ec::corrupt);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
