// SPDX-License-Identifier: Apache-2.0
// Reports shown, compared and followed over time by the operator's program,
// and simulations that write one.

#include "chaos/files.hpp"
#include "chaos/process.hpp"
#include "chaos/waiting.hpp"
#include "report/written.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(reports_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;
using tests::has;

constexpr int pass = 0;
constexpr int verdict_failed = 1;

struct fixture : tests::operator_fixture {
  /// Writes a run of that verdict; returns its directory.
  std::string write(const std::string& name, std::string verdict) const {
    auto x = report::run_report{};
    x.kind = "soak";
    x.name = "peak";
    x.verdict = std::move(verdict);
    x.started = "2026-07-0" + std::to_string(++days_) + "T12:00:00Z";
    x.facts = {{"lost", "0"}};
    auto place = home / name;
    std::filesystem::create_directories(place);
    BOOST_REQUIRE(report::write(x, place));
    return place;
  }

  mutable int days_ = 0;
};

/// Whether the process has a handler for SIGINT.
bool takes_interrupts(const chaos::process& x) {
  auto text
    = chaos::read_file("/proc/" + std::to_string(x.id().pid) + "/status");
  auto at = text ? text->find("SigCgt:") : std::string::npos;
  return at != std::string::npos
         && (std::stoull(text->substr(at + 7), nullptr, 16) & 2) != 0;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(reports, fixture)

BOOST_AUTO_TEST_CASE(a_report_is_shown_and_its_verdict_is_the_end) {
  auto good = write("good", "passed");
  auto x = run(pass, {"report", "show", good, "--rewrite"});
  BOOST_TEST(has(x.out, "passed"), x.out);
  BOOST_TEST(has(x.out, "page: " + good + "/report.html"), x.out);
  x = run(verdict_failed, {"report", "show", write("bad", "leak"), "--json"});
  BOOST_TEST(has(x.out, "\"verdict\": \"leak\""), x.out);
}

BOOST_AUTO_TEST_CASE(two_runs_are_compared) {
  auto good = write("good", "passed");
  auto x = run(pass, {"report", "compare", good, good});
  BOOST_TEST(has(x.out, "not regressed"), x.out);
  x = run(verdict_failed, {"report", "compare", good, write("bad", "leak")});
  BOOST_TEST(has(x.out, "a run of B is leak"), x.out);
}

BOOST_AUTO_TEST_CASE(a_change_of_many_times_is_told_as_one) {
  auto line = [](const char* name, const char* value) {
    return std::string{name} + ' ' + value + " ms <9 met\n";
  };
  auto a = std::string{};
  auto b = std::string{};
  for (auto i = 0; i < 3; ++i) {
    a += line("some", "1") + line("none", "0");
    b += line("some", "300") + line("none", "5");
  }
  home.write("a.txt", a);
  home.write("b.txt", b);
  auto x = run(verdict_failed,
               {"report", "compare", home / "a.txt", home / "b.txt"});
  BOOST_TEST(has(x.out, "+29900.0 %"), x.out);
  BOOST_TEST(has(x.out, "from 0"), x.out);
  run(pass, {"report", "compare", home / "a.txt", home / "a.txt", "--all"});
}

BOOST_AUTO_TEST_CASE(runs_are_kept_and_followed) {
  auto x = run(pass,
               {"report", "history", home / "runs", "--add",
                write("first", "passed"), "--add", write("second", "passed")});
  BOOST_TEST(has(x.out, "soak-peak, 2 runs"), x.out);
  BOOST_TEST(has(x.out, "no change"), x.out);
}

BOOST_AUTO_TEST_CASE(a_few_seeds_are_simulated) {
  auto x = run(pass, {"chaos", "simulate", "--seeds", "2", "--duration", "3",
                      "--out", home.path(), "--json"});
  BOOST_TEST(has(x.out, "\"seeds\": 2"), x.out);
  BOOST_TEST(has(x.out, "\"partial\": false"), x.out);
}

BOOST_AUTO_TEST_CASE(a_simulation_that_is_cut_tells_what_it_came_to) {
  auto aut = chaos::process::spawn(
    {.program = NIGHTFLOAT_PROGRAM,
     .arguments = {"chaos", "simulate", "--seeds", "1000000", "--duration", "1",
                   "--out", home.path()},
     .log_file = home / "log",
     .end_with_parent = true,
     .end_signal = SIGKILL});
  BOOST_REQUIRE(aut);
  BOOST_REQUIRE(chaos::comes_true([&] { return takes_interrupts(*aut); }, 10s));
  BOOST_REQUIRE(aut->signal(SIGINT));
  BOOST_REQUIRE(aut->wait_end(120s));
  BOOST_TEST(aut->reap().value().code == verdict_failed);
  auto said = chaos::tail(home / "log", 9);
  BOOST_TEST(has(said, "cut: after "), said);
  BOOST_TEST(has(said, " of 1000000 seeds"), said);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
