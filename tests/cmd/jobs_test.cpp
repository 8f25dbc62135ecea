// SPDX-License-Identifier: Apache-2.0
// Jobs through the operator's program, where something comes between.

#include "chaos/cluster.hpp"
#include "chaos/files.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>

BOOST_AUTO_TEST_SUITE(jobs_test)

namespace {

using namespace nightfloat;
using tests::has;

constexpr int pass = 0;
constexpr int could_not_run = 3;

/// A cluster that holds a programme and in which no roster is made.
struct fixture : tests::operator_fixture {
  std::string dir = home / ".local/state/nightfloat";

  fixture() {
    run(pass, {"up", "--workers", "1", "--faults"});
    run(pass, {"sample", "--import", "--residents", "25"});
    for (auto* kind : {"generate", "purge"})
      run(pass, {"queue", "pause", kind});
  }

  ~fixture() {
    if (auto left = chaos::cluster::attach(dir))
      static_cast<void>(left->drain(std::chrono::seconds{5}));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(jobs, fixture)

BOOST_AUTO_TEST_CASE(who_stops_waiting_is_told_of_every_job) {
  auto log = home / "log";
  auto aut = chaos::process::spawn(
    {.program = NIGHTFLOAT_PROGRAM,
     .arguments = {"generate", "--alternatives", "2", "--key", "july", "--json",
                   "--dir", dir},
     .log_file = log});
  BOOST_REQUIRE(aut);
  while (!has(chaos::tail(log, 1), "\"state\":\"ready\""))
    BOOST_REQUIRE(!aut->wait_end(std::chrono::milliseconds{20}));
  BOOST_REQUIRE(aut->signal(SIGINT));
  BOOST_REQUIRE(aut->wait_end(std::chrono::seconds{60}));
  BOOST_TEST(aut->reap().value().code == could_not_run);
  auto said = chaos::tail(log, 9);
  auto at = said.find("jobs submitted: ");
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, said);
  auto jobs = said.substr(at, said.find('"', at) - at);
  BOOST_TEST(has(jobs, ", "), jobs);
}

BOOST_AUTO_TEST_CASE(alternatives_are_asked_for_again_by_the_key_of_the_line) {
  // The store ends when the first of the jobs is on disk, and nobody is told.
  run(pass, {"fault", "set", "crash_point", "--point", "commit.durable"});
  auto x = run(could_not_run, {"generate", "--alternatives", "2", "--key",
                               "july", "--timeout", "3"});
  BOOST_TEST(has(x.err, "ask again with --key july\n"), x.err);
}

BOOST_AUTO_TEST_CASE(a_delay_counts_from_ledger_time_where_that_is_ahead) {
  run(pass, {"fault", "set", "wall_clock", "--jump", "3600000"});
  // With it the ledger's time goes on to that of its clock.
  run(pass, {"queue", "submit", "purge"});
  auto x = run(pass, {"queue", "submit", "purge", "--delay", "60"});
  auto number = x.out.substr(x.out.find("job ") + 4);
  number = number.substr(0, number.find(','));
  x = run(pass, {"queue", "explain", number});
  BOOST_TEST(has(x.out, "delayed: "), x.out);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
