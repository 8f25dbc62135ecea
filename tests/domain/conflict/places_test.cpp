// SPDX-License-Identifier: Apache-2.0
// Where a conflict is, where it is about no person.
#include "domain/conflict/find.hpp"
#include "tests/support/scene.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(places_test)

using namespace nightfloat;
using namespace nightfloat::domain;
using test::scene;

/// The ward and the intensive care unit are without a teacher at one time.
BOOST_AUTO_TEST_CASE(two_units_without_a_teacher_are_two_conflicts) {
  auto x = scene{};
  x.where.templates[2].supervised = true;
  auto start = scene::at("2026-07-06T07:00Z");
  x.work(2, start, 720, duty_kind::clinical, 1);
  x.work(3, start, 720, duty_kind::in_house_call, 3);
  domain::sort(x.where);
  domain::sort(x.what);
  auto rules = what_if::make(x.where, x.what, x.pack);
  BOOST_REQUIRE(rules);
  auto all = find_conflicts(x.where, *rules, x.all());
  std::erase_if(all, [](const conflict& one) {
    return one.kind != conflict_kind::missing_supervision;
  });
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST((all[0].what.from == all[1].what.from));
  BOOST_TEST(all[0].place == "icu");
  BOOST_TEST(all[1].place == "ward");
  BOOST_TEST(all[0].id != all[1].id);
}

BOOST_AUTO_TEST_SUITE_END()
