// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

using namespace nightfloat;
using namespace nightfloat::domain;

BOOST_AUTO_TEST_SUITE(sample)

BOOST_AUTO_TEST_CASE(the_same_options_give_the_same_programme) {
  auto a = make_sample({.residents = 40, .seed = 7});
  auto b = make_sample({.residents = 40, .seed = 7});
  auto c = make_sample({.residents = 40, .seed = 8});
  BOOST_REQUIRE(a && b && c);
  BOOST_TEST((*a == *b));
  BOOST_TEST((*a != *c));
}

BOOST_AUTO_TEST_CASE(it_has_the_people_asked_for_and_a_full_year) {
  for (std::uint32_t residents : {25u, 100u, 333u, 500u}) {
    auto made = make_sample({.residents = residents});
    BOOST_REQUIRE(made);
    auto young = std::count_if(
      made->people.begin(), made->people.end(),
      [](const person& x) { return x.role == person_role::resident; });
    BOOST_TEST(young == residents);
    BOOST_TEST(made->people.size() == residents + sample_faculty(residents));
    BOOST_TEST((made->info.last - made->info.first).count() + 1 == 365);
    BOOST_TEST(made->info.calendar.lengths.size() == 13u);
  }
  BOOST_TEST(sample_faculty(100) == 30u);
}

BOOST_AUTO_TEST_CASE(codes_are_unique_and_references_resolve) {
  auto made = make_sample({.residents = 60, .seed = 3});
  BOOST_REQUIRE(made);
  auto codes = std::set<std::string>{};
  for (const auto& x : made->people)
    BOOST_TEST(codes.insert(x.code).second);
  for (const auto& x : made->templates)
    BOOST_TEST((!x.rotation.assigned() || find(*made, x.rotation) != nullptr));
  for (const auto& x : made->absences) {
    BOOST_TEST((find(*made, x.person) != nullptr));
    BOOST_TEST((made->info.first <= x.first && x.first <= x.last
                && x.last <= made->info.last));
  }
}

BOOST_AUTO_TEST_CASE(sizes_and_years_out_of_bounds_are_refused) {
  BOOST_TEST(make_sample({.residents = 24}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.residents = 501}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.residents = 100, .faculty = 5}).error().code
             == ec::invalid_argument);
  BOOST_TEST(make_sample({.academic_year = 1999}).error().code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
