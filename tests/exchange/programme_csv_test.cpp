// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"
#include "exchange/programme_csv.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace nightfloat;
using namespace nightfloat::exchange;
using domain::date;
using domain::duty;
using domain::programme;

namespace {

struct fixture : test::scratch_folder {
  programme sample = *domain::make_sample({.residents = 25, .seed = 5});

  domain::roster roster() const {
    auto out = domain::roster{.id = {77}};
    auto start = *domain::parse_instant("2026-07-01T12:00Z");
    for (std::uint32_t i = 0; i < 40; ++i) {
      auto x = duty{.person = sample.people[i % 9].id, .shift = {i + 3}};
      x.start = start + domain::minutes{i * 1'440};
      x.end = x.start + domain::minutes{720};
      x.from = sample.templates[i % 5].id;
      x.rotation = sample.rotations[i % 3].id;
      x.kind = i % 2 == 0 ? domain::duty_kind::clinical
                          : domain::duty_kind::night_float;
      x.source = domain::duty_source::manual;
      x.actual = i % 3 == 0;
      out.duties.push_back(x);
    }
    out.plan.push_back({sample.people[0].id, sample.rotations[0].id,
                        sample.info.first,
                        sample.info.first + date::duration{27}});
    sort(out);
    return out;
  }
};

struct mistake {
  std::string file;
  std::string from;
  std::string to;
  std::string place;
  std::string word;

  friend std::ostream& operator<<(std::ostream& out, const mistake& x) {
    return out << x.place << " " << x.word;
  }
};

const auto mistakes = std::vector<mistake>{
  {"people.csv", "id,code", "id,cod", "people.csv:1:4: ", "unknown"},
  {"people.csv", "R002", "R001", "people.csv:3:3: ", "there twice"},
  {"people.csv", "2,R002", "1,R002", "people.csv:3:1: ", "already at"},
  {"people.csv", "resident", "resdient", "people.csv:2:", "none of resident"},
  {"absences.csv", "2026-07-01", "2026-02-30", "absences.csv:2:", "2026-02-30"},
  {"templates.csv", "07:00", "7 am", "templates.csv:2:", "no time of day"},
  {"templates.csv", "12345", "12348", "templates.csv:2:", "digits"},
  {"templates.csv", "WARD1,clin", "WARD9,clin",
   "templates.csv:2:", "add it to rotations.csv"},
  {"rotations.csv", "inpatient,", "outside,", "rotations.csv:2:", "none of"},
  {"requirements.csv", "WARD1", "WARD1|X",
   "requirements.csv:2:", "'X' is unknown"},
  {"roster.csv", "R001", "R999", "roster.csv:2:", "add it to people.csv"},
  {"roster.csv", "\r\n4,R002", "\r\n3,R002", "roster.csv:", "already filled"},
  {"roster.csv", "\r\n12,R001,2026-07-10T12:00Z",
   "\r\n12,R001,2026-07-01T12:00Z", "roster.csv:3:", "begins another"},
  {"plan.csv", "2026-07-28", "2026-06-28", "plan.csv:2:", "before the first"},
  {"programme.csv", "first,2026-07-01", "frist,2026-07-01",
   "programme.csv:7:1: ", "unknown"},
  {"programme.csv", "last,2027-06-30", "last,2025-06-30",
   "programme.csv:8:", "before the first"},
  {"programme.csv", "4 4 4", "4 x 4", "programme.csv:6:", "numbers of weeks"},
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(programme_csv, fixture)

BOOST_AUTO_TEST_CASE(a_sample_and_its_roster_survive_the_round_trip) {
  auto made = roster();
  BOOST_REQUIRE(write_programme(path(), sample, &made));
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((read->programme == sample));
  BOOST_REQUIRE(read->roster.has_value());
  BOOST_TEST((*read->roster == made));
}

BOOST_AUTO_TEST_CASE(awkward_texts_survive_the_round_trip) {
  sample.people[0].name = "=HYPERLINK(\"x\"), \xc3\x89mile\r\n'O'";
  sample.people[1].track = "'=1";
  sample.rotations[0].code = "A|B\\C,;";
  sample.info.name = "";
  BOOST_REQUIRE(write_programme(path(), sample));
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((read->programme == sample));
  BOOST_TEST(!read->roster.has_value());
}

BOOST_AUTO_TEST_CASE(an_older_roster_does_not_outlive_an_export_without_one) {
  auto made = roster();
  BOOST_REQUIRE(write_programme(path(), sample, &made));
  BOOST_REQUIRE(write_programme(path(), sample));
  BOOST_TEST(!read_programme(path())->roster.has_value());
}

BOOST_DATA_TEST_CASE(each_mistake_is_said_with_its_place,
                     boost::unit_test::data::make(mistakes), x) {
  auto made = roster();
  BOOST_REQUIRE(write_programme(path(), sample, &made));
  auto text = get(x.file);
  auto i = text.find(x.from);
  BOOST_REQUIRE(i != std::string::npos);
  put(x.file, text.replace(i, x.from.size(), x.to));
  auto read = read_programme(path());
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == ec::invalid_argument);
  auto at = read.error().detail.find(x.place);
  BOOST_TEST(at == path().string().size() + 1, read.error().detail);
  BOOST_TEST((read.error().detail.find(x.word) != std::string::npos),
             read.error().detail);
}

BOOST_AUTO_TEST_CASE(a_programme_that_names_what_it_lacks_is_not_written) {
  auto made = roster();
  made.duties[0].person.value = 9'999;
  auto wrote = write_programme(path(), sample, &made);
  BOOST_TEST(wrote.error().code == ec::invalid_argument);
  BOOST_TEST(std::filesystem::is_empty(path()));
}

BOOST_AUTO_TEST_CASE(an_export_to_where_nothing_can_be_written_leaves_nothing) {
  put("taken", "a file");
  auto wrote = write_programme(path() / "taken", sample);
  BOOST_TEST(wrote.error().code == ec::io_failed);
  BOOST_TEST(get("taken") == "a file");
}

BOOST_AUTO_TEST_CASE(a_missing_directory_or_table_is_said) {
  BOOST_TEST(read_programme(path() / "nowhere").error().code == ec::not_found);
  BOOST_REQUIRE(write_programme(path(), sample));
  std::filesystem::remove(path() / "people.csv");
  auto read = read_programme(path());
  BOOST_TEST(read.error().code == ec::not_found);
  BOOST_TEST((read.error().detail.find("people.csv") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
