// SPDX-License-Identifier: Apache-2.0
#include "domain/sample.hpp"
#include "exchange/programme_csv.hpp"
#include "exchange/programme_tables.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(programme_csv_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using domain::date;
using domain::duty;
using domain::programme;

namespace {

struct fixture : test::scratch_folder {
  programme sample = *domain::make_sample({.residents = 25, .seed = 5});

  fixture() {
    auto first = sample.info.first;
    // What is named here takes the place of the sample's own.
    for (auto& x : sample.templates) {
      x.activity = {};
      x.site = {};
      x.credential.clear();
    }
    for (auto& x : sample.rotations)
      x.site = "main";
    sample.sites = {{.id = {1}, .code = "main", .name = "Main"},
                    {.id = {4},
                     .code = "east",
                     .name = "East",
                     .zone = "America/New_York",
                     .people_max = 6}};
    sample.holidays = {{first + date::duration{3}, "Independence Day"},
                       {first + date::duration{68}, "Labor Day"}};
    sample.activities = {{.id = {2},
                          .code = "endoscopy",
                          .name = "Endoscopy",
                          .procedure = true,
                          .room_units = 2,
                          .credential = "sedation"}};
    sample.credentials = {{.id = {7},
                           .person = sample.people[1].id,
                           .kind = "sedation",
                           .first = first,
                           .last = first + date::duration{730}}};
    sample.templates[0].activity = {2};
    sample.templates[0].site = {4};
    sample.templates[0].credential = "acls";
    sample.rotations[0].averaging = domain::averaging::calendar_month;
    sample.people.back().faculty = domain::faculty_role::pd;
    sample.info.freeze_days = 7;
    sample.info.freeze_scope = domain::freeze_scope::non_emergency;
    sample.info.swap_approval = domain::swap_approval::frozen;
  }

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
      x.site.value = i % 2 == 0 ? 4 : 0;
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
  {"programme.csv", "America/Chicago", "Mars/Olympus",
   "programme.csv:3:6: ", "no \"Mars/Olympus\""},
  {"programme.csv", "acgme-2025", "acgme-1999",
   "programme.csv:9:11: ", "or bring rules.toml along"},
  {"programme.csv", "freeze_days,7", "freeze_days,31",
   "programme.csv:14:13: ", "0..30"},
  {"programme.csv", "non_emergency", "emergency",
   "programme.csv:15:14: ", "none of none, non_emergency"},
  {"sites.csv", "America/New_York", "America/Gotham",
   "sites.csv:3:13: ", "name an IANA zone such as"},
  {"sites.csv", "4,east", "4,main", "sites.csv:3:3: ", "there twice"},
  {"holidays.csv", "2026-09-07", "2026-07-04",
   "holidays.csv:3:1: ", "a holiday already"},
  {"activities.csv", "clinical", "surgical",
   "activities.csv:2:23: ", "none of clinical"},
  {"activities.csv", "yes,2", "yes,256", "activities.csv:2:36: ", "0..255"},
  {"credentials.csv", "R002", "R999",
   "credentials.csv:2:3: ", "add it to people.csv"},
  {"credentials.csv", "sedation", "", "credentials.csv:2:8: ", "is empty"},
  {"credentials.csv", "2028-06-30", "2026-06-30",
   "credentials.csv:2:28: ", "before the first"},
  {"credentials.csv", "active", "lapsed",
   "credentials.csv:2:39: ", "none of active"},
  {"people.csv", "categorical,none", "categorical,pd",
   "people.csv:2:", "a resident has no faculty role"},
  {"pgy.csv", "2026,1", "2026,0", "pgy.csv:2:11: ", "1..8"},
  {"pgy.csv", "2026,1", "2026,9", "pgy.csv:2:11: ", "1..8"},
  {"rotations.csv", ",main,", ",mian,",
   "rotations.csv:2:", "add it to sites.csv"},
  {"rotations.csv", "calendar_month", "fortnight",
   "rotations.csv:2:", "none of by_pack"},
  {"templates.csv", "endoscopy", "colonoscopy",
   "templates.csv:2:", "add it to activities.csv"},
  {"roster.csv", ",east", ",west", "roster.csv:2:", "add it to sites.csv"},
  {"roster.csv", "2026-07-02T00:00Z", "2026-07-01T11:59Z",
   "roster.csv:2:", "is not after the start"},
  {"roster.csv", "2026-07-01T12:00Z", "2026-07-01 12:00",
   "roster.csv:2:", "write it like 2026-07-01T12:00Z"},
  {"plan.csv", "2026-07-01,2026-07-28", ",",
   "plan.csv:2:12: ", "first is empty, write a day"},
  {"people.csv", "id,code", "id,cod", "people.csv:1:4: ", "unknown"},
  {"people.csv", "R002", "R001", "people.csv:3:3: ", "there twice"},
  {"people.csv", "2,R002", "1,R002", "people.csv:3:1: ", "already at"},
  {"people.csv", "resident", "resdient", "people.csv:2:", "none of resident"},
  {"absences.csv", "2026-07-01", "2026-02-30", "absences.csv:2:", "2026-02-30"},
  {"templates.csv", "07:00", "7 am", "templates.csv:2:", "no time of day"},
  {"templates.csv", "12345", "12348", "templates.csv:2:", "digits"},
  {"templates.csv", "12345", "01234", "templates.csv:2:", "digits"},
  {"templates.csv", "12345", "x", "templates.csv:2:", "digits"},
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
  {"programme.csv", "last,2027-06-30", "last,2066-07-31",
   "programme.csv:8:", "at most 14640"},
  {"programme.csv", "first,2026-07-01", "first,1899-12-31",
   "programme.csv:8:", "1900 to 5999"},
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

BOOST_AUTO_TEST_CASE(work_may_begin_with_call_at_home_but_not_with_work) {
  auto made = roster();
  auto second = made.duties[0];
  second.shift.value = 99;
  second.end += domain::minutes{60};
  second.kind = domain::duty_kind::at_home_call;
  made.duties.push_back(second);
  sort(made);
  BOOST_REQUIRE(write_programme(path(), sample, &made));
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((*read->roster == made));
  second.shift.value = 100;
  made.duties.push_back(second);
  sort(made);
  auto refused = write_programme(path(), sample, &made);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().detail.find("begins another") != std::string::npos,
             refused.error().detail);
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

BOOST_AUTO_TEST_CASE(a_file_in_latin_1_is_refused_with_the_byte) {
  BOOST_REQUIRE(write_programme(path(), sample));
  put("people.csv", "code,name,role\nR001,\xc9mile,resident\n");
  auto read = read_programme(path());
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == ec::malformed);
  auto detail = read.error().detail;
  BOOST_TEST(detail.find("people.csv:2:6: ") != detail.npos, detail);
  BOOST_TEST(detail.find("save it as UTF-8") != detail.npos, detail);
}

BOOST_AUTO_TEST_CASE(a_cell_of_a_mebibyte_is_refused_with_its_place) {
  BOOST_REQUIRE(write_programme(path(), sample));
  auto name = std::string(1 << 20, 'x');
  put("people.csv", "code,name,role\nR001," + name + ",resident\n");
  auto read = read_programme(path());
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == ec::oversize);
  auto detail = read.error().detail;
  BOOST_TEST(detail.find("people.csv:2:6: ") != detail.npos, detail);
  BOOST_TEST(detail.size() < 500U);
  sample.people[0].name = name;
  BOOST_TEST(write_programme(path(), sample).error().code
             == ec::invalid_argument);
}

