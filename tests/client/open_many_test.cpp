// SPDX-License-Identifier: Apache-2.0
// Connections that were opened together, over real sockets to a store's door.
#include "broker/frame.hpp"
#include "broker/reception.hpp"
#include "client/connection.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <set>

BOOST_AUTO_TEST_SUITE(open_many_test)

using namespace nightfloat;
using namespace nightfloat::client;
using namespace std::chrono_literals;
using nightfloat::tests::socket_home;
using nightfloat::tests::watched;

namespace {

constexpr auto count = std::size_t{8};

/// A store's door that names the programmes `a` and `b`, or keeps silent.
struct fixture {
  socket_home dir;
  config::network_options network = dir.network();
  watched<std::multiset<domain::session_id>> callers;
  std::atomic<bool> silent = false;
  // Last: its thread uses the others.
  std::unique_ptr<broker::reception> door;

  fixture() {
    auto h = broker::reception_handlers{};
    h.on_call = [this](const broker::door_session& from,
                       const broker::envelope& call) {
      callers.change([&](auto& xs) { xs.insert(from.id); });
      if (silent)
        return;
      auto reply = broker::make_reply(call);
      reply.body = codec::encode(programmes_reply{.programmes = {"a", "b"}});
      door->answer(broker::address_of(from), std::move(reply));
    };
    auto x = broker::reception::open(network, {.role = "store"}, std::move(h));
    BOOST_REQUIRE(x);
    door = std::move(*x);
    door->start();
  }

  std::vector<std::unique_ptr<connection>> open() {
    auto all = connection::open_many(network, {.to_broker = false}, count);
    BOOST_REQUIRE(all);
    for (const auto& one : *all)
      BOOST_REQUIRE(one->wait_open(10s));
    return std::move(*all);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(open_many, fixture)

BOOST_AUTO_TEST_CASE(each_has_a_session_of_its_own) {
  auto all = open();
  BOOST_REQUIRE(all.size() == count);
  auto own = std::multiset<domain::session_id>{};
  for (const auto& one : all) {
    own.insert(one->session());
    const auto got = one->call(programmes_request{});
    BOOST_REQUIRE(got);
    BOOST_TEST(got->programmes.size() == 2);
  }
  BOOST_TEST((callers.copy() == own));
  BOOST_TEST(std::set(own.begin(), own.end()).size() == count);
}

BOOST_AUTO_TEST_CASE(one_thread_moves_them_all) {
  auto all = open();
  const auto before = all.front()->turns();
  BOOST_REQUIRE(all.back()->call(programmes_request{}));
  BOOST_TEST(all.front()->turns() > before);
}

BOOST_AUTO_TEST_CASE(the_first_to_end_ends_them_and_nobody_waits_in_vain) {
  auto all = open();
  silent = true;
  auto ended = watched<std::vector<ec>>{};
  for (const auto& one : all)
    one->call_async(programmes_request{}, {.timeout = 60s},
                    [&](const auto& got) {
                      ended.change([&](auto& xs) {
                        xs.push_back(got ? ec::none : got.error().code);
                      });
                    });
  BOOST_REQUIRE(
    callers.wait([](const auto& xs) { return xs.size() == count; }));
  all[3].reset();
  // The store has them and may answer yet: nobody is told no.
  BOOST_TEST((ended.copy() == std::vector(count, ec::unknown_outcome)));
  const auto late = all[4]->call(programmes_request{}, {.timeout = 10s});
  BOOST_REQUIRE(!late);
  BOOST_TEST(late.error().code == ec::unavailable);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
