// SPDX-License-Identifier: Apache-2.0
#include "chaos/proxy.hpp"
#include "chaos/proxy_socket.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(proxy_test)

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

struct directory {
  std::string path = "/tmp/nightfloat-proxy-XXXXXX";

  directory() {
    BOOST_REQUIRE(mkdtemp(path.data()) != nullptr);
  }

  ~directory() {
    fs::remove_all(path);
  }
};

bool is_readable(const chaos::descriptor& x, int limit_ms) {
  auto wait = pollfd{x.get(), POLLIN, 0};
  return poll(&wait, 1, limit_ms) == 1;
}

// What comes next, "end" for an end of file or a cut, "" for silence.
std::string heard(const chaos::descriptor& x, int limit_ms = 5'000) {
  if (!is_readable(x, limit_ms))
    return {};
  char buffer[256];
  auto n = recv(x.get(), buffer, sizeof buffer, 0);
  return n <= 0 ? "end" : std::string(buffer, static_cast<std::size_t>(n));
}

void say(const chaos::descriptor& x, const std::string& what) {
  BOOST_REQUIRE(send(x.get(), what.data(), what.size(), MSG_NOSIGNAL)
                == static_cast<ssize_t>(what.size()));
}

// A server, a link to it, and one connection through the link.
struct path {
  directory dir;
  chaos::listening server;
  std::unique_ptr<chaos::proxy> aut;
  chaos::descriptor near;
  chaos::descriptor far;

  explicit path(bool tcp) {
    auto at = [&](const char* name) {
      return tcp ? std::string{"tcp:127.0.0.1:0"}
                 : "unix:" + dir.path + "/" + name;
    };
    auto made = chaos::listen_at(at("server"));
    BOOST_REQUIRE(made);
    server = std::move(*made);
    auto opened = chaos::proxy::open({{"a:b", at("link"), server.address}}, 1);
    BOOST_REQUIRE(opened);
    aut = std::move(*opened);
    connect();
  }

  void connect() {
    auto made = chaos::connect_to(aut->address("a:b"));
    BOOST_REQUIRE(made);
    near = std::move(*made);
    BOOST_REQUIRE(is_readable(server.socket, 5'000));
    far = chaos::accept_from(server.socket);
    BOOST_REQUIRE(static_cast<bool>(far));
  }
};

} // namespace

BOOST_DATA_TEST_CASE(what_is_said_is_heard_on_both_sides,
                     boost::unit_test::data::make({false, true}), tcp) {
  auto x = path{tcp};
  say(x.near, "ping");
  BOOST_TEST(heard(x.far) == "ping");
  say(x.far, "pong");
  BOOST_TEST(heard(x.near) == "pong");
  BOOST_TEST(x.aut->counts("a:b").passed == 2);
}

BOOST_DATA_TEST_CASE(an_end_is_passed_on,
                     boost::unit_test::data::make({false, true}), tcp) {
  auto x = path{tcp};
  x.near.reset();
  BOOST_TEST(heard(x.far) == "end");
}

BOOST_DATA_TEST_CASE(a_cut_ends_both_sides,
                     boost::unit_test::data::make({false, true}), tcp) {
  auto x = path{tcp};
  say(x.near, "ping");
  BOOST_TEST(heard(x.far) == "ping");
  BOOST_TEST(x.aut->cut("a:b") == 1);
  BOOST_TEST(heard(x.far) == "end");
  BOOST_TEST(heard(x.near) == "end");
  BOOST_TEST(x.aut->counts("a:b").cut == 1);
  x.connect();
  say(x.near, "again");
  BOOST_TEST(heard(x.far) == "again");
}

BOOST_DATA_TEST_CASE(a_one_way_blackhole_swallows_one_way_until_it_heals,
                     boost::unit_test::data::make({false, true}), tcp) {
  auto x = path{tcp};
  x.aut->impair("a:b", chaos::link_way::out, {.blackhole = true});
  say(x.near, "lost?");
  say(x.far, "heard");
  BOOST_TEST(heard(x.near) == "heard");
  BOOST_TEST(heard(x.far, 50) == "");
  BOOST_TEST(x.aut->counts("a:b", chaos::link_way::out).held == 1);
  x.aut->impair("a:b", chaos::link_way::both, {});
  BOOST_TEST(heard(x.far) == "lost?");
}

BOOST_AUTO_TEST_CASE(a_death_is_not_heard_through_a_blackhole) {
  auto x = path{false};
  say(x.near, "here");
  BOOST_TEST(heard(x.far) == "here");
  x.aut->impair("a:b", chaos::link_way::both, {.blackhole = true});
  x.near.reset();
  BOOST_TEST(heard(x.far, 50) == "");
  x.aut->impair("a:b", chaos::link_way::both, {});
  BOOST_TEST(heard(x.far) == "end");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_gone_is_a_connection_that_ends) {
  auto x = path{false};
  x.server.socket.reset();
  auto made = chaos::connect_to(x.aut->address("a:b"));
  BOOST_REQUIRE(made);
  BOOST_TEST(heard(*made) == "end");
}

BOOST_AUTO_TEST_CASE(an_address_of_another_form_is_refused_by_name) {
  auto opened = chaos::proxy::open({{"a:b", "inproc:x", "unix:/tmp/y"}}, 1);
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().detail.find("inproc:x") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
