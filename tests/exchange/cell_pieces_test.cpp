// SPDX-License-Identifier: Apache-2.0
#include "exchange/cell_pieces.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <rapidcheck.h>

BOOST_AUTO_TEST_SUITE(cell_pieces_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using domain::date;
using domain::minutes;

namespace {

using pieces = std::vector<cell_piece>;

const auto chicago = *domain::zone::find("America/Chicago");

date day(const char* text) {
  return *domain::parse_date(text);
}

domain::instant at(const char* text) {
  return *domain::parse_instant(text);
}

/// A time of work and how a cell says it.
struct worked {
  const char* day;
  const char* text;
  const char* start;
  const char* end;

  friend std::ostream& operator<<(std::ostream& out, const worked& x) {
    return out << x.day << ' ' << x.text;
  }
};

const auto times = std::vector<worked>{
  {"2026-07-06", "07:30-19:00", "2026-07-06T12:30Z", "2026-07-07T00:00Z"},
  {"2026-07-06", "19:00-07:00", "2026-07-07T00:00Z", "2026-07-07T12:00Z"},
  {"2026-07-06", "07:00-07:00", "2026-07-06T12:00Z", "2026-07-07T12:00Z"},
  {"2026-07-06", "07:00-11:00+1", "2026-07-06T12:00Z", "2026-07-07T16:00Z"},
  // The clocks go forward and back.
  {"2027-03-13", "19:00-07:00", "2027-03-14T01:00Z", "2027-03-14T12:00Z"},
  {"2026-10-31", "19:00-07:00", "2026-11-01T00:00Z", "2026-11-01T13:00Z"},
  // From the first one o'clock, and from the second.
  {"2026-11-01", "01:00-02:00", "2026-11-01T06:00Z", "2026-11-01T08:00Z"},
  {"2026-11-01", "2026-11-01T07:00Z..2026-11-01T08:00Z", "2026-11-01T07:00Z",
   "2026-11-01T08:00Z"},
};

const auto no_times
  = std::vector<std::string>{"",
                             "7-8",
                             "07:30",
                             "07:30-",
                             "07:30-25:00",
                             "07:30-19:60",
                             "07:30-19:00+",
                             "07:30-19:00+x",
                             "07:30-19:00+99",
                             "07:00-06:00+0",
                             "02:30-06:00",
                             "a7:30-19:00",
                             "2026-11-01T07:00Z..2026-11-01T07:00Z",
                             "2026-11-01T07:00Z..2027-11-01T07:00Z"};

} // namespace

BOOST_AUTO_TEST_CASE(a_cell_is_read_piece_by_piece) {
  auto wanted = pieces{{"WARD1", ""}, {"ICU", "2026-07-06..2026-07-08"}};
  BOOST_TEST((pieces_of(" WARD1 |ICU @ 2026-07-06..2026-07-08 ") == wanted));
  BOOST_TEST((pieces_of("WARD1\r\nICU@2026-07-06..2026-07-08") == wanted));
  BOOST_TEST(pieces_of("").empty());
  BOOST_TEST(pieces_of(" | ").empty());
}

BOOST_AUTO_TEST_CASE(a_remark_means_nothing) {
  BOOST_TEST(pieces_of("(vacation)").empty());
  BOOST_TEST((pieces_of("A | (vacation) | B") == pieces{{"A", ""}, {"B", ""}}));
  BOOST_TEST((pieces_of("\\(A) | A(1)") == pieces{{"(A)", ""}, {"A(1)", ""}}));
}

BOOST_AUTO_TEST_CASE(any_names_survive_writing_and_reading) {
  auto letter = rc::gen::element<std::string>("a", "|", "@", "\\", "(", ")",
                                              "\n", "\r", " ", "\xc3\xa9");
  auto text = rc::gen::map(rc::gen::container<std::vector<std::string>>(letter),
                           [](const std::vector<std::string>& parts) {
                             // A name has no blanks at its ends.
                             auto out = std::string{"x"};
                             for (const auto& x : parts)
                               out += x;
                             return out + "y";
                           });
  auto ok = rc::check([&] {
    auto n = *rc::gen::inRange<std::size_t>(0, 4);
    auto all = pieces{};
    for (std::size_t i = 0; i < n; ++i)
      all.push_back({*text, *rc::gen::arbitrary<bool>() ? *text : ""});
    RC_ASSERT(pieces_of(cell_of(all)) == all);
  });
  BOOST_TEST(ok);
  BOOST_TEST((pieces_of(cell_of({{"(a)", ""}})) == pieces{{"(a)", ""}}));
}

BOOST_AUTO_TEST_CASE(days_are_one_or_a_span) {
  BOOST_TEST(days_text(*parse_days("2026-07-06..2026-07-08"))
             == "2026-07-06..2026-07-08");
  BOOST_TEST(days_text(*parse_days("2026-07-06")) == "2026-07-06");
  for (auto* text : {"", "..", "2026-07-08..2026-07-06", "2026-02-30",
                     "2026-07-06..", "2026-07-06..x"})
    BOOST_TEST(parse_days(text).error().code == ec::invalid_argument);
}

BOOST_DATA_TEST_CASE(times_are_those_of_the_site,
                     boost::unit_test::data::make(times), x) {
  auto read = parse_time(x.text, day(x.day), chicago);
  BOOST_REQUIRE(read);
  BOOST_TEST((read->start == at(x.start)));
  BOOST_TEST((read->end == at(x.end)));
  BOOST_TEST(time_text(*read, chicago) == x.text);
}

BOOST_DATA_TEST_CASE(what_is_no_time_is_refused,
                     boost::unit_test::data::make(no_times), x) {
  // On the night on which the clocks go forward.
  BOOST_TEST(parse_time(x, day("2027-03-14"), chicago).error().code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(any_duty_survives_its_text) {
  auto first = at("2026-01-01T00:00Z");
  auto ok = rc::check([&] {
    auto start = first + minutes{*rc::gen::inRange(0, 2 * 525'600)};
    auto length = *rc::gen::inRange(1, 65'536);
    auto time = work_time{start, start + minutes{length}};
    auto on = chicago.local_date(start);
    auto read = parse_time(time_text(time, chicago), on, chicago);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == time);
  });
  BOOST_TEST(ok);
}

BOOST_AUTO_TEST_CASE(a_duty_is_called_by_its_shift) {
  auto where = domain::programme{};
  where.info.zone = "America/Chicago";
  where.templates.push_back(
    {.id = {1}, .code = "DAY", .start = 420, .length = 720});
  auto x = domain::duty{.start = at("2026-07-06T12:00Z"),
                        .end = at("2026-07-07T00:00Z"),
                        .from = {1}};
  BOOST_TEST((piece_of(where, x, chicago) == cell_piece{"DAY", ""}));
  x.end += minutes{30};
  BOOST_TEST((piece_of(where, x, chicago) == cell_piece{"DAY", "07:00-19:30"}));
  x.from = {};
  x.kind = domain::duty_kind::moonlighting;
  BOOST_TEST(
    (piece_of(where, x, chicago) == cell_piece{"moonlighting", "07:00-19:30"}));
}

BOOST_AUTO_TEST_CASE(a_time_that_the_clock_skips_is_refused) {
  for (auto* text : {"02:30-06:00", "00:00-02:00"}) {
    auto read = parse_time(text, day("2027-03-14"), chicago);
    BOOST_REQUIRE(!read);
    BOOST_TEST(read.error().code == ec::invalid_argument);
    BOOST_TEST((read.error().detail.find("of 2027-03-14 does not exist")
                != std::string::npos));
  }
  // A shift that recurs is worked all the same, from when they skip.
  auto where = domain::programme{};
  where.info.zone = "America/Chicago";
  auto x = domain::shift_template{.start = 150, .length = 60};
  auto read = time_of(where, x, day("2027-03-14"), chicago);
  BOOST_REQUIRE(read);
  BOOST_TEST((read->start == at("2027-03-14T08:00Z")));
  BOOST_TEST((read->end == at("2027-03-14T09:00Z")));
}

BOOST_AUTO_TEST_CASE(a_shift_lasts_as_long_as_it_says_when_clocks_change) {
  auto where = domain::programme{};
  where.info.zone = "America/Chicago";
  where.templates.push_back(
    {.id = {1}, .code = "CALL", .start = 420, .length = 1'440});
  auto read = time_of(where, where.templates[0], day("2026-10-31"), chicago);
  BOOST_REQUIRE(read);
  BOOST_TEST((read->end - read->start).count() == 1'440);
  auto x = domain::duty{.start = read->start, .end = read->end, .from = {1}};
  BOOST_TEST((piece_of(where, x, chicago) == cell_piece{"CALL", ""}));
  x.end += minutes{60};
  BOOST_TEST(
    (piece_of(where, x, chicago) == cell_piece{"CALL", "07:00-07:00"}));
}

BOOST_AUTO_TEST_CASE(a_shift_elsewhere_stands_on_the_day_of_the_sheet) {
  auto where = domain::programme{};
  where.info.zone = "America/Chicago";
  where.sites.push_back({.id = {1}, .code = "EAST", .zone = "Asia/Tokyo"});
  where.templates.push_back(
    {.id = {1}, .code = "DAY", .start = 480, .length = 600, .site = {1}});
  // Eight o'clock in Tokyo is the evening before in Chicago.
  auto read = time_of(where, where.templates[0], day("2026-07-06"), chicago);
  BOOST_REQUIRE(read);
  BOOST_TEST((read->start == at("2026-07-06T23:00Z")));
  auto x = domain::duty{
    .start = read->start, .end = read->end, .from = {1}, .site = {1}};
  BOOST_TEST((piece_of(where, x, chicago) == cell_piece{"DAY", ""}));
  x.start += minutes{60};
  BOOST_TEST((piece_of(where, x, chicago) == cell_piece{"DAY", "19:00-04:00"}));
}

BOOST_AUTO_TEST_CASE(a_shift_may_begin_days_after_that_of_its_name) {
  auto where = domain::programme{};
  auto utc = *domain::zone::find("UTC");
  auto x = domain::shift_template{.start = 1'500, .length = 60};
  auto read = time_of(where, x, day("2026-07-06"), utc);
  BOOST_REQUIRE(read);
  BOOST_TEST((read->start == at("2026-07-06T01:00Z")));
}

BOOST_AUTO_TEST_CASE(a_shift_of_no_time_is_none) {
  auto where = domain::programme{};
  auto x = domain::shift_template{.code = "NIL"};
  auto read = time_of(where, x, day("2026-07-06"), chicago);
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == ec::invalid_argument);
  where.info.zone = "Mars/Base";
  BOOST_TEST(time_of(where, x, day("2026-07-06"), chicago).error().code
             == ec::not_found);
}

BOOST_AUTO_TEST_SUITE_END()
