// SPDX-License-Identifier: Apache-2.0
// Watches whose caller leaves before they are opened.
#include "cmd/nightfloatd/store_feeds.hpp"
#include "metrics/clock.hpp"
#include "storage/memory_engine.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

BOOST_AUTO_TEST_SUITE(store_feeds_test)

using namespace nightfloat;

namespace {

constexpr auto alice = domain::session_id{1, 1};
constexpr auto bob = domain::session_id{2, 2};

struct fixture {
  storage::memory_disk disk;
  std::unique_ptr<storage::ledger> ledger
    = storage::ledger::open(std::make_unique<storage::memory_engine>(disk), {},
                            metrics::system_clock())
        .value();
  storage::session_pool pool{storage::session_pool_options{}};
  cmd::store_feeds aut{
    {.ledger = ledger.get(),
     .pool = &pool,
     .send = [](domain::session_id, const broker::envelope&) {},
     .later =
       [](std::chrono::milliseconds, const std::function<void()>&) {
       }}};

  ~fixture() {
    pool.stop();
    ledger->close();
  }

  result<std::uint64_t> open(const cmd::store_feeds::key& who) {
    auto call = broker::envelope{};
    call.programme = "p";
    return aut.open(who, call, {});
  }

  std::uint64_t watches() {
    return ledger->stats().watches;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_feeds, fixture)

BOOST_AUTO_TEST_CASE(a_watch_that_was_expected_is_open_until_it_is_closed) {
  auto wanted = aut.expect({alice, 7});
  BOOST_TEST(open({alice, 7}).has_value());
  wanted.reset();
  BOOST_TEST(watches() == 1u);
  aut.close({alice, 7});
  BOOST_TEST(watches() == 0u);
}

BOOST_AUTO_TEST_CASE(a_watch_cancelled_before_it_opened_is_not_opened) {
  auto wanted = aut.expect({alice, 7});
  aut.close({alice, 7});
  auto said = open({alice, 7});
  BOOST_TEST_REQUIRE(said.has_error());
  BOOST_TEST(said.error().code == ec::cancelled);
  BOOST_TEST(watches() == 0u);
}

BOOST_AUTO_TEST_CASE(a_watch_of_a_session_that_ended_is_not_opened) {
  auto gone = aut.expect({alice, 7});
  auto kept = aut.expect({bob, 7});
  aut.close_all(alice);
  BOOST_TEST(open({alice, 7}).has_error());
  BOOST_TEST(open({bob, 7}).has_value());
  BOOST_TEST(watches() == 1u);
}

BOOST_AUTO_TEST_CASE(a_watch_asked_for_twice_is_open_once) {
  auto first = aut.expect({alice, 7});
  auto again = aut.expect({alice, 7});
  BOOST_TEST(open({alice, 7}).has_value());
  BOOST_TEST(open({alice, 7}).has_value());
  BOOST_TEST(watches() == 1u);
  aut.close({alice, 7});
  BOOST_TEST(watches() == 0u);
}

BOOST_AUTO_TEST_CASE(one_session_takes_an_eighth_of_the_places_at_most) {
  auto all = std::vector<std::shared_ptr<const void>>{};
  for (auto i = 0U; i != 128; ++i) {
    all.push_back(aut.expect({alice, i}));
    BOOST_TEST_REQUIRE(open({alice, i}).has_value());
  }
  auto more = aut.expect({alice, 500});
  auto said = open({alice, 500});
  BOOST_TEST_REQUIRE(said.has_error());
  BOOST_TEST(said.error().code == ec::overloaded);
  BOOST_TEST(watches() == 128u);
  auto other = aut.expect({bob, 1});
  BOOST_TEST(open({bob, 1}).has_value());
  aut.close({alice, 3});
  more.reset();
  more = aut.expect({alice, 500});
  BOOST_TEST(open({alice, 500}).has_value());
}

BOOST_AUTO_TEST_CASE(a_watch_given_up_before_it_opened_is_expected_no_more) {
  (void)aut.expect({alice, 7});
  BOOST_TEST(open({alice, 7}).has_error());
  BOOST_TEST(watches() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
