// SPDX-License-Identifier: Apache-2.0
// Clients, a worker, a broker and a store's door, over real sockets.
#include "broker/frame.hpp"
#include "client/connection.hpp"
#include "tests/client/answering_store.hpp"
#include "tests/client/echoing.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <set>

BOOST_AUTO_TEST_SUITE(connection_test)

using namespace nightfloat;
using namespace nightfloat::client;
using namespace std::chrono_literals;
using broker::envelope;
using namespace nightfloat::tests;

namespace {

using eventual = watched<std::optional<result<answer<echo_reply>>>>;

/// A machine that stands still for some seconds makes nobody here lost or late.
struct fixture {
  socket_home dir;
  config::network_options network = dir.network();
  std::unique_ptr<connection> door;

  fixture() {
    network.liveness_ms = 60'000;
  }

  /// Calls wait in it until a worker has come, however long that takes here.
  std::unique_ptr<cmd::broker_node> patient_broker() {
    auto x = network;
    x.heartbeat_ms = 10'000;
    return open_broker(x);
  }

  void connect(bool to_store = false) {
    auto o = connection_options{};
    o.to_broker = !to_store;
    o.to_store = to_store;
    auto x = connection::open(network, o);
    BOOST_REQUIRE(x);
    door = std::move(*x);
  }

  void meet() {
    connect();
    BOOST_REQUIRE(echo("up"));
  }

  result<echo_reply> echo(const std::string& text, const std::string& key = {},
                          std::chrono::milliseconds timeout = 10s) {
    return door->call(echo_request{.text = text},
                      {.key = key, .timeout = timeout});
  }

  /// Echoes under a key of the text's own; the answer comes to `done`.
  void begin(const std::string& text, eventual& done) {
    door->call_async(echo_request{.text = text},
                     {.key = "key of " + text, .timeout = 20s}, [&](auto got) {
                       done.change([&](auto& x) { x.emplace(std::move(got)); });
                     });
  }

