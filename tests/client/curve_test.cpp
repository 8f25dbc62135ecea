// SPDX-License-Identifier: Apache-2.0
// Over tcp only those come in whose key is listed, and only to the server
// whose key they know.
#include "broker/frame.hpp"
#include "broker/keys.hpp"
#include "broker/reception.hpp"
#include "client/connection.hpp"
#include "client/worker_link.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

BOOST_AUTO_TEST_SUITE(curve_test)

using namespace nightfloat;
using namespace nightfloat::client;
using namespace std::chrono_literals;
using nightfloat::tests::socket_home;
using nightfloat::tests::watched;

namespace {

struct fixture {
  socket_home dir;
  broker::key_pair server_key = key("server.key");
  broker::key_pair client_key = key("client.key");
  watched<int> ended;
  std::unique_ptr<broker::reception> store;
  /// As a client far away is configured.
  config::network_options away = dir.network();

  fixture() {
    auto here = dir.network();
    here.store = "tcp://127.0.0.1:*";
    here.lifeline = "tcp:127.0.0.1:0";
    here.key_file = path("server.key");
    here.allow_list = list("allowed", "ward", client_key.public_key);
    auto h = broker::reception_handlers{};
    h.on_call = [this](const broker::door_session& from,
                       broker::envelope call) {
      auto reply = broker::make_reply(call);
      reply.body = codec::encode(programmes_reply{{call.caller}});
      store->answer(broker::address_of(from), std::move(reply));
    };
    h.on_ended = [this](domain::session_id, bool) {
      ended.change([](int& n) { ++n; });
    };
    auto x = broker::reception::open(
      here, {.role = "store", .keeps_lifeline = true}, std::move(h));
    BOOST_REQUIRE(x);
    store = std::move(*x);
    store->start();
    away.store = store->endpoint();
    away.key_file = path("client.key");
    away.known_servers = list("servers", "store", server_key.public_key);
  }

  std::string path(const std::string& name) {
    return dir.path() + "/" + name;
  }

  broker::key_pair key(const std::string& name) {
    auto x = broker::make_key_pair();
    BOOST_REQUIRE(broker::write_key_file(path(name), x));
    return x;
  }

  std::string list(const std::string& name, const std::string& who,
                   const std::string& public_key) {
    std::ofstream{path(name)} << who << ' ' << public_key << '\n';
    return path(name);
  }

  result<std::unique_ptr<connection>> connect() {
    auto o = connection_options{};
    o.to_broker = false;
    return connection::open(away, o);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(curve, fixture)

BOOST_AUTO_TEST_CASE(a_listed_key_is_served_under_its_name) {
  auto door = connect();
  BOOST_REQUIRE(door);
  auto got = (*door)->call(programmes_request{}, {.timeout = 10s});
  BOOST_REQUIRE(got);
  BOOST_TEST((got->programmes == std::vector<std::string>{"ward"}));
}

BOOST_AUTO_TEST_CASE(an_unlisted_key_is_never_served) {
  key("stranger.key");
  away.key_file = path("stranger.key");
  auto door = connect();
  BOOST_REQUIRE(door);
  BOOST_TEST((*door)->wait_open(300ms).error().code == ec::unavailable);
  auto got = (*door)->call(programmes_request{}, {.timeout = 50ms});
  BOOST_TEST(got.error().code == ec::timed_out);
}

BOOST_AUTO_TEST_CASE(a_server_with_another_key_is_not_believed) {
  auto other = broker::make_key_pair().public_key;
  away.known_servers = list("servers", "store", other);
  auto door = connect();
  BOOST_REQUIRE(door);
  BOOST_TEST((*door)->wait_open(300ms).error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(a_missing_key_file_is_said_before_anything_is_opened) {
  away.key_file = path("none.key");
  auto door = connect();
  BOOST_REQUIRE(!door);
  BOOST_TEST(door.error().code == ec::configuration);
  BOOST_TEST(door.error().detail.find("none.key") != std::string::npos);
  away.key_file.clear();
  BOOST_TEST(connect().error().detail.find("nightfloat keys")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nobody_but_an_operator_acts_for_another) {
  auto door = connect();
  BOOST_REQUIRE(door);
  auto got = (*door)->call(programmes_request{},
                           {.timeout = 10s, .act_for = "dr-who"});
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == ec::forbidden);
}

BOOST_AUTO_TEST_CASE(the_lifeline_works_over_tcp_too) {
  away.broker = "ipc://" + path("nobody.sock");
  auto opened = watched<int>{};
  {
    auto o = worker_link_options{};
    auto x = worker_link::open(away, o, {});
    BOOST_REQUIRE(x);
    (*x)->store().on_store_open(
      [&](bool) { opened.change([](int& n) { ++n; }); });
    BOOST_REQUIRE(opened.wait([](int n) { return n > 0; }));
    BOOST_REQUIRE((*x)->store().call(programmes_request{}));
  }
  BOOST_TEST(ended.wait([](int n) { return n == 1; }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
