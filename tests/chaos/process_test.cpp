// SPDX-License-Identifier: Apache-2.0
#include "chaos/process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(process_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;

struct fixture {
  std::filesystem::path dir
    = std::filesystem::temp_directory_path()
      / ("nightfloat-process-test-" + std::to_string(getpid()));

  fixture() {
    std::filesystem::create_directories(dir);
  }

  ~fixture() {
    std::filesystem::remove_all(dir);
  }

  result<chaos::process> shell(const std::string& script) const {
    return chaos::process::spawn({.program = "/bin/sh",
                                  .arguments = {"-c", script},
                                  .log_file = (dir / "log").string()});
  }

  [[nodiscard]] std::string log() const {
    auto in = std::ifstream{dir / "log"};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(process, fixture)

BOOST_AUTO_TEST_CASE(a_child_ends_with_its_code_and_logs_both_streams) {
  auto x = shell("echo out; echo err >&2; exit 7");
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->wait_end(10s));
  auto end = x->reap();
  BOOST_REQUIRE(end.has_value());
  BOOST_TEST(end->code == 7);
  BOOST_TEST(end->signal == 0);
  BOOST_TEST(log() == "out\nerr\n");
  BOOST_TEST(x->reap().has_value());
}

BOOST_AUTO_TEST_CASE(a_killed_child_says_by_which_signal) {
  auto x = shell("exec sleep 1000");
  BOOST_REQUIRE(x);
  BOOST_TEST(x->is_running());
  BOOST_TEST(!x->reap().has_value());
  BOOST_REQUIRE(x->signal(SIGKILL));
  BOOST_REQUIRE(x->wait_end(10s));
  BOOST_TEST(!x->is_running());
  auto end = x->reap();
  BOOST_REQUIRE(end.has_value());
  BOOST_TEST(end->signal == SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_named) {
  auto x = chaos::process::spawn(
    {.program = "/nowhere/nightfloatd", .log_file = (dir / "log").string()});
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::io_failed);
  BOOST_TEST(x.error().detail
             == "spawn: cannot execute /nowhere/nightfloatd (No such file or "
                "directory), check its path and permissions");
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_is_named) {
  auto x = chaos::process::spawn(
    {.program = "/bin/true", .log_file = "/nowhere/log"});
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().detail.find("/nowhere/log") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_process_is_found_again_by_number_and_start_time) {
  auto x = shell("exec sleep 1000");
  BOOST_REQUIRE(x);
  auto again = chaos::process::attach(x->id());
  BOOST_REQUIRE(again);
  BOOST_REQUIRE(again->signal(SIGTERM));
  BOOST_TEST(x->wait_end(10s));
  BOOST_TEST(x->reap()->signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(a_number_that_belongs_to_another_is_never_signalled) {
  auto x = shell("exec sleep 1000");
  BOOST_REQUIRE(x);
  auto other = x->id();
  ++other.start_ticks;
  auto stranger = chaos::process::attach(other);
  BOOST_REQUIRE(!stranger);
  BOOST_TEST(stranger.error().code == ec::not_found);
  BOOST_REQUIRE(x->signal(SIGKILL));
  BOOST_REQUIRE(x->wait_end(10s));
  // Ended and not yet reaped: its number is still taken, yet it is gone.
  BOOST_TEST(!chaos::process::attach(x->id()));
  BOOST_TEST(x->reap().has_value());
}

BOOST_AUTO_TEST_CASE(a_child_that_stands_still_ends_with_its_parent_too) {
  auto x = result<chaos::process>{failure{}};
  std::thread{[&] {
    x = chaos::process::spawn({.program = "/bin/sleep",
                               .arguments = {"1000"},
                               .log_file = (dir / "log").string(),
                               .end_with_parent = true,
                               .end_signal = SIGKILL});
    if (x)
      static_cast<void>(x->signal(SIGSTOP));
  }}.join();
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->wait_end(10s));
  BOOST_TEST(x->reap()->signal == SIGKILL);
}

BOOST_AUTO_TEST_CASE(one_child_more_than_can_be_kept_is_refused_and_ended) {
  auto brief = chaos::spawn_options{.program = "/bin/true",
                                    .log_file = (dir / "log").string(),
                                    .end_with_parent = true};
  auto all = std::vector<chaos::process>{};
  while (all.size() != chaos::kept_children_max) {
    auto x = chaos::process::spawn(brief);
    BOOST_REQUIRE(x);
    all.push_back(std::move(*x));
  }
  auto lasting = brief;
  lasting.program = "/bin/sleep";
  lasting.arguments = {"1000"};
  auto refused = chaos::process::spawn(lasting);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == ec::overloaded);
  for (auto& x : all) {
    BOOST_TEST(x.wait_end(10s));
    BOOST_TEST(x.reap().has_value());
  }
  // The one that was refused neither runs nor waits to be reaped.
  BOOST_TEST(waitpid(-1, nullptr, WNOHANG) == -1);
  auto again = chaos::process::spawn(brief);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->wait_end(10s));
  BOOST_TEST(again->reap().has_value());
}

BOOST_AUTO_TEST_CASE(a_child_inherits_no_descriptor) {
  auto fd = dup(STDOUT_FILENO);
  BOOST_REQUIRE(fd > 2);
  auto x = shell("ls /proc/self/fd | wc -l");
  BOOST_REQUIRE(x);
  BOOST_REQUIRE(x->wait_end(10s));
  BOOST_TEST(x->reap().has_value());
  close(fd);
  // ls itself opens the directory that it lists: 0, 1, 2 and that one.
  BOOST_TEST(std::stoi(log()) == 4);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
