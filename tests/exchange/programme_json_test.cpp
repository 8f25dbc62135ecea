// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"
#include "exchange/programme_json.hpp"
#include "tests/support/small_programme.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>

BOOST_AUTO_TEST_SUITE(programme_json_test)

using namespace nightfloat;
using namespace nightfloat::exchange;

namespace {

/// What is replaced in a good file, and what is said.
struct mistake {
  std::string from;
  std::string to;
  ec code;
  std::string says;

  friend std::ostream& operator<<(std::ostream& out, const mistake& x) {
    return out << x.from << " -> " << x.to;
  }
};

domain::programme good_programme() {
  auto out = tests::small_programme();
  for (auto& one : out.absences)
    one.last = one.first;
  return out;
}

const auto mistakes = std::vector<mistake>{
  {"\"nightfloat-programme\"", "\"other\"", ec::invalid_argument, "format is"},
  {"\"version\": 1", "\"version\": 2", ec::bad_version, "version 2"},
  {"\"version\": 1", "\"version\": 0", ec::bad_version, "version 0"},
  {"\"version\": 1", "\"version\": -1", ec::invalid_argument, "version"},
  {"\"version\": 1", "\"version\": 1, \"colour\": 3", ec::invalid_argument,
   "colour"},
  {"\"role\":\"resident\"", "\"role\":\"resdient\"", ec::invalid_argument,
   "programme.people[0].role"},
  {"\"id\":2,\"code\":\"R2\"", "\"id\":1,\"code\":\"R2\"", ec::invalid_argument,
   "people[1].id"},
  {"\"code\":\"R2\"", "\"code\":\"R1\"", ec::invalid_argument,
   "people[1].code"},
  {"\"code\":\"R2\"", "\"code\":\"\"", ec::invalid_argument, "people[1].code"},
  {"\"pgy\":1}", "\"pgy\":9}", ec::invalid_argument, "people[0].pgy"},
  {"\"rotation\":1,\"kind\":\"clinical\"",
   "\"rotation\":8,\"kind\":\"clinical\"", ec::invalid_argument,
   "templates[0].rotation"},
  {"\"length\":600", "\"length\":0", ec::invalid_argument,
   "templates[0].length"},
  {"\"length\":600", "\"length\":2881", ec::invalid_argument,
   "templates[0].length"},
  {"\"people_needed\":1,", "\"people_needed\":30001,", ec::invalid_argument,
   "templates[0].people_needed"},
  {"\"site\":\"\"", "\"site\":\"NOWHERE\"", ec::invalid_argument,
   "rotations[0].site"},
  {"\"hours_week_max\":80", "\"hours_week_max\":169", ec::invalid_argument,
   "rotations[0].hours_week_max"},
  {"\"faculty\":\"none\"", "\"faculty\":\"core\"", ec::invalid_argument,
   "people[0].faculty"},
  {"\"pgy\":0", "\"pgy\":9", ec::invalid_argument, "requirements[0].pgy"},
  {"\"kind\":\"acls\"", "\"kind\":\"\"", ec::invalid_argument,
   "credentials[0].kind"},
  {"\"day\":\"2026-07-04\"", "\"day\":\"2026-07-32\"", ec::invalid_argument,
   "holidays[0].day"},
  {"\"zone\":\"UTC\"", "\"zone\":\"Mars/Base\"", ec::invalid_argument,
   "info.zone"},
  {"\"lengths\":[4,4]", "\"lengths\":[4,0]", ec::invalid_argument,
   "info.calendar"},
  {"\"first\":\"2026-07-01\",\"last\":\"2027-06-30\",", "",
   ec::invalid_argument, "p.json: programme.info.first is missing, add it"},
  {"\"last\":\"2027-06-30\",", "", ec::invalid_argument,
   "p.json: programme.info.last is missing, add it"},
  {"\"last\":\"2027-06-30\"", "\"last\":\"2066-07-31\"", ec::invalid_argument,
   "info.last: the days 2026-07-01 to 2066-07-31 are more"},
  {"\"first\":\"2026-07-01\"", "\"first\":\"1899-12-31\"", ec::invalid_argument,
   "are not in the years 1900 to 5999"},
  {"\"freeze_days\":0", "\"freeze_days\":31", ec::invalid_argument,
   "info.freeze_days"},
  {"\"person\":2,\"first\":\"2026-07-01\",\"last\":\"2026-07-01\"",
   "\"person\":7,\"first\":\"2026-07-01\",\"last\":\"2026-07-01\"",
   ec::invalid_argument, "absences[0].person"},
  {"\"person\":2,\"first\":\"2026-07-01\",\"last\":\"2026-07-01\"",
   "\"person\":2,\"first\":\"2026-07-01\",\"last\":\"2026-06-30\"",
   ec::invalid_argument, "absences[0].last"},
  {"\"person\":2,\"first\":\"2026-07-01\",\"last\":\"2026-07-01\"",
   "\"person\":2,\"first\":\"2026-02-30\",\"last\":\"2026-07-01\"",
   ec::invalid_argument, "programme.absences[0].first"},
  {"\"end\":\"2026-07-01T17:00Z\"", "\"end\":\"2026-07-01T07:00Z\"",
   ec::invalid_argument, "rosters[0].duties[0].end"},
  {"\"end\":\"2026-07-01T17:00Z\"", "\"end\":\"2026-09-01T17:00Z\"",
   ec::invalid_argument, "rosters[0].duties[0].end"},
  {"\"start\":\"2026-07-01T07:00Z\"", "\"start\":\"1899-12-31T07:00Z\"",
   ec::invalid_argument, "write a year from 1900 to 5999"},
  {"\"start\":\"2026-07-01T07:00Z\",\"end\":\"2026-07-01T17:00Z\"",
   "\"start\":\"1900-01-01T00:00Z\",\"end\":\"5999-12-31T23:59Z\"",
   ec::invalid_argument, "rosters[0].duties[0].end"},
  {"\"person\":2,\"shift\":2", "\"person\":2,\"shift\":1", ec::invalid_argument,
   "rosters[0].duties"},
  {"\"person\":2,\"shift\":2", "\"person\":1,\"shift\":2", ec::invalid_argument,
   ".start: this person begins another duty"},
  {"\"person\":2,\"shift\":2", "\"person\":0,\"shift\":2", ec::invalid_argument,
   ".person: a duty of nobody"},
  {"\"rosters\": [{", "\"rosters\": [{},{", ec::invalid_argument, "rosters"},
  {"\"plan\": [",
   "\"plan\": [\n{\"person\":1,\"rotation\":1,\"first\":"
   "\"2026-07-01\",\"last\":\"2026-07-02\"},",
   ec::invalid_argument, "rosters[0].plan"},
  {"]\n}\n", "]\n", ec::malformed, ""},
  {"{\n\"format\"", "{\n\"\xe9\": 1, \"format\"", ec::malformed, ""},
};

} // namespace

