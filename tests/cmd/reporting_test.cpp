// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/reporting.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

BOOST_AUTO_TEST_SUITE(reporting_test)

using namespace nightfloat;

BOOST_AUTO_TEST_CASE(a_run_is_kept_where_a_folder_is_named) {
  auto home = tests::scratch{};
  auto run = report::run_report{};
  BOOST_TEST(cmd::keep_history(run, ""));
  BOOST_TEST(std::filesystem::is_empty(home.path()));
  BOOST_TEST(cmd::keep_history(run, home / "runs"));
  BOOST_TEST(std::filesystem::exists(home / "runs/otava.yaml"));
  home.write("file", "");
  BOOST_TEST(!cmd::keep_history(run, home / "file/runs"));
}

BOOST_AUTO_TEST_SUITE_END()
