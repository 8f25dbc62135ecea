// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "domain/job.hpp"
#include "domain/time.hpp"
#include "tests/codec/table.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>

BOOST_AUTO_TEST_SUITE(bytes_test)

using namespace nightfloat;
using namespace std::string_literals;

namespace {

enum class colour : std::uint8_t { red = 1, green = 2 };
BOOST_DESCRIBE_ENUM(colour, red, green)

struct first_form {
  std::uint32_t count = 7;
  std::string name = "none";
};
BOOST_DESCRIBE_STRUCT(first_form, (), (count, name))

/// `first_form` after its owner appended to it.
struct second_form {
  std::uint32_t count = 7;
  std::string name = "none";
  std::vector<std::int32_t> column{1};
  std::optional<first_form> inner;
};
BOOST_DESCRIBE_STRUCT(second_form, (), (count, name, column, inner))

struct scalars {
  std::int8_t small = 0;
  std::int64_t wide = 0;
  std::uint64_t unsigned_wide = 0;
  double number = 0;
  bool truth = false;
  colour shade = colour::red;
  std::array<std::uint16_t, 2> pair{};
  std::array<std::uint8_t, 4> tag{};
  std::vector<std::uint8_t> blob;
  std::chrono::milliseconds span{};
};
BOOST_DESCRIBE_STRUCT(scalars, (),
                      (small, wide, unsigned_wide, number, truth, shade, pair,
                       tag, blob, span))

template <class T>
std::string fault_of(std::string_view bytes) {
  auto x = codec::decode<T>(bytes);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::malformed);
  return x.error().detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_type_survives_a_round_trip_and_no_cut) {
  auto engine = std::mt19937_64{test::seed()};
  BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << test::seed());
  for (const auto& row : test::table()) {
    for (auto i = 0; i < 25; ++i) {
      auto bytes = row.random(engine);
      auto back = row.recode(bytes);
      BOOST_REQUIRE_MESSAGE(back, row.name << ": " << back.error().detail);
      BOOST_REQUIRE_MESSAGE(*back == bytes, row.name);
      BOOST_REQUIRE(!row.recode(bytes.substr(0, engine() % bytes.size())));
      BOOST_REQUIRE(!row.recode(bytes + "\x01"));
    }
  }
}

