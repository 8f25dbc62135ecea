// SPDX-License-Identifier: Apache-2.0
#include "codec/text.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(text_test)

using namespace nightfloat;
using namespace std::string_literals;

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  for (const auto& good : {""s, "a"s, "\xc3\xa4"s, "\xe2\x82\xac"s,
                           "\xf0\x9f\x98\x80"s, "\xf4\x8f\xbf\xbf"s, "\0"s})
    BOOST_TEST(codec::is_utf8(good));
  for (const auto& bad :
       {"\xff"s, "\x80"s, "\xc0\x80"s, "\xc1\xbf"s, "\xc3"s, "\xe0\x80\x80"s,
        "\xed\xa0\x80"s, "\xf0\x80\x80\x80"s, "\xf4\x90\x80\x80"s,
        "\xf5\x80\x80\x80"s, "\xe2\x82"s, "\xe2\x82x"s})
    BOOST_TEST(!codec::is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(base64_agrees_with_rfc_4648) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : rows) {
    BOOST_TEST(codec::to_base64(bytes) == text);
    BOOST_TEST(codec::from_base64(text).value() == bytes);
  }
}

BOOST_AUTO_TEST_CASE(other_text_is_no_base64) {
  for (auto text : {"Zg", "Zg=", "Zg==Zg==", "Z===", "====", "Zm9!",
                    "Zh==", "Zm9=", "Z=g="})
    BOOST_TEST(!codec::from_base64(text), text);
}

BOOST_AUTO_TEST_CASE(every_string_survives_as_text) {
  auto engine = std::mt19937_64{7};
  for (auto i = 0; i < 2'000; ++i) {
    auto x = std::string(engine() % 12, '\0');
    for (auto& c : x)
      c = static_cast<char>(engine());
    if (engine() % 4 == 0)
      x.insert(0, codec::base64_mark);
    auto text = codec::text_of(x);
    BOOST_TEST(codec::is_utf8(text));
    BOOST_TEST(codec::bytes_of(text).value() == x);
  }
  BOOST_TEST(codec::text_of("plain") == "plain");
  BOOST_TEST(codec::text_of("base64:") == "base64:YmFzZTY0Og==");
  BOOST_TEST(!codec::bytes_of("base64:?"));
}

BOOST_AUTO_TEST_CASE(codes_have_names_both_ways) {
  for (auto i = 0; i <= static_cast<int>(ec::io_failed); ++i) {
    auto code = static_cast<ec>(i);
    auto back = codec::parse_ec(to_string(code));
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST(*back == code);
  }
  BOOST_TEST(!codec::parse_ec("unknown_code").has_value());
  BOOST_TEST(codec::name_of(static_cast<ec>(200)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
