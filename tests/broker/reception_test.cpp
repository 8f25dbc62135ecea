// SPDX-License-Identifier: Apache-2.0
// A server's socket as strangers see it: garbage, other versions, lifelines.
#include "broker/frame.hpp"
#include "broker/reception.hpp"
#include "codec/bytes.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sys/stat.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(reception_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;
using nightfloat::tests::socket_home;
using nightfloat::tests::watched;

namespace {

/// A peer that sends whatever bytes it likes and notes the answers.
struct raw_peer {
  watched<std::vector<envelope>> heard;
  std::unique_ptr<zmq_loop> loop;
  std::uint32_t socket = 0;
  domain::session_id session{7, 9};

  raw_peer(const config::network_options& network, const char* server) {
    auto plan = plan_connect(network, server);
    BOOST_REQUIRE(plan);
    auto x = zmq_loop::open({});
    BOOST_REQUIRE(x);
    loop = std::move(*x);
    auto handlers = socket_handlers{};
    handlers.on_frame = [this](peer, std::string_view, std::string_view raw) {
      if (auto frame = decode_frame(raw))
        heard.change([&](auto& xs) { xs.push_back(*frame); });
    };
    auto s = loop->connect(*plan, std::move(handlers));
    BOOST_REQUIRE(s);
    socket = *s;
    loop->start();
  }

  void send(std::string bytes) {
    BOOST_REQUIRE(loop->send({socket, 0}, std::move(bytes)));
  }

  void send(frame_kind kind, std::string body = {}, std::uint64_t number = 0) {
    auto x = envelope{};
    x.kind = kind;
    x.session = session;
    x.operation = "echo";
    x.correlation = number;
    x.remaining_ms = 5'000;
    x.body = std::move(body);
    send(encode_frame(x));
  }

  void hello(const std::string& role = "client") {
    auto body = hello_body{};
    body.role = role;
    send(frame_kind::hello, codec::encode(body));
  }

  envelope await(frame_kind kind) {
    auto found = envelope{};
    auto there = heard.wait([&](const auto& xs) {
      auto x = std::ranges::find(xs, kind, &envelope::kind);
      if (x != xs.end())
        found = *x;
      return x != xs.end();
    });
    BOOST_REQUIRE(there);
    return found;
  }
};

struct fixture {
  socket_home dir;
  watched<std::vector<bool>> ended;
  std::unique_ptr<reception> server;
  config::network_options network = dir.network();

  fixture() {
    auto handlers = reception_handlers{};
    handlers.on_call = [this](const door_session& from, envelope call) {
      auto reply = make_reply(call);
      reply.body = call.body + " from " + call.caller;
      if (call.operation == "twice")
        reply.body += call.body;
      server->answer(address_of(from), std::move(reply));
    };
    handlers.on_ended = [this](domain::session_id, bool clean) {
      ended.change([&](auto& xs) { xs.push_back(clean); });
    };
    auto x = reception::open(network, {.role = "store", .keeps_lifeline = true},
                             std::move(handlers));
    BOOST_REQUIRE(x);
    server = std::move(*x);
    server->start();
  }

  bool has_ended() {
    return ended.wait([](const auto& xs) { return !xs.empty(); });
  }

