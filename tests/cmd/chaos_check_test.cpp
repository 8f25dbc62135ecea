// SPDX-License-Identifier: Apache-2.0
// What a run left is judged again: its invariants, and no more than them.

#include "chaos/history_file.hpp"
#include "codec/bytes.hpp"
#include "codec/json.hpp"
#include "report/run_report.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <string_view>

BOOST_AUTO_TEST_SUITE(chaos_check_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int verdict_failed = 1;

// One write, and one job that was completed with it.
chaos::evidence sound() {
  auto x = chaos::evidence{};
  x.programme = "chaos";
  auto& done = x.jobs.emplace_back();
  done.job = domain::job_id{9};
  done.found = true;
  done.view.work.programme = "chaos";
  done.view.work.kind = "purge";
  done.view.state = domain::job_state::completed;
  done.view.fence = {1, 4};
  auto& item = x.feed.emplace_back();
  item.version = 1;
  item.trace = "t1";
  auto& change = item.changes.emplace_back();
  change.key = "chaos/1";
  change.after = "new";
  item.events
    = {{"completed", codec::encode(domain::fence{done.job, done.view.fence})}};
  x.records = {{"chaos/1", 1, "new"}};
  x.again = {{"k1", ec::none, "new"}};
  x.leftovers = {{"processes", 5, 5, 0}};
  x.falls = {{"store", 0, 0}};
  return x;
}

chaos::operation written() {
  auto x = chaos::operation{};
  x.kind = chaos::operation_kind::write;
  x.programme = "chaos";
  x.key = "k1";
  x.trace = "t1";
  x.end = chaos::operation_end::ok;
  x.version = 1;
  x.body = "new";
  x.record = "chaos/1";
  x.value = "new";
  return x;
}

struct fixture : tests::operator_fixture {
  std::string dir = home / "run";

  fixture() {
    std::filesystem::create_directory(dir);
    auto all = chaos::history{};
    auto lines = std::string{};
    all.record_to([&](std::string_view line) { lines += line; });
    all.add(written());
    home.write("run/history.jsonl", lines);
    BOOST_REQUIRE(chaos::save_evidence(sound(), dir));
  }

  void report(const char* verdict, const char* because, bool partial) const {
    auto x = report::run_report{};
    x.kind = "chaos";
    x.verdict = verdict;
    x.because = because;
    x.partial = partial;
    home.write("run/report.json", codec::to_json(x));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(chaos_check, fixture)

BOOST_AUTO_TEST_CASE(invariants_that_held_are_told_as_no_more_than_that) {
  auto x = run(pass, {"chaos", "check", dir});
  BOOST_TEST(has(x.out, "verdict: valid, of the invariants alone"), x.out);
  report("valid", "every invariant held", false);
  x = run(pass, {"chaos", "check", dir});
  BOOST_TEST(!has(x.out, "the run: "), x.out);
}

BOOST_AUTO_TEST_CASE(what_the_report_says_against_the_run_is_no_pass) {
  report("invalid", "only 1 kills took effect", false);
  auto x = run(verdict_failed, {"chaos", "check", dir});
  BOOST_TEST(has(x.out, "verdict: valid"), x.out);
  BOOST_TEST(has(x.out, "the run: only 1 kills took effect"), x.out);
  report("unknown", "the run was not over", true);
  x = run(verdict_failed, {"chaos", "check", dir});
  BOOST_TEST(has(x.out, "the run: it was cut (the run was not over)"), x.out);
  x = run(verdict_failed, {"chaos", "check", dir, "--json"});
  BOOST_TEST(has(x.out, "\"objection\""), x.out);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
