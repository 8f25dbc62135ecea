// SPDX-License-Identifier: Apache-2.0
#include "broker/zmq_zap.hpp"
#include "metrics/registry.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(zap_test)

using namespace nightfloat;
using namespace nightfloat::broker;

namespace {

zap_verdict on_ipc(const char* address, const char* mechanism = "NULL") {
  return judge({}, 1000, mechanism, address, "");
}

} // namespace

BOOST_AUTO_TEST_CASE(ipc_admits_our_uid_and_root_alone) {
  BOOST_TEST(on_ipc("localhost:1000:7:42").admitted);
  BOOST_TEST(on_ipc("localhost:1000:7:42").caller == "uid:1000");
  BOOST_TEST(on_ipc("localhost:0:0:1").admitted);
  BOOST_TEST(!on_ipc("localhost:1001:7:42").admitted);
  BOOST_TEST(on_ipc("localhost:1001:7:42").caller.empty());
  BOOST_TEST(!on_ipc("localhost").admitted);
  BOOST_TEST(!on_ipc("localhost:x:7:42").admitted);
  BOOST_TEST(!on_ipc("localhost:1000").admitted);
  BOOST_TEST(!on_ipc("localhost:1000:7:42", "PLAIN").admitted);
}

BOOST_AUTO_TEST_CASE(tcp_admits_listed_keys_alone_and_names_them) {
  auto known = make_key_pair().public_key;
  auto plan = socket_plan{};
  plan.own = make_key_pair();
  plan.allowed = {{"laptop", known}};
  auto raw = [](const std::string& key) {
    return *z85_decode(key);
  };
  auto good = judge(plan, 1000, "CURVE", "10.0.0.9", raw(known));
  BOOST_TEST(good.admitted);
  BOOST_TEST(good.caller == "laptop");
  auto other = make_key_pair().public_key;
  BOOST_TEST(!judge(plan, 1000, "CURVE", "10.0.0.9", raw(other)).admitted);
  BOOST_TEST(!judge(plan, 1000, "NULL", "localhost:1000:1:1", "").admitted);
  BOOST_TEST(!judge(plan, 1000, "CURVE", "10.0.0.9", "short").admitted);
}

BOOST_AUTO_TEST_CASE(a_socket_that_fails_is_counted_and_throws_nothing) {
  auto context = zmq::context_t{1};
  auto aut = zmq_zap{context};
  auto& failed = metrics::process_registry().counter_of(
    "broker_frames_dropped_total", "Frames dropped, by endpoint and reason.",
    {{"endpoint", "inproc://zeromq.zap.01"}, {"reason", "zap_failed"}});
  auto before = failed.value();
  context.shutdown();
  BOOST_CHECK_NO_THROW(aut.serve());
  BOOST_TEST(failed.value() == before + 1);
}

BOOST_AUTO_TEST_SUITE_END()
