// SPDX-License-Identifier: Apache-2.0
#include "domain/digest.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string_view>

BOOST_AUTO_TEST_SUITE(digest_test)

using namespace nightfloat::domain;

// Test vectors of draft-eastlake-fnv, appendix C.
BOOST_AUTO_TEST_CASE(the_fingerprint_is_fnv_1a_of_64_bits) {
  BOOST_TEST(fnv("") == 0xcbf29ce484222325u);
  BOOST_TEST(fnv("a") == 0xaf63dc4c8601ec8cu);
  BOOST_TEST(fnv("foobar") == 0x85944171f73967e8u);
}

BOOST_AUTO_TEST_CASE(parts_add_up_to_the_fingerprint_of_the_whole) {
  auto parts = fnv_hash{};
  parts.add("foo");
  parts.add("");
  parts.add("bar");
  BOOST_TEST(parts.value() == fnv("foobar"));
}

BOOST_AUTO_TEST_CASE(a_number_has_sixteen_digits_with_zeros_in_front) {
  BOOST_TEST(hex(std::uint64_t{0}) == "0000000000000000");
  BOOST_TEST(hex(std::uint64_t{0x1f}) == "000000000000001f");
  BOOST_TEST(hex(~std::uint64_t{0}) == "ffffffffffffffff");
}

BOOST_AUTO_TEST_CASE(a_byte_has_two_digits_whatever_its_sign) {
  using namespace std::string_view_literals;
  BOOST_TEST(hex(""sv) == "");
  BOOST_TEST(hex("\x00\x7f\x80\xff"sv) == "007f80ff");
}

BOOST_AUTO_TEST_SUITE_END()
