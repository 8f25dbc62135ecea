// SPDX-License-Identifier: Apache-2.0
#include "cmd/nightfloatd/default_schedules.hpp"
#include "config/node.hpp"
#include "domain/cron.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(default_schedules_test)

using namespace nightfloat;

BOOST_AUTO_TEST_CASE(what_was_shipped_once_keeps_its_place) {
  // The ledger counts how many of them a programme was given.
  auto names = std::vector<std::string>{};
  for (const auto& x : cmd::default_schedules())
    names.push_back(x.name);
  BOOST_TEST((
    names
    == std::vector<std::string>{"purge", "contingency", "health", "fallback"}));
}

BOOST_AUTO_TEST_CASE(each_is_due_at_some_time_and_claimed_by_some_worker) {
  const auto claimed = config::worker_options{}.kinds;
  auto names = std::set<std::string>{};
  for (const auto& x : cmd::default_schedules()) {
    BOOST_TEST(domain::cron_line::parse(x.line).has_value(), x.line);
    BOOST_TEST(std::ranges::count(claimed, x.work.kind) == 1, x.work.kind);
    BOOST_TEST(!x.work.payload.empty());
    BOOST_TEST(names.insert(x.name).second, x.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
