// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/interruption.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <csignal>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(interruption_test)

using namespace nightfloat;

namespace {

bool ends_the_program(int number) {
  struct sigaction now = {};
  BOOST_REQUIRE_EQUAL(sigaction(number, nullptr, &now), 0);
  return now.sa_handler == SIG_DFL;
}

struct last_words {
  int code = 0;
  std::string text;
};

/// Of a program that is signalled twice in a run.
last_words end_of(const cmd::cut_run& run) {
  auto ends = std::array<int, 2>{};
  BOOST_REQUIRE(pipe(ends.data()) == 0);
  auto child = fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    dup2(ends[1], 2);
    auto aut = cmd::interruption{run};
    std::raise(SIGINT);
    std::raise(SIGTERM);
    _exit(aut.asked() ? 1 : 2);
  }
  close(ends[1]);
  auto out = last_words{};
  auto part = std::array<char, 256>{};
  for (auto n = ssize_t{0}; (n = read(ends[0], part.data(), part.size())) > 0;)
    out.text.append(part.data(), static_cast<std::size_t>(n));
  close(ends[0]);
  auto status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(WIFEXITED(status));
  out.code = WEXITSTATUS(status);
  return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_signal_is_noted_and_the_second_ends) {
  for (auto number : {SIGINT, SIGTERM}) {
    auto aut = cmd::interruption{};
    BOOST_TEST(!aut.asked());
    BOOST_REQUIRE(!ends_the_program(number));
    std::raise(number);
    BOOST_TEST(aut.asked());
    BOOST_TEST(ends_the_program(number));
  }
}

BOOST_AUTO_TEST_CASE(afterwards_a_signal_ends_the_program_again) {
  {
    auto aut = cmd::interruption{};
    BOOST_REQUIRE(!ends_the_program(SIGINT));
  }
  BOOST_TEST(ends_the_program(SIGINT));
  BOOST_TEST(ends_the_program(SIGTERM));
}

BOOST_AUTO_TEST_CASE(in_a_run_the_second_says_what_is_left_and_where) {
  auto end = end_of({.left = "nothing is left", .report = "/proc/self/stat"});
  BOOST_TEST(end.code == 130);
  BOOST_TEST(end.text
             == "\ncut twice: nothing is left; the last report, "
                "/proc/self/stat, says that it is partial\n");
  end = end_of({.left = "nothing is left", .report = "/no/such/report"});
  BOOST_TEST(end.code == 130);
  BOOST_TEST(end.text
             == "\ncut twice: nothing is left; no report was written yet\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_that_closes_cuts_a_run_once) {
  auto before = std::signal(SIGHUP, SIG_DFL);
  {
    auto aut = cmd::interruption{cmd::cut_run{"nothing is left", "report"}};
    std::raise(SIGHUP);
    BOOST_TEST(aut.asked());
    std::raise(SIGHUP);
  }
  BOOST_TEST(ends_the_program(SIGHUP));
  std::signal(SIGHUP, SIG_IGN);
  {
    auto aut = cmd::interruption{cmd::cut_run{"nothing is left", "report"}};
    std::raise(SIGHUP);
    BOOST_TEST(!aut.asked());
  }
  BOOST_TEST(!ends_the_program(SIGHUP));
  std::signal(SIGHUP, before);
}

BOOST_AUTO_TEST_SUITE_END()
