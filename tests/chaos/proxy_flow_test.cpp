// SPDX-License-Identifier: Apache-2.0
#include "chaos/proxy_flow.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(proxy_flow_test)

using namespace nightfloat;
using namespace std::chrono_literals;
using chaos::impairment;

namespace {

std::string greeting(std::string mechanism = "NULL") {
  auto x = std::string(64, '\0');
  x[0] = '\xff';
  x[9] = '\x7f';
  x[10] = 3;
  x.replace(12, mechanism.size(), mechanism);
  return x;
}

std::string frame(char flags, const std::string& body) {
  return std::string{flags, static_cast<char>(body.size())} + body;
}

std::string message(const std::string& body) {
  return frame(1, "head") + frame(0, body);
}

struct fixture {
  chaos::flow_counts counts;
  chaos::proxy_flow aut{7, counts};
  impairment how;
  chaos::proxy_flow::time_point now{};

  std::string out() {
    auto result = std::string{};
    for (auto x = aut.ready(now, how); !x.empty(); x = aut.ready(now, how)) {
      result += x;
      aut.sent(x.size());
    }
    return result;
  }

  void greet() {
    aut.put(greeting(), now, {});
    BOOST_REQUIRE(out() == greeting());
    counts = {};
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(proxy_flow, fixture)

BOOST_AUTO_TEST_CASE(what_is_well_passes_unchanged_however_it_is_cut) {
  auto whole = greeting() + frame(4, "READY") + message("one") + message("two");
  for (auto c : whole)
    aut.put({&c, 1}, now, how);
  BOOST_TEST((out() == whole));
}

BOOST_AUTO_TEST_CASE(an_unfinished_greeting_is_passed_on_at_once) {
  auto x = greeting();
  aut.put(x.substr(0, 10), now, how);
  BOOST_TEST((out() == x.substr(0, 10)));
  aut.put(x.substr(10), now, how);
  BOOST_TEST((out() == x.substr(10)));
}

BOOST_AUTO_TEST_CASE(a_late_message_comes_when_it_is_due_and_not_before) {
  greet();
  how.latency_ms = 40;
  aut.put(message("late"), now, how);
  BOOST_TEST(out().empty());
  BOOST_TEST((aut.next(now, how) == now + 40ms));
  now += 40ms;
  BOOST_TEST((out() == message("late")));
  BOOST_TEST(counts.delayed == 1);
}

BOOST_AUTO_TEST_CASE(jitter_never_changes_the_order_of_a_stream) {
  greet();
  how.jitter_ms = 100;
  auto all = std::string{};
  for (auto i = 0; i != 50; ++i) {
    all += message(std::to_string(i));
    aut.put(message(std::to_string(i)), now, how);
    now += 1ms;
  }
  auto got = std::string{};
  for (auto i = 0; i != 200; ++i, now += 1ms)
    got += out();
  BOOST_TEST((got == all));
}

BOOST_AUTO_TEST_CASE(loss_takes_whole_messages_and_no_command) {
  greet();
  how.loss_permille = 1'000;
  aut.put(frame(4, "PING") + message("gone"), now, how);
  BOOST_TEST((out() == frame(4, "PING")));
  BOOST_TEST(counts.lost == 1);
  how = {};
  aut.put(message("kept"), now, how);
  BOOST_TEST((out() == message("kept")));
}

BOOST_AUTO_TEST_CASE(half_of_what_is_sent_is_lost_at_500_permille) {
  greet();
  how.loss_permille = 500;
  for (auto i = 0; i != 1'000; ++i)
    aut.put(message("x"), now, how);
  BOOST_TEST(out().size() == (1'000 - counts.lost) * message("x").size());
  BOOST_TEST(counts.lost > 400);
  BOOST_TEST(counts.lost < 600);
}

BOOST_AUTO_TEST_CASE(a_repeated_message_comes_twice) {
  greet();
  how.duplicate_permille = 1'000;
  aut.put(message("twice"), now, how);
  BOOST_TEST((out() == message("twice") + message("twice")));
  BOOST_TEST(counts.duplicated == 1);
}

BOOST_AUTO_TEST_CASE(a_reordered_message_is_overtaken_by_the_next) {
  greet();
  how.reorder_permille = 1'000;
  aut.put(message("first") + message("second"), now, how);
  BOOST_TEST((out() == message("second") + message("first")));
  BOOST_TEST(counts.reordered == 1);
}

BOOST_AUTO_TEST_CASE(one_that_nothing_overtakes_goes_on_by_itself) {
  greet();
  how.reorder_permille = 1'000;
  aut.put(message("alone"), now, how);
  BOOST_TEST(out().empty());
  auto next = aut.next(now, how);
  BOOST_REQUIRE(next.has_value());
  now = *next;
  BOOST_TEST((out() == message("alone")));
  BOOST_TEST(counts.reordered == 0);
}

BOOST_AUTO_TEST_CASE(a_blackhole_gives_back_everything_when_it_ends) {
  greet();
  how.blackhole = true;
  aut.put(message("one") + message("two"), now, how);
  aut.end(now, how);
  now += 1h;
  BOOST_TEST(out().empty());
  BOOST_TEST(!aut.ended(now, how));
  BOOST_TEST(!aut.next(now, how).has_value());
  BOOST_TEST(counts.held == 2);
  how = {};
  BOOST_TEST((out() == message("one") + message("two")));
  BOOST_TEST(aut.ended(now, how));
}

BOOST_AUTO_TEST_CASE(a_rate_is_kept) {
  greet();
  how.bytes_per_s = 10'000;
  auto body = std::string(200, 'x');
  for (auto i = 0; i != 100; ++i)
    aut.put(message(body), now, how);
  auto got = std::size_t{0};
  for (auto i = 0; i != 200; ++i, now += 5ms)
    got += out().size();
  BOOST_TEST(got > 9'500);
  BOOST_TEST(got < 10'600);
  BOOST_TEST(counts.throttled > 0);
}

BOOST_AUTO_TEST_CASE(what_is_sealed_or_no_zmtp_is_bytes_alone) {
  for (const auto& head : {greeting("CURVE"), std::string{"a nonce"}}) {
    auto one = chaos::proxy_flow{7, counts};
    how = {};
    how.loss_permille = how.duplicate_permille = how.reorder_permille = 1'000;
    one.put(head + message("sealed"), now, how);
    auto got = std::string{};
    for (auto x = one.ready(now, how); !x.empty(); x = one.ready(now, how)) {
      got += x;
      one.sent(x.size());
    }
    BOOST_TEST((got == head + message("sealed")));
  }
}

BOOST_AUTO_TEST_CASE(the_end_comes_after_what_was_sent_before_it) {
  greet();
  how.latency_ms = 20;
  aut.put(message("last"), now, how);
  aut.end(now, how);
  BOOST_TEST(!aut.ended(now, how));
  now += 20ms;
  BOOST_TEST(!aut.ended(now, how));
  BOOST_TEST((out() == message("last")));
  BOOST_TEST(aut.ended(now, how));
}

BOOST_AUTO_TEST_CASE(a_message_longer_than_what_may_wait_is_taken_whole) {
  greet();
  const auto bytes = 2 * chaos::proxy_flow::waiting_max;
  auto x = std::string{2, 0, 0, 0, 0, 0, 0, 0, 0};
  for (auto i = 0; i != 8; ++i)
    x[8 - i] = static_cast<char>(bytes >> (8 * i));
  x += std::string(bytes, 'x');
  for (auto at = std::size_t{0}; at < x.size(); at += 65'536) {
    BOOST_REQUIRE(!aut.is_full());
    aut.put(x.substr(at, 65'536), now, how);
  }
  BOOST_TEST(aut.is_full());
  BOOST_TEST((out() == x));
  BOOST_TEST(!aut.is_full());
}

BOOST_AUTO_TEST_CASE(a_direction_that_holds_too_much_takes_no_more) {
  greet();
  how.blackhole = true;
  auto body = std::string(250, 'x');
  while (!aut.is_full())
    aut.put(message(body), now, how);
  how = {};
  BOOST_TEST(out().size() >= chaos::proxy_flow::waiting_max);
  BOOST_TEST(!aut.is_full());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