BOOST_AUTO_TEST_CASE(a_programme_and_its_roster_survive_the_round_trip) {
  auto where = good_programme();
  auto roster = tests::small_roster(where);
  roster.id = {77};
  auto text = write_json_programme(where, &roster);
  BOOST_REQUIRE(text);
  auto read = read_json_programme(*text, "p.json");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((read->programme == where));
  BOOST_REQUIRE(read->roster.has_value());
  BOOST_TEST((*read->roster == roster));
  BOOST_TEST(*write_json_programme(read->programme, &*read->roster) == *text);
}

BOOST_AUTO_TEST_CASE(work_may_begin_with_call_at_home) {
  auto where = good_programme();
  auto roster = tests::small_roster(where);
  auto second = roster.duties[0];
  second.shift.value = 99;
  second.end += domain::minutes{60};
  second.kind = domain::duty_kind::at_home_call;
  roster.duties.push_back(second);
  sort(roster);
  auto text = write_json_programme(where, &roster);
  BOOST_REQUIRE_MESSAGE(text, text.error().detail);
  auto read = read_json_programme(*text, "p.json");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((*read->roster == roster));
}

BOOST_AUTO_TEST_CASE(a_sample_without_a_roster_survives_it) {
  auto where = *domain::make_sample({.residents = 25, .seed = 5});
  where.people[0].name = "\"\\\n\xff\xc3\xa9";
  auto text = write_json_programme(where);
  BOOST_REQUIRE(text);
  auto read = read_json_programme(*text, "p.json");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((read->programme == where));
  BOOST_TEST(!read->roster.has_value());
}

