// SPDX-License-Identifier: Apache-2.0
#include "domain/keys.hpp"

#include <boost/test/unit_test.hpp>

namespace nightfloat::domain {

BOOST_AUTO_TEST_SUITE(keys_test)

namespace {

BOOST_AUTO_TEST_CASE(are_the_stored_format) {
  auto set = data_id{0x1f};
  BOOST_TEST(keys::info(set) == "data/000000000000001f/programme");
  BOOST_TEST(keys::person(set, {7}) == "data/000000000000001f/person/00000007");
  BOOST_TEST(keys::rotation(set, {0xabc})
             == "data/000000000000001f/rotation/00000abc");
  BOOST_TEST(keys::shift_template(set, {1})
             == "data/000000000000001f/template/00000001");
  BOOST_TEST(keys::absence(set, {2}, {3})
             == "data/000000000000001f/absence/00000002/00000003");
  BOOST_TEST(keys::requirement(set, {4})
             == "data/000000000000001f/requirement/00000004");
  BOOST_TEST(keys::site(set, {5}) == "data/000000000000001f/site/00000005");
  BOOST_TEST(keys::holiday(set, *parse_date("2026-07-03"))
             == "data/000000000000001f/holiday/2026-07-03");
  BOOST_TEST(keys::activity(set, {6})
             == "data/000000000000001f/activity/00000006");
  BOOST_TEST(keys::credential(set, {7}, {8})
             == "data/000000000000001f/credential/00000007/00000008");
  BOOST_TEST(keys::rules(set) == "data/000000000000001f/rules");
  BOOST_TEST(keys::duty({~std::uint64_t{0}}, {0xffffffff}, 202607)
             == "duty/ffffffffffffffff/ffffffff/202607");
  BOOST_TEST(keys::plan({5}, {6}) == "plan/0000000000000005/00000006");
  BOOST_TEST(keys::fallback({5}, {6}) == "fallback/0000000000000005/00000006");
  BOOST_TEST(keys::swap({9}) == "swap/0000000000000009");
  BOOST_TEST(keys::person_guard({9}) == "guard/person/00000009");
}

BOOST_AUTO_TEST_CASE(lie_under_the_prefix_of_their_kind) {
  BOOST_TEST(keys::duty({5}, {6}, 202607).starts_with(keys::duties({5})));
  BOOST_TEST(keys::plan({5}, {6}).starts_with(keys::plans({5})));
  BOOST_TEST(keys::person_guard({1}).starts_with(keys::person_guards));
  BOOST_TEST(keys::person({3}, {1}).starts_with(keys::data({3})));
}

BOOST_AUTO_TEST_CASE(of_units_change_on_monday) {
  auto guard = [](const char* at) {
    return keys::unit_guard("icu", *parse_instant(at));
  };
  BOOST_TEST(guard("1970-01-05T00:00Z") == "guard/unit/icu/00000000");
  BOOST_TEST(guard("2026-07-05T23:59Z") != guard("2026-07-06T00:00Z"));
  BOOST_TEST(guard("2026-07-06T00:00Z") == guard("2026-07-12T23:59Z"));
}

BOOST_AUTO_TEST_CASE(sort_as_their_numbers) {
  BOOST_TEST(keys::swap({9}) < keys::swap({16}));
  BOOST_TEST(keys::duty({1}, {1}, 202612) < keys::duty({1}, {1}, 202701));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
