// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloat/context.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(context_test)

namespace {

using namespace nightfloat;
namespace fs = std::filesystem;

constexpr auto nobody = uid_t{65'534};

/// What `claim` says in a process that may not look into `home`: another
/// user's, for root could not be kept from it.
template <class Claim>
bool holds_outside(const tests::scratch& home, Claim claim) {
  fs::permissions(home.path(), fs::perms::none);
  auto child = ::fork();
  if (child == 0) {
    auto is_other = ::geteuid() != 0 || ::setuid(nobody) == 0;
    ::_exit(is_other && claim() ? 0 : 1);
  }
  auto status = 1;
  auto ended = ::waitpid(child, &status, 0) == child;
  fs::permissions(home.path(), fs::perms::owner_all);
  return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_path_is_told_from_the_root) {
  BOOST_TEST(cmd::absolute_path("/a/./b/../c/") == "/a/c");
  BOOST_TEST(cmd::absolute_path("/") == "/");
  BOOST_TEST(cmd::absolute_path("x") == (fs::current_path() / "x").string());
}

BOOST_AUTO_TEST_CASE(a_socket_of_somebody_else_is_told_without_waiting) {
  auto home = tests::scratch{};
  home.write("store.sock", "");
  auto endpoint = "ipc://" + (home / "store.sock");
  BOOST_TEST(cmd::check_may_open(endpoint).has_value());
  BOOST_TEST(holds_outside(home, [&] {
    auto got = cmd::check_may_open(endpoint);
    return !got && got.error().code == ec::forbidden;
  }));
}

BOOST_AUTO_TEST_CASE(a_cluster_of_somebody_else_is_not_said_to_be_none) {
  auto home = tests::scratch{};
  auto at = cmd::context{cmd::global_options{.dir = home / "state"}};
  BOOST_TEST((at.network().error().code == ec::not_found));
  BOOST_TEST(holds_outside(home, [&] {
    auto got = at.network();
    return !got && got.error().code == ec::io_failed;
  }));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_yet_may_be_waited_for) {
  BOOST_TEST(cmd::check_may_open("ipc:///nowhere/store.sock").has_value());
  BOOST_TEST(cmd::check_may_open("tcp://127.0.0.1:1").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
