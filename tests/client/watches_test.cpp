// SPDX-License-Identifier: Apache-2.0
// How long a watch waits for its first item, over real sockets.
#include "client/connection.hpp"
#include "tests/client/answering_store.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(watches_test)

using namespace nightfloat;
using namespace nightfloat::client;
using namespace std::chrono_literals;
using nightfloat::tests::watched;

namespace {

struct fixture {
  tests::socket_home dir;
  config::network_options network = dir.network();
  watched<std::vector<std::uint64_t>> seen;
  watched<std::vector<std::pair<std::string, failure>>> ended;
  std::optional<tests::answering_store> store;
  // Last: its handlers use the others.
  std::unique_ptr<connection> door;

  fixture() {
    network.liveness_ms = 60'000;
    auto x = connection::open(network, {.to_broker = false});
    BOOST_REQUIRE(x);
    door = std::move(*x);
  }

  /// Whoever watches is let in, and told nothing.
  void open_store() {
    store.emplace(network);
    store->answer = [](const broker::envelope& call) {
      auto reply = broker::make_reply(call);
      reply.body = codec::encode(watch_reply{});
      return reply;
    };
    store->door->start();
    BOOST_REQUIRE(door->wait_open(10s));
  }

  void watch(const std::string& name, std::chrono::milliseconds first_within) {
    door->watch("im", 4,
                {.on_item =
                   [this](const domain::feed_item& x) {
                     seen.change([&](auto& xs) { xs.push_back(x.version); });
                   },
                 .on_end =
                   [this, name](failure x) {
                     ended.change(
                       [&](auto& xs) { xs.emplace_back(name, std::move(x)); });
                   },
                 .first_within = first_within});
  }

  broker::envelope asked(std::size_t n) {
    BOOST_REQUIRE(
      store->calls.wait([n](const auto& xs) { return xs.size() >= n; }));
    return store->calls.copy().at(n - 1);
  }

  bool one_ended() {
    return ended.wait([](const auto& xs) { return !xs.empty(); });
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(watches_, fixture)

BOOST_AUTO_TEST_CASE(a_store_that_is_not_there_is_waited_for_in_vain) {
  watch("a", 100ms);
  BOOST_REQUIRE(one_ended());
  auto [name, why] = ended.copy().front();
  BOOST_TEST(why.code == ec::timed_out);
  BOOST_TEST(why.detail == "ledger.watch: no item within 100 ms, allow more");
}

BOOST_AUTO_TEST_CASE(so_is_an_item_that_does_not_come) {
  open_store();
  watch("a", 2s);
  auto first = asked(1);
  BOOST_REQUIRE(one_ended());
  BOOST_TEST(ended.copy().front().second.code == ec::timed_out);
  // Nobody follows it any more.
  store->feed(first, 5);
  auto known = store->calls.copy().size();
  watch("b", 0ms);
  store->feed(asked(known + 1), 5);
  BOOST_REQUIRE(seen.wait([](const auto& xs) { return !xs.empty(); }));
  BOOST_TEST(seen.copy().size() == 1u);
}

BOOST_AUTO_TEST_CASE(after_the_first_item_it_waits_for_as_long_as_it_takes) {
  open_store();
  watch("a", 2s);
  store->feed(asked(1), 5);
  BOOST_REQUIRE(seen.wait([](const auto& xs) { return xs.size() == 1; }));
  // Its time would be up before this one's.
  watch("b", 2s);
  BOOST_REQUIRE(one_ended());
  auto all = ended.copy();
  BOOST_TEST(all.size() == 1u);
  BOOST_TEST(all.front().first == "b");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
