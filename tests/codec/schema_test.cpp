// SPDX-License-Identifier: Apache-2.0
#include "codec/schema.hpp"
#include "domain/programme.hpp"
#include "domain/session.hpp"
#include "tests/codec/table.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(schema_test)

using namespace nightfloat;

namespace {

struct shape {
  std::uint8_t count = 3;
  std::optional<std::string> note;
  std::array<bool, 2> pair{};
  domain::date day{};
  domain::person_role role = domain::person_role::faculty;
};
BOOST_DESCRIBE_STRUCT(shape, (), (count, note, pair, day, role))

const codec::tree* member(const codec::tree& x, std::string_view name) {
  if (auto object = std::get_if<codec::tree_object>(&x.value)) {
    for (const auto& m : *object) {
      if (m.name == name)
        return &m.value;
    }
  }
  return nullptr;
}

const std::string& text(const codec::tree& x) {
  return std::get<std::string>(x.value);
}

bool is_of(const codec::tree& x, std::string_view type) {
  const std::pair<std::string_view, std::string_view> kinds[] = {
    {"object", "an object"},   {"array", "a list"},      {"string", "a string"},
    {"integer", "an integer"}, {"boolean", "a boolean"}, {"null", "null"},
  };
  for (const auto& [name, kind] : kinds) {
    if (name == type)
      return codec::kind_of(x) == kind;
  }
  return type == "number";
}

/// JSON Schema's meaning of the keywords that we write, said a second time.
bool valid(const codec::tree& x, const codec::tree& schema) {
  if (auto type = member(schema, "type"); type && !is_of(x, text(*type)))
    return false;
  if (auto names = member(schema, "enum")) {
    if (!is_of(x, "string"))
      return false;
    auto found = false;
    for (const auto& name : std::get<codec::tree_list>(names->value))
      found = found || text(name) == text(x);
    return found;
  }
  if (auto any = member(schema, "anyOf")) {
    auto found = false;
    for (const auto& one : std::get<codec::tree_list>(any->value))
      found = found || valid(x, one);
    return found;
  }
  if (auto list = std::get_if<codec::tree_list>(&x.value)) {
    for (const auto& e : *list) {
      if (!valid(e, *member(schema, "items")))
        return false;
    }
  }
  if (auto object = std::get_if<codec::tree_object>(&x.value)) {
    for (const auto& m : *object) {
      auto property = member(*member(schema, "properties"), m.name);
      if (!property || !valid(m.value, *property))
        return false;
    }
  }
  return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_type_fits_its_schema) {
  auto engine = std::mt19937_64{test::seed()};
  BOOST_TEST_INFO_SCOPE("NIGHTFLOAT_SEED=" << test::seed());
  auto stranger = codec::parse_json(R"({"stranger": 1})").value();
  for (const auto& row : test::table()) {
    auto schema = codec::parse_json(row.schema());
    BOOST_REQUIRE(schema);
    BOOST_REQUIRE(!valid(stranger, *schema));
    for (auto i = 0; i < 5; ++i) {
      auto text = row.to_json(row.random(engine), false);
      BOOST_REQUIRE_MESSAGE(valid(*codec::parse_json(text), *schema), text);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_schema_says_what_is_taken) {
  BOOST_TEST(codec::json_schema<shape>() == R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "count": {
      "type": "integer",
      "minimum": 0,
      "maximum": 255,
      "default": 3
    },
    "note": {
      "anyOf": [
        {
          "type": "string"
        },
        {
          "type": "null"
        }
      ]
    },
    "pair": {
      "type": "array",
      "items": {
        "type": "boolean"
      },
      "minItems": 2,
      "maxItems": 2,
      "default": [false, false]
    },
    "day": {
      "type": "string",
      "format": "date",
      "default": "1970-01-01"
    },
    "role": {
      "enum": ["resident", "faculty"],
      "default": "faculty"
    }
  }
}
)");
}

BOOST_AUTO_TEST_CASE(bounds_of_64_bits_are_exact) {
  auto text = codec::json_schema<domain::session_id>();
  BOOST_TEST(text.find("18446744073709551615") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