  domain::transaction change() {
    auto x = domain::transaction{};
    x.programme = "im";
    x.reply = domain::owed_reply{};
    x.reply->key = "k1";
    return x;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_, fixture)

BOOST_AUTO_TEST_CASE(a_call_goes_through_the_broker_to_a_worker_and_back) {
  auto node = patient_broker();
  auto w = worker{network};
  connect();
  auto got = echo("hello");
  BOOST_REQUIRE(got);
  BOOST_TEST(got->text == "hello");
  auto seen = w.calls.copy().front();
  BOOST_TEST(seen.caller == "uid:" + std::to_string(::geteuid()));
  BOOST_TEST(seen.trace.size() == 32u);
  BOOST_TEST(seen.remaining_ms <= 10'000u);
  BOOST_TEST(seen.remaining_ms > 5'000u);
}

BOOST_AUTO_TEST_CASE(whoever_is_not_there_is_named) {
  connect();
  auto open = door->wait_open(50ms);
  BOOST_REQUIRE(!open);
  BOOST_TEST(open.error().code == ec::unavailable);
  BOOST_TEST(open.error().detail.find("broker.sock") != std::string::npos);
  auto got = echo("x", {}, 50ms);
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == ec::timed_out);
  auto node = open_broker(network);
  BOOST_REQUIRE(door->wait_open(10s));
  got = echo("x");
  BOOST_REQUIRE(!got);
  BOOST_TEST(got.error().code == ec::no_worker);
}

BOOST_AUTO_TEST_CASE(the_broker_answers_for_itself_and_its_workers) {
  auto node = patient_broker();
  auto w = worker{network};
  meet();
  auto got = door->call(status_request{});
  // Who needs more than a second is left out, and asked once it has caught up.
  for (auto i = 0; i < 10 && got && got->processes.size() < 2; ++i) {
    BOOST_REQUIRE(echo("awake"));
    got = door->call(status_request{});
  }
  BOOST_REQUIRE(got);
  BOOST_REQUIRE(got->processes.size() == 2);
  BOOST_TEST(got->processes[0].role == "broker");
  BOOST_TEST(got->processes[1].role == "worker");
}

BOOST_AUTO_TEST_CASE(who_stands_still_does_not_keep_status_from_its_asker) {
  auto node = patient_broker();
  auto w = worker{network};
  meet();
  // Of an asker in a hurry a worker gets half of the time.
  (void)door->call(status_request{}, {.timeout = 1s, .repeat = false});
  BOOST_REQUIRE(w.called(2));
  auto asked = w.calls.copy().at(1);
  BOOST_TEST(asked.remaining_ms <= 500u);
  BOOST_REQUIRE(echo("awake"));
  w.holds = true;
  for (auto i = 0; i < 3; ++i) {
    auto got = door->call(status_request{});
    BOOST_REQUIRE(got);
    BOOST_TEST(got->processes.size() == 1u);
  }
  // It was asked once, and is not buried in questions that it cannot answer.
  BOOST_TEST(w.calls.copy().size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_worker_that_has_closed_hears_nothing_more) {
  auto node = patient_broker();
  auto w = worker{network};
  meet();
  w.link->close();
  w.link->close();
  auto heard = w.calls.copy().size();
  w.link.reset();
  auto got = door->call(status_request{});
  BOOST_REQUIRE(got);
  BOOST_TEST(got->processes.size() == 1u);
  BOOST_TEST(w.calls.copy().size() == heard);
}

BOOST_AUTO_TEST_CASE(a_call_is_repeated_by_key_over_a_broker_restart) {
  auto node = patient_broker();
  auto w = worker{network};
  meet();
  w.holds = true;
  auto done = eventual{};
  begin("again", done);
  BOOST_REQUIRE(w.called(2));
  w.holds = false;
  auto before = node->incarnation();
  node.reset();
  node = patient_broker();
  BOOST_TEST(node->incarnation() != before);
  BOOST_REQUIRE(done.wait([](const auto& x) { return x.has_value(); }));
  auto got = *done.copy();
  BOOST_REQUIRE(got);
  BOOST_TEST(got->body.text == "again");
  auto calls = w.calls.copy();
  BOOST_REQUIRE(calls.size() == 3);
  BOOST_TEST(calls[2].key == "key of again");
  BOOST_TEST(calls[2].correlation != calls[1].correlation);
}

BOOST_AUTO_TEST_CASE(a_workers_death_is_repeated_by_key_on_another) {
  auto node = patient_broker();
  auto first = std::make_unique<worker>(network);
  meet();
  first->holds = true;
  auto done = eventual{};
  begin("x", done);
  BOOST_REQUIRE(first->called(2));
  first.reset();
  auto second = worker{network};
  BOOST_REQUIRE(done.wait([](const auto& x) { return x.has_value(); }));
  BOOST_TEST(done.copy()->has_value());
  BOOST_TEST(second.calls.copy().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_worker_that_has_not_begun_is_asked_nothing) {
  auto s = answering_store{network};
  s.door->start();
  auto node = open_broker(network);
  auto x = worker_link::open(network, {.operations = {"echo"}}, {});
  BOOST_REQUIRE(x);
  BOOST_REQUIRE((*x)->store().wait_open(10s));
  connect();
  BOOST_TEST(echo("early").error().code == ec::no_worker);
  auto all = door->call(status_request{});
  BOOST_REQUIRE(all);
  BOOST_TEST(all->processes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_draining_worker_answers_what_it_has_and_gets_no_more) {
  auto node = patient_broker();
  auto w = worker{network};
  meet();
  w.holds = true;
  auto done = eventual{};
  begin("kept", done);
  BOOST_REQUIRE(w.called(2));
  w.link->drain();
  // It leaves after the worker has said that it drains.
  w.answer(w.calls.copy().back());
  BOOST_REQUIRE(done.wait([](const auto& x) { return x.has_value(); }));
  BOOST_TEST(done.copy()->has_value());
  auto again = worker{network};
  for (auto i = 0; i < 20; ++i)
    BOOST_REQUIRE(echo("x"));
  BOOST_TEST(again.calls.copy().size() == 20u);
  BOOST_TEST(w.calls.copy().size() == 2u);
}

BOOST_AUTO_TEST_CASE(many_calls_at_once_keep_to_the_credit_and_all_return) {
  network.credit = 8;
  auto node = patient_broker();
  auto w = worker{network, 2};
  connect();
  constexpr auto n = 300;
  auto texts = watched<std::set<std::string>>{};
  for (auto i = 0; i < n; ++i)
    door->call_async(echo_request{.text = std::to_string(i)}, {},
                     [&](auto got) {
                       texts.change([&](auto& x) {
                         x.insert(got ? got->body.text : "failed");
                       });
                     });
  BOOST_TEST(texts.wait([](const auto& x) { return x.size() == n; }));
}

BOOST_AUTO_TEST_CASE(a_commit_is_sent_again_while_its_outcome_is_unknown) {
  auto s = answering_store{network};
  auto n = 0;
  s.answer = [&n](const envelope& call) {
    auto x = domain::commit_answer{};
    x.outcome = ++n < 3 ? domain::commit_outcome::unknown
                        : domain::commit_outcome::replayed;
    x.version = 9;
    auto reply = broker::make_reply(call);
    reply.body = codec::encode(x);
    return reply;
  };
  s.door->start();
  connect(true);
  auto got = door->commit(change(), 10s);
  BOOST_REQUIRE(got);
  BOOST_TEST((got->outcome == domain::commit_outcome::replayed));
  auto calls = s.calls.copy();
  BOOST_REQUIRE(calls.size() == 3);
  for (const auto& x : calls) {
    BOOST_TEST(x.key == "k1");
    BOOST_TEST(x.body == calls[0].body);
  }
}

BOOST_AUTO_TEST_CASE(a_commit_never_known_is_unknown_and_not_refused) {
  auto s = answering_store{network};
  auto n = 0;
  s.answer = [&n](const envelope& call) {
    // A later copy may meet another fate than the first.
    auto code = ++n % 2 == 1 ? ec::unknown_outcome : ec::overloaded;
    return broker::make_refusal(call, {code, "sync failed"});
  };
  s.door->start();
  connect(true);
  // What could not even leave in that time would be no riddle.
  BOOST_REQUIRE(door->wait_open(10s));
  auto got = door->commit(change(), 300ms);
  BOOST_REQUIRE(got);
  BOOST_TEST((got->outcome == domain::commit_outcome::unknown));
}

BOOST_AUTO_TEST_CASE(a_commit_is_answered_though_the_connection_closes) {
  auto s = answering_store{network};
  s.answer = [](const envelope& call) {
    auto reply = broker::make_reply(call);
    reply.body = codec::encode(domain::commit_answer{});
    return reply;
  };
  s.door->start();
  connect(true);
  auto ended = watched<std::vector<domain::commit_outcome>>{};
  door->commit_async(change(), 1h, [&](const auto& got) {
    auto how = got ? got->outcome : domain::commit_outcome::refused;
    ended.change([&](auto& xs) { xs.push_back(how); });
  });
  BOOST_REQUIRE(s.calls.wait([](const auto& xs) { return !xs.empty(); }));
  door.reset();
  auto unknown = std::vector{domain::commit_outcome::unknown};
  BOOST_TEST((ended.copy() == unknown));
}

BOOST_AUTO_TEST_CASE(a_watch_heals_gaps_duplicates_and_lost_sessions) {
  auto s = answering_store{network};
  s.answer = [](const envelope& call) {
    auto reply = broker::make_reply(call);
    reply.body = codec::encode(watch_reply{});
    return reply;
  };
  s.door->start();
  connect(true);
  auto seen = watched<std::vector<std::uint64_t>>{};
  auto ended = watched<std::vector<ec>>{};
  door->watch("im", 4,
              {.on_item =
                 [&](domain::feed_item x) {
                   seen.change([&](auto& xs) { xs.push_back(x.version); });
                 },
               .on_end =
                 [&](failure x) {
                   ended.change([&](auto& xs) { xs.push_back(x.code); });
                 }});
  auto asked = [&](std::size_t n) {
    BOOST_REQUIRE(s.calls.wait([n](const auto& xs) { return xs.size() >= n; }));
    return s.calls.copy().at(n - 1);
  };
  auto since = [](const envelope& x) {
    return codec::decode<watch_request>(x.body)->since;
  };
  auto first = asked(1);
  BOOST_TEST(since(first) == 4u);
  for (auto version : {5, 6, 6, 5, 8})
    s.feed(first, static_cast<std::uint64_t>(version));
  auto second = asked(2); // 7 was missing.
  BOOST_TEST(since(second) == 6u);
  s.feed(second, 7);
  BOOST_REQUIRE(seen.wait([](const auto& xs) { return xs.size() == 3; }));
  s.door->end(s.watcher, ec::timed_out);
  auto third = asked(s.calls.copy().size() > 2 ? 4 : 3);
  BOOST_TEST(since(third) == 7u);
  auto last = broker::make_refusal(third, {ec::trimmed, "gone"});
  last.kind = broker::frame_kind::feed;
  s.door->send(s.watcher, last);
  BOOST_REQUIRE(ended.wait([](const auto& xs) { return xs.size() == 1; }));
  BOOST_TEST((seen.copy() == std::vector<std::uint64_t>{5, 6, 7}));
  BOOST_TEST(ended.copy().front() == ec::trimmed);
}

BOOST_AUTO_TEST_CASE(a_worker_holds_a_lifeline_to_the_store) {
  auto s = answering_store{network};
  s.answer = [](const envelope& call) {
    return broker::make_reply(call);
  };
  s.door->start();
  auto node = open_broker(network);
  auto opened = watched<int>{};
  {
    auto w = worker{network};
    w.link->store().on_store_open(
      [&](bool) { opened.change([](int& n) { ++n; }); });
    BOOST_REQUIRE(opened.wait([](int n) { return n > 0; }));
    BOOST_TEST((w.link->store().session() != domain::session_id{}));
    BOOST_TEST(w.link->store().call(echo_request{}).error().code
               == ec::unsupported);
  }
  BOOST_TEST(s.ended.wait([](int n) { return n == 1; }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
