// SPDX-License-Identifier: Apache-2.0
#include "codec/text.hpp"
#include "codec/types.hpp"
#include "tests/codec/types.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(documents_test)

// docs/protocol.md and docs/storage-format.md say what the code does: fields
// in their order, every operation, every code.

using namespace nightfloat;

namespace {

std::string text_of(const std::string& document) {
  auto file = std::ifstream{std::string{NIGHTFLOAT_ROOT} + "/docs/" + document};
  auto text = std::stringstream{};
  text << file.rdbuf();
  return text.str();
}

/// The part of `text` between two headings.
std::string section(const std::string& text, std::string_view heading) {
  auto start = text.find("\n## " + std::string{heading} + "\n");
  BOOST_REQUIRE(start != text.npos);
  return text.substr(start, text.find("\n## ", start + 4) - start);
}

template <class T>
void check_rows(const std::string& table) {
  auto i = 0;
  boost::mp11::mp_for_each<codec::members_of<T>>([&](auto d) {
    auto number = std::to_string(i++);
    auto row = "\n| " + number + " | " + d.name + " |";
    // The last two of a transaction share a row.
    auto shared = "\n| 14, 15 | caller, trace |";
    auto found = table.find(row) != table.npos
                 || ((number == "14" || number == "15")
                     && table.find(shared) != table.npos);
    BOOST_TEST(found, "no row " + number + " for " + d.name);
  });
  BOOST_TEST(table.find("\n| " + std::to_string(i) + " |") == table.npos);
}

/// `[a, b, c]`
template <class T>
std::string fields_of() {
  auto all = std::string{};
  boost::mp11::mp_for_each<codec::members_of<T>>(
    [&](auto d) { all.append(all.empty() ? "[" : ", ").append(d.name); });
  return all + "]";
}

template <class... Ts>
void check_fields(const std::string& text) {
  for (const auto& fields : {fields_of<Ts>()...})
    BOOST_TEST(text.find(fields) != text.npos, fields);
}

template <class T>
void check_operation(const std::string& table) {
  if constexpr (requires { T::served; }) {
    auto name = std::string{T::operation};
    constexpr const char* servers[] = {"store", "broker", "worker", "any"};
    auto server = servers[static_cast<int>(T::served)];
    BOOST_TEST(table.find("\n| `" + name + "` | " + server + " |")
                 != table.npos,
               "no row for " + name);
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_envelopes_table_is_the_envelope) {
  auto table = section(text_of("protocol.md"), "The envelope");
  check_rows<broker::envelope>(table.substr(0, table.find("| kind | name |")));
  boost::mp11::mp_for_each<
    boost::describe::describe_enumerators<broker::frame_kind>>([&](auto d) {
    auto row = "\n| " + std::to_string(static_cast<int>(d.value)) + " | "
               + d.name + " |";
    BOOST_TEST(table.find(row) != table.npos, d.name);
  });
}

BOOST_AUTO_TEST_CASE(the_transactions_table_is_the_transaction) {
  auto text = section(text_of("protocol.md"), "A transaction and its answer");
  check_rows<domain::transaction>(text.substr(0, text.find("| # | answer")));
}

BOOST_AUTO_TEST_CASE(every_operation_has_a_row) {
  auto table = section(text_of("protocol.md"), "Operations");
#define NIGHTFLOAT_CHECK(folder, name) check_operation<folder::name>(table);
  NIGHTFLOAT_TYPES(NIGHTFLOAT_CHECK)
#undef NIGHTFLOAT_CHECK
}

BOOST_AUTO_TEST_CASE(every_code_has_its_number) {
  auto codes = section(text_of("protocol.md"), "Codes");
  for (auto i = 0; i <= static_cast<int>(ec::io_failed); ++i) {
    auto entry = "`" + std::string{to_string(static_cast<ec>(i))} + "` "
                 + std::to_string(i);
    BOOST_TEST(codes.find(entry) != codes.npos, entry);
  }
}

BOOST_AUTO_TEST_CASE(every_record_has_its_fields) {
  using namespace nightfloat::domain;
  check_fields<absence, block_calendar, duty_month, move, person, pgy_year,
               programme_head, programme_info, requirement, roster_head,
               rotation, shift_template, supervision_policy, swap_record,
               year_plan>(
    section(text_of("storage-format.md"), "Records of a programme"));
}

BOOST_AUTO_TEST_CASE(every_row_of_the_store_has_its_fields) {
  using namespace nightfloat::storage;
  auto values = section(text_of("storage-format.md"), "Values");
  auto part = [&](std::string_view name) {
    auto start = values.find("\n**" + std::string{name} + "**");
    BOOST_REQUIRE(start != values.npos);
    return values.substr(start, values.find("\n**", start + 1) - start);
  };
  check_rows<stored_totals>(part("totals"));
  check_rows<stored_head>(part("head"));
  check_rows<stored_reply>(part("reply"));
  check_rows<stored_state>(part("state"));
}

BOOST_AUTO_TEST_SUITE_END()
