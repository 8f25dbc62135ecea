// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/lifecycle.hpp"
#include "tests/support/scratch.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(lifecycle_test)

using namespace nightfloat;
using namespace std::chrono_literals;

namespace {

/// Hears what systemd would; a beat of the watchdog is due every 10 ms.
struct fixture {
  test::scratch home;
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  std::unique_ptr<cmd::lifecycle> life;

  fixture() {
    auto path = home.path("notify");
    auto address = sockaddr_un{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    auto* raw = reinterpret_cast<const sockaddr*>(&address);
    BOOST_REQUIRE(bind(fd, raw, sizeof(address)) == 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "40000", 1);
    life = cmd::lifecycle::begin({}).value();
  }

  ~fixture() {
    life.reset();
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(fd);
  }

  std::string next(int flags = 0) const {
    char buffer[4096];
    auto got = recv(fd, buffer, sizeof(buffer), flags);
    return got < 0 ? std::string{} : std::string(buffer, got);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(signals_drain_first_and_hurry_then, fixture) {
  BOOST_TEST((life->wanted() == cmd::wish::run));
  BOOST_TEST((life->wait_for(1ms) == cmd::wish::run));
  kill(getpid(), SIGTERM);
  BOOST_TEST((life->wait() == cmd::wish::drain));
  kill(getpid(), SIGINT);
  BOOST_TEST((life->wait_fast(20s) == cmd::wish::fast));
  BOOST_TEST(!life->is_broken());
}

BOOST_FIXTURE_TEST_CASE(a_loop_that_hangs_withholds_the_watchdog, fixture) {
  auto moves = std::atomic{true};
  auto asked = std::atomic{0};
  life->watch("one", [&] {
    ++asked;
    return moves.load();
  });
  life->watch("two", [] { return true; });
  while (next() != "WATCHDOG=1") {
    // what was due before the loop was watched
  }
  moves = false;
  auto before = asked.load();
  while (asked < before + 2)
    life->wait_for(1ms);
  while (!next(MSG_DONTWAIT).empty()) {
    // what was sent while it still moved
  }
  while (asked < before + 6)
    life->wait_for(1ms);
  BOOST_TEST(next(MSG_DONTWAIT).empty());
  moves = true;
  BOOST_TEST(next() == "WATCHDOG=1");
  life->unwatch();
}

BOOST_FIXTURE_TEST_CASE(a_broken_invariant_hurries_and_is_remembered, fixture) {
  life->broken("two and two are five");
  BOOST_TEST((life->wait() == cmd::wish::fast));
  BOOST_TEST(life->is_broken());
}

BOOST_FIXTURE_TEST_CASE(a_status_is_one_line, fixture) {
  life->unwatch();
  life->status("first\nMAINPID=1");
  auto word = next();
  while (word == "WATCHDOG=1")
    word = next();
  BOOST_TEST(word == "STATUS=first MAINPID=1");
}

BOOST_FIXTURE_TEST_CASE(a_stop_says_how_long_it_may_take, fixture) {
  auto said = [&] {
    auto word = next();
    while (word == "WATCHDOG=1")
      word = next();
    return word;
  };
  life->stopping("draining", 3'600s);
  // With what a hasty end and the end itself may take.
  BOOST_TEST(said()
             == "STOPPING=1\nSTATUS=draining\n"
                "EXTEND_TIMEOUT_USEC=3617000000");
  life->stopping("at once");
  BOOST_TEST(said() == "STOPPING=1\nSTATUS=at once");
}

BOOST_AUTO_TEST_CASE(who_does_not_leave_is_ended) {
  const auto child = fork();
  BOOST_TEST_REQUIRE(child >= 0);
  if (child == 0) {
    auto life = cmd::lifecycle::begin({.leave_grace = 10ms}).value();
    life->leaving();
    life->wait_for(20s);
    _exit(1);
  }
  auto status = 0;
  BOOST_TEST(waitpid(child, &status, 0) == child);
  BOOST_TEST_REQUIRE(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 70);
}

BOOST_AUTO_TEST_CASE(a_parent_that_is_gone_is_told_at_once) {
  auto life = cmd::lifecycle::begin({.parent_pid = 999'999'999});
  BOOST_TEST_REQUIRE(life.has_error());
  BOOST_TEST(life.error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(who_is_at_fault_decides_the_exit_code) {
  BOOST_TEST(cmd::exit_code_of({ec::configuration, ""}) == 78);
  BOOST_TEST(cmd::exit_code_of({ec::in_use, ""}) == 78);
  BOOST_TEST(cmd::exit_code_of({ec::bad_version, ""}) == 78);
  BOOST_TEST(cmd::exit_code_of({ec::storage_failed, ""}) == 70);
}

BOOST_AUTO_TEST_SUITE_END()