BOOST_AUTO_TEST_CASE(ten_million_rows_are_refused_before_one_is_read) {
  BOOST_REQUIRE(write_programme(path(), sample));
  auto text = std::string{"person,rotation,first,last\n"};
  text.reserve(text.size() + 40'000'000);
  for (auto i = 0; i < 10'000'000; ++i)
    text += ",,,\n";
  put("plan.csv", text);
  auto read = read_programme(path());
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().code == ec::oversize);
  auto detail = read.error().detail;
  BOOST_TEST(detail.find("plan.csv:1000002:1: ") != detail.npos, detail);
  BOOST_TEST(detail.find("split the file") != detail.npos, detail);
}

BOOST_AUTO_TEST_CASE(rules_of_the_programme_come_along_and_go) {
  sample.pack = domain::house_strict();
  sample.pack->name = "ours";
  sample.info.rule_pack = "ours";
  BOOST_REQUIRE(write_programme(path(), sample));
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST((read->programme == sample));
  put("rules.toml", "name = \"ours\"\n[limits]\nrest_minuets = 600\n");
  auto wrong = read_programme(path());
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().code == ec::configuration);
  BOOST_TEST(wrong.error().detail.find("rules.toml:3") != std::string::npos,
             wrong.error().detail);
  put("rules.toml", "[limits]\ncontinuous_minutes_max = 2000\n");
  BOOST_TEST(read_programme(path()).error().code == ec::configuration);
  sample.pack.reset();
  sample.info.rule_pack = "acgme-2025";
  BOOST_REQUIRE(write_programme(path(), sample));
  BOOST_TEST(!read_programme(path())->programme.pack.has_value());
}

