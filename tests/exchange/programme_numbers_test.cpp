// SPDX-License-Identifier: Apache-2.0
// Tables without an `id` column.

#include "domain/sample.hpp"
#include "exchange/programme_csv.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

BOOST_AUTO_TEST_SUITE(programme_numbers_test)

using namespace nightfloat;
using namespace nightfloat::exchange;

namespace {

/// A programme whose people.csv has no numbers and begins with `NEW`.
struct fixture : test::scratch_folder {
  domain::programme sample = *domain::make_sample({.residents = 25, .seed = 5});

  fixture() {
    BOOST_REQUIRE(write_programme(path(), sample));
    auto in = std::istringstream{get("people.csv")};
    auto line = std::string{};
    auto people = std::string{};
    while (std::getline(in, line)) {
      people += line.substr(line.find(',') + 1) + '\n';
      if (people.size() == line.size() - line.find(','))
        people += "NEW,Nel Newman,resident,categorical,none\n";
    }
    put("people.csv", people);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(programme_numbers, fixture)

BOOST_AUTO_TEST_CASE(a_row_has_the_number_of_its_place) {
  auto read = read_programme(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(read->by_place);
  BOOST_TEST(find_code(read->programme, "NEW")->id.value == 1u);
  BOOST_TEST(find_code(read->programme, sample.people[0].code)->id.value == 2u);
}

BOOST_AUTO_TEST_CASE(a_code_keeps_the_number_that_is_kept) {
  auto read = read_programme(path(), &sample);
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  auto added = *find_code(read->programme, "NEW");
  BOOST_TEST(added.id.value == sample.people.size() + 1);
  sample.people.push_back(added);
  BOOST_TEST((read->programme == sample));
}

BOOST_AUTO_TEST_CASE(a_new_code_takes_no_number_of_who_has_left) {
  auto kept = sample;
  kept.people.push_back(kept.people.back());
  kept.people.back().code = "GONE";
  ++kept.people.back().id.value;
  auto read = read_programme(path(), &kept);
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(find_code(read->programme, "NEW")->id.value
             == kept.people.size() + 1);
}

BOOST_AUTO_TEST_CASE(a_table_with_numbers_has_its_own) {
  auto kept = sample;
  for (auto& x : kept.people)
    x.id.value += 100;
  BOOST_REQUIRE(write_programme(path(), sample));
  auto read = read_programme(path(), &kept);
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(!read->by_place);
  BOOST_TEST((read->programme == sample));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
