// SPDX-License-Identifier: Apache-2.0
// Packets lost and held up between network namespaces. Without root, nftables
// or iproute2 there are none, and nothing to test.

#include "chaos/packet_faults.hpp"
#include "chaos/proxy_socket.hpp"
#include "chaos/waiting.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <poll.h>
#include <sys/socket.h>

BOOST_AUTO_TEST_SUITE(packet_faults_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using chaos::fault_kind;
using chaos::link_way;

namespace {

std::string own_namespace() {
  return std::filesystem::read_symlink("/proc/thread-self/ns/net").string();
}

chaos::fault_record fault(fault_kind kind, std::uint32_t worker = 1) {
  auto x = chaos::fault_record{};
  x.planned.fault = kind;
  x.planned.instance = worker;
  x.planned.permille = 1'000;
  x.planned.bytes_per_s = 50'000;
  return x;
}

struct place {
  tests::socket_home home;
  std::string before = own_namespace();
  std::optional<chaos::namespaces> there;
  std::optional<chaos::packet_faults> aut;
  chaos::descriptor near;
  chaos::descriptor far;

  place() {
    auto made = chaos::make_packet_network({"worker-1", "worker-2"},
                                           home.path() + "/log");
    if (!made) {
      BOOST_TEST_REQUIRE((made.error().code == ec::unsupported));
      return;
    }
    there.emplace(std::move(*made));
    aut.emplace(*there);
    connect();
  }

  // From the first worker to the servers.
  void connect() {
    auto listening = [&] {
      auto here = chaos::inside::enter(there->servers());
      return chaos::listen_at("tcp:10.0.0.1:0");
    }();
    BOOST_REQUIRE(listening);
    near = [&] {
      auto here = chaos::inside::enter(there->of("worker-1"));
      auto made = chaos::connect_to(listening->address);
      BOOST_REQUIRE(made);
      return std::move(*made);
    }();
    BOOST_REQUIRE(is_readable(listening->socket, 5'000));
    far = chaos::accept_from(listening->socket);
  }

  static bool is_readable(const chaos::descriptor& x, int limit_ms) {
    auto wait = pollfd{x.get(), POLLIN, 0};
    return poll(&wait, 1, limit_ms) == 1;
  }

  static bool passes(const chaos::descriptor& from, const chaos::descriptor& to,
                     int limit_ms = 5'000) {
    BOOST_REQUIRE(send(from.get(), "x", 1, MSG_NOSIGNAL) == 1);
    char one = 0;
    return is_readable(to, limit_ms) && recv(to.get(), &one, 1, 0) == 1;
  }

  bool both_pass() {
    return passes(near, far) && passes(far, near);
  }

  bool heals(const chaos::fault_record& x) {
    return chaos::comes_true([&] { return aut->has_healed(x); }, 5s);
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(the_thread_that_makes_them_stays_where_it_was, place) {
  BOOST_TEST(own_namespace() == before);
  if (!there)
    return;
  {
    auto here = chaos::inside::enter(there->servers());
    BOOST_REQUIRE(here);
    BOOST_TEST(own_namespace() != before);
  }
  BOOST_TEST(own_namespace() == before);
}

BOOST_FIXTURE_TEST_CASE(what_is_lost_one_way_is_counted_and_heals, place) {
  if (!there)
    return;
  auto x = fault(fault_kind::packet_loss);
  x.planned.way = link_way::out;
  BOOST_TEST(aut->begin(x));
  BOOST_TEST(passes(far, near));
  BOOST_TEST(!passes(near, far, 50));
  aut->end(x);
  BOOST_TEST(x.took_effect);
  BOOST_TEST(x.detail.ends_with(" packets lost"), x.detail);
  // The rule is gone, but nothing came through yet from both sides.
  BOOST_TEST(!aut->has_healed(x));
  BOOST_TEST(both_pass());
  BOOST_TEST(heals(x));
}

BOOST_FIXTURE_TEST_CASE(a_part_is_lost_and_the_rest_passes, place) {
  if (!there)
    return;
  auto x = fault(fault_kind::packet_loss);
  x.planned.permille = 400;
  BOOST_TEST(aut->begin(x));
  auto lost = [&] {
    auto said = there->run(there->servers(), "nft",
                           {"list counter ip nightfloat lost_leaf1"});
    BOOST_REQUIRE(said);
    return chaos::number_after(*said, "packets");
  };
  for (auto i = 0; i != 200 && lost() == 0; ++i)
    BOOST_TEST_REQUIRE(passes(near, far, 30'000));
  aut->end(x);
  BOOST_TEST(x.took_effect, x.detail);
}

BOOST_FIXTURE_TEST_CASE(loss_of_another_worker_hits_nobody, place) {
  if (!there)
    return;
  auto x = fault(fault_kind::packet_loss, 2);
  BOOST_TEST(aut->begin(x));
  BOOST_TEST(both_pass());
  aut->end(x);
  BOOST_TEST(!x.took_effect);
  BOOST_TEST(x.detail == "no packet lost");
}

BOOST_FIXTURE_TEST_CASE(more_than_the_rate_has_to_wait, place) {
  if (!there)
    return;
  auto x = fault(fault_kind::rate_limit);
  BOOST_TEST(aut->begin(x));
  auto sent = std::string(40'000, 'x');
  BOOST_TEST(send(near.get(), sent.data(), sent.size(), MSG_NOSIGNAL)
             == 40'000);
  auto got = std::size_t{0};
  while (got != sent.size() && is_readable(far, 10'000))
    got += static_cast<std::size_t>(
      std::max<ssize_t>(recv(far.get(), sent.data(), sent.size(), 0), 0));
  BOOST_TEST(got == sent.size());
  aut->end(x);
  BOOST_TEST(x.took_effect);
  BOOST_TEST(x.detail.ends_with(" packets waited"), x.detail);
  auto left = there->run(there->of("worker-1"), "tc", {"qdisc", "show"});
  BOOST_REQUIRE(left);
  BOOST_TEST(left->find("tbf") == std::string::npos, *left);
  BOOST_TEST(both_pass());
  BOOST_TEST(heals(x));
}

BOOST_FIXTURE_TEST_CASE(less_than_the_rate_waits_for_nothing, place) {
  if (!there)
    return;
  auto x = fault(fault_kind::rate_limit);
  BOOST_TEST(aut->begin(x));
  BOOST_TEST(both_pass());
  aut->end(x);
  BOOST_TEST(!x.took_effect);
  BOOST_TEST(x.detail == "no packet waited");
}

BOOST_FIXTURE_TEST_CASE(a_program_that_fails_is_told_by_its_words, place) {
  if (!there)
    return;
  auto twice = fault(fault_kind::rate_limit);
  twice.planned.bytes_per_s = 0;
  BOOST_TEST(!aut->begin(twice));
  BOOST_TEST(!twice.took_effect);
  BOOST_TEST(twice.detail.starts_with("tc: "), twice.detail);
  auto none = there->run(there->servers(), "nightfloat-has-none", {});
  BOOST_REQUIRE(!none);
  BOOST_TEST((none.error().code == ec::unsupported));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_counted_is_no_effect_and_no_heal,
                        place) {
  if (!there)
    return;
  auto counted = fault(fault_kind::packet_loss);
  BOOST_TEST(aut->begin(counted));
  BOOST_TEST(!passes(near, far, 50));
  aut->end(counted);
  BOOST_TEST(counted.took_effect, counted.detail);
  auto x = fault(fault_kind::packet_loss);
  x.at_us = 1;
  BOOST_TEST(aut->begin(x));
  BOOST_REQUIRE(
    there->run(there->servers(), "nft", {"delete table ip nightfloat"}));
  aut->end(x);
  BOOST_TEST(!x.took_effect);
  BOOST_TEST(x.detail.starts_with("nft: "), x.detail);
  BOOST_TEST(both_pass());
  BOOST_TEST(
    !chaos::comes_true([&] { return aut->has_healed(x); }, 300ms, 20ms));
}

BOOST_AUTO_TEST_CASE(a_count_is_read_after_its_word) {
  const auto text = "Sent 1 bytes (dropped 3, overlimits 412 requeues 0)";
  BOOST_TEST(chaos::number_after(text, "overlimits") == 412u);
  BOOST_TEST(chaos::number_after(text, "dropped") == 3u);
  BOOST_TEST(chaos::number_after(text, "backlog") == 0u);
}

BOOST_AUTO_TEST_CASE(packets_and_messages_are_lost_on_different_networks) {
  auto with = [](chaos::fault_rule rule, chaos::cluster_network network) {
    auto x = chaos::plan{};
    rule.lasting = {100, 200};
    x.faults = {rule};
    x.cluster.network = network;
    auto ok = chaos::check(x);
    return ok ? "none" : ok.error().detail;
  };
  const auto sockets = chaos::cluster_network::sockets;
  const auto apart = chaos::cluster_network::namespaces;
  auto lost = chaos::fault_rule{.fault = fault_kind::packet_loss,
                                .permille = 100};
  auto slow = chaos::fault_rule{.fault = fault_kind::rate_limit,
                                .bytes_per_s = 100};
  BOOST_TEST(with(lost, apart) == "none");
  BOOST_TEST(with(slow, apart) == "none");
  BOOST_TEST(with(lost, sockets)
             == "cluster.network: packet_loss needs links of its own, give "
                "\"namespaces\"");
  BOOST_TEST(with({.fault = fault_kind::loss, .permille = 9}, apart)
             == "cluster.network: \"namespaces\" has no proxy, which loss "
                "needs, give \"sockets\"");
  for (auto* x : {&lost, &slow}) {
    x->target = chaos::target_role::clients;
    BOOST_TEST(with(*x, apart) == "none");
    x->target = chaos::target_role::store;
    BOOST_TEST(with(*x, apart).starts_with("faults[0].target: "));
    x->target = chaos::target_role::worker;
    x->permille = 1'001;
    x->bytes_per_s = 0;
  }
  BOOST_TEST(with(lost, apart).starts_with("faults[0].permille: "));
  BOOST_TEST(with(slow, apart).starts_with("faults[0].bytes_per_s: "));
  BOOST_TEST(chaos::lasts(fault_kind::packet_loss));
  BOOST_TEST(
    (chaos::family_of(fault_kind::rate_limit) == chaos::fault_family::network));
}

BOOST_AUTO_TEST_CASE(a_swarm_meets_on_one_network_and_has_its_faults_alone) {
  auto x = chaos::plan{};
  x.swarm.draw = true;
  auto add = [&](fault_kind kind) {
    x.faults.push_back({.fault = kind, .lasting = {100, 200}, .permille = 9});
  };
  add(fault_kind::kill);
  add(fault_kind::loss);
  add(fault_kind::slow);
  const auto without = x;
  add(fault_kind::packet_loss);
  BOOST_TEST(chaos::check(x).has_value());
  auto apart = 0;
  for (auto seed = 1u; seed != 200; ++seed) {
    const auto drawn = chaos::drawn(x, seed);
    BOOST_TEST(chaos::check(drawn).has_value(), "seed " << seed);
    if (drawn.cluster.network == chaos::cluster_network::namespaces)
      ++apart;
    else
      // As if there were no other network.
      BOOST_TEST((drawn == chaos::drawn(without, seed)), "seed " << seed);
  }
  BOOST_TEST(apart > 20);
  BOOST_TEST(apart < 100);
}

BOOST_AUTO_TEST_SUITE_END()
