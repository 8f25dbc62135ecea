// SPDX-License-Identifier: Apache-2.0
// Workbooks that are out to do harm, or are none.

#include "exchange/xlsx_read.hpp"
#include "exchange/xlsx_zip.hpp"
#include "tests/support/small_xlsx.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(xlsx_refused_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using test::inline_cell;
using test::part;
using test::small_xlsx;
using test::zip_content;
using test::zip_file;

namespace {

const auto hello = "<row r=\"1\">" + inline_cell("A1", "hello") + "</row>";

failure refused(const zip_content& parts) {
  auto read = read_xlsx(zip_file(parts), "x.xlsx");
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().detail.starts_with("x.xlsx: "), read.error().detail);
  return read.error();
}

void replace(std::string& in, const std::string& from, const std::string& to) {
  auto i = in.find(from);
  BOOST_REQUIRE((i != std::string::npos));
  in.replace(i, from.size(), to);
}

const auto harmful
  = std::vector<std::string>{"xl/vbaProject.bin",
                             "XL/VBAPROJECT.BIN",
                             "xl/other/vbaProject.bin",
                             "xl/vbaProjectSignature.bin",
                             "xl/macrosheets/sheet1.xml",
                             "xl/activeX/activeX1.xml",
                             "xl/embeddings/oleObject1.bin",
                             "xl/externalLinks/externalLink1.xml",
                             "xl/connections.xml",
                             "xl/queryTables/queryTable1.xml"};

} // namespace

BOOST_AUTO_TEST_CASE(a_plain_workbook_is_read) {
  auto read = read_xlsx(zip_file(small_xlsx(hello)), "x.xlsx");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_REQUIRE(read->sheets.size() == 1u);
  BOOST_TEST(read->sheets[0].name == "Weeks");
  BOOST_TEST(read->sheets[0].cells[0].text == "hello");
}

BOOST_DATA_TEST_CASE(harmful_parts_are_refused_by_name,
                     boost::unit_test::data::make(harmful), name) {
  auto parts = small_xlsx(hello);
  parts.emplace_back(name, "x");
  auto why = refused(parts);
  BOOST_TEST(why.code == ec::refused);
  BOOST_TEST((why.detail.find(name) != std::string::npos));
}

BOOST_AUTO_TEST_CASE(macros_under_another_name_are_refused_by_type) {
  auto parts = small_xlsx(hello);
  replace(part(parts, "[Content_Types].xml"), "</Types>",
          "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
          "vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>");
  BOOST_TEST(refused(parts).code == ec::refused);
}

BOOST_AUTO_TEST_CASE(relations_that_lead_elsewhere_are_refused) {
  auto relation = [](const std::string& type) {
    return "<Relationship Id=\"r9\" Type=\"http://x/" + type
           + "\" Target=\"file:///etc/passwd\" TargetMode=\"External\"/>"
             "</Relationships>";
  };
  auto parts = small_xlsx(hello);
  replace(part(parts, "xl/_rels/workbook.xml.rels"), "</Relationships>",
          relation("externalLinkPath"));
  BOOST_TEST(refused(parts).code == ec::refused);
  // A hyperlink is followed by nobody.
  parts = small_xlsx(hello);
  replace(part(parts, "xl/_rels/workbook.xml.rels"), "</Relationships>",
          relation("hyperlink"));
  BOOST_TEST(read_xlsx(zip_file(parts), "x.xlsx").has_value());
}

