// SPDX-License-Identifier: Apache-2.0
#include "broker/frame.hpp"
#include "codec/text.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <random>

BOOST_AUTO_TEST_SUITE(frame_test)

using namespace nightfloat;
using namespace nightfloat::broker;

namespace {

envelope sample() {
  auto x = envelope{};
  x.kind = frame_kind::call;
  x.session = {1, 2};
  x.incarnation = 3;
  x.operation = "swap.execute";
  x.programme = "im";
  x.caller = "uid:1000";
  x.key = "k";
  x.correlation = 77;
  x.remaining_ms = 1'500;
  x.trace = std::string(32, 'a');
  x.body = std::string("\0\x01", 2);
  return x;
}

std::uint64_t seed() {
  const auto* text = std::getenv("NIGHTFLOAT_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'261'123;
}

ec code(std::string_view bytes) {
  auto x = decode_frame(bytes);
  BOOST_REQUIRE(!x);
  BOOST_TEST(!x.error().detail.empty());
  return x.error().code;
}

} // namespace

BOOST_AUTO_TEST_CASE(an_envelope_comes_back_as_it_went) {
  auto back = decode_frame(encode_frame(sample()));
  BOOST_REQUIRE(back);
  BOOST_TEST((*back == sample()));
}

BOOST_AUTO_TEST_CASE(texts_that_are_kept_with_a_call_are_bounded) {
  auto x = sample();
  x.programme.assign(1'025, 'p');
  BOOST_TEST(code(encode_frame(x)) == ec::oversize);
  x = sample();
  x.key.assign(1'025, 'k');
  BOOST_TEST(code(encode_frame(x)) == ec::oversize);
  x = sample();
  x.detail.assign((64 << 10) + 1, 'd');
  BOOST_TEST(code(encode_frame(x)) == ec::oversize);
  x.detail.pop_back();
  BOOST_TEST(decode_frame(encode_frame(x)).has_value());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_named) {
  auto x = sample();
  BOOST_TEST(check_texts(x).has_value());
  x.key.assign(call_text_bytes_max, 'k');
  BOOST_TEST(check_texts(x).has_value());
  x.key += 'k';
  BOOST_TEST(check_texts(x).error().code == ec::oversize);
  BOOST_TEST(check_texts(x).error().detail.starts_with("key: too long"));
}

BOOST_AUTO_TEST_CASE(a_refusal_is_clipped_between_characters) {
  for (const auto* character :
       {"x", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\x80"}) {
    auto why = failure{ec::refused, "", 0};
    while (why.detail.size() <= detail_bytes_max + 4)
      why.detail += character;
    auto back = decode_frame(encode_frame(make_refusal(sample(), why)));
    BOOST_REQUIRE_MESSAGE(back, back.error().detail);
    BOOST_TEST(back->detail.size() > detail_bytes_max - 4);
    BOOST_TEST(why.detail.starts_with(back->detail));
    BOOST_TEST((codec::is_utf8(back->detail) || *character == '\x80'));
  }
}

BOOST_AUTO_TEST_CASE(what_is_left_is_rounded_up_and_never_nothing) {
  using namespace std::chrono_literals;
  auto now = std::chrono::steady_clock::time_point{1h};
  BOOST_TEST(time_left_ms(now + 2ms, now) == 2u);
  BOOST_TEST(time_left_ms(now + 1'001us, now) == 2u);
  BOOST_TEST(time_left_ms(now, now) == 1u);
  BOOST_TEST(time_left_ms(now - 1s, now) == 1u);
  BOOST_TEST(time_left_ms(now + 24h * 365, now) == 0xffff'ffffu);
}

BOOST_AUTO_TEST_CASE(a_reply_echoes_its_call) {
  auto x = make_refusal(sample(), {ec::overloaded, "busy", 250});
  BOOST_TEST((x.kind == frame_kind::reply));
  BOOST_TEST(x.correlation == 77u);
  BOOST_TEST(x.operation == "swap.execute");
  BOOST_TEST(x.trace == sample().trace);
  BOOST_TEST(x.status == ec::overloaded);
  BOOST_TEST(x.retry_after_ms == 250u);
  BOOST_TEST(x.body.empty());
}

BOOST_AUTO_TEST_CASE(each_kind_of_bad_frame_has_its_own_refusal) {
  BOOST_TEST(code("") == ec::malformed);
  BOOST_TEST(code("garbage") == ec::malformed);
  BOOST_TEST(code("\x90") == ec::malformed);
  auto cut = encode_frame(sample());
  cut.pop_back();
  BOOST_TEST(code(cut) == ec::malformed);
  BOOST_TEST(code(encode_frame(sample()) + "x") == ec::malformed);
  auto newer = sample();
  newer.version = 9;
  BOOST_TEST(code(encode_frame(newer)) == ec::bad_version);
  // Of another version only the first field is read.
  BOOST_TEST(code("\x92\x02\xa1?") == ec::bad_version);
  BOOST_TEST(code(std::string(frame_bytes_max + 1, 'x')) == ec::oversize);
}

BOOST_AUTO_TEST_CASE(bytes_changed_at_random_never_do_worse_than_a_refusal) {
  auto from = seed();
  BOOST_TEST_MESSAGE("NIGHTFLOAT_SEED=" << from);
  auto random = std::mt19937_64{from};
  auto good = encode_frame(sample());
  auto refused = 0;
  for (auto i = 0; i < 20'000; ++i) {
    auto bytes = good;
    for (auto n = random() % 4 + 1; n > 0; --n)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    auto x = decode_frame(bytes);
    refused += x ? 0 : 1;
    if (x && !(*decode_frame(encode_frame(*x)) == *x))
      BOOST_ERROR("a frame that was read is not written as it was");
  }
  BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_SUITE_END()
