// SPDX-License-Identifier: Apache-2.0
// What is asked of a cluster, and how often, over real sockets.

#include "broker/frame.hpp"
#include "broker/reception.hpp"
#include "chaos/gather.hpp"
#include "codec/bytes.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(gather_test)

namespace {

using namespace nightfloat;
using namespace std::chrono_literals;

/// A server's door: what it answers is in the test's hands.
struct fixture {
  tests::socket_home dir;
  config::network_options network = dir.network();
  std::function<broker::envelope(const broker::envelope&)> answer;
  std::unique_ptr<broker::reception> door;
  std::unique_ptr<client::connection> link;

  fixture() {
    network.liveness_ms = 60'000;
  }

  void open(const char* role) {
    auto to_store = std::string{role} == "store";
    auto h = broker::reception_handlers{};
    h.on_call = [this](const broker::door_session& from,
                       const broker::envelope& call) {
      door->answer(broker::address_of(from), answer(call));
    };
    auto x = broker::reception::open(
      network, {.role = role, .keeps_lifeline = to_store}, std::move(h));
    BOOST_REQUIRE(x);
    door = std::move(*x);
    door->start();
    auto o = client::connection_options{};
    o.to_store = to_store;
    o.to_broker = !to_store;
    auto made = client::connection::open(network, o);
    BOOST_REQUIRE(made);
    link = std::move(*made);
  }
};

domain::job_view of_schedule(std::uint64_t id, std::int64_t due_ms) {
  auto x = domain::job_view{};
  x.work.id = domain::job_id{id};
  x.work.programme = "scheduled";
  x.work.unique = "cron chaos " + std::to_string(due_ms);
  return x;
}

chaos::operation acknowledged() {
  auto x = chaos::operation{};
  x.kind = chaos::operation_kind::swap;
  x.end = chaos::operation_end::ok;
  x.key = "k1";
  x.operation = "swap.execute";
  x.request = "request";
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(jobs_of_a_schedule_are_kept_once_newer_ones_came,
                        fixture) {
  // The queue lists the newest one; each is found by its number for ever.
  const auto all = std::vector{of_schedule(1, 60'000), of_schedule(2, 120'000)};
  auto second_came = std::atomic<bool>{false};
  answer = [&](const broker::envelope& call) {
    auto asked = codec::decode<client::jobs_request>(call.body);
    auto found = client::job_list{};
    if (asked && asked->job.assigned())
      std::ranges::copy_if(
        all, std::back_inserter(found.jobs),
        [&](const auto& x) { return x.work.id == asked->job; });
    else
      found.jobs = {all[second_came ? 1 : 0]};
    auto reply = broker::make_reply(call);
    reply.body = codec::encode(found);
    return reply;
  };
  open("store");
  auto seen = std::vector<chaos::scheduled_job>{};
  BOOST_REQUIRE(chaos::add_scheduled(*link, "scheduled", seen));
  BOOST_REQUIRE(chaos::add_scheduled(*link, "scheduled", seen));
  BOOST_REQUIRE(seen.size() == 1u);
  second_came = true;
  BOOST_REQUIRE(chaos::add_scheduled(*link, "scheduled", seen));
  BOOST_REQUIRE(seen.size() == 2u);
  BOOST_TEST(seen[0].due_ms == 60'000);
  BOOST_TEST(seen[1].due_ms == 120'000);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_gets_no_answer_is_asked_once_more, fixture) {
  auto asked = 0;
  answer = [&](const broker::envelope& call) {
    auto reply = broker::make_reply(call);
    if (++asked == 1)
      reply.status = ec::timed_out;
    else
      reply.body = "reply";
    return reply;
  };
  open("broker");
  auto got = chaos::ask_again(*link, "chaos", {acknowledged()});
  BOOST_REQUIRE(got.size() == 1u);
  BOOST_TEST((got[0].code == ec::none));
  BOOST_TEST(got[0].body == "reply");
}

BOOST_FIXTURE_TEST_CASE(a_key_that_never_gets_an_answer_is_given_up, fixture) {
  answer = [](const broker::envelope& call) {
    auto reply = broker::make_reply(call);
    reply.status = ec::timed_out;
    return reply;
  };
  open("broker");
  auto got = chaos::ask_again(*link, "chaos", {acknowledged()});
  BOOST_REQUIRE(got.size() == 1u);
  BOOST_TEST((got[0].code == ec::timed_out));
}

BOOST_AUTO_TEST_SUITE_END()
