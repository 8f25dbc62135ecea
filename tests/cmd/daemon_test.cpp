// SPDX-License-Identifier: Apache-2.0
// How nightfloatd starts, is watched, is asked to stop and ends: what systemd
// and an operator see of it.

#include "chaos/process.hpp"
#include "tests/support/program.hpp"
#include "tests/support/refusing_door.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(daemon_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;

constexpr int usage = 64;
constexpr int configuration = 78;

/// What systemd would hear.
class notify_socket {
public:
  explicit notify_socket(const std::string& path)
    : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    auto address = sockaddr_un{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    auto* raw = reinterpret_cast<const sockaddr*>(&address);
    BOOST_REQUIRE(bind(fd_, raw, sizeof(address)) == 0);
    auto limit = timeval{20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "400000", 1);
  }

  ~notify_socket() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(fd_);
  }

  /// The next words; empty after 20 silent seconds.
  std::string next() const {
    char buffer[4096];
    auto got = recv(fd_, buffer, sizeof(buffer), 0);
    return got < 0 ? std::string{} : std::string(buffer, got);
  }

  /// Passes over words until some begin like that.
  bool wait_for(const std::string& beginning) const {
    for (auto x = next(); !x.empty(); x = next())
      if (x.starts_with(beginning))
        return true;
    return false;
  }

private:
  int fd_;
};

struct fixture {
  tests::scratch home;
  std::string log = home / "log";

  fixture() {
    home.write("node.toml", "[network]\nruntime_dir = \"" + home.path()
                              + "/run\"\n[store]\nstate_dir = \"" + home.path()
                              + "/state\"\n");
  }

  tests::outcome run(std::vector<std::string> words) const {
    words.insert(words.begin(), NIGHTFLOAT_DAEMON);
    return tests::run_program(words, home);
  }

  chaos::process start(std::vector<std::string> more) const {
    auto options = chaos::spawn_options{};
    options.program = NIGHTFLOAT_DAEMON;
    options.arguments = {"--config", home / "node.toml"};
    options.arguments.insert(options.arguments.end(), more.begin(), more.end());
    options.log_file = log;
    options.end_with_parent = true;
    auto x = chaos::process::spawn(options);
    BOOST_REQUIRE(x);
    return std::move(*x);
  }

  std::string logged() const {
    auto in = std::ifstream{log};
    auto out = std::ostringstream{};
    out << in.rdbuf();
    return out.str();
  }