BOOST_AUTO_TEST_CASE(forty_years_are_not_too_many) {
  auto where = good_programme();
  where.info.last = *domain::parse_date("2066-07-30");
  BOOST_TEST(
    read_json_programme(*write_json_programme(where), "p").has_value());
}

BOOST_AUTO_TEST_CASE(each_row_has_a_line) {
  auto where = good_programme();
  auto text = *write_json_programme(where);
  BOOST_TEST((text.find("\n{\"id\":2,\"code\":\"R2\"") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(rows_in_any_order_are_read_in_theirs) {
  auto where = good_programme();
  auto roster = tests::small_roster(where);
  auto wanted = roster;
  std::swap(where.people[0], where.people[3]);
  std::swap(roster.duties[0], roster.duties[7]);
  auto read = read_json_programme(*write_json_programme(where, &roster), "p");
  BOOST_REQUIRE(read);
  BOOST_TEST((read->programme == good_programme()));
  BOOST_TEST((*read->roster == wanted));
}

BOOST_AUTO_TEST_CASE(duties_without_a_shift_get_numbers_of_their_own) {
  auto where = good_programme();
  auto roster = tests::small_roster(where);
  auto count = static_cast<std::uint32_t>(roster.duties.size());
  auto* last = &roster.duties.back();
  BOOST_REQUIRE(last->shift.value == count);
  roster.duties[0].shift = {};
  roster.duties[1].shift = {};
  auto read = read_json_programme(*write_json_programme(where, &roster), "p");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(read->roster->duties[0].shift.value == count + 1);
  BOOST_TEST(read->roster->duties[1].shift.value == count + 2);
  last->shift = {UINT32_MAX};
  read = read_json_programme(*write_json_programme(where, &roster), "p");
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().detail.starts_with("p: rosters[0].duties: no number"),
             read.error().detail);
}

BOOST_AUTO_TEST_CASE(a_bare_header_is_no_programme) {
  auto read = read_json_programme(
    R"({"format":"nightfloat-programme","version":1})", "p.json");
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().detail
             == "p.json: programme.info.first is missing, add it");
}

BOOST_DATA_TEST_CASE(each_mistake_is_said_with_its_path,
                     boost::unit_test::data::make(mistakes), x) {
  auto where = good_programme();
  auto roster = tests::small_roster(where);
  auto text = *write_json_programme(where, &roster);
  auto i = text.find(x.from);
  BOOST_REQUIRE((i != std::string::npos));
  auto read = read_json_programme(text.replace(i, x.from.size(), x.to),
                                  "p.json");
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == x.code, read.error().detail);
  BOOST_TEST(read.error().detail.starts_with("p.json: "), read.error().detail);
  BOOST_TEST((read.error().detail.find(x.says) != std::string::npos),
             read.error().detail);
}

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_not_written) {
  auto where = good_programme();
  where.templates[0].rotation = {9};
  auto wrote = write_json_programme(where);
  BOOST_REQUIRE(!wrote);
  BOOST_TEST(wrote.error().detail.starts_with("export: templates[0].rotation"));
}

BOOST_AUTO_TEST_SUITE_END()
