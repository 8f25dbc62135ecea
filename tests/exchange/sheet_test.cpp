// SPDX-License-Identifier: Apache-2.0
#include "exchange/sheet.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sheet_test)

using namespace nightfloat;
using namespace nightfloat::exchange;

BOOST_AUTO_TEST_CASE(a_csv_text_is_a_sheet_of_what_is_not_empty) {
  auto read = sheet_of_csv("a,, b \n\n,\"x\ny\",c\n", "t.csv");
  BOOST_REQUIRE(read);
  BOOST_REQUIRE(read->cells.size() == 4u);
  BOOST_TEST(read->cells[1].text == "b");
  BOOST_TEST(read->cells[1].column == 2u);
  BOOST_TEST(read->cells[3].row == 1u);
  BOOST_TEST(read->where(read->cells[2]) == "t.csv:3:2");
  BOOST_TEST(read->where(read->cells[3]) == "t.csv:4:4");
}

BOOST_AUTO_TEST_CASE(a_csv_text_of_too_many_cells_is_refused_with_its_place) {
  auto row = std::string{"1"};
  for (auto i = 1; i < 250; ++i)
    row += ",1";
  auto text = std::string{};
  for (auto i = 0; i < 4'000; ++i)
    text += row + "\n";
  BOOST_REQUIRE(sheet_of_csv(text, "t.csv"));
  auto read = sheet_of_csv(text + "1\n", "t.csv");
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == ec::oversize);
  BOOST_TEST(read.error().detail
             == "t.csv:4001:1: more than 1000000 cells, remove rows or "
                "columns");
}

BOOST_AUTO_TEST_SUITE_END()
