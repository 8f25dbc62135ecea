// SPDX-License-Identifier: Apache-2.0
// Sessions and credit, in virtual time.
#include "broker/doorway.hpp"
#include "broker/frame.hpp"
#include "codec/bytes.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(doorway_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;

namespace {

constexpr auto window = 4u;

doorway_options store() {
  auto x = doorway_options{};
  x.role = "store";
  x.incarnation = 77;
  x.heartbeat = 1s;
  x.liveness = 3s;
  x.credit = window;
  x.sessions_max = 3;
  x.operators = {"boss"};
  x.lifeline = "unix:/x";
  x.draw_nonce = [n = 0]() mutable {
    return "n" + std::to_string(++n);
  };
  return x;
}

struct fixture {
  doorway door{store()};
  doorway::time_point now{1h};
  std::vector<sending> out;
  /// What the owner was handed.
  envelope last;

  door_arrival take(envelope frame, peer from = {0, 1},
                    std::string_view caller = "alice") {
    out.clear();
    last = std::move(frame);
    return door.take(from, caller, last, now, out);
  }

  static envelope of(frame_kind kind, std::uint64_t who = 1) {
    auto x = envelope{};
    x.kind = kind;
    x.session = {0, who};
    x.remaining_ms = 100;
    x.operation = "ledger.read";
    return x;
  }

  static envelope hello(std::uint64_t who = 1,
                        const std::string& role = "client") {
    auto x = of(frame_kind::hello, who);
    auto body = hello_body{};
    body.role = role;
    x.body = codec::encode(body);
    return x;
  }

  door_arrival call(std::uint64_t number = 1) {
    auto x = of(frame_kind::call);
    x.correlation = number;
    return take(x);
  }

  std::uint64_t credit() {
    auto x = envelope{};
    auto at = peer{};
    BOOST_REQUIRE(door.address({0, 1}, x, at));
    return x.credit;
  }

  welcome_body welcomed() {
    BOOST_REQUIRE(out.size() == 1);
    BOOST_REQUIRE((out[0].frame.kind == frame_kind::welcome));
    auto x = codec::decode<welcome_body>(out[0].frame.body);
    BOOST_REQUIRE(x);
    return *x;
  }

