// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/generation.hpp"
#include "exchange/block_year.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>

BOOST_AUTO_TEST_SUITE(block_year_test)

using namespace nightfloat;
using namespace nightfloat::exchange;
using domain::requirement_kind;
using domain::rotation_kind;

namespace {

/// A copy of the small year, to be spoilt.
struct fixture : test::scratch_folder {
  fixture() {
    std::filesystem::copy(NIGHTFLOAT_DATA "/small_block", path());
  }

  std::string fails() const {
    auto read = read_block_year(path());
    BOOST_REQUIRE(!read);
    return read.error().detail.substr(path().string().size() + 1);
  }
};

bool notes(const imported& x, const std::string& word) {
  return std::any_of(x.notes.begin(), x.notes.end(), [&](const auto& note) {
    return note.find(word) != std::string::npos;
  });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(block_year, fixture)

BOOST_AUTO_TEST_CASE(the_calendar_is_read_from_the_weeks) {
  auto read = read_block_year(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  const auto& info = read->programme.info;
  BOOST_TEST(domain::to_string(info.calendar.start) == "2030-07-01");
  BOOST_TEST((info.calendar.lengths == std::vector<std::uint8_t>{2, 3}));
  BOOST_TEST(info.calendar.academic_year == 2030);
  BOOST_TEST(domain::to_string(info.last) == "2030-08-04");
  BOOST_TEST(!read->roster.has_value());
}

BOOST_AUTO_TEST_CASE(requirements_go_to_the_year_and_track_of_their_file) {
  auto read = read_block_year(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  const auto& all = read->programme.requirements;
  auto of = [&](const std::string& track, requirement_kind kind) {
    return std::count_if(all.begin(), all.end(), [&](const auto& x) {
      return x.track == track && x.kind == kind && x.pgy == 2;
    });
  };
  BOOST_TEST(of("standard", requirement_kind::weeks_min) == 1);
  BOOST_TEST(of("standard", requirement_kind::block_aligned) == 1);
  BOOST_TEST(of("standard", requirement_kind::prerequisite) == 1);
  BOOST_TEST(of("PCT", requirement_kind::weeks_exact) == 1);
  BOOST_TEST(of("PCT", requirement_kind::weeks_min) == 0);
  // No file of its own: the standard of its year.
  BOOST_TEST(of("research", requirement_kind::weeks_min) == 1);
  // A constraint of another year in the file is not for this one.
  BOOST_TEST(of("standard", requirement_kind::weeks_max) == 0);
  BOOST_TEST(all.size() == 7u);
}

BOOST_AUTO_TEST_CASE(what_is_passed_over_is_said) {
  auto read = read_block_year(path());
  BOOST_REQUIRE(read);
  BOOST_TEST(notes(*read, "super_R3"));
  BOOST_TEST(notes(*read, "track research"));
  BOOST_TEST(notes(*read, "readme.txt was passed over"));
  BOOST_TEST(read->programme.people[3].pgy[0].pgy == 4);
  BOOST_TEST((read->programme.rotations[2].kind == rotation_kind::vacation));
  BOOST_TEST((read->programme.rotations[1].kind == rotation_kind::outpatient));
}

BOOST_AUTO_TEST_CASE(mistakes_are_said_with_their_place) {
  put("weeks_2030.csv", "monday_date,week,block\n2030-07-01,1,1\n"
                        "2030-07-16,2,1\n");
  BOOST_TEST(fails().starts_with("weeks_2030.csv:3:1: 2030-07-16 is not a"));
  put("weeks_2030.csv", "monday_date,week,block\n2030-02-30,1,1\n");
  BOOST_TEST(fails().starts_with("weeks_2030.csv:2:1: "));
  put("weeks_2030.csv", "monday_date,week,block\n2030-07-01,1,2\n");
  BOOST_TEST(fails().starts_with("weeks_2030.csv:2:14: block 2"));
}

BOOST_AUTO_TEST_CASE(broken_yaml_is_said_with_its_place) {
  put("rotations_2030.yaml", "- name: [unclosed\n");
  BOOST_TEST(fails().starts_with("rotations_2030.yaml:"));
  put("rotations_2030.yaml", "- name: Only\n  min_residents: x\n");
  BOOST_TEST(fails().starts_with("rotations_2030.yaml:1:3: 'min_residents'"));
  put("rotations_2030.yaml", "just text");
  BOOST_TEST(fails().starts_with("rotations_2030.yaml:1:1: "));
}

BOOST_AUTO_TEST_CASE(an_unknown_rotation_or_constraint_is_said) {
  put("requirements_R2_pct.yaml", "X:\n  constraints: []\n"
                                  "  fulfilled_by:\n  - Nowhere\n");
  BOOST_TEST(fails().starts_with("requirements_R2_pct.yaml:4:5: rotation "
                                 "'Nowhere' is unknown"));
  put("requirements_R2_pct.yaml",
      "X:\n  constraints:\n  - type: sometimes\n    weeks: 2\n"
      "  fulfilled_by:\n  - Vacation\n");
  BOOST_TEST(fails().starts_with("requirements_R2_pct.yaml:3:5: constraint "
                                 "'sometimes'"));
  put("requirements_R2_pct.yaml", "- a\n- b\n");
  BOOST_TEST(fails().starts_with("requirements_R2_pct.yaml:1:1: "));
}

BOOST_AUTO_TEST_CASE(a_rotation_counts_once_in_families_and_before_them) {
  put("requirements_R2_standard.yaml",
      "Wards:\n  constraints: []\n  fulfilled_by:\n  - Blue Ward\n"
      "Skin:\n  constraints:\n  - type: prerequisite\n    weeks: 1\n"
      "    prerequisite_fulfillers: [Wards, Blue Ward, Wards]\n"
      "  fulfilled_by:\n  - OP Skin\n");
  auto read = read_block_year(path());
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  for (const auto& x : read->programme.requirements)
    if (x.kind == requirement_kind::prerequisite)
      BOOST_TEST(x.after.size() == 1u);
  put("requirements_R2_pct.yaml", "X:\n  constraints: []\n  fulfilled_by:\n"
                                  "  - Vacation\n  - Vacation\n");
  BOOST_TEST(fails().starts_with("requirements_R2_pct.yaml:5:5: rotation "
                                 "'Vacation' is there twice in family 'X'"));
}

BOOST_AUTO_TEST_CASE(what_is_no_programme_is_not_imported) {
  put("rotations_2030.yaml",
      "- name: \"???\"\n  min_residents: 0\n  max_residents: 1\n"
      "- name: Vacation\n  min_residents: 0\n  max_residents: 9\n");
  for (const auto* name :
       {"requirements_R2_pct.yaml", "requirements_R2_standard.yaml"})
    put(name, "X:\n  constraints: []\n  fulfilled_by:\n  - Vacation\n");
  BOOST_TEST(fails().starts_with(" rotations[0].code: code ''"), fails());
}

BOOST_AUTO_TEST_CASE(missing_files_are_said) {
  std::filesystem::remove(path() / "weeks_2030.csv");
  auto read = read_block_year(path());
  BOOST_TEST(read.error().code == ec::not_found);
  BOOST_TEST((read.error().detail.find("weeks*.csv") != std::string::npos));
  BOOST_TEST(read_block_year(path() / "no").error().code == ec::not_found);
}

BOOST_AUTO_TEST_CASE(a_real_year_is_read_where_there_is_one) {
  auto where = std::getenv("NIGHTFLOAT_ROSTERING");
  if (where == nullptr) {
    BOOST_TEST_MESSAGE("skipped: NIGHTFLOAT_ROSTERING names no folder");
    return;
  }
  auto read = read_block_year(std::filesystem::path{where} / "resident"
                              / "im-block-2026");
  BOOST_REQUIRE_MESSAGE(read, read.error().detail);
  BOOST_TEST(read->programme.people.size() == 24u);
  BOOST_TEST(read->programme.rotations.size() == 19u);
  BOOST_TEST(read->programme.info.calendar.lengths.size() == 13u);
  auto made = domain::generation::begin(read->programme, {});
  BOOST_REQUIRE(made);
  while (made->step(50'000) == domain::generation::state::more) {
  }
  for (const auto& line : made->unmet())
    BOOST_ERROR(line);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
