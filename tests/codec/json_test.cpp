// SPDX-License-Identifier: Apache-2.0
#include "client/operations.hpp"
#include "codec/json.hpp"
#include "domain/session.hpp"
#include "tests/codec/table.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(json_test)

using namespace nightfloat;
using namespace std::string_literals;

namespace {

struct small {
  std::uint8_t count = 3;
  std::string name;
  std::optional<std::int64_t> maybe;
  std::vector<domain::date> days;
  double share = 0.5;
};
BOOST_DESCRIBE_STRUCT(small, (), (count, name, maybe, days, share))

struct holder {
  std::vector<small> items;
  std::array<std::uint8_t, 2> pair{};
  domain::instant at{};
  ec code = ec::none;
  enum domain::severity severity = domain::severity::violation;
};
BOOST_DESCRIBE_STRUCT(holder, (), (items, pair, at, code, severity))

std::string fault_of(std::string_view text) {
  auto x = codec::from_json<holder>(text);
  BOOST_REQUIRE(!x);
  return x.error().detail;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_type_survives_json) {
  auto engine = std::mt19937_64{test::seed()};
  BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << test::seed());
  for (const auto& row : test::table()) {
    for (auto i = 0; i < 10; ++i) {
      auto bytes = row.random(engine);
      auto text = row.to_json(bytes, i % 2 == 0);
      auto back = row.from_json(text);
      BOOST_REQUIRE_MESSAGE(back, back.error().detail << text);
      BOOST_REQUIRE_MESSAGE(*back == bytes, row.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(values_look_as_people_write_them) {
  auto x = holder{};
  x.items.push_back(
    {1, "a\"\n\x01", 5, {*domain::parse_date("2026-07-01")}, 1});
  x.at = *domain::parse_instant("2026-07-01T19:00Z");
  x.code = ec::conflict;
  x.severity = domain::severity::notice;
  BOOST_TEST(codec::to_json(x)
             == R"({"items":[{"count":1,"name":"a\"\n\u0001","maybe":5,)"
                R"("days":["2026-07-01"],"share":1}],"pair":[0,0],)"
                R"("at":"2026-07-01T19:00Z","code":"conflict",)"
                R"("severity":"notice"})");
}

BOOST_AUTO_TEST_CASE(pretty_json_keeps_columns_on_one_line) {
  auto x = holder{};
  x.items.resize(1);
  BOOST_TEST(codec::to_json_pretty(x) == R"({
  "items": [
    {
      "count": 3,
      "name": "",
      "maybe": null,
      "days": [],
      "share": 0.5
    }
  ],
  "pair": [0, 0],
  "at": "1970-01-01T00:00Z",
  "code": "none",
  "severity": "violation"
}
)");
  BOOST_TEST(codec::to_json_pretty(client::status_request{}) == "{}\n");
}

BOOST_AUTO_TEST_CASE(missing_members_keep_their_defaults) {
  auto x = codec::from_json<small>(R"({"name": "n"})").value();
  BOOST_TEST(x.count == 3);
  BOOST_TEST(x.name == "n");
  BOOST_TEST(!x.maybe.has_value());
}

BOOST_AUTO_TEST_CASE(wide_integers_are_exact) {
  auto x = codec::from_json<domain::session_id>(
             R"({"high": 18446744073709551615, "low": 9007199254740993})")
             .value();
  BOOST_TEST(x.high == std::numeric_limits<std::uint64_t>::max());
  BOOST_TEST(x.low == 9'007'199'254'740'993u);
  auto y = codec::from_json<small>(R"({"maybe": -9223372036854775808})");
  BOOST_TEST(y.value().maybe.value()
             == std::numeric_limits<std::int64_t>::min());
}

BOOST_AUTO_TEST_CASE(faults_name_the_dotted_path) {
  const std::pair<const char*, const char*> rows[] = {
    {R"({"items":[{},{"count":256}]})",
     "json: items[1].count: out of range (256, 0 to 255)"},
    {R"({"items":[{"count":-1}]})",
     "json: items[0].count: out of range (-1, 0 to 255)"},
    {R"({"items":[{"count":1.0}]})",
     "json: items[0].count: wants an integer, found a number"},
    {R"({"items":[{"count":"1"}]})",
     "json: items[0].count: wants an integer, found a string"},
    {R"({"items":[{"cuont":1}]})",
     "json: items[0].cuont: unknown name, known here: count, name, maybe, "
     "days, share"},
    {R"({"items":{}})", "json: items: wants a list, found an object"},
    {R"({"pair":[1]})", "json: pair: wants 2 elements, found 1"},
    {R"({"code":"conflikt"})", nullptr},
    {R"({"severity":1})", "json: severity: wants a name, found an integer"},
    {R"({"items":[{"name":null}]})",
     "json: items[0].name: wants text, found null"},
    {R"([])", "json: wants an object, found a list"},
  };
  for (const auto& [text, sentence] : rows) {
    auto x = codec::from_json<holder>(text);
    BOOST_REQUIRE(!x);
    BOOST_TEST(x.error().code == ec::invalid_argument);
    if (sentence)
      BOOST_TEST(x.error().detail == sentence);
  }
  auto day = fault_of(R"({"items":[{"days":["2026-02-30"]}]})");
  BOOST_TEST(day.starts_with("json: items[0].days[0]: "));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_names_line_and_column) {
  const std::pair<std::string, std::string> rows[] = {
    {"{\n \"code\": \"none\",\n \"code\": \"none\"}", "json:3:"},
    {"{\"items\": [1,", "json:1:"},
    {"{} {}", "json:1:4: text behind the end"},
    {"", "json:1:1: "},
    {"{\"items\": [1,]}", "json:1:"},
    {"{'code': 1}", "json:1:"},
    {"// no\n{}", "json:1:"},
    {"{\"pair\": [18446744073709551616]}", "json:1:"},
    {"\"\xff\"", "json:1:"},
    {std::string(40, '['), "json:1:"},
  };
  for (const auto& [text, start] : rows) {
    auto x = codec::from_json<holder>(text);
    BOOST_REQUIRE(!x);
    BOOST_TEST(x.error().code == ec::malformed);
    BOOST_TEST(x.error().detail.starts_with(start), x.error().detail);
  }
}

BOOST_AUTO_TEST_CASE(a_name_occurs_once_in_objects_of_any_size) {
  auto text = std::string{"{"};
  for (auto i = 0; i < 100; ++i) {
    auto name = "\"n" + std::to_string(i) + "\":0";
    text += (i > 0 ? "," : "") + name;
    BOOST_TEST(codec::parse_json(text + "}").has_value());
    for (const auto* again : {"n0", "n24"}) {
      auto twice = text + ",\"" + again + "\":0}";
      BOOST_TEST(codec::parse_json(twice).has_value()
                 == (i < 24 && again[2] == '4'));
    }
  }
}

BOOST_AUTO_TEST_CASE(values_are_bounded_by_the_text_that_holds_them) {
  auto zeros = [](std::size_t count) {
    auto text = std::string{"[0"};
    for (; count > 1; --count)
      text += ",0";
    return codec::parse_json(text + "]");
  };
  BOOST_TEST(zeros(1'000'000).has_value());
  auto many = zeros(3'000'000);
  BOOST_REQUIRE(!many);
  BOOST_TEST(many.error().code == ec::oversize);
  BOOST_TEST(many.error().detail.starts_with("json:1:"), many.error().detail);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_json_are_null) {
  auto x = small{};
  x.share = std::numeric_limits<double>::infinity();
  BOOST_TEST(codec::to_json(x).find("\"share\":null") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
