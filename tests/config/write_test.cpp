// SPDX-License-Identifier: Apache-2.0
#include "codec/toml.hpp"
#include "config/write.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(write_test)

using namespace nightfloat;

BOOST_AUTO_TEST_CASE(what_is_written_loads_to_the_same) {
  auto x = config::node_options{};
  x.role = "worker";
  x.instance = "with \"quotes\", \\ and \n\x01";
  x.faults = true;
  x.seed = 9'000'000'000'000'000'000U;
  x.network.runtime_dir = "/run/nightfloat";
  x.network.operators = {"gateway", "o'brien"};
  x.network.credit = 7;
  x.store.reserve_bytes = 1;
  x.worker.kinds = {};
  x.log.level = "debug";
  auto text = config::to_toml(x);
  auto again = codec::from_toml<config::node_options>(text, "test");
  BOOST_REQUIRE(again);
  BOOST_TEST(config::to_toml(*again) == text);
  BOOST_TEST(again->instance == x.instance);
  BOOST_TEST(again->seed == x.seed);
  BOOST_TEST((again->network.operators == x.network.operators));
  BOOST_TEST(again->worker.kinds.empty());
  BOOST_TEST(again->store.reserve_bytes == 1);
}

BOOST_AUTO_TEST_SUITE_END()
