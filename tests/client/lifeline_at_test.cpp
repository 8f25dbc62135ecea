// SPDX-License-Identifier: Apache-2.0
// A worker behind a relay: the stream goes where the worker was told.
#include "broker/lifeline.hpp"
#include "broker/reception.hpp"
#include "client/worker_link.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(lifeline_at_test)

using namespace nightfloat;
using nightfloat::tests::watched;

BOOST_AUTO_TEST_CASE(a_worker_takes_the_lifeline_that_it_is_told) {
  auto dir = nightfloat::tests::socket_home{};
  auto network = dir.network();
  auto handlers = broker::reception_handlers{};
  handlers.on_call = [](const broker::door_session&, broker::envelope) {
    // Nobody calls.
  };
  auto store = broker::reception::open(
    network, {.role = "store", .keeps_lifeline = true}, std::move(handlers));
  BOOST_REQUIRE(store);
  (*store)->start();
  auto told = watched<std::vector<std::string>>{};
  auto relay = broker::zmq_loop::open({});
  BOOST_REQUIRE(relay);
  network.lifeline_at = "unix:" + network.runtime_dir + "/relay.sock";
  auto streams = broker::lifeline_listener::open(
    **relay, network.lifeline_at,
    [&](std::string_view nonce) {
      told.change([&](auto& x) { x.emplace_back(nonce); });
      return std::optional<domain::session_id>{};
    },
    [](domain::session_id) {});
  BOOST_REQUIRE(streams);
  (*relay)->start();
  {
    auto worker = client::worker_link::open(network, {}, {});
    BOOST_REQUIRE(worker);
    BOOST_TEST(told.wait([](auto& x) { return x.size() == 1; }));
  }
  (*relay)->stop();
}

BOOST_AUTO_TEST_SUITE_END()
