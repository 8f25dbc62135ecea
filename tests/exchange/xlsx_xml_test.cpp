// SPDX-License-Identifier: Apache-2.0
#include "exchange/xlsx_xml.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(xlsx_xml_test)

using namespace nightfloat;
using namespace nightfloat::exchange;

namespace {

result<sheet> read(const std::string& rows, const std::string& more = {},
                   const xlsx_shared& shared = {},
                   const xlsx_limits& limits = {}) {
  return read_worksheet("<worksheet><sheetData>" + rows + "</sheetData>" + more
                          + "</worksheet>",
                        shared, "x.xlsx", "S", limits);
}

std::string text_of(const std::string& cell, const xlsx_shared& shared = {}) {
  auto x = read("<row>" + cell + "</row>", {}, shared);
  BOOST_REQUIRE_MESSAGE(x, x.error().detail);
  return x->cells.empty() ? "" : x->cells[0].text;
}

struct shown {
  const char* cell;
  const char* text;

  friend std::ostream& operator<<(std::ostream& out, const shown& x) {
    return out << x.cell;
  }
};

const auto shared = xlsx_shared{.strings = {"zero", "", " one ", "_x0041__x"},
                                .is_date = {false, true}};

const auto cells = std::vector<shown>{
  {"<c t=\"s\"><v>0</v></c>", "zero"},
  {"<c t=\"s\"><v>1</v></c>", ""},
  {"<c t=\"s\"><v>2</v></c>", "one"},
  {"<c t=\"s\"><v>3</v></c>", "A_x"},
  {"<c t=\"s\"/>", ""},
  {"<c/>", ""},
  {"<c><v>12</v></c>", "12"},
  {"<c><v>-3</v></c>", "-3"},
  {"<c><v>1.5</v></c>", "1.5"},
  {"<c><v>1E400</v></c>", "1E400"},
  {"<c><v>x</v></c>", "x"},
  {"<c s=\"1\"><v>46209</v></c>", "2026-07-06"},
  {"<c s=\"1\"><v>46209.5</v></c>", "2026-07-06T12:00"},
  {"<c s=\"1\"><v>46208.9999999</v></c>", "2026-07-06"},
  {"<c s=\"1\"><v>1</v></c>", "1"},
  {"<c s=\"7\"><v>46209</v></c>", "46209"},
  {"<c t=\"b\"><v>1</v></c>", "TRUE"},
  {"<c t=\"e\"><v>#REF!</v></c>", "#REF!"},
  {"<c t=\"d\"><v>2026-07-06</v></c>", "2026-07-06"},
  {"<c t=\"str\"><f>A1&amp;B1</f><v>ab</v></c>", "ab"},
  {"<c t=\"inlineStr\"><is><t>in</t></is></c>", "in"},
  {"<c t=\"inlineStr\"><is><r><t>a</t></r><rPh><t>z</t></rPh><r><t>b</t></r>"
   "</is></c>",
   "ab"},
  {"<c t=\"inlineStr\"><is><t>'=1</t></is></c>", "=1"},
  {"<c t=\"inlineStr\"><is><t>&lt;&#x41;&amp;</t></is></c>", "<A&"},
  {"<c t=\"inlineStr\"><is><t>_x0000_</t></is></c>", "_x0000_"},
};

const auto broken = std::vector<std::string>{
  "<row><c r=\"0A\"/></row>",
  "<row><c r=\"A0\"><v>1</v></c></row>",
  "<row><c r=\"A1048577\"><v>1</v></c></row>",
  "<row><c r=\"XFE1\"><v>1</v></c></row>",
  "<row><c r=\"AAAAA1\"><v>1</v></c></row>",
  "<row r=\"0\"/>",
  "<row r=\"-1\"/>",
  "<row r=\"1048576\"/><row/>",
  "<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
  "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
  "<row><c r=\"XFD1\"><v>1</v></c><c><v>2</v></c></row>",
  "<row><c t=\"s\"><v>99</v></c></row>",
  "<row><c t=\"s\"><v>-1</v></c></row>",
  "<row><c t=\"inlineStr\"><is><t>\xe9</t></is></c></row>",
};

} // namespace

BOOST_DATA_TEST_CASE(a_cell_has_the_text_that_is_shown,
                     boost::unit_test::data::make(cells), x) {
  BOOST_TEST(text_of(x.cell, shared) == x.text);
}

BOOST_AUTO_TEST_CASE(days_may_count_from_1904) {
  auto early = shared;
  early.is_1904 = true;
  BOOST_TEST(text_of("<c s=\"1\"><v>44747</v></c>", early) == "2026-07-06");
}

