// SPDX-License-Identifier: Apache-2.0
#include "exchange/csv.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <rapidcheck.h>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(csv_test)

using namespace nightfloat;
using namespace nightfloat::exchange;

namespace {

using rows = std::vector<std::vector<std::string>>;

result<rows> read_all(std::string_view text, csv_limits limits = {}) {
  auto reader = csv_reader{text, "t.csv", limits};
  auto cells = std::vector<csv_cell>{};
  auto out = rows{};
  for (;;) {
    auto any = reader.next(cells);
    if (!any)
      return any.error();
    if (!*any)
      return out;
    auto& row = out.emplace_back();
    for (const auto& x : cells)
      row.push_back(x.text);
  }
}

struct hostile {
  std::string text;
  ec code;
  std::string place;

  friend std::ostream& operator<<(std::ostream& out, const hostile& x) {
    return out << x.place << ' ' << x.code;
  }
};

const auto hostiles = std::vector<hostile>{
  {"a,b\n1,\"2", ec::malformed, "t.csv:2:3: "},
  {"a\n\"1\"x\n", ec::malformed, "t.csv:2:4: "},
  {"a\nx\"1\"\n", ec::malformed, "t.csv:2:2: "},
  {"a\r1\n", ec::malformed, "t.csv:1:2: "},
  {std::string{"a\nb\0c\n", 6}, ec::malformed, "t.csv:2:2: "},
  {"a\nb\xff\n", ec::malformed, "t.csv:2:2: "},
  {"a\n\xc0\xaf\n", ec::malformed, "t.csv:2:1: "},
  {"a\n\xed\xa0\x80\n", ec::malformed, "t.csv:2:1: "},
  {"a\n123456789\n", ec::oversize, "t.csv:2:1: "},
  {"1,2,3,4,5\n", ec::oversize, "t.csv:1:9: "},
  {"1\n2\n3\n4\n5\n", ec::oversize, "t.csv:5:1: "}};

} // namespace

BOOST_AUTO_TEST_CASE(it_reads_what_the_standard_allows) {
  auto read = read_all("\xef\xbb\xbf"
                       "a,b\r\n\"x,\"\"y\"\"\nz\",\r\n\n,last");
  BOOST_REQUIRE(read);
  auto wanted = rows{{"a", "b"}, {"x,\"y\"\nz", ""}, {"", "last"}};
  BOOST_TEST((*read == wanted));
  BOOST_TEST(read_all("").value().empty());
}

BOOST_DATA_TEST_CASE(hostile_bytes_are_refused_with_their_place,
                     boost::unit_test::data::make(hostiles), x) {
  auto limits
    = csv_limits{.cell_bytes_max = 8, .columns_max = 4, .rows_max = 4};
  auto read = read_all(x.text, limits);
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == x.code);
  BOOST_TEST(read.error().detail.starts_with(x.place), read.error().detail);
}

BOOST_AUTO_TEST_CASE(a_file_beyond_its_bound_is_not_read) {
  auto read = read_all("abcdefgh", {.bytes_max = 7});
  BOOST_TEST(read.error().code == ec::oversize);
}

BOOST_AUTO_TEST_CASE(any_rows_survive_writing_and_reading) {
  auto alphabet = std::string{"=+-@\t\n'\",\r ab\xc3\xa9"};
  auto letter
    = rc::gen::map(rc::gen::inRange<std::size_t>(0, 13), [=](std::size_t i) {
        return i == 12 ? alphabet.substr(13) : alphabet.substr(i, 1);
      });
  auto cell = rc::gen::map(rc::gen::container<std::vector<std::string>>(letter),
                           [](const std::vector<std::string>& parts) {
                             auto out = std::string{};
                             for (const auto& x : parts)
                               out += x;
                             return out;
                           });
  auto ok = rc::check([&] {
    auto width = *rc::gen::inRange<std::size_t>(1, 5);
    auto table = *rc::gen::container<rows>(
      rc::gen::container<std::vector<std::string>>(width, cell));
    auto text = std::string{};
    for (const auto& row : table)
      append_row(text, row);
    auto read = read_all(text);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == table);
  });
  BOOST_TEST(ok);
}

