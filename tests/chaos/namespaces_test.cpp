// SPDX-License-Identifier: Apache-2.0
// A cluster of real processes over tcp with CURVE, each member in a network
// namespace of its own. Without root it meets on unix sockets instead, and
// says why.

#include "chaos/arena.hpp"
#include "chaos/nemesis.hpp"
#include "client/operations.hpp"
#include "metrics/clock.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

BOOST_AUTO_TEST_SUITE(namespaces_test)

using namespace nightfloat;
namespace fs = std::filesystem;

namespace {

std::string network_of(const std::string& process) {
  return fs::read_symlink("/proc/" + process + "/ns/net").string();
}

struct fixture {
  tests::socket_home home;
  std::string before = network_of("thread-self");
  std::unique_ptr<chaos::arena> aut;

  fixture() {
    auto what = chaos::plan{};
    what.cluster.workers = 2;
    what.cluster.network = chaos::cluster_network::namespaces;
    auto made = chaos::arena::open({.what = what,
                                    .directory = home.path(),
                                    .daemon = NIGHTFLOAT_DAEMON,
                                    .build = "test"});
    BOOST_TEST_REQUIRE(made.has_value(), made.error().detail);
    aut = std::move(*made);
  }

  [[nodiscard]] bool is_apart() {
    return aut->reach().packets != nullptr;
  }

  std::string network_of_member(const char* name) {
    auto* x = aut->cluster().find(name);
    BOOST_REQUIRE(x != nullptr);
    return network_of(std::to_string(x->id().pid));
  }

  // The first worker loses every packet for a while.
  static chaos::fault_record unplug_through(const chaos::nemesis_reach& reach) {
    const auto& clock = metrics::system_clock();
    auto evil = chaos::nemesis{reach, clock, clock.steady(), {}};
    auto what = chaos::schedule{};
    auto fault = chaos::scheduled_fault{};
    fault.fault = chaos::fault_kind::packet_loss;
    fault.permille = 1'000;
    fault.lasting_ms = 1'500;
    what.faults.push_back(fault);
    evil.run(what, [] { return false; });
    auto done = evil.done();
    BOOST_REQUIRE(done.size() == 1u);
    return done.front();
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(each_member_serves_from_where_it_lives, fixture) {
  for (auto* link : {&aut->operator_link(), &aut->load_link()}) {
    auto answer = link->call(
      client::status_request{},
      {.timeout = std::chrono::seconds{5}, .at = client::served_by::broker});
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->processes.size() >= 1u);
  }
  auto store = network_of_member("store");
  auto one = network_of_member("worker-1");
  auto two = network_of_member("worker-2");
  BOOST_TEST(store == network_of_member("broker"));
  BOOST_TEST(store == network_of("thread-self"));
  BOOST_TEST((store != before) == is_apart());
  BOOST_TEST((store != one) == is_apart());
  BOOST_TEST((one != two) == is_apart());
  BOOST_TEST(aut->reach().no_packets.empty() == is_apart());
}

BOOST_FIXTURE_TEST_CASE(a_worker_that_lost_every_packet_comes_back, fixture) {
  if (!is_apart())
    return;
  auto x = unplug_through(aut->reach());
  BOOST_TEST(x.took_effect, x.detail);
  BOOST_TEST(x.healed, x.detail);
}

BOOST_FIXTURE_TEST_CASE(a_fault_is_skipped_where_it_cannot_be_made, fixture) {
  auto reach = aut->reach();
  reach.packets = nullptr;
  reach.no_packets = "only root can";
  auto x = unplug_through(reach);
  BOOST_TEST(x.skipped);
  BOOST_TEST(!x.took_effect);
  BOOST_TEST(x.detail == "only root can");
}

BOOST_FIXTURE_TEST_CASE(nothing_of_it_stays_behind, fixture) {
  auto ended = aut->close();
  BOOST_TEST(ended.drained.size() == 4u);
  BOOST_TEST(ended.killed.empty());
  BOOST_TEST(network_of("thread-self") == before);
}

BOOST_AUTO_TEST_CASE(nothing_of_a_proxy_stays_behind) {
  auto home = tests::socket_home{};
  auto what = chaos::plan{};
  what.cluster.workers = 1;
  what.faults.push_back({.fault = chaos::fault_kind::latency,
                         .target = chaos::target_role::store,
                         .lasting = {100, 200}});
  auto aut = chaos::arena::open({.what = what,
                                 .directory = home.path(),
                                 .daemon = NIGHTFLOAT_DAEMON,
                                 .build = "test"});
  BOOST_TEST_REQUIRE(aut.has_value(), aut.error().detail);
  auto sockets = fs::path{(*aut)->cluster().record().runtime_dir};
  BOOST_TEST(fs::exists(sockets / "w1b.sock"));
  BOOST_TEST((*aut)->close().killed.empty());
  BOOST_TEST(!fs::exists(sockets));
}

BOOST_AUTO_TEST_SUITE_END()