BOOST_AUTO_TEST_CASE(tables_without_the_newer_columns_are_still_read) {
  BOOST_REQUIRE(write_programme(path(), sample));
  put("people.csv", "code,name,role\nR001,A,resident\nF001,B,faculty\n");
  put("rotations.csv", "code,name,kind,people_min,people_max\n"
                       "WARD,Ward,inpatient,1,2\n");
  put("templates.csv",
      "code,name,rotation,kind,role,start,length,weekdays,people_needed\n"
      "DAY,Day,WARD,clinical,resident,07:00,720,12345,1\n");
  for (auto file : {"sites.csv", "holidays.csv", "activities.csv", "pgy.csv",
                    "credentials.csv", "absences.csv", "requirements.csv"})
    std::filesystem::remove(path() / file);
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  const auto& x = read->programme;
  BOOST_TEST((x.people[1].faculty == domain::faculty_role::none));
  BOOST_TEST((x.rotations[0].averaging == domain::averaging::by_pack));
  BOOST_TEST(!x.templates[0].activity.assigned());
  BOOST_TEST(x.sites.empty());
}

BOOST_AUTO_TEST_CASE(a_programme_that_names_what_it_lacks_is_not_written) {
  auto made = roster();
  made.duties[0].person.value = 9'999;
  auto wrote = write_programme(path(), sample, &made);
  BOOST_TEST(wrote.error().code == ec::invalid_argument);
  made = roster();
  made.duties[0].shift = {};
  wrote = write_programme(path(), sample, &made);
  BOOST_REQUIRE(!wrote);
  BOOST_TEST(wrote.error().detail
             == "export: a duty of R001 has no shift number, correct the "
                "programme first");
  made.duties[0].shift = made.duties[1].shift;
  BOOST_TEST(!write_programme(path(), sample, &made));
  BOOST_TEST(std::filesystem::is_empty(path()));
}

BOOST_AUTO_TEST_CASE(what_could_not_be_read_back_is_not_written) {
  using change = void (*)(programme&);
  for (auto spoil : std::initializer_list<change>{
         [](programme& x) { x.credentials.push_back(x.credentials[0]); },
         [](programme& x) { x.credentials[0].person.value = 9'999; },
         [](programme& x) { x.holidays.push_back(x.holidays[0]); },
         [](programme& x) { x.people[0].pgy[0].pgy = 9; },
         [](programme& x) { x.rotations[0].site = "nowhere"; },
         [](programme& x) { x.templates[0].site = {99}; },
         [](programme& x) { x.templates[0].activity = {99}; },
         [](programme& x) { x.sites[1].code = "main"; },
         [](programme& x) {
           x.absences[1].id = x.absences[0].id;
         }}) {
    auto x = sample;
    spoil(x);
    BOOST_TEST(write_programme(path(), x).error().code == ec::invalid_argument);
    BOOST_TEST(std::filesystem::is_empty(path()));
  }
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

BOOST_AUTO_TEST_CASE(every_file_and_column_is_documented) {
  auto file = std::ifstream{NIGHTFLOAT_DATA "/../../../docs/roster-data.md"};
  auto text = std::string{std::istreambuf_iterator<char>{file}, {}};
  for (const auto* form :
       {&info_form, &people_form, &pgy_form, &rotations_form, &templates_form,
        &sites_form, &holidays_form, &activities_form, &credentials_form,
        &absences_form, &requirements_form, &roster_form, &plan_form}) {
    auto at = text.find("\n| `" + std::string{form->file} + "` | ");
    BOOST_REQUIRE_MESSAGE(at != text.npos, form->file << " has no row");
    auto row = text.substr(at + 1, text.find('\n', at + 1) - at);
    for (auto column : form->columns.required)
      BOOST_TEST(row.find("**" + std::string{column} + "**") != row.npos,
                 form->file << ": **" << column << "** is missing");
    for (auto column : form->columns.optional)
      BOOST_TEST(row.find(" " + std::string{column}) != row.npos,
                 form->file << ": " << column << " is missing");
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
