// SPDX-License-Identifier: Apache-2.0
// `./demo` as somebody meets it who stops it, or whose demo goes wrong: its
// exit code says so, and no process of it is left.

#include "chaos/process.hpp"
#include "tests/cmd/nightfloat.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(demo_test)

namespace {

using namespace nightfloat;
using tests::has;
namespace fs = std::filesystem;

const auto programs = fs::path{NIGHTFLOAT_PROGRAM}.parent_path();

/// Shows the programs that are built, in a directory of its own.
struct fixture {
  tests::scratch home;
  std::string log = home / "log";

  ~fixture() {
    // Whatever a failed test left.
    for (auto pid : left())
      ::kill(pid, SIGKILL);
  }

  [[nodiscard]] chaos::process begin(const std::string& residents) const {
    auto x = chaos::process::spawn(
      {.program = "/usr/bin/env",
       .arguments = {"TMPDIR=" + home.path(), "XDG_RUNTIME_DIR=" + home.path(),
                     "NIGHTFLOAT_DEMO_BIN=" + programs.string(),
                     "NIGHTFLOAT_DEMO_BUDGET=2",
                     "NIGHTFLOAT_DEMO_RESIDENTS=" + residents,
                     NIGHTFLOAT_ROOT "/demo"},
       .log_file = log});
    BOOST_REQUIRE(x);
    return std::move(*x);
  }

  [[nodiscard]] std::string said() const {
    auto in = std::ifstream{log};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  void wait_until_says(chaos::process& x, const std::string& text) const {
    while (!has(said(), text))
      BOOST_REQUIRE_MESSAGE(!x.wait_end(std::chrono::milliseconds{20}), said());
  }

  /// 128 + the signal where one ended it.
  [[nodiscard]] int code_of(chaos::process& x) const {
    BOOST_REQUIRE_MESSAGE(x.wait_end(std::chrono::seconds{60}), said());
    auto end = x.reap().value();
    return end.signal != 0 ? 128 + end.signal : end.code;
  }

  /// Those that were started with a path of this directory.
  [[nodiscard]] std::vector<pid_t> left() const {
    auto out = std::vector<pid_t>{};
    for (const auto& one : fs::directory_iterator{"/proc"}) {
      auto pid = std::atoi(one.path().filename().c_str());
      auto in = std::ifstream{one.path() / "cmdline", std::ios::binary};
      if (pid > 0 && has({std::istreambuf_iterator<char>{in}, {}}, home.path()))
        out.push_back(pid);
    }
    return out;
  }
};

bool is_built() {
  auto built = fs::exists(programs / "nightfloat")
               && fs::exists(programs / "nightfloatd");
  if (!built)
    BOOST_TEST_MESSAGE("skipped: no programs are built in " << programs);
  return built;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(stopped_by_ctrl_c_it_leaves_no_process, fixture) {
  if (!is_built())
    return;
  auto demo = begin("25");
  wait_until_says(demo, "$ nightfloat generate");
  // A store, a broker and two workers, one of them at work: or the test would
  // find nothing left of nothing.
  BOOST_TEST(left().size() >= 4);
  // It leads a group of its own, as a command that a shell starts does, and a
  // terminal signals all of it.
  BOOST_REQUIRE(::kill(-static_cast<pid_t>(demo.id().pid), SIGINT) == 0);
  BOOST_TEST(code_of(demo) == 130, said());
  BOOST_TEST(left().empty(), said());
  BOOST_TEST(!has(said(), "was left over"), said());
  BOOST_TEST(has(said(), "demo: ended early; what it wrote is in "), said());
}

BOOST_FIXTURE_TEST_CASE(a_step_that_fails_ends_it_and_leaves_no_process,
                        fixture) {
  if (!is_built())
    return;
  // There is no sample so small: the cluster is up by then.
  auto demo = begin("1");
  BOOST_TEST(code_of(demo) == 1, said());
  BOOST_TEST(has(said(), "worker-2"), said());
  BOOST_TEST(has(said(), "demo: nightfloat sample ended with 2"), said());
  BOOST_TEST(left().empty(), said());
  BOOST_TEST(!has(said(), "was left over"), said());
}

BOOST_AUTO_TEST_CASE(without_the_programs_that_it_is_told_of_it_does_nothing) {
  auto home = tests::scratch{};
  auto x = tests::run_program({"/usr/bin/env", "TMPDIR=" + home.path(),
                               "NIGHTFLOAT_DEMO_BIN=" + home.path(),
                               NIGHTFLOAT_ROOT "/demo"},
                              home);
  BOOST_TEST(x.code == 3);
  BOOST_TEST(has(x.err, "unset NIGHTFLOAT_DEMO_BIN"), x.err);
  auto help = tests::run_program({NIGHTFLOAT_ROOT "/demo", "--help"}, home);
  BOOST_TEST(help.code == 0);
  BOOST_TEST(has(help.out, "NIGHTFLOAT_DEMO_BIN"), help.out);
  BOOST_TEST(!has(help.out, "shellcheck"), help.out);
}

BOOST_AUTO_TEST_SUITE_END()