  /// The process lives and still serves: a well-behaved peer is answered.
  void check_alive() {
    auto x = raw_peer{network, "store"};
    x.session = {1, 2};
    x.hello();
    x.await(frame_kind::welcome);
    x.send(frame_kind::call, "hi", 5);
    auto reply = x.await(frame_kind::reply);
    BOOST_TEST(reply.correlation == 5u);
    BOOST_TEST(reply.body == "hi from uid:" + std::to_string(::geteuid()));
    BOOST_TEST(reply.incarnation == server->incarnation());
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(reception_, fixture)

BOOST_AUTO_TEST_CASE(a_runtime_directory_open_to_others_is_refused) {
  BOOST_REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
  auto handlers = reception_handlers{};
  handlers.on_call = [](const auto&, auto) {
  };
  auto bad = reception::open(network, {.role = "broker"}, handlers);
  BOOST_REQUIRE(!bad);
  BOOST_TEST(bad.error().code == ec::configuration);
  BOOST_TEST(bad.error().detail.find("chmod 700") != std::string::npos);
  network.runtime_dir += "/made";
  BOOST_REQUIRE(reception::open(network, {.role = "broker"}, handlers));
  struct stat x {};
  BOOST_REQUIRE(::stat(network.runtime_dir.c_str(), &x) == 0);
  BOOST_TEST((x.st_mode & 0777) == 0700u);
}

BOOST_AUTO_TEST_CASE(garbage_is_refused_in_words_and_the_server_lives) {
  auto x = raw_peer{network, "store"};
  x.send("this is no envelope");
  auto said = x.await(frame_kind::bye);
  BOOST_TEST(said.status == ec::malformed);
  BOOST_TEST(said.detail.find("frame") != std::string::npos);
  x.send("");
  check_alive();
}

BOOST_AUTO_TEST_CASE(another_protocol_version_is_named_and_refused) {
  auto x = raw_peer{network, "store"};
  auto frame = envelope{};
  frame.version = 2;
  x.send(encode_frame(frame));
  auto said = x.await(frame_kind::bye);
  BOOST_TEST(said.status == ec::bad_version);
  BOOST_TEST(said.detail.find("version 2") != std::string::npos);
  check_alive();
}

BOOST_AUTO_TEST_CASE(a_frame_without_hello_is_asked_for_one) {
  auto x = raw_peer{network, "store"};
  x.send(frame_kind::call, "early", 3);
  auto said = x.await(frame_kind::hello_wanted);
  BOOST_TEST(said.correlation == 3u);
  BOOST_TEST(said.status == ec::hello_wanted);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_too_large_is_refused_in_its_place) {
  auto x = raw_peer{network, "store"};
  x.hello();
  x.await(frame_kind::welcome);
  auto call = envelope{};
  call.session = x.session;
  call.operation = "twice";
  call.correlation = 1;
  call.remaining_ms = 5'000;
  call.body.assign(frame_bytes_max / 2, 'x');
  x.send(encode_frame(call));
  auto said = x.await(frame_kind::reply);
  BOOST_TEST(said.status == ec::oversize);
  check_alive();
}

BOOST_AUTO_TEST_CASE(the_end_of_a_lifeline_ends_the_session_at_once) {
  auto x = raw_peer{network, "store"};
  x.hello("worker");
  auto body = codec::decode<welcome_body>(x.await(frame_kind::welcome).body);
  BOOST_REQUIRE(body);
  BOOST_TEST(body->lifeline == "unix:" + dir.path() + "/lifeline.sock");
  auto died = std::chrono::steady_clock::time_point{};
  {
    auto line = lifeline_stream::open(body->lifeline, body->lifeline_nonce);
    BOOST_REQUIRE(line);
    died = std::chrono::steady_clock::now();
  }
  BOOST_REQUIRE(has_ended());
  auto took = std::chrono::steady_clock::now() - died;
  BOOST_TEST_MESSAGE(
    "lifeline: session ended after "
    << std::chrono::duration_cast<std::chrono::microseconds>(took).count()
    << " us");
  // Silence would take the liveness time, 2 s; the bound is generous since
  // other tests may hold both processors.
  BOOST_TEST((took < 500ms));
  BOOST_TEST(ended.copy().front() == false);
  x.send(frame_kind::heartbeat);
  BOOST_TEST(x.await(frame_kind::hello_wanted).detail.find("unavailable")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_nonce_that_was_never_given_opens_nothing) {
  auto line = lifeline_stream::open("unix:" + dir.path() + "/lifeline.sock",
                                    std::string(32, '0'));
  BOOST_REQUIRE(line);
  check_alive();
  BOOST_TEST(!lifeline_stream::open("unix:" + dir.path() + "/none", "x"));
  BOOST_TEST(lifeline_stream::open("nonsense", "x").error().code
             == ec::configuration);
}

BOOST_AUTO_TEST_CASE(a_clean_leave_is_told_from_a_death) {
  auto x = raw_peer{network, "store"};
  x.hello("worker");
  x.await(frame_kind::welcome);
  x.send(frame_kind::bye);
  BOOST_REQUIRE(has_ended());
  BOOST_TEST(ended.copy().front() == true);
}

BOOST_AUTO_TEST_CASE(a_silent_peer_is_gone_after_the_liveness_time) {
  auto x = raw_peer{network, "store"};
  x.hello();
  x.await(frame_kind::welcome);
  BOOST_REQUIRE(has_ended());
  BOOST_TEST(ended.copy().front() == false);
}

BOOST_AUTO_TEST_CASE(a_draining_server_refuses_and_says_when_to_return) {
  auto x = raw_peer{network, "store"};
  x.hello();
  x.await(frame_kind::welcome);
  server->drain();
  x.send(frame_kind::call, "late", 1);
  auto said = x.await(frame_kind::reply);
  BOOST_TEST(said.status == ec::unavailable);
  BOOST_TEST(said.retry_after_ms > 0u);
  server->stop();
  BOOST_TEST(x.await(frame_kind::bye).status == ec::unavailable);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
