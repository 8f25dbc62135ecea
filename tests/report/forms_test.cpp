// SPDX-License-Identifier: Apache-2.0
#include "report/junit.hpp"
#include "report/otava.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(forms_test)

using namespace nightfloat;
using report::better;

namespace {

report::run_report sample() {
  auto x = report::run_report{};
  x.kind = "soak";
  x.name = "Twenty users, an hour";
  x.verdict = "failed";
  x.because = "a threshold";
  x.build = "0.1.0";
  x.started = "2026-03-01T12:00:00Z";
  x.ran_s = 3'600;
  x.checks = {{"a", "valid", "holds", 5, 0, {}},
              {"b", "invalid", "breaks <&>", 5, 1, {"line \x01 one"}},
              {"c", "unknown", "unseen", 0, 0, {}}};
  x.thresholds = {{"swap", "p(95) < 200", 250.5, false, false},
                  {"errors", "rate < 0.01", 0, true, false}};
  x.findings = {{"leak", "it grows", {"evidence"}}};
  x.facts = {{"lost", "2"}, {"operations", "90"}, {"safe load", "420 /s"}};
  x.spreads = {{"swap, as meant", "ms", 9, 1, 2, 3, 4, 5, 6, 7},
               {"never", "ms", 0, 0, 0, 0, 0, 0, 0, 0}};
  x.recovery
    = {{"kill", "store", "recovered", {{"TTR", "s", 9, 1, 2, 3, 4, 5, 6, 7}}}};
  x.phases = {{"warm-up", 0, 2}};
  x.timeline
    = {{"ok",
        "",
        "/s",
        report::panel::throughput,
        {0, 1, 2, 3, 4},
        {9, 9, 1, 2, 3}},
       {"unknown", "", "/s", report::panel::throughput, {2}, {4}},
       {"resident", "worker-1", "MiB", report::panel::memory, {2}, {80}}};
  return x;
}

std::size_t count(const std::string& text, const std::string& what) {
  auto n = std::size_t{0};
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1))
    ++n;
  return n;
}

} // namespace

BOOST_AUTO_TEST_CASE(junit_fails_what_is_bad_and_skips_what_is_unknown) {
  auto xml = report::junit(sample());
  BOOST_TEST(xml.find("tests=\"7\" failures=\"4\" skipped=\"1\"") != xml.npos);
  BOOST_TEST(count(xml, "<failure ") == 4u);
  BOOST_TEST(count(xml, "<skipped ") == 1u);
  BOOST_TEST(count(xml, "<testcase ") == 7u);
  BOOST_TEST(xml.find("breaks &lt;&amp;&gt;: 1 of 5") != xml.npos);
  BOOST_TEST(xml.find("is 250.5") != xml.npos);
  // No control character may stand in XML.
  BOOST_TEST(xml.find('\x01') == xml.npos);
  BOOST_TEST(xml.find("line ? one") != xml.npos);
}

BOOST_AUTO_TEST_CASE(a_good_run_that_was_cut_is_not_green) {
  auto x = report::run_report{};
  x.verdict = "passed";
  BOOST_TEST(count(report::junit(x), "<skipped ") == 0u);
  x.partial = true;
  BOOST_TEST(count(report::junit(x), "<skipped ") == 1u);
}

BOOST_AUTO_TEST_CASE(a_run_is_a_list_of_plainly_named_numbers) {
  auto values = report::scalars_of(sample());
  auto find = [&](std::string_view name) {
    auto i = std::ranges::find(values, name, &report::scalar::name);
    BOOST_REQUIRE_MESSAGE(i != values.end(), name);
    return *i;
  };
  BOOST_TEST(find("lost").value == 2.0);
  BOOST_TEST((find("lost").better == better::lower));
  BOOST_TEST((find("operations").better == better::neither));
  BOOST_TEST(find("swap_as_meant.p99").value == 5.0);
  BOOST_TEST(find("kill.store.ttr.p50").value == 2.0);
  // After the warm-up alone.
  BOOST_TEST(find("ok.median").value == 2.0);
  BOOST_TEST((find("ok.median").better == better::higher));
  BOOST_TEST((find("unknown.median").better == better::lower));
  BOOST_TEST((find("resident.worker_1.median").better == better::lower));
  BOOST_TEST(values.size() == 11u);
}

BOOST_AUTO_TEST_CASE(of_a_soak_the_seconds_of_its_load_alone_count) {
  auto x = sample();
  x.phases = {{"warm-up", 0, 1}, {"drain", 1, 1.5}, {"rest", 1.5, 2},
              {"load", 2, 3.5},  {"drain", 3.5, 4}, {"rest", 4, 5}};
  BOOST_TEST(report::steady_values(x, x.timeline[0])
               == (std::vector<double>{1, 2}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(more_that_clients_did_not_get_is_no_improvement) {
  auto way_of = [](const char* name) {
    auto x = report::run_report{};
    x.timeline = {{name, "", "/s", report::panel::throughput, {0}, {1}}};
    return report::scalars_of(x).at(0).better;
  };
  for (const auto* name : {"failed", "refused", "unknown", "dropped", "errors"})
    BOOST_TEST((way_of(name) == better::lower), name);
  for (const auto* name : {"ok", "iterations"})
    BOOST_TEST((way_of(name) == better::higher), name);
}

BOOST_AUTO_TEST_CASE(csv_has_a_row_a_run_and_a_column_a_metric) {
  auto one = report::run_summary{};
  one.started = "2026-03-01T12:00:00Z";
  one.build = "0.1.0, \"dirty\"";
  one.values = {{"a", "ms", better::lower, 0.1}, {"b", "", better::higher, 7}};
  auto two = one;
  two.build = "0.2.0";
  two.values = {{"b", "", better::higher, 1e-9}, {"c", "", better::neither, 3}};
  BOOST_TEST(report::otava_csv({one, two})
             == "time,commit,a,b,c\n"
                "2026-03-01T12:00:00Z,\"0.1.0, \"\"dirty\"\"\",0.1,7,\n"
                "2026-03-01T12:00:00Z,0.2.0,,1e-09,3\n");
}

BOOST_AUTO_TEST_CASE(the_configuration_names_file_and_directions) {
  auto run = report::run_summary{};
  run.values = {{"a.p99", "ms", better::lower, 1},
                {"b", "/s", better::higher, 1},
                {"c", "", better::neither, 1}};
  auto yaml = report::otava_yaml({{"soak \"x\"", "x.csv", {run}}});
  BOOST_TEST(yaml
             == "tests:\n  \"soak \\\"x\\\"\":\n    type: csv\n"
                "    file: \"x.csv\"\n    time_column: time\n"
                "    attributes: [commit]\n    metrics:\n"
                "      \"a.p99\": {direction: -1}\n"
                "      \"b\": {direction: 1}\n"
                "      \"c\": {direction: 0}\n");
}

BOOST_AUTO_TEST_SUITE_END()
