// SPDX-License-Identifier: Apache-2.0
// What a worker is told by a server that will not have it, over real sockets.
#include "broker/reception.hpp"
#include "client/worker_link.hpp"
#include "tests/support/refusing_door.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

BOOST_AUTO_TEST_SUITE(refusal_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using nightfloat::tests::refusing_door;

namespace {

struct fixture {
  tests::socket_home dir;
  config::network_options network = dir.network();
  std::unique_ptr<client::worker_link> worker;

  void open() {
    auto x = client::worker_link::open(network, {}, {});
    BOOST_REQUIRE(x);
    worker = std::move(*x);
  }

  /// What it is told once it is told something; `none` if it never is. Each
  /// question to the store ends with the store's next word.
  failure told() {
    auto until = std::chrono::steady_clock::now() + 20s;
    auto why = worker->final_refusal();
    while (why.code == ec::none && std::chrono::steady_clock::now() < until) {
      static_cast<void>(
        worker->store().call(client::programmes_request{}, {.timeout = 1s}));
      why = worker->final_refusal();
    }
    return why;
  }
};

const ec final_codes[] = {ec::bad_version, ec::forbidden, ec::unauthorized};
const ec passing_codes[] = {ec::overloaded, ec::unavailable, ec::malformed};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refusals, fixture)

BOOST_DATA_TEST_CASE_F(fixture, what_only_a_change_of_ours_mends_is_final,
                       boost::unit_test::data::make(final_codes), code) {
  auto store = refusing_door{network, "store", {{code, "not you"}}};
  open();
  auto why = told();
  BOOST_TEST(why.code == code);
  BOOST_TEST(why.detail == "not you");
}

BOOST_DATA_TEST_CASE_F(fixture, what_may_pass_is_asked_again,
                       boost::unit_test::data::make(passing_codes), code) {
  auto store = refusing_door{network, "store", {{code, "not now"}}};
  open();
  BOOST_TEST(store.has_said(4));
  BOOST_TEST(worker->final_refusal().code == ec::none);
}

BOOST_AUTO_TEST_CASE(what_is_said_once_is_not_final) {
  auto store = refusing_door{
    network, "store", {{ec::bad_version, "damaged"}, {ec::overloaded, "full"}}};
  open();
  BOOST_TEST(store.has_said(4));
  BOOST_TEST(worker->final_refusal().code == ec::none);
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_another_version_refuses_by_it) {
  auto store
    = refusing_door{network, "store", {{ec::bad_version, "unread", 2}}};
  open();
  auto why = told();
  BOOST_TEST(why.code == ec::bad_version);
  BOOST_TEST(why.detail.find("version 2 is not spoken here (1)")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_broker_is_heard_without_a_store) {
  auto broker = refusing_door{network, "broker", {{ec::forbidden, "no"}}};
  open();
  BOOST_TEST(broker.has_said(2));
  BOOST_TEST(told().code == ec::forbidden);
}

BOOST_AUTO_TEST_CASE(a_store_that_comes_back_as_another_version_is_heard) {
  {
    auto handlers = broker::reception_handlers{};
    handlers.on_call = [](const broker::door_session&, broker::envelope) {
      // Nobody is answered.
    };
    auto store = broker::reception::open(network, {.role = "store"},
                                         std::move(handlers));
    BOOST_REQUIRE(store);
    (*store)->start();
    open();
    // It has no broker: of the two only the store's door opens.
    static_cast<void>(worker->store().wait_open(1s));
    BOOST_TEST(worker->store().store_link().open);
    BOOST_TEST(worker->final_refusal().code == ec::none);
  }
  auto store = refusing_door{network, "store", {{ec::bad_version, "new"}}};
  BOOST_TEST(told().code == ec::bad_version);
}

BOOST_AUTO_TEST_CASE(a_client_is_told_of_another_version_at_once) {
  auto store
    = refusing_door{network, "store", {{ec::bad_version, "unread", 2}}};
  auto door = client::connection::open(network, {.to_broker = false});
  BOOST_REQUIRE(door);
  auto opened = (*door)->wait_open(20s);
  BOOST_REQUIRE(!opened);
  BOOST_TEST(opened.error().code == ec::bad_version);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
