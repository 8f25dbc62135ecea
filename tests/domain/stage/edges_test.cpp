// SPDX-License-Identifier: Apache-2.0
// What stages do where a programme has nobody for them, or more templates or
// days than one problem takes.
#include "domain/solve/generation.hpp"
#include "domain/stage/duty_view.hpp"
#include "domain/stage/open_bound.hpp"
#include "tests/support/ward.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(edges_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::ward;

namespace {

generation finished(const programme& x, const generation_options& options) {
  auto made = generation::begin(x, options);
  BOOST_REQUIRE_MESSAGE(made, made.error().detail);
  while (made->step(50'000) == generation::state::more) {
  }
  return std::move(*made);
}

/// All three weeks of one place a day stay open, in every figure.
void leaves_open_21(const generation& x, const std::string& stage) {
  BOOST_TEST(x.unmet().size() == 21u);
  BOOST_TEST(x.open_places() == 21u);
  BOOST_TEST(x.progress().hard == 21);
  auto bound = x.open_bound();
  BOOST_TEST_REQUIRE(!!bound);
  BOOST_TEST(bound->least == 21);
  BOOST_TEST(bound->open == 21);
  auto costs = x.stage_costs();
  BOOST_TEST_REQUIRE(!costs.empty());
  BOOST_TEST(costs.back().stage == stage);
  BOOST_TEST(costs.back().hard == 21);
  BOOST_TEST(costs.back().bounded);
}

void add_shifts(programme& x, std::uint32_t first, std::uint32_t last,
                rotation_id of) {
  for (auto i = first; i <= last; ++i)
    x.templates.push_back({.id = {i},
                           .code = "T" + std::to_string(i),
                           .rotation = of,
                           .start = 420,
                           .length = 720});
}

} // namespace

BOOST_AUTO_TEST_CASE(nobody_qualified_leaves_the_shift_open) {
  auto x = ward(4);
  x.templates[0].credential = "acls";
  auto g = finished(x, {});
  BOOST_TEST(g.best().duties.empty());
  leaves_open_21(g, "days");
}

BOOST_AUTO_TEST_CASE(what_nobody_may_work_ends_no_search_of_the_rest) {
  auto x = ward(4);
  x.templates.push_back({.id = {2},
                         .code = "TEACH",
                         .role = person_role::faculty,
                         .start = 480,
                         .length = 480});
  for (auto moves : {0U, 200'000U}) {
    auto g = finished(x, {.moves_max = moves});
    BOOST_TEST(g.best().duties.size() == 21u);
    leaves_open_21(g, "faculty");
  }
}

BOOST_AUTO_TEST_CASE(shifts_of_a_rotation_stay_together_as_far_as_they_can) {
  auto x = ward(2);
  x.rotations.push_back({.id = {2}, .code = "E", .people_max = 9});
  add_shifts(x, 2, 70, {1});
  add_shifts(x, 71, 90, {2});
  add_shifts(x, 91, 110, {});
  auto in = make_frame(x, {}, {});
  BOOST_TEST_REQUIRE(!!in);
  auto sizes = std::vector<std::size_t>{};
  for (const auto& wish : stage::wishes_of(*in, stage::every_part))
    sizes.push_back(wish.templates.size());
  BOOST_TEST((sizes == std::vector<std::size_t>{20, 48, 22 + 20}));
  BOOST_TEST(generation::begin(x, {}).has_value());
}

BOOST_AUTO_TEST_CASE(shifts_of_several_rotations_are_made_in_turns) {
  auto x = ward(2);
  for (auto i = std::uint32_t{2}; i <= 10; ++i)
    x.rotations.push_back({.id = {i}, .code = "W" + std::to_string(i)});
  add_shifts(x, 2, 70, {1});
  for (auto i = std::uint32_t{2}; i <= 70; ++i) {
    x.templates[i - 1].rotation = {1 + i % 10};
    x.templates[i - 1].people_needed = 0;
  }
  auto g = finished(x, {});
  BOOST_TEST(g.feasible());
}

BOOST_AUTO_TEST_CASE(more_half_days_than_a_search_takes_are_refused_by_name) {
  auto x = ward(2);
  x.templates[0].length = 240;
  x.info.last = x.info.first + 511 * date::duration{1};
  BOOST_TEST(generation::begin(x, {}).has_value());
  x.info.last += date::duration{1};
  auto refused = generation::begin(x, {});
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::oversize);
  auto said = refused.error().detail;
  BOOST_TEST((said.find("template DAY is of half days, which are made for at "
                        "most 512 days at once (513 given)")
              != std::string::npos),
             said);
}

BOOST_AUTO_TEST_SUITE_END()
