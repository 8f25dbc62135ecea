// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/exposition.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(exposition_test)

BOOST_AUTO_TEST_CASE(families_of_several_processes_become_one) {
  auto store = std::string{"# HELP calls_total Calls.\n"
                           "# TYPE calls_total counter\n"
                           "calls_total{role=\"store\"} 1\n"
                           "# HELP only_store Depth.\n"
                           "# TYPE only_store gauge\n"
                           "only_store 3\n"};
  auto worker = std::string{"# HELP calls_total Calls.\n"
                            "# TYPE calls_total counter\n"
                            "calls_total{role=\"worker\"} 2\n"};
  auto expected = std::string{"# HELP calls_total Calls.\n"
                              "# TYPE calls_total counter\n"
                              "calls_total{role=\"store\"} 1\n"
                              "calls_total{role=\"worker\"} 2\n"
                              "# HELP only_store Depth.\n"
                              "# TYPE only_store gauge\n"
                              "only_store 3\n"};
  BOOST_TEST(nightfloat::cmd::merge_expositions({store, worker}) == expected);
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_histogram_stay_together) {
  auto one = [](const std::string& role) {
    return "# HELP spent_seconds Time.\n# TYPE spent_seconds histogram\n"
           "spent_seconds_bucket{role=\""
           + role + "\",le=\"+Inf\"} 1\nspent_seconds_sum{role=\"" + role
           + "\"} 2\nspent_seconds_count{role=\"" + role + "\"} 1\n";
  };
  auto merged = nightfloat::cmd::merge_expositions({one("a"), one("b")});
  auto first = merged.find("# TYPE");
  BOOST_TEST(first != std::string::npos);
  BOOST_TEST(merged.find("# TYPE", first + 1) == std::string::npos);
  BOOST_TEST(merged.find("count{role=\"b\"} 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_counter_that_only_ends_like_a_histogram_is_its_own) {
  auto text = std::string{"# TYPE jobs_count gauge\njobs_count 4\n"};
  BOOST_TEST(nightfloat::cmd::merge_expositions({text, text})
             == "# TYPE jobs_count gauge\njobs_count 4\njobs_count 4\n");
}

BOOST_AUTO_TEST_CASE(nothing_gives_nothing) {
  BOOST_TEST(nightfloat::cmd::merge_expositions({}).empty());
  BOOST_TEST(nightfloat::cmd::merge_expositions({"", "\n"}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