  std::uint64_t count() {
    return door.find({0, 1})->count;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(doorway_, fixture)

BOOST_AUTO_TEST_CASE(hello_is_welcomed_with_incarnation_and_credit) {
  BOOST_TEST((take(hello()).what == door_event::opened));
  BOOST_TEST(welcomed().heartbeat_ms == 1'000u);
  BOOST_TEST(welcomed().lifeline_nonce.empty());
  BOOST_TEST(out[0].frame.incarnation == 77u);
  BOOST_TEST(out[0].frame.credit == window);
}

BOOST_AUTO_TEST_CASE(an_unknown_session_is_asked_to_say_hello) {
  BOOST_TEST((call().what == door_event::none));
  BOOST_REQUIRE(out.size() == 1);
  BOOST_TEST((out[0].frame.kind == frame_kind::hello_wanted));
  BOOST_TEST(out[0].frame.correlation == 1u);
}

BOOST_AUTO_TEST_CASE(a_frame_for_an_earlier_incarnation_is_asked_too) {
  take(hello());
  auto x = of(frame_kind::call);
  x.incarnation = 76;
  BOOST_TEST(take(x).refused == ec::hello_wanted);
  x.incarnation = 77;
  BOOST_TEST((take(x).what == door_event::call));
}

BOOST_AUTO_TEST_CASE(a_session_of_another_connection_is_not_believed) {
  take(hello());
  BOOST_TEST(take(of(frame_kind::call), {0, 2}).refused == ec::hello_wanted);
  BOOST_TEST(take(hello(), {0, 2}, "eve").refused == ec::forbidden);
  BOOST_TEST((call().what == door_event::call));
}

BOOST_AUTO_TEST_CASE(a_session_moves_with_its_process_to_a_new_connection) {
  take(hello());
  BOOST_TEST((take(hello(), {0, 2}).what == door_event::reopened));
  BOOST_TEST((door.at({0, 1}) == nullptr));
  BOOST_TEST((door.at({0, 2}) != nullptr));
  BOOST_TEST(door.size() == 1u);
}

BOOST_AUTO_TEST_CASE(credit_is_absolute_and_a_finished_call_gives_it_back) {
  take(hello());
  for (auto i = 0u; i < window; ++i)
    BOOST_TEST((call(i).what == door_event::call));
  BOOST_TEST(call(9).refused == ec::overloaded);
  BOOST_REQUIRE(out.size() == 1);
  BOOST_TEST(out[0].frame.status == ec::overloaded);
  BOOST_TEST(out[0].frame.correlation == 9u);
  BOOST_TEST(out[0].frame.retry_after_ms > 0u);
  // The refused call is itself over; one more comes free with an answer.
  BOOST_TEST(credit() == window + 1);
  door.finish({0, 1}, count(), 1);
  BOOST_TEST(credit() == window + 2);
  BOOST_TEST((call(10).what == door_event::call));
}

BOOST_AUTO_TEST_CASE(a_lost_grant_heals_with_the_next_heartbeat) {
  take(hello());
  call();
  door.finish({0, 1}, count(), 1);
  // The frame that carried the grant is lost; the heartbeat says it again.
  out.clear();
  door.beat(now + 1s, out);
  BOOST_REQUIRE(out.size() == 1);
  BOOST_TEST((out[0].frame.kind == frame_kind::heartbeat));
  BOOST_TEST(out[0].frame.credit == window + 1);
}

BOOST_AUTO_TEST_CASE(a_lost_call_does_not_use_up_credit_for_ever) {
  take(hello());
  call();
  auto beat = of(frame_kind::heartbeat);
  beat.credit = 3; // It has sent three; two were lost on the way.
  BOOST_TEST((take(beat).what == door_event::beat));
  BOOST_TEST(credit() == window + 2);
}

BOOST_AUTO_TEST_CASE(hello_begins_a_new_count_and_carries_what_still_runs) {
  take(hello());
  call(1);
  call(2);
  auto before = count();
  take(hello());
  BOOST_TEST(credit() == window - 2);
  door.finish({0, 1}, before, 1);
  BOOST_TEST(credit() == window - 1);
  call(3);
  door.finish({0, 1}, before, 1);
  door.finish({0, 1}, before, 1); // One too many pays nothing.
  BOOST_TEST(credit() == window);
}

// A worker whose claims wait, or whose credit is gone, still keeps its leases.
BOOST_AUTO_TEST_CASE(what_ends_work_needs_no_credit_and_is_bounded) {
  take(hello());
  for (auto i = 0u; i < window; ++i)
    call(i);
  BOOST_TEST(call(9).refused == ec::overloaded);
  const auto before = credit();
  for (const auto* what :
       {"queue.claim", "queue.renew", "queue.release", "ledger.commit"}) {
    auto x = of(frame_kind::call);
    x.operation = what;
    x.correlation = 50;
    BOOST_TEST((take(x).what == door_event::call));
    door.finish({0, 1}, count(), 50);
    BOOST_TEST(credit() == before);
  }
  auto keyed = of(frame_kind::call);
  keyed.operation = "ledger.commit";
  keyed.key = "k";
  door.finish({0, 1}, count(), 1);
  BOOST_TEST((take(keyed).what == door_event::call));
  auto x = of(frame_kind::call);
  x.operation = "queue.renew";
  for (x.correlation = 100; x.correlation < 100 + 4 * broker::free_calls_max;
       ++x.correlation)
    BOOST_TEST((take(x).what == door_event::call));
  BOOST_TEST(take(x).refused == ec::overloaded);
  door.finish({0, 1}, count(), 100);
  BOOST_TEST((take(x).what == door_event::call));
}

BOOST_AUTO_TEST_CASE(a_second_copy_of_what_needs_no_credit_is_dropped) {
  take(hello());
  const auto before = credit();
  auto x = of(frame_kind::call);
  x.operation = "queue.claim";
  x.correlation = 50;
  BOOST_TEST((take(x).what == door_event::call));
  take(hello(), {0, 2});
  auto copy = take(x, {0, 2});
  BOOST_TEST((copy.what == door_event::none));
  BOOST_TEST(copy.refused == ec::none);
  BOOST_TEST(out.empty());
  door.finish({0, 1}, count(), 50);
  BOOST_TEST(credit() == before);
  BOOST_TEST((take(x, {0, 2}).what == door_event::call));
}

BOOST_AUTO_TEST_CASE(the_caller_comes_from_the_link) {
  take(hello());
  call();
  BOOST_TEST(last.caller == "alice");
  auto x = of(frame_kind::call);
  x.caller = "bob";
  BOOST_TEST(take(x).refused == ec::forbidden);
  BOOST_REQUIRE(out.size() == 1);
  BOOST_TEST(out[0].frame.status == ec::forbidden);
}

BOOST_AUTO_TEST_CASE(an_operator_may_act_for_a_person_and_it_is_marked) {
  take(hello(2), {0, 2}, "boss");
  auto x = of(frame_kind::call, 2);
  x.caller = "bob";
  auto got = take(x, {0, 2}, "boss");
  BOOST_TEST((got.what == door_event::call));
  BOOST_TEST(got.acted_for);
  BOOST_TEST(got.who->is_operator);
  BOOST_TEST(last.caller == "bob");
}

BOOST_AUTO_TEST_CASE(a_hello_with_a_name_too_long_is_refused) {
  auto x = hello(1, "worker");
  auto body = hello_body{};
  body.role = "worker";
  body.operations = {std::string(129, 'o')};
  x.body = codec::encode(body);
  BOOST_TEST(take(x).refused == ec::oversize);
  body.operations = {std::string(128, 'o')};
  x.body = codec::encode(body);
  BOOST_TEST((take(x).refused == ec::none));
}

// Up to 65 536 numbers for each session.
BOOST_AUTO_TEST_CASE(what_a_hello_has_in_hand_is_news_and_not_kept) {
  auto x = hello(1, "worker");
  auto body = hello_body{};
  body.role = "worker";
  body.in_hand = {7, 8};
  x.body = codec::encode(body);
  auto got = take(x);
  BOOST_REQUIRE((got.what == door_event::opened));
  BOOST_TEST((got.who->hello.in_hand == body.in_hand));
  got = take(x);
  BOOST_REQUIRE((got.what == door_event::reopened));
  BOOST_TEST((got.who->hello.in_hand == body.in_hand));
  // Another's frame will do.
  take(of(frame_kind::bye, 2), {0, 2});
  BOOST_TEST(door.find({0, 1})->hello.in_hand.capacity() == 0u);
  BOOST_TEST(door.find({0, 1})->hello.role == "worker");
}

BOOST_AUTO_TEST_CASE(a_call_without_time_left_is_not_begun) {
  take(hello());
  auto x = of(frame_kind::call);
  x.remaining_ms = 0;
  BOOST_TEST(take(x).refused == ec::timed_out);
  BOOST_TEST(credit() == window + 1);
}

BOOST_AUTO_TEST_CASE(a_call_that_would_be_too_large_when_passed_on_is_refused) {
  take(hello());
  auto x = of(frame_kind::call);
  x.body.assign(frame_bytes_max - encode_frame(x).size() - 8, 'x');
  BOOST_TEST(encode_frame(x).size() <= frame_bytes_max);
  BOOST_TEST(take(x).refused == ec::oversize);
  BOOST_TEST(credit() == window + 1);
  x.body.resize(frame_bytes_max - 512);
  BOOST_TEST((take(x).what == door_event::call));
  x = last;
  x.correlation = ~std::uint64_t{0};
  x.session = {~std::uint64_t{0}, ~std::uint64_t{0}};
  x.incarnation = ~std::uint64_t{0};
  x.credit = ~std::uint64_t{0};
  BOOST_TEST(encode_frame(x).size() <= frame_bytes_max);
}

BOOST_AUTO_TEST_CASE(silence_ends_a_session_and_a_frame_prolongs_it) {
  take(hello());
  for (auto i = 0; i < 5; ++i) {
    now += 900ms;
    BOOST_TEST(door.silent(now).empty());
    take(of(frame_kind::heartbeat));
  }
  for (auto i = 0; i < 3; ++i) {
    now += 1s;
    BOOST_TEST(door.silent(now).empty());
  }
  now += 1ms;
  BOOST_TEST(door.silent(now).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_pause_of_our_own_is_nobodys_silence) {
  take(hello());
  BOOST_TEST(door.silent(now).empty());
  now += 10min;
  BOOST_TEST(door.silent(now).empty());
  now += 1s;
  BOOST_TEST(door.silent(now).empty());
}

BOOST_AUTO_TEST_CASE(an_ended_session_hears_why) {
  take(hello());
  BOOST_TEST(door.end({0, 1}, ec::slow_reader));
  BOOST_TEST(!door.end({0, 1}, ec::slow_reader));
  call();
  BOOST_REQUIRE(out.size() == 1);
  BOOST_TEST(out[0].frame.detail.find("slow_reader") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_nonce_is_for_workers_and_works_once) {
  take(hello(1, "worker"));
  BOOST_TEST(welcomed().lifeline_nonce == "n1");
  BOOST_TEST(welcomed().lifeline == "unix:/x");
  BOOST_TEST((door.redeem("n2") == nullptr));
  BOOST_TEST((door.redeem("n1") != nullptr));
  BOOST_TEST((door.redeem("n1") == nullptr));
  // It holds its lifeline and keeps it over a new connection.
  take(hello(1, "worker"), {0, 5});
  BOOST_TEST(welcomed().lifeline_nonce.empty());
  door.end({0, 1});
  take(hello(1, "worker"), {0, 5});
  BOOST_TEST(welcomed().lifeline_nonce == "n2");
}

BOOST_AUTO_TEST_CASE(there_are_at_most_so_many_sessions) {
  for (auto i = 1u; i <= 3; ++i)
    BOOST_TEST((take(hello(i), {0, i}).what == door_event::opened));
  BOOST_TEST(take(hello(4), {0, 4}).refused == ec::overloaded);
  BOOST_REQUIRE(out.size() == 1);
  BOOST_TEST((out[0].frame.kind == frame_kind::bye));
  BOOST_TEST(out[0].frame.retry_after_ms > 0u);
}

BOOST_AUTO_TEST_CASE(a_hello_that_makes_no_sense_is_refused) {
  auto x = hello();
  x.body = "nonsense";
  BOOST_TEST(take(x).refused == ec::malformed);
  BOOST_TEST(take(hello(1, "king")).refused == ec::malformed);
  BOOST_TEST(take(hello(0)).refused == ec::malformed);
  take(hello(1));
  BOOST_TEST(take(hello(2)).refused == ec::malformed);
  BOOST_TEST(take(of(frame_kind::welcome)).refused == ec::malformed);
  BOOST_TEST((take(of(frame_kind::bye)).what == door_event::ended));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
