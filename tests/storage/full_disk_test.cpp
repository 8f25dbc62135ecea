// SPDX-License-Identifier: Apache-2.0
// A disk that is full in mid-commit.
#include "storage/backup.hpp"
#include "tests/support/faulty_ledger.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

BOOST_AUTO_TEST_SUITE(full_disk_test)

using namespace nightfloat;
using domain::commit_outcome;

BOOST_FIXTURE_TEST_SUITE(full_disk, test::faulty_ledger)

BOOST_AUTO_TEST_CASE(it_is_one_clear_error_and_nothing_is_half_applied) {
  BOOST_TEST((commit("1").outcome == commit_outcome::committed));
  BOOST_REQUIRE(aut->set_fault({.kind = storage::fault_kind::no_space}));
  const auto said = commit("2");
  BOOST_TEST((said.outcome == commit_outcome::unknown));
  BOOST_TEST(said.detail.find("o space") != std::string::npos, said.detail);
  BOOST_TEST(said.detail.find("free some") != std::string::npos, said.detail);
  BOOST_REQUIRE(aut->set_fault({}));
  // Asked again by key, it happened once, and wholly.
  const auto again = commit("2");
  BOOST_TEST((again.outcome == commit_outcome::committed
              || again.outcome == commit_outcome::replayed));
  BOOST_TEST(again.version == 2);
  BOOST_TEST(commit("3").version == 3);
  auto page = aut->read({.programme = "p"}, {"a", "b"});
  BOOST_REQUIRE(page);
  BOOST_TEST(page->found[0].bytes == "3");
  BOOST_TEST(page->found[1].bytes == "3");
  BOOST_TEST(aut->jobs({}).value().jobs.size() == 3);
  aut->close();
  auto proof = storage::verify_directory(files.path("ledger"));
  BOOST_REQUIRE(proof);
  BOOST_TEST(proof->whole);
  BOOST_TEST(proof->programmes.at(0).version == 3);
}

BOOST_AUTO_TEST_CASE(no_backup_is_left_half_made) {
  (void)commit("1");
  const auto there = files.path("there");
  BOOST_REQUIRE(storage::back_up(*aut, there));
  aut->close();
  BOOST_TEST(storage::back_up(*aut, files.path("late")).error().code
             == ec::unavailable);
  BOOST_TEST(!std::filesystem::exists(files.path("late")));
  BOOST_TEST(!std::filesystem::exists(files.path("late.partial")));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