BOOST_AUTO_TEST_CASE(document_types_are_refused_in_every_part) {
  for (auto* name :
       {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"}) {
    auto parts = small_xlsx(hello);
    replace(part(parts, name), "?>",
            "?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>");
    BOOST_TEST(refused(parts).code == ec::refused, name);
  }
}

BOOST_AUTO_TEST_CASE(a_bomb_is_refused_before_it_fills_the_memory) {
  // 64 MiB of blanks are 64 KiB packed.
  auto parts = small_xlsx(hello + std::string(64u << 20, ' '));
  auto bytes = zip_file(parts);
  BOOST_TEST(bytes.size() < (1u << 20));
  auto read = read_xlsx(bytes, "x.xlsx");
  BOOST_TEST(read.error().code == ec::oversize);
  // Below the bound of a part, but swollen beyond what sheets do.
  parts = small_xlsx(hello + std::string(16u << 20, ' '));
  BOOST_TEST(read_xlsx(zip_file(parts), "x.xlsx").error().code == ec::oversize);
}

BOOST_AUTO_TEST_CASE(each_bound_of_an_archive_holds) {
  auto noise = std::string{};
  for (auto i = 0u; noise.size() < 100'000; ++i)
    noise += std::to_string(i * 2'654'435'761u);
  auto bytes = zip_file({{"a", noise}, {"b", noise}});
  auto reads = [&](zip_limits limits) {
    auto all = zip_parts::open(bytes, "z", limits);
    if (!all)
      return all.error().code;
    for (auto* name : {"a", "b"})
      if (auto text = all->read(name); !text)
        return text.error().code;
    return ec::none;
  };
  BOOST_TEST(reads({}) == ec::none);
  BOOST_TEST(reads({.entries_max = 2}) == ec::none);
  BOOST_TEST(reads({.entries_max = 1}) == ec::oversize);
  BOOST_TEST(reads({.file_bytes_max = bytes.size() - 1}) == ec::oversize);
  BOOST_TEST(reads({.part_bytes_max = noise.size()}) == ec::none);
  BOOST_TEST(reads({.part_bytes_max = noise.size() - 1}) == ec::oversize);
  BOOST_TEST(reads({.total_bytes_max = 2 * noise.size()}) == ec::none);
  BOOST_TEST(reads({.total_bytes_max = 2 * noise.size() - 1}) == ec::oversize);
  BOOST_TEST(reads({.ratio_max = 1, .ratio_free = 0}) == ec::oversize);
}

BOOST_AUTO_TEST_CASE(what_is_no_workbook_is_said) {
  BOOST_TEST(read_xlsx("", "x.xlsx").error().code == ec::malformed);
  BOOST_TEST(read_xlsx("PK\x03\x04 and so on", "x.xlsx").error().code
             == ec::malformed);
  // An old .xls, which is also what a password makes of an .xlsx.
  BOOST_TEST(read_xlsx("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x").error().code
             == ec::malformed);
  for (auto* name :
       {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml"}) {
    auto parts = small_xlsx(hello);
    std::erase_if(parts, [&](auto& x) { return x.first == name; });
    BOOST_TEST(refused(parts).code == ec::not_found, name);
    parts.emplace_back(name, "<broken");
    BOOST_TEST(refused(parts).code == ec::malformed, name);
    parts.back().second = "<other/>";
    BOOST_TEST(refused(parts).code == ec::malformed, name);
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_archive_is_refused) {
  auto bytes = zip_file(small_xlsx(hello + std::string(1'000, ' ')));
  auto count = 0;
  for (std::size_t i = 30; i < bytes.size(); i += 7) {
    auto bad = bytes;
    bad[i] = static_cast<char>(bad[i] ^ 0x55);
    auto read = read_xlsx(bad, "x.xlsx");
    count += read.has_value() ? 0 : 1;
  }
  // Some bytes are times and comments.
  BOOST_TEST(count > 20);
}

BOOST_AUTO_TEST_CASE(two_parts_of_one_name_are_refused) {
  auto parts = small_xlsx(hello);
  parts.emplace_back("XL/workbook.XML", "<workbook/>");
  BOOST_TEST(refused(parts).code == ec::malformed);
}

BOOST_AUTO_TEST_CASE(hidden_sheets_are_passed_over_with_a_note) {
  auto parts = small_xlsx(hello);
  replace(part(parts, "xl/workbook.xml"), "sheetId",
          "state=\"veryHidden\" "
          "sheetId");
  auto read = read_xlsx(zip_file(parts), "x.xlsx");
  BOOST_REQUIRE(read);
  BOOST_TEST(read->sheets.empty());
  BOOST_TEST(read->notes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(texts_that_swell_by_being_named_are_refused) {
  auto row = std::string{"<row>"};
  for (auto i = 0; i < 600; ++i)
    row += "<c t=\"s\"><v>0</v></c>";
  auto parts = small_xlsx(row + "</row>");
  parts.emplace_back("xl/sharedStrings.xml", "<sst><si><t>"
                                               + std::string(60'000, 'x')
                                               + "</t></si></sst>");
  BOOST_TEST(read_xlsx(zip_file(parts), "x.xlsx").has_value());
  // Two sheets of the same part, each below the bound.
  replace(part(parts, "xl/workbook.xml"), "</sheets>",
          "<sheet name=\"Again\" sheetId=\"2\" r:id=\"r1\"/></sheets>");
  auto why = refused(parts);
  BOOST_TEST(why.code == ec::oversize);
  BOOST_TEST(why.detail.starts_with("x.xlsx: sheet 'Again': "));
}

BOOST_AUTO_TEST_CASE(a_cell_of_a_mebibyte_is_refused_with_its_place) {
  auto row = "<row r=\"7\">" + inline_cell("C7", std::string(1u << 20, 'x'))
             + "</row>";
  auto why = refused(small_xlsx(row));
  BOOST_TEST(why.code == ec::oversize);
  BOOST_TEST(why.detail.starts_with("x.xlsx: sheet 'Weeks', cell C7: "));
  auto parts = small_xlsx("<row><c r=\"C7\" t=\"s\"><v>0</v></c></row>");
  parts.emplace_back("xl/sharedStrings.xml", "<sst><si><t>"
                                               + std::string(1u << 20, 'x')
                                               + "</t></si></sst>");
  why = refused(parts);
  BOOST_TEST(why.code == ec::oversize);
  BOOST_TEST(why.detail.starts_with("x.xlsx: sheet 'Weeks', cell C7: "));
}

BOOST_AUTO_TEST_SUITE_END()
