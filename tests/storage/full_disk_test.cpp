// SPDX-License-Identifier: Apache-2.0
// A disk that is full in mid-commit: nothing is kept free, so that the log
// itself finds it out.
#include "metrics/clock.hpp"
#include "storage/backup.hpp"
#include "storage/rocks_engine.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

using namespace nightfloat;
using domain::commit_outcome;

namespace {

struct bench {
  test::scratch files;
  std::unique_ptr<storage::ledger> ledger;

  bench() {
    auto x = storage::ledger::open(
      storage::make_rocks_engine(
        {.directory = files.path("ledger"), .reserve_bytes = 0}),
      {.faults = true}, metrics::system_clock());
    BOOST_REQUIRE(x);
    ledger = std::move(*x);
  }

  domain::commit_answer commit(const std::string& key) {
    auto x = domain::transaction{.programme = "p"};
    x.put = {{"a", key}, {"b", key}};
    x.submit = {domain::job{.id = {std::stoull(key)}, .kind = "generate"}};
    x.reply
      = domain::owed_reply{.scope = "test", .key = key, .fingerprint = "f"};
    auto told = std::promise<domain::commit_answer>{};
    ledger->commit(std::move(x), [&](domain::commit_answer said) {
      told.set_value(std::move(said));
    });
    return told.get_future().get();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(full_disk, bench)

BOOST_AUTO_TEST_CASE(it_is_one_clear_error_and_nothing_is_half_applied) {
  BOOST_TEST((commit("1").outcome == commit_outcome::committed));
  BOOST_REQUIRE(ledger->set_fault({.kind = storage::fault_kind::no_space}));
  const auto said = commit("2");
  BOOST_TEST((said.outcome == commit_outcome::unknown));
  BOOST_TEST(said.detail.find("o space") != std::string::npos, said.detail);
  BOOST_TEST(said.detail.find("free some") != std::string::npos, said.detail);
  BOOST_REQUIRE(ledger->set_fault({}));
  // Asked again by key, it happened once, and wholly.
  const auto again = commit("2");
  BOOST_TEST((again.outcome == commit_outcome::committed
              || again.outcome == commit_outcome::replayed));
  BOOST_TEST(again.version == 2);
  BOOST_TEST(commit("3").version == 3);
  auto page = ledger->read({.programme = "p"}, {"a", "b"});
  BOOST_REQUIRE(page);
  BOOST_TEST(page->found[0].bytes == "3");
  BOOST_TEST(page->found[1].bytes == "3");
  BOOST_TEST(ledger->jobs({}).value().jobs.size() == 3);
  ledger->close();
  auto proof = storage::verify_directory(files.path("ledger"));
  BOOST_REQUIRE(proof);
  BOOST_TEST(proof->whole);
  BOOST_TEST(proof->programmes.at(0).version == 3);
}

BOOST_AUTO_TEST_CASE(no_backup_is_left_half_made) {
  (void)commit("1");
  const auto there = files.path("there");
  BOOST_REQUIRE(storage::back_up(*ledger, there));
  ledger->close();
  BOOST_TEST(storage::back_up(*ledger, files.path("late")).error().code
             == ec::unavailable);
  BOOST_TEST(!std::filesystem::exists(files.path("late")));
  BOOST_TEST(!std::filesystem::exists(files.path("late.partial")));
}

BOOST_AUTO_TEST_SUITE_END()
