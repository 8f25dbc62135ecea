// SPDX-License-Identifier: Apache-2.0
#include "codec/toml.hpp"
#include "domain/rules/pack.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace nightfloat::domain {

namespace {

BOOST_AUTO_TEST_SUITE(pack_of_rules)

BOOST_AUTO_TEST_CASE(the_shipped_file_says_what_the_code_says) {
  auto shipped = codec::load_toml<rule_pack>(std::string{NIGHTFLOAT_ROOT}
                                             + "/config/rules/acgme-2025.toml");
  BOOST_REQUIRE_MESSAGE(shipped, shipped.error().detail);
  BOOST_TEST((*shipped == acgme_2025()));
}

BOOST_AUTO_TEST_CASE(a_rule_that_does_not_exist_is_refused_with_its_line) {
  auto wrong = codec::from_toml<rule_pack>("name = \"x\"\nhours_weak_max = 80",
                                           "house.toml");
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().code == ec::configuration);
  BOOST_TEST(wrong.error().detail.find("house.toml:2") != std::string::npos,
             wrong.error().detail);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace

} // namespace nightfloat::domain
