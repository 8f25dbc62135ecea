// SPDX-License-Identifier: Apache-2.0
// What a line neither sends nor keeps: too many calls, and what its peer would
// refuse, which costs the session.
#include "codec/text.hpp"
#include "tests/client/line_and_doorway.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(line_bounds_test)

using namespace nightfloat;
using namespace nightfloat::tests;

namespace {

struct fixture : line_and_doorway {
  std::uint64_t call_with(std::string envelope::*text, std::size_t size) {
    auto x = line_call{};
    x.frame.*text = std::string(size, 'x');
    x.deadline = now + 1s;
    auto number = aut.call(std::move(x), now, out);
    collect();
    return number;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(line_bounds, fixture)

BOOST_AUTO_TEST_CASE(too_many_waiting_calls_are_refused_here) {
  for (auto i = 0; i < 50; ++i)
    call();
  auto number = call();
  BOOST_TEST(of(number).why.code == ec::overloaded);
  BOOST_TEST(of(number).why.retry_after_ms > 0u);
}

BOOST_AUTO_TEST_CASE(calls_that_rest_wait_here_as_well) {
  connect();
  flow();
  for (auto i = 0; i < 50; ++i) {
    call();
    flow();
    answer(ec::held, 0, 5'000);
    flow();
  }
  BOOST_TEST(aut.sent() == 0u);
  BOOST_TEST(aut.waiting() == 50u);
  auto number = call();
  BOOST_TEST(of(number).why.code == ec::overloaded);
  // One of them is given up: there is room again.
  aut.drop(1, out);
  call();
  flow();
  BOOST_TEST(in_hand.size() == 1u);
}

BOOST_AUTO_TEST_CASE(rest_does_not_keep_others_from_being_sent) {
  connect();
  flow();
  call();
  flow();
  answer(ec::held, 0, 5'000);
  flow();
  BOOST_TEST(aut.waiting() == 1u);
  BOOST_TEST(aut.is_queue_empty());
}

BOOST_AUTO_TEST_CASE(an_oversize_call_is_refused_before_it_is_sent) {
  connect();
  flow();
  auto x = line_call{};
  x.frame.body.resize(broker::frame_bytes_max);
  x.deadline = now + 1s;
  auto number = aut.call(std::move(x), now, out);
  collect();
  BOOST_TEST(of(number).why.code == ec::oversize);
  BOOST_TEST(to_server.empty());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_refused_before_it_is_sent) {
  connect();
  flow();
  using field = std::pair<const char*, std::string envelope::*>;
  for (auto [name, text] :
       {field{"operation", &envelope::operation},
        field{"programme", &envelope::programme},
        field{"caller", &envelope::caller}, field{"key", &envelope::key},
        field{"trace", &envelope::trace}}) {
    auto why = of(call_with(text, broker::call_text_bytes_max + 1)).why;
    BOOST_TEST(why.code == ec::invalid_argument);
    BOOST_TEST(why.detail.starts_with(std::string{name} + ": too long"));
    BOOST_TEST(to_server.empty());
  }
  call_with(&envelope::key, broker::call_text_bytes_max);
  BOOST_REQUIRE(to_server.size() == 1);
  BOOST_TEST(
    broker::decode_frame(broker::encode_frame(to_server.back())).has_value());
}

// What it had in hand before leaves room for questions about its state.
BOOST_AUTO_TEST_CASE(a_worker_that_drains_is_still_asked_how_it_is) {
  connect();
  flow();
  aut.serve(20, now, out);
  collect();
  flow();
  auto order = envelope{};
  order.kind = frame_kind::call;
  for (order.correlation = 1; order.correlation <= 20; ++order.correlation)
    aut.take(order, now, out);
  aut.serve(0, now, out);
  collect();
  flow();
  order.operation = "status";
  aut.take(order, now, out);
  collect();
  BOOST_TEST(count(line_happening::incoming) == 21u);
  BOOST_TEST(to_server.empty());
}

BOOST_AUTO_TEST_CASE(an_oversize_answer_is_refused_in_its_place) {
  auto large = broker::make_reply(ordered(1));
  large.body.resize(broker::frame_bytes_max);
  BOOST_TEST(aut.reply(large, out));
  collect();
  BOOST_TEST((to_server.back().kind == frame_kind::reply));
  BOOST_TEST(to_server.back().correlation == 7u);
  BOOST_TEST(to_server.back().status == ec::oversize);
  BOOST_TEST(to_server.back().body.empty());
  BOOST_TEST(aut.in_hand() == 0u);
}

BOOST_AUTO_TEST_CASE(a_sentence_is_clipped_to_what_the_server_takes) {
  auto reply = broker::make_reply(ordered(1));
  reply.status = ec::invalid_argument;
  // The last byte that there is room for is the first of two.
  reply.detail = "x";
  while (reply.detail.size() < 70'000)
    reply.detail += "\xc3\xa4";
  BOOST_TEST(aut.reply(reply, out));
  collect();
  auto sent = broker::decode_frame(broker::encode_frame(to_server.back()));
  BOOST_REQUIRE_MESSAGE(sent, sent.error().detail);
  BOOST_TEST(sent->status == ec::invalid_argument);
  BOOST_TEST(sent->detail.size() == broker::detail_bytes_max - 1);
  BOOST_TEST(codec::is_utf8(sent->detail));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
