// SPDX-License-Identifier: Apache-2.0
#include "report/kept_runs.hpp"
#include "report/whole_file.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

BOOST_AUTO_TEST_SUITE(kept_runs_test)

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fs::path directory = [] {
    auto name = (fs::temp_directory_path() / "nightfloat-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    return fs::path{name};
  }();
  std::string folder = (directory / "runs").string();

  ~fixture() {
    fs::remove_all(directory);
  }
};

// The n-th run: from the 10th on swaps take half as long again.
report::run_report run(int n) {
  auto x = report::run_report{};
  x.kind = "soak";
  x.name = "peak load";
  x.verdict = "passed";
  x.seed = 7;
  x.build = "build-" + std::to_string(n);
  x.started = report::utc(1'700'000'000'000 + n * 86'400'000ll);
  auto p99 = (n < 10 ? 100.0 : 150.0) + n % 3;
  x.spreads = {{"swap", "ms", 9, 1, 1, 1, 1, p99, 1, 1}};
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(kept_runs, fixture)

BOOST_AUTO_TEST_CASE(a_change_is_laid_at_the_build_that_brought_it) {
  for (auto n = 19; n >= 0; --n)
    BOOST_REQUIRE(report::keep(run(n), folder));
  auto runs = report::kept_runs(folder);
  BOOST_REQUIRE(runs);
  BOOST_REQUIRE(runs->size() == 20u);
  auto found = report::histories_of(*runs);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].scenario == "soak-peak_load");
  BOOST_REQUIRE(found[0].changes.size() == 1u);
  BOOST_TEST(found[0].changes[0].metric == "swap.p99");
  BOOST_TEST(found[0].changes[0].build == "build-10");
  BOOST_TEST(found[0].changes[0].regressed);
}

BOOST_AUTO_TEST_CASE(a_run_kept_twice_is_there_once_and_a_cut_one_not_judged) {
  BOOST_REQUIRE(report::keep(run(1), folder));
  BOOST_REQUIRE(report::keep(run(1), folder));
  auto cut = run(2);
  cut.partial = true;
  BOOST_REQUIRE(report::keep(cut, folder));
  auto runs = report::kept_runs(folder);
  BOOST_REQUIRE(runs);
  BOOST_TEST(runs->size() == 2u);
  BOOST_TEST(report::histories_of(*runs)[0].runs == 1u);
  auto csv = report::read_file(folder + "/soak-peak_load.csv");
  BOOST_REQUIRE(csv);
  BOOST_TEST(std::ranges::count(*csv, '\n') == 2);
  auto yaml = report::read_file(folder + "/otava.yaml");
  BOOST_REQUIRE(yaml);
  BOOST_TEST(yaml->find("file: \"soak-peak_load.csv\"") != yaml->npos);
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_named) {
  BOOST_REQUIRE(report::keep(run(1), folder));
  BOOST_REQUIRE(report::write_file(folder + "/x.run.json", "{"));
  auto runs = report::kept_runs(folder);
  BOOST_REQUIRE(!runs);
  BOOST_TEST(runs.error().detail.find("x.run.json") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_named) {
  auto runs = report::kept_runs(folder);
  BOOST_REQUIRE(!runs);
  BOOST_TEST((runs.error().code == ec::not_found));
  BOOST_TEST(runs.error().detail.starts_with(folder));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