  int end_of(chaos::process& x) const {
    BOOST_REQUIRE_MESSAGE(x.wait_end(20s), logged());
    auto end = x.reap();
    BOOST_REQUIRE(end);
    return end->signal != 0 ? 128 + end->signal : end->code;
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(nightfloatd, fixture)

BOOST_AUTO_TEST_CASE(a_wrong_command_line_is_a_usage_error) {
  BOOST_TEST(run({}).code == usage);
  auto x = run({"--config", home / "node.toml", "--role", "cook"});
  BOOST_TEST(x.code == usage);
  BOOST_TEST(has(x.err, "--role"));
  BOOST_TEST(run({"--help"}).code == 0);
  BOOST_TEST(has(run({"--version"}).out, "nightfloatd "));
}

BOOST_AUTO_TEST_CASE(a_wrong_configuration_names_its_place) {
  BOOST_TEST(run({"--config", home / "none.toml"}).code == configuration);
  home.write("bad.toml", "role = \"store\"\n[network]\nheart = 1\n");
  auto x = run({"--config", home / "bad.toml"});
  BOOST_TEST(x.code == configuration);
  BOOST_TEST(has(x.err, "bad.toml:3: network.heart"), x.err);
  auto level = run({"--config", home / "node.toml", "--role", "store",
                    "--state-dir", "relative"});
  BOOST_TEST(level.code == configuration);
}

BOOST_AUTO_TEST_CASE(systemd_hears_ready_watchdog_stopping_in_this_order) {
  auto systemd = notify_socket{home / "notify"};
  auto x = start({"--role", "store"});
  BOOST_TEST(systemd.wait_for("READY=1"));
  BOOST_TEST(systemd.wait_for("WATCHDOG=1"));
  BOOST_TEST(systemd.wait_for("WATCHDOG=1"));
  BOOST_REQUIRE(x.signal(SIGTERM));
  BOOST_TEST(systemd.wait_for("STOPPING=1"));
  BOOST_TEST(end_of(x) == 0);
  BOOST_TEST(has(logged(), "starting: version="));
  BOOST_TEST(has(logged(), "ended: code=0"));
}

// Later, descriptors may have run short. Nothing but a process of ours that
// begins opens this table; whose it is the kernel does not say.
BOOST_AUTO_TEST_CASE(the_names_of_zones_are_read_before_it_is_ready) {
  auto seen = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  BOOST_REQUIRE(seen >= 0);
  BOOST_REQUIRE(inotify_add_watch(seen, "/usr/share/zoneinfo/Etc/GMT", IN_OPEN)
                >= 0);
  auto systemd = notify_socket{home / "notify"};
  auto x = start({"--role", "store"});
  BOOST_TEST(systemd.wait_for("READY=1"));
  char event[4096];
  BOOST_TEST(read(seen, event, sizeof(event)) > 0);
  close(seen);
  BOOST_REQUIRE(x.signal(SIGTERM));
  BOOST_TEST(end_of(x) == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_without_a_store_is_not_ready_and_still_drains) {
  auto systemd = notify_socket{home / "notify"};
  auto x = start({"--role", "worker"});
  BOOST_TEST(systemd.wait_for("STATUS=waiting"));
  // Alive, and not ready: three beats of the watchdog without it.
  for (auto i = 0; i < 3; ++i)
    BOOST_TEST(systemd.next() == "WATCHDOG=1");
  BOOST_REQUIRE(x.signal(SIGTERM));
  BOOST_TEST(systemd.wait_for("STOPPING=1"));
  BOOST_TEST(end_of(x) == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_of_another_version_says_so_and_ends) {
  auto network = config::network_options{};
  network.runtime_dir = home / "run";
  const auto sentence = std::string{"frame: protocol version 1 is not spoken"};
  auto store = tests::refusing_door{
    network, "store", {{ec::bad_version, sentence + " here (2)"}}};
  auto systemd = notify_socket{home / "notify"};
  auto x = start({"--role", "worker"});
  BOOST_TEST(systemd.wait_for("STATUS=" + sentence));
  BOOST_TEST(end_of(x) == configuration);
  BOOST_TEST(has(logged(), "cannot go on: code=bad_version"), logged());
  BOOST_TEST(has(logged(), sentence));
}

BOOST_AUTO_TEST_CASE(a_worker_asks_again_where_a_store_has_no_room) {
  auto network = config::network_options{};
  network.runtime_dir = home / "run";
  auto store = tests::refusing_door{
    network, "store", {{ec::overloaded, "store: too many sessions"}}};
  auto systemd = notify_socket{home / "notify"};
  auto x = start({"--role", "worker"});
  BOOST_TEST(store.has_said(4));
  BOOST_REQUIRE(x.signal(SIGTERM));
  BOOST_TEST(systemd.wait_for("STOPPING=1"));
  BOOST_TEST(end_of(x) == 0);
}

BOOST_AUTO_TEST_CASE(it_ends_when_the_process_it_lives_for_ends) {
  auto systemd = notify_socket{home / "notify"};
  auto options = chaos::spawn_options{};
  options.program = "/bin/sleep";
  options.arguments = {"60"};
  options.log_file = home / "sleep.log";
  auto parent = chaos::process::spawn(options);
  BOOST_REQUIRE(parent);
  auto x = start(
    {"--role", "store", "--parent-pid", std::to_string(parent->id().pid)});
  BOOST_TEST(systemd.wait_for("READY=1"));
  BOOST_REQUIRE(parent->signal(SIGKILL));
  BOOST_TEST(end_of(x) == 0);
  BOOST_TEST(has(logged(), "parent ended"));
  auto late = start({"--role", "store", "--parent-pid", "999999999"});
  BOOST_TEST(end_of(late) != 0);
}

BOOST_AUTO_TEST_CASE(one_store_directory_has_one_store) {
  auto systemd = notify_socket{home / "notify"};
  auto x = start({"--role", "store"});
  BOOST_TEST(systemd.wait_for("READY=1"));
  auto second = start({"--role", "store", "--runtime-dir", home / "other"});
  BOOST_TEST(end_of(second) == configuration);
  BOOST_REQUIRE(x.signal(SIGTERM));
  BOOST_TEST(end_of(x) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
