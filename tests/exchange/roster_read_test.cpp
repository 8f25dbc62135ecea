// SPDX-License-Identifier: Apache-2.0
// Duties of a CSV directory: whose clock a time is read by, and what is said
// of two at once.

#include "domain/sample.hpp"
#include "exchange/programme_csv.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(roster_read_test)

using namespace nightfloat;
using namespace nightfloat::exchange;

namespace {

struct fixture : test::scratch_folder {
  domain::programme sample = *domain::make_sample({.residents = 25, .seed = 5});

  fixture() {
    for (auto& x : sample.templates)
      x.site = {};
    for (auto& x : sample.rotations)
      x.site = "main";
    sample.sites = {{.id = {1}, .code = "main"},
                    {.id = {4}, .code = "east", .zone = "America/New_York"}};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(roster_read, fixture)

BOOST_AUTO_TEST_CASE(local_times_are_of_the_clock_at_their_site) {
  BOOST_REQUIRE(write_programme(path(), sample));
  auto read = [&](const std::string& start, const std::string& end,
                  const std::string& site) {
    put("roster.csv", "person,start,end,template,kind,site\nR001," + start + ","
                        + end + ",,clinical," + site + "\n");
    auto all = read_programme(path());
    if (!all)
      return all.error().detail.substr(path().string().size() + 1);
    const auto& x = all->roster->duties[0];
    return domain::to_string(x.start) + " " + domain::to_string(x.end);
  };
  // The hospital is in Chicago, its eastern site in New York.
  BOOST_TEST(read("2026-07-01T07:00", "2026-07-01T19:00", "main")
             == "2026-07-01T12:00Z 2026-07-02T00:00Z");
  BOOST_TEST(read("2026-07-01T07:00", "2026-07-01T19:00", "east")
             == "2026-07-01T11:00Z 2026-07-01T23:00Z");
  BOOST_TEST(read("2026-12-31T19:00", "2027-01-01T07:00Z", "")
             == "2027-01-01T01:00Z 2027-01-01T07:00Z");
  // Of a time that comes twice, starts take the earlier and ends the later.
  BOOST_TEST(read("2026-11-01T01:30", "2026-11-01T01:30", "")
             == "2026-11-01T06:30Z 2026-11-01T07:30Z");
  auto skipped = read("2027-03-13T19:00", "2027-03-14T02:30", "");
  BOOST_TEST(skipped.starts_with("roster.csv:2:23: the local time "
                                 "2027-03-14T02:30 does not exist"),
             skipped);
}

BOOST_AUTO_TEST_CASE(a_duty_of_four_thousand_years_is_refused) {
  BOOST_REQUIRE(write_programme(path(), sample));
  auto fails = [&](const std::string& start) {
    put("roster.csv", "person,start,end,template,kind\nR001," + start
                        + ",5999-12-31T23:59Z,,clinical\n");
    auto read = read_programme(path());
    BOOST_REQUIRE(!read);
    return read.error().detail.substr(path().string().size() + 1);
  };
  auto said = fails("1900-01-01T00:00Z");
  BOOST_TEST(said.starts_with("roster.csv:2:24: the end 5999-12-31"), said);
  said = fails("1899-12-31T00:00Z");
  BOOST_TEST(said.starts_with("roster.csv:2:6: start"), said);
}

BOOST_AUTO_TEST_CASE(a_table_under_another_name_is_passed_over_and_said) {
  auto whole = domain::roster{.id = {1}};
  BOOST_REQUIRE(write_programme(path(), sample, &whole));
  auto plain = read_programme(path());
  BOOST_REQUIRE_MESSAGE(plain, plain.error().detail);
  BOOST_TEST(plain->notes.empty());
  put("duties.csv", "person,start,end,template,kind\n");
  put("readme.txt", "");
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_REQUIRE(read->notes.size() == 1u);
  BOOST_TEST(read->notes[0].starts_with((path() / "duties.csv").string()
                                        + " is passed over"),
             read->notes[0]);
  BOOST_TEST(read->notes[0].find("roster.csv, plan.csv") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(duties_that_overlap_are_read_and_said) {
  BOOST_REQUIRE(write_programme(path(), sample));
  put("roster.csv", "person,start,end,template,kind\n"
                    "R001,2026-07-01T12:00Z,2026-07-02T12:00Z,,clinical\n"
                    "R002,2026-07-01T14:00Z,2026-07-01T15:00Z,,clinical\n"
                    "R001,2026-07-01T13:00Z,2026-07-01T14:00Z,,clinical\n"
                    "R001,2026-07-02T11:59Z,2026-07-03T12:00Z,,clinical\n"
                    "R001,2026-07-03T12:00Z,2026-07-03T13:00Z,,clinical\n"
                    "R002,2026-07-01T13:00Z,2026-07-02T13:00Z,,at_home_call\n");
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(read->roster->duties.size() == 6u);
  BOOST_REQUIRE(read->notes.size() == 2u);
  auto row = [&](const char* line) {
    return (path() / "roster.csv").string() + ":" + line + ":6";
  };
  for (auto i : {0u, 1u})
    BOOST_TEST(read->notes[i].starts_with(
                 row(i == 0 ? "4" : "5")
                 + ": 'R001' works two duties at once, see " + row("2") + ";"),
               read->notes[i]);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