BOOST_AUTO_TEST_CASE(a_row_holds_nothing_of_the_row_before) {
  auto read = read_all("aaa,'=b,cc\n\"x\ny\"\n,'=\n");
  BOOST_REQUIRE(read);
  auto wanted = rows{{"aaa", "=b", "cc"}, {"x\ny"}, {"", "="}};
  BOOST_TEST((*read == wanted));
  auto reader = csv_reader{"a,b\n", "t.csv"};
  auto cells = std::vector<csv_cell>(3);
  BOOST_TEST(reader.next(cells).value());
  BOOST_TEST(cells.size() == 2u);
  BOOST_TEST(!reader.next(cells).value());
  BOOST_TEST(cells.empty());
}

BOOST_AUTO_TEST_CASE(no_cell_begins_like_a_formula) {
  for (std::string x : {"=1+1", "+1", "-1", "@f", "\t=1", "\r=1", "\n=1"}) {
    BOOST_TEST(guarded(x).front() == '\'');
    BOOST_TEST(unguarded(guarded(x)) == x);
  }
  BOOST_TEST(guarded("'tis") == "'tis");
  BOOST_TEST(unguarded("'tis") == "'tis");
}

BOOST_AUTO_TEST_CASE(wrong_columns_and_rows_are_said) {
  auto columns = csv_columns{{"code", "name"}, {"track"}};
  auto fails = [&](std::string_view text) {
    auto t = csv_table::parse(text, "p.csv", columns);
    BOOST_REQUIRE(!t);
    BOOST_TEST(t.error().code == ec::invalid_argument);
    return t.error().detail;
  };
  BOOST_TEST(fails("code,nmae\n").starts_with("p.csv:1:6: column 'nmae'"));
  BOOST_TEST(fails("code,code\n").starts_with("p.csv:1:6: column 'code'"));
  BOOST_TEST(fails("code\n").starts_with("p.csv:1:1: column 'name' is miss"));
  BOOST_TEST(fails("").starts_with("p.csv:1:1: column 'code' is missing"));
  BOOST_TEST(fails("code,name\n1,2,3\n").starts_with("p.csv:2:1: 3 cells"));
}

BOOST_AUTO_TEST_CASE(a_table_of_too_many_rows_is_refused_before_it_is_read) {
  auto limits = csv_limits{.rows_max = 3};
  auto parse = [&](std::string_view text) {
    return csv_table::parse(text, "n.csv", {{"n"}, {}}, limits);
  };
  BOOST_TEST(parse("n\n1\n2\n3\n")->rows() == 3U);
  BOOST_TEST(parse("n\n1\n\"a\nb\nc\"\n3")->rows() == 3U);
  auto more = parse("n\n1\n\xff\n3\n4\n");
  BOOST_REQUIRE(!more);
  BOOST_TEST(more.error().code == ec::oversize);
  BOOST_TEST(more.error().detail.starts_with("n.csv:5:1: more than 3 rows"),
             more.error().detail);
}

BOOST_AUTO_TEST_CASE(a_table_knows_its_cells_and_their_places) {
  auto t = csv_table::parse("b,a\n\"x\ny\",1\n,2\n", "t.csv", {{"a"}, {"b"}});
  BOOST_REQUIRE(t);
  BOOST_TEST(t->rows() == 2U);
  BOOST_TEST(t->text(0, "b") == "x\ny");
  BOOST_TEST(t->text(1, "a") == "2");
  BOOST_TEST(t->text(1, "c").empty());
  BOOST_TEST(t->where(0, "a") == "t.csv:3:4");
  BOOST_TEST(t->where(1, "c") == "t.csv:4:1");
  BOOST_TEST(csv_table{}.rows() == 0U);
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_bounds) {
  auto t = csv_table::parse("n\n7\n8\n-1\n7x\n99999999999999999999\n", "n.csv",
                            {{"n"}, {}});
  BOOST_REQUIRE(t);
  BOOST_TEST(t->number(0, "n", 1, 7).value() == 7u);
  for (std::size_t row = 1; row < 5; ++row)
    BOOST_TEST(t->number(row, "n", 1, 7).error().code == ec::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