BOOST_AUTO_TEST_CASE(integers_take_the_fewest_bytes_that_hold_them) {
  struct {
    std::int64_t value;
    std::size_t bytes;
  } const rows[] = {{0, 1},
                    {127, 1},
                    {128, 2},
                    {255, 2},
                    {256, 3},
                    {65'535, 3},
                    {65'536, 5},
                    {1ll << 32, 9},
                    {-1, 1},
                    {-32, 1},
                    {-33, 2},
                    {-128, 2},
                    {-129, 3},
                    {-32'768, 3},
                    {-32'769, 5},
                    {-(1ll << 31), 5},
                    {-(1ll << 31) - 1, 9}};
  for (const auto& row : rows) {
    auto bytes = codec::encode(row.value);
    BOOST_TEST(bytes.size() == row.bytes, row.value);
    BOOST_TEST(codec::decode<std::int64_t>(bytes).value() == row.value);
  }
  auto max = std::numeric_limits<std::uint64_t>::max();
  BOOST_TEST(codec::decode<std::uint64_t>(codec::encode(max)).value() == max);
}

BOOST_AUTO_TEST_CASE(scalars_and_arrays_round_trip) {
  auto x = scalars{-128,
                   std::numeric_limits<std::int64_t>::min(),
                   std::numeric_limits<std::uint64_t>::max(),
                   -0.1,
                   true,
                   colour::green,
                   {1, 65'535},
                   {1, 2, 3, 4},
                   {0, 255},
                   std::chrono::milliseconds{-5}};
  auto back = codec::decode<scalars>(codec::encode(x)).value();
  BOOST_TEST(back.small == -128);
  BOOST_TEST(back.wide == x.wide);
  BOOST_TEST(back.unsigned_wide == x.unsigned_wide);
  BOOST_TEST(back.number == -0.1);
  BOOST_TEST(back.truth);
  BOOST_TEST((back.shade == colour::green));
  BOOST_TEST(back.pair == x.pair);
  BOOST_TEST(back.tag == x.tag);
  BOOST_TEST(back.blob == x.blob);
  BOOST_TEST(back.span.count() == -5);
}

BOOST_AUTO_TEST_CASE(extreme_times_round_trip) {
  for (auto count : {std::numeric_limits<std::int32_t>::min(), -1, 0,
                     std::numeric_limits<std::int32_t>::max()}) {
    auto x = domain::instant{domain::minutes{count}};
    BOOST_TEST((codec::decode<domain::instant>(codec::encode(x)).value() == x));
  }
}

BOOST_AUTO_TEST_CASE(a_shorter_array_keeps_the_defaults_of_what_is_missing) {
  auto old = codec::encode(first_form{3, "three"});
  auto x = codec::decode<second_form>(old).value();
  BOOST_TEST(x.count == 3u);
  BOOST_TEST(x.name == "three");
  BOOST_TEST(x.column == std::vector<std::int32_t>{1});
  BOOST_TEST(!x.inner.has_value());
  auto empty = codec::decode<second_form>("\x90"s).value();
  BOOST_TEST(empty.count == 7u);
}

BOOST_AUTO_TEST_CASE(a_longer_array_is_read_as_far_as_it_is_known) {
  auto x = second_form{3, "three", {1, -70'000}, first_form{}};
  auto old = codec::decode<first_form>(codec::encode(x)).value();
  BOOST_TEST(old.count == 3u);
  BOOST_TEST(old.name == "three");
}

BOOST_AUTO_TEST_CASE(longer_arrays_nest_too) {
  auto inner = codec::encode(second_form{3, "three", {}, {}});
  auto list = "\x92"s + inner + inner;
  auto x = codec::decode<std::vector<first_form>>(list).value();
  BOOST_REQUIRE(x.size() == 2u);
  BOOST_TEST(x[1].name == "three");
}

BOOST_AUTO_TEST_CASE(what_is_more_may_be_any_messagepack) {
  const auto extras = {
    "\xc0"s,
    "\xc3"s,
    "\xca\x3f\x80\x00\x00"s,
    "\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"s,
    "\xd6\x01\x01\x02\x03\x04"s,         // fixext 4
    "\xc7\x03\x01\x01\x02\x03"s,         // ext 8
    "\x82\xa1k\x01\xa1l\x92\x01\xc0"s,   // map
    "\xde\x00\x01\x01\x02"s,             // map 16
    "\xdd\x00\x00\x00\x01\x91\x91\x90"s, // array 32
    "\xc5\x00\x02zz"s,                   // bin 16
    "\xdb\x00\x00\x00\x01z"s,            // str 32
    std::string(1'000, '\x91') + "\x01", // a thousand levels deep
  };
  for (const auto& extra : extras) {
    auto bytes = "\x93\x03\xa1n"s + extra;
    BOOST_TEST(codec::decode<first_form>(bytes).has_value());
    for (auto cut = bytes.size() - extra.size(); cut < bytes.size(); ++cut)
      BOOST_TEST(!codec::decode<first_form>(bytes.substr(0, cut)));
  }
  BOOST_TEST(fault_of<first_form>("\x93\x03\xa1n\xc1"s)
             == "decode: no MessagePack byte (0xc1) (byte 4)");
}

BOOST_AUTO_TEST_CASE(text_is_taken_as_str_and_as_bin) {
  for (const auto& bytes :
       {"\xa2hi"s, "\xd9\x02hi"s, "\xda\x00\x02hi"s, "\xdb\x00\x00\x00\x02hi"s,
        "\xc4\x02hi"s, "\xc5\x00\x02hi"s, "\xc6\x00\x00\x00\x02hi"s})
    BOOST_TEST(codec::decode<std::string>(bytes).value() == "hi");
}

BOOST_AUTO_TEST_CASE(blobs_are_taken_as_bin_and_as_arrays) {
  auto x = std::vector<std::uint8_t>{1, 2};
  BOOST_TEST(codec::encode(x) == "\xc4\x02\x01\x02"s);
  using bytes = std::vector<std::uint8_t>;
  BOOST_TEST(codec::decode<bytes>("\x92\x01\x02"s).value() == x);
  BOOST_TEST(!codec::decode<bytes>("\x92\x01\xcd\x01\x00"s));
  using four = std::array<std::uint8_t, 4>;
  BOOST_TEST(fault_of<four>("\xc4\x02\x01\x02"s)
             == "decode: wants 4 bytes, found 2 (byte 4)");
}

BOOST_AUTO_TEST_CASE(faults_name_the_place_and_the_bound) {
  BOOST_TEST(fault_of<second_form>("\x91\xff"s)
             == "decode: count: integer out of range (-1, min 0) (byte 1)");
  BOOST_TEST(fault_of<second_form>("\x91\xa0"s)
             == "decode: count: wants an integer, found bytes (byte 1)");
  BOOST_TEST(fault_of<second_form>("\x94\x01\xa0\x90\x92\x01\x02"s)
             == "decode: inner.name: wants bytes, found an integer (byte 6)");
  BOOST_TEST(
    fault_of<second_form>("\x93\x01\xa0\x92\x01\xce\xff\xff\xff\xff"s)
    == "decode: column[1]: integer out of range (4294967295, -2147483648 to "
       "2147483647) (byte 5)");
  BOOST_TEST(fault_of<first_form>(""s)
             == "decode: cut short, wants an array (byte 0)");
  BOOST_TEST(fault_of<first_form>("\x90\x01"s)
             == "decode: bytes left over (1) (byte 1)");
  BOOST_TEST(fault_of<colour>("\x03"s)
             == "decode: no such enumerator (3) (byte 1)");
  BOOST_TEST(fault_of<bool>("\x01"s)
             == "decode: wants a boolean, found an integer (byte 0)");
}

BOOST_AUTO_TEST_CASE(integers_that_do_not_fit_are_refused_on_both_sides) {
  BOOST_TEST(codec::decode<std::uint8_t>(codec::encode(255)).has_value());
  BOOST_TEST(!codec::decode<std::uint8_t>(codec::encode(256)));
  BOOST_TEST(!codec::decode<std::uint8_t>(codec::encode(-1)));
  BOOST_TEST(codec::decode<std::int8_t>(codec::encode(-128)).has_value());
  BOOST_TEST(!codec::decode<std::int8_t>(codec::encode(-129)));
  BOOST_TEST(!codec::decode<std::int8_t>(codec::encode(128)));
  auto beyond = codec::encode(std::uint64_t{1} << 63);
  BOOST_TEST(!codec::decode<std::int64_t>(beyond));
  BOOST_TEST(codec::decode<std::uint64_t>(beyond).has_value());
}

BOOST_AUTO_TEST_CASE(an_announced_length_is_checked_before_memory_is_taken) {
  for (const auto& bytes : {"\xdd\xff\xff\xff\xff"s, "\xdc\xff\xff"s})
    BOOST_TEST(!codec::decode<std::vector<domain::job>>(bytes));
  BOOST_TEST(!codec::decode<std::string>("\xdb\xff\xff\xff\xff"s));
  BOOST_TEST(
    !codec::decode<std::vector<std::uint8_t>>("\xc6\xff\xff\xff\xff"s));
  // Each empty job is one byte and some 200 in memory: too good to be true.
  auto many = "\xdd\x00\x01\x00\x00"s + std::string(65'536, '\x90');
  BOOST_TEST(!codec::decode<std::vector<domain::job>>(many));
  BOOST_TEST(codec::decode<std::vector<std::uint64_t>>(
               "\xdd\x00\x01\x00\x00"s + std::string(65'536, '\x01'))
               .has_value());
}

BOOST_AUTO_TEST_SUITE_END()
