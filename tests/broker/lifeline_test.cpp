// SPDX-License-Identifier: Apache-2.0
// The store's end of lifelines, as a bare socket meets it.
#include "broker/lifeline.hpp"
#include "config/load.hpp"
#include "tests/broker/no_descriptors.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <future>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(lifeline_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using nightfloat::tests::descriptors_may_run_out;
using nightfloat::tests::no_descriptors;
using nightfloat::tests::socket_home;
using nightfloat::tests::watched;

namespace {

struct fixture {
  socket_home dir;
  watched<std::vector<std::string>> nonces;
  std::unique_ptr<zmq_loop> loop;

  fixture() {
    auto x = zmq_loop::open({});
    BOOST_REQUIRE(x);
    loop = std::move(*x);
  }

  result<std::unique_ptr<lifeline_listener>> open(const std::string& address) {
    return lifeline_listener::open(
      *loop, address,
      [this](std::string_view nonce) -> std::optional<domain::session_id> {
        nonces.change([&](auto& xs) { xs.emplace_back(nonce); });
        return domain::session_id{1, 1};
      },
      [](domain::session_id) {});
  }

  /// The refusal of this address says these words.
  bool refused(const std::string& address, const char* words) {
    auto x = open(address);
    return !x && x.error().detail.find(words) != std::string::npos;
  }
};

bool connects(int client, const std::string& path) {
  auto x = sockaddr_un{};
  x.sun_family = AF_UNIX;
  std::memcpy(x.sun_path, path.data(), path.size());
  return ::connect(client, reinterpret_cast<const sockaddr*>(&x), sizeof x)
         == 0;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(without_descriptors_it_rests_and_accepts_later,
                        fixture) {
  if (!descriptors_may_run_out) {
    BOOST_TEST_MESSAGE("skipped under sanitizers");
    return;
  }
  auto path = dir.path() + "/l.sock";
  auto listener = open("unix:" + path);
  BOOST_REQUIRE(listener);
  auto client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(client >= 0);
  loop->start();
  auto turns = std::promise<std::uint64_t>{};
  {
    auto none = no_descriptors{};
    BOOST_TEST(connects(client, path));
    BOOST_REQUIRE(loop->post([&] {
      loop->after(3 * lifeline_listener::accept_again,
                  [&, before = loop->turns()] {
                    turns.set_value(loop->turns() - before);
                  });
    }));
    // Two for each rest, and some to spare; a spin takes many thousands.
    BOOST_TEST(turns.get_future().get() < 50u);
  }
  auto nonce = std::string(lifeline_listener::nonce_bytes, 'n');
  BOOST_TEST((::send(client, nonce.data(), nonce.size(), MSG_NOSIGNAL) > 0));
  BOOST_TEST(nonces.wait(
    [&](const auto& xs) { return xs == std::vector<std::string>{nonce}; }));
  loop->stop();
  ::close(client);
}

BOOST_FIXTURE_TEST_CASE(where_it_cannot_listen_it_says_what_to_do, fixture) {
  BOOST_TEST(
    refused("unix:" + dir.path() + "/none/l.sock", "a path that we may write"));
  BOOST_TEST(refused("unix:" + std::string(108, 'x'), "set another"));
  BOOST_TEST(refused("nonsense", "write unix:PATH or tcp:HOST:PORT"));
  auto first = open("tcp:127.0.0.1:0");
  BOOST_REQUIRE(first);
  BOOST_TEST(refused((*first)->address(), "a free port of this host"));
}

BOOST_FIXTURE_TEST_CASE(of_a_port_that_is_chosen_for_it_it_tells_the_number,
                        fixture) {
  for (auto any : {"tcp:127.0.0.1:*", "tcp:127.0.0.1:0"}) {
    auto x = open(any);
    BOOST_REQUIRE_MESSAGE(x, x.error().detail);
    BOOST_TEST((*x)->address().starts_with("tcp:127.0.0.1:"));
    auto port = (*x)->address().substr(14);
    BOOST_TEST(port.find_first_not_of("0123456789") == std::string::npos);
    BOOST_TEST(port != "0");
  }
}

BOOST_AUTO_TEST_CASE(where_no_worker_can_connect_is_no_configuration) {
  auto fault = [](const std::string& lifeline, const std::string& at = {}) {
    auto x = config::node_options{};
    x.role = "store";
    x.store.state_dir = "/state";
    x.network.runtime_dir = "/run/nightfloat";
    x.network.lifeline = lifeline;
    x.network.lifeline_at = at;
    x.network = config::completed(std::move(x.network));
    auto good = config::check(x);
    return good ? std::string{} : good.error().detail;
  };
  for (auto host : {"*", "0.0.0.0", "::"}) {
    auto address = std::string{"tcp:"} + host + ":7003";
    auto why = ": wants a host that workers can connect to (" + address
               + "), write the store's name or address";
    BOOST_TEST(fault(address) == "network.lifeline" + why);
    BOOST_TEST(fault({}, address) == "network.lifeline_at" + why);
  }
  for (auto port : {"*", "0"}) {
    auto address = std::string{"tcp:10.0.0.1:"} + port;
    BOOST_TEST(fault(address) == "");
    BOOST_TEST(fault({}, address)
               == "network.lifeline_at: wants the port of the relay (" + address
                    + "), 1 to 65535");
  }
  BOOST_TEST(fault("tcp:10.0.0.1:7003", "tcp:10.0.0.2:7003") == "");
  BOOST_TEST(fault({}, "unix:/run/relay.sock") == "");
}

BOOST_AUTO_TEST_SUITE_END()