BOOST_AUTO_TEST_CASE(places_are_said_or_follow_one_another) {
  auto x = read("<row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c>"
                "</row><row r=\"9\"><c><v>4</v></c></row><row><c><v>5</v></c>"
                "</row>");
  BOOST_REQUIRE(x);
  auto places = std::vector<std::string>{};
  for (auto& one : x->cells)
    places.push_back(cell_name(one.row, one.column));
  BOOST_TEST(places
               == (std::vector<std::string>{"A1", "D1", "E1", "A9", "A10"}),
             boost::test_tools::per_element());
  BOOST_TEST(cell_name(0, 25) == "Z1");
  BOOST_TEST(cell_name(0, 26) == "AA1");
  BOOST_TEST(cell_name(1'048'575, 16'383) == "XFD1048576");
}

BOOST_AUTO_TEST_CASE(formulas_are_counted_and_not_computed) {
  auto x = read("<row><c><f>1+1</f><v>3</v></c><c><f>1+1</f></c></row>");
  BOOST_REQUIRE(x);
  BOOST_TEST(x->formulas == 2u);
  BOOST_REQUIRE(x->cells.size() == 1u);
  BOOST_TEST(x->cells[0].text == "3");
}

BOOST_AUTO_TEST_CASE(prefixes_do_not_matter) {
  auto x = read_worksheet("<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row>"
                          "<x:c x:r=\"B1\"><x:v>7</x:v></x:c></x:row>"
                          "</x:sheetData></x:worksheet>",
                          {}, "x.xlsx", "S");
  BOOST_REQUIRE(x);
  BOOST_TEST(x->cells[0].text == "7");
  BOOST_TEST(x->cells[0].column == 1u);
}

BOOST_DATA_TEST_CASE(what_no_spreadsheet_writes_is_refused,
                     boost::unit_test::data::make(broken), rows) {
  auto x = read(rows);
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::malformed, x.error().detail);
  BOOST_TEST(x.error().detail.starts_with("x.xlsx: sheet 'S'"));
}

BOOST_AUTO_TEST_CASE(merged_cells_are_places) {
  auto merged = [](const std::string& ref) {
    return read({},
                "<mergeCells><mergeCell ref=\"" + ref + "\"/></mergeCells>");
  };
  auto x = merged("B2:D5");
  BOOST_REQUIRE(x);
  BOOST_TEST(x->merged[0].first_row == 1u);
  BOOST_TEST(x->merged[0].last_column == 3u);
  for (auto* ref : {"", "B2:", ":", "D5:B2", "B2:XFE9", "x"})
    BOOST_TEST(merged(ref).error().code == ec::malformed, ref);
}

BOOST_AUTO_TEST_CASE(each_bound_of_a_sheet_holds) {
  auto rows = std::string{"<row><c><v>1</v></c><c><v>22</v></c></row>"};
  auto merged = std::string{"<mergeCells><mergeCell ref=\"A1:B1\"/>"
                            "</mergeCells>"};
  auto code = [&](xlsx_limits limits) {
    auto x = read(rows, merged, {}, limits);
    return x ? ec::none : x.error().code;
  };
  BOOST_TEST(code({}) == ec::none);
  BOOST_TEST(code({.cells_max = 2}) == ec::none);
  BOOST_TEST(code({.cells_max = 1}) == ec::oversize);
  BOOST_TEST(code({.text_bytes_max = 3}) == ec::none);
  BOOST_TEST(code({.text_bytes_max = 2}) == ec::oversize);
  rows = "<row><c t=\"str\"><v>\xc2\xa0</v></c><c t=\"str\"><v>x</v></c></row>";
  BOOST_TEST(code({.text_bytes_max = 3}) == ec::none);
  BOOST_TEST(code({.text_bytes_max = 2}) == ec::oversize);
  rows = "<row><c t=\"str\"><v>\xc2\xa0</v></c></row>";
  BOOST_TEST(code({.text_bytes_max = 1}) == ec::oversize);
  rows = "<row><c><v>1</v></c><c><v>22</v></c></row>";
  BOOST_TEST(code({.cell_bytes_max = 2}) == ec::none);
  BOOST_TEST(code({.cell_bytes_max = 1}) == ec::oversize);
  BOOST_TEST(code({.merged_max = 0}) == ec::malformed);
  BOOST_TEST(read_shared_strings("<sst><si/><si/></sst>", "x", {.cells_max = 1})
               .error()
               .code
             == ec::oversize);
  BOOST_TEST(read_workbook("<workbook><sheets><sheet/><sheet/></sheets>"
                           "</workbook>",
                           "x", {.sheets_max = 1})
               .error()
               .code
             == ec::oversize);
}

BOOST_AUTO_TEST_CASE(nesting_without_end_is_no_matter) {
  auto deep = std::string{};
  for (auto i = 0; i < 100'000; ++i)
    deep += "<a>";
  BOOST_TEST(read(deep).error().code == ec::malformed);
}

BOOST_AUTO_TEST_CASE(styles_say_what_is_a_date) {
  auto styles = read_styles(
    "<styleSheet><numFmts>"
    "<numFmt numFmtId=\"164\" formatCode=\"d mmm\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot;day&quot;\"/>"
    "<numFmt numFmtId=\"166\" formatCode=\"[Red]0\\d;yyyy\"/>"
    "<numFmt numFmtId=\"167\" formatCode=\"[$-409]dddd, mmmm dd, yyyy\"/>"
    "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"
    "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/>"
    "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/>"
    "<xf numFmtId=\"167\"/><xf/></cellXfs></styleSheet>",
    "x");
  BOOST_REQUIRE(styles);
  auto wanted = std::vector<bool>{false, true,  false, true,
                                  false, false, true,  false};
  BOOST_TEST((*styles == wanted));
}

BOOST_AUTO_TEST_CASE(elements_are_counted_before_they_take_memory) {
  auto cells = std::string{};
  for (auto i = 0; i < 3'000'000; ++i)
    cells += "<c/>";
  auto x = read("<row>" + cells + "</row>");
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::oversize);
  BOOST_TEST(x.error().detail.starts_with("x.xlsx: sheet 'S': more than"),
             x.error().detail);
}

BOOST_AUTO_TEST_SUITE_END()
