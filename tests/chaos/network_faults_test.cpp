// SPDX-License-Identifier: Apache-2.0
#include "chaos/network_faults.hpp"
#include "chaos/proxy_socket.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <sys/socket.h>

BOOST_AUTO_TEST_SUITE(network_faults_test)

using namespace nightfloat;
using chaos::fault_kind;
using chaos::target_role;

namespace {

chaos::listening local() {
  auto x = chaos::listen_at("tcp:127.0.0.1:0");
  BOOST_REQUIRE(x);
  return std::move(*x);
}

struct fixture {
  chaos::listening server = local();
  std::unique_ptr<chaos::proxy> between;
  std::unique_ptr<chaos::network_faults> aut;
  chaos::descriptor near;
  chaos::descriptor far;

  fixture() {
    auto links = std::vector<chaos::proxy_link>{};
    for (auto* name : {"worker-1:store", "worker-1:broker", "worker-2:store",
                       "clients:store"})
      links.push_back({name, "tcp:127.0.0.1:0", server.address});
    auto opened = chaos::proxy::open(std::move(links), 3);
    BOOST_REQUIRE(opened);
    between = std::move(*opened);
    aut = std::make_unique<chaos::network_faults>(*between, 2);
  }

  void connect(std::string_view link) {
    auto made = chaos::connect_to(between->address(link));
    BOOST_REQUIRE(made);
    near = std::move(*made);
    auto wait = pollfd{server.socket.get(), POLLIN, 0};
    BOOST_REQUIRE(poll(&wait, 1, 5'000) == 1);
    far = chaos::accept_from(server.socket);
  }

  // Says something, and waits until it is heard: false after `limit_ms`.
  bool passes(int limit_ms = 5'000) {
    BOOST_REQUIRE(send(near.get(), "x", 1, MSG_NOSIGNAL) == 1);
    auto wait = pollfd{far.get(), POLLIN, 0};
    char one = 0;
    return poll(&wait, 1, limit_ms) == 1 && recv(far.get(), &one, 1, 0) == 1;
  }
};

chaos::fault_record fault(fault_kind kind, target_role target) {
  auto x = chaos::fault_record{};
  x.planned.fault = kind;
  x.planned.target = target;
  x.planned.delay_ms = 1;
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(network_faults, fixture)

BOOST_AUTO_TEST_CASE(a_fault_that_met_no_message_did_not_take_effect) {
  auto x = fault(fault_kind::latency, target_role::store);
  BOOST_TEST(aut->begin(x));
  aut->end(x);
  BOOST_TEST(!x.took_effect);
  BOOST_TEST(x.detail == "no message was concerned");
}

BOOST_AUTO_TEST_CASE(a_fault_of_the_store_is_felt_on_each_of_its_links) {
  connect("worker-2:store");
  auto x = fault(fault_kind::latency, target_role::store);
  BOOST_TEST(aut->begin(x));
  BOOST_TEST(passes());
  aut->end(x);
  BOOST_TEST(x.took_effect);
  BOOST_TEST(!aut->has_healed(x));
  BOOST_TEST(passes());
  BOOST_TEST(aut->has_healed(x));
}

BOOST_AUTO_TEST_CASE(a_fault_of_one_worker_leaves_the_other_alone) {
  connect("worker-2:store");
  auto x = fault(fault_kind::blackhole, target_role::worker);
  BOOST_TEST(aut->begin(x));
  BOOST_TEST(passes());
  aut->end(x);
  BOOST_TEST(!x.took_effect);
}

BOOST_AUTO_TEST_CASE(a_partition_cuts_off_those_whom_it_names) {
  connect("worker-2:store");
  auto x = fault(fault_kind::partition, target_role::worker);
  x.planned.cut_off = {2};
  BOOST_TEST(aut->begin(x));
  BOOST_TEST(!passes(50));
  aut->end(x);
  BOOST_TEST(x.took_effect);
}

BOOST_AUTO_TEST_CASE(a_reset_without_a_connection_did_not_take_effect) {
  auto x = fault(fault_kind::reset, target_role::worker);
  x.planned.instance = 2;
  connect("worker-2:store");
  BOOST_TEST(passes());
  near.reset();
  far.reset();
  BOOST_TEST(between->cut("worker-2:store") <= 1);
  BOOST_TEST(!aut->begin(x));
  BOOST_TEST(!x.took_effect);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
