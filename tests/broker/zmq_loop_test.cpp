// SPDX-License-Identifier: Apache-2.0
#include "broker/zmq_loop.hpp"
#include "metrics/registry.hpp"
#include "tests/broker/no_descriptors.hpp"
#include "tests/broker/support.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(zmq_loop_test)

using namespace nightfloat;
using namespace nightfloat::broker;
using namespace std::chrono_literals;
namespace bdata = boost::unit_test::data;
using nightfloat::tests::descriptors_may_run_out;
using nightfloat::tests::no_descriptors;
using nightfloat::tests::socket_home;
using nightfloat::tests::watched;

namespace {

struct heard {
  std::vector<std::string> frames;
  std::vector<std::string> callers;
  std::vector<peer> from;
  std::vector<ec> lost;
  int ups = 0;
  int downs = 0;
};

/// One loop with one socket that notes what it hears.
struct station {
  watched<heard> seen;
  std::unique_ptr<zmq_loop> loop;
  std::uint32_t socket = 0;
  bool echoes = false;

  explicit station(loop_options options = {}) {
    auto x = zmq_loop::open(std::move(options));
    BOOST_REQUIRE(x);
    loop = std::move(*x);
  }

  void on_frame(peer from, std::string_view caller, std::string_view frame) {
    if (echoes)
      NIGHTFLOAT_EXPECT(loop->send(from, std::string{frame}).has_value());
    seen.change([&](heard& x) {
      x.frames.emplace_back(frame);
      x.callers.emplace_back(caller);
      x.from.push_back(from);
    });
  }

  socket_handlers handlers() {
    auto x = socket_handlers{};
    x.on_frame = [this](peer from, std::string_view caller,
                        std::string_view frame) {
      on_frame(from, caller, frame);
    };
    x.on_lost = [this](peer, ec reason) {
      seen.change([&](heard& s) { s.lost.push_back(reason); });
    };
    x.on_link = [this](bool up) {
      seen.change([&](heard& s) { ++(up ? s.ups : s.downs); });
    };
    return x;
  }

  void bind(const socket_plan& plan) {
    auto x = loop->bind(plan, handlers());
    BOOST_REQUIRE(x);
    socket = *x;
    loop->start();
  }

  void connect(const socket_plan& plan) {
    auto x = loop->connect(plan, handlers());
    BOOST_REQUIRE(x);
    socket = *x;
    loop->start();
  }

  void send(std::string frame) {
    BOOST_REQUIRE(loop->send({socket, 0}, std::move(frame)));
  }

  bool frames(std::size_t n) {
    return seen.wait([n](const heard& x) { return x.frames.size() >= n; });
  }

  bool up(int n = 1) {
    return seen.wait([n](const heard& x) { return x.ups >= n; });
  }
};

socket_plan ipc(const socket_home& dir) {
  auto x = socket_plan{};
  x.endpoint = "ipc://" + dir.path() + "/x.sock";
  return x;
}

} // namespace

BOOST_AUTO_TEST_SUITE(zmq_loop_)

BOOST_AUTO_TEST_CASE(a_frame_goes_there_and_back_and_the_peer_is_known) {
  auto dir = socket_home{};
  auto server = station{};
  server.echoes = true;
  server.bind(ipc(dir));
  auto client = station{};
  client.connect(ipc(dir));
  BOOST_REQUIRE(client.up());
  client.send("hello");
  BOOST_REQUIRE(client.frames(1));
  BOOST_TEST(client.seen.copy().frames.front() == "hello");
  // The echo leaves before the server has noted what it heard.
  BOOST_REQUIRE(server.frames(1));
  BOOST_TEST(server.seen.copy().callers.front()
             == "uid:" + std::to_string(::geteuid()));
}

BOOST_AUTO_TEST_CASE(frames_of_many_threads_all_arrive_each_in_its_order) {
  auto dir = socket_home{};
  auto server = station{};
  server.bind(ipc(dir));
  auto client = station{};
  client.connect(ipc(dir));
  BOOST_REQUIRE(client.up());
  constexpr auto each = 500;
  auto threads = std::vector<std::future<int>>{};
  for (auto t = 0; t < 4; ++t)
    threads.push_back(std::async(std::launch::async, [&, t] {
      auto sent = 0;
      for (; sent < each; ++sent) {
        if (!client.loop->send({client.socket, 0},
                               std::string(1, static_cast<char>('a' + t))
                                 + std::to_string(sent)))
          break;
      }
      return sent;
    }));
  for (auto& x : threads)
    BOOST_TEST(x.get() == each);
  BOOST_REQUIRE(server.frames(4 * each));
  auto next = std::vector<int>(4, 0);
  for (const auto& x : server.seen.copy().frames)
    BOOST_REQUIRE(std::stoi(x.substr(1))
                  == next[static_cast<std::size_t>(x[0] - 'a')]++);
}

BOOST_DATA_TEST_CASE(a_peer_that_does_not_read_is_dropped_with_a_reason,
                     bdata::make<std::size_t>({50, 4'096})
                       ^ bdata::make<std::size_t>({64 << 20, 800'000}),
                     frames, bytes) {
  auto dir = socket_home{};
  auto server
    = station{{.peer_queue_max = frames, .peer_queue_bytes_max = bytes}};
  server.bind(ipc(dir));
  auto client = station{};
  client.connect(ipc(dir));
  BOOST_REQUIRE(client.up());
  client.send("x");
  BOOST_REQUIRE(server.frames(1));
  auto to = server.seen.copy().from.front();
  // The client's thread stands still while the server sends on.
  auto gate = std::promise<void>{};
  auto open = gate.get_future().share();
  BOOST_REQUIRE(client.loop->post([open] { open.wait(); }));
  for (auto i = 0; i < 4'000; ++i)
    BOOST_REQUIRE(server.loop->send(to, std::string(16'000, 'x')));
  auto lost = server.seen.wait([](const heard& x) { return !x.lost.empty(); });
  gate.set_value();
  BOOST_REQUIRE(lost);
  BOOST_TEST(server.seen.copy().lost.size() == 1u);
  BOOST_TEST(server.seen.copy().lost.front() == ec::slow_reader);
}

BOOST_AUTO_TEST_CASE(a_send_to_a_peer_that_left_is_counted_not_swallowed) {
  auto dir = socket_home{};
  auto server = station{};
  server.bind(ipc(dir));
  {
    auto client = station{};
    client.connect(ipc(dir));
    BOOST_REQUIRE(client.up());
    client.send("x");
    BOOST_REQUIRE(server.frames(1));
  }
  auto to = server.seen.copy().from.front();
  auto& dropped = metrics::process_registry().counter_of(
    "broker_frames_dropped_total", "Frames dropped, by endpoint and reason.",
    {{"endpoint", ipc(dir).endpoint}, {"reason", "unreachable"}});
  // Until the server has seen the connection end, frames go into it.
  auto& loop = *server.loop;
  auto done = std::promise<void>{};
  auto knock = std::function<void()>{};
  knock = [&] {
    (void)loop.send(to, "y");
    if (dropped.value() > 0)
      done.set_value();
    else
      loop.after(1ms, knock);
  };
  BOOST_REQUIRE(loop.post(knock));
  BOOST_TEST((done.get_future().wait_for(10s) == std::future_status::ready));
  loop.stop();
}

BOOST_AUTO_TEST_CASE(the_outbox_is_bounded_but_for_what_is_owed) {
  auto few = loop_options{};
  few.outbox_max = 3;
  auto x = station{few};
  for (auto i = 0; i < 3; ++i)
    BOOST_REQUIRE(x.loop->post([] {}));
  auto full = x.loop->post([] {});
  BOOST_REQUIRE(!full);
  BOOST_TEST(full.error().code == ec::overloaded);
  BOOST_TEST(full.error().retry_after_ms > 0u);
  BOOST_TEST(x.loop->post_owed([] {}).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_queued_at_stop_still_leaves) {
  auto dir = socket_home{};
  auto server = station{};
  server.bind(ipc(dir));
  auto client = station{};
  client.connect(ipc(dir));
  BOOST_REQUIRE(client.up());
  for (auto i = 0; i < 200; ++i)
    client.send("x");
  client.loop->stop();
  BOOST_TEST(server.frames(200));
  BOOST_TEST(client.loop->post([] {}).error().code == ec::unavailable);
}

BOOST_AUTO_TEST_CASE(timers_and_tasks_run_on_the_loop) {
  auto x = station{};
  auto ran = std::promise<bool>{};
  BOOST_REQUIRE(x.loop->post([&] {
    auto wrong = x.loop->after(1ms, [] { BOOST_ERROR("was cancelled"); });
    x.loop->cancel(wrong);
    x.loop->after(2ms, [&] { ran.set_value(x.loop->is_own_thread()); });
  }));
  x.loop->start();
  auto got = ran.get_future();
  BOOST_REQUIRE((got.wait_for(10s) == std::future_status::ready));
  BOOST_TEST(got.get());
  BOOST_TEST(x.loop->turns() > 0u);
}

BOOST_AUTO_TEST_CASE(a_second_server_does_not_take_the_endpoint_over) {
  auto dir = socket_home{};
  auto first = station{};
  first.bind(ipc(dir));
  auto second = station{};
  auto x = second.loop->bind(ipc(dir), {});
  BOOST_REQUIRE(!x);
  BOOST_TEST(x.error().code == ec::in_use);
  BOOST_TEST(x.error().detail.find("another process") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_connection_comes_back_after_its_server_did) {
  auto dir = socket_home{};
  auto server = std::make_unique<station>();
  server->bind(ipc(dir));
  auto client = station{};
  client.connect(ipc(dir));
  BOOST_REQUIRE(client.up());
  server.reset();
  BOOST_REQUIRE(client.seen.wait([](const heard& x) { return x.downs == 1; }));
  server = std::make_unique<station>();
  server->bind(ipc(dir));
  BOOST_REQUIRE(client.up(2));
  client.send("again");
  BOOST_TEST(server->frames(1));
}

BOOST_AUTO_TEST_CASE(a_connection_stays_until_there_are_descriptors_anew) {
  if (!descriptors_may_run_out) {
    BOOST_TEST_MESSAGE("skipped under sanitizers");
    return;
  }
  auto dir = socket_home{};
  auto server = station{};
  server.echoes = true;
  server.bind(ipc(dir));
  auto client = station{};
  client.connect(ipc(dir));
  BOOST_REQUIRE(client.up());
  {
    auto none = no_descriptors{};
    auto tried = std::promise<void>{};
    BOOST_REQUIRE(client.loop->post([&] {
      client.loop->reconnect(client.socket);
      tried.set_value();
    }));
    tried.get_future().wait();
    client.send("over the old one");
    BOOST_TEST(client.frames(1));
    BOOST_TEST(client.seen.copy().ups == 1);
  }
  BOOST_REQUIRE(client.up(2));
  client.send("over the new one");
  BOOST_TEST(client.frames(2));
}

BOOST_AUTO_TEST_CASE(a_frame_over_the_limit_ends_its_connection_alone) {
  auto dir = socket_home{};
  auto small = loop_options{};
  small.frame_bytes_max = 1'000;
  auto server = station{small};
  server.bind(ipc(dir));
  auto rude = station{};
  rude.connect(ipc(dir));
  auto polite = station{};
  polite.connect(ipc(dir));
  BOOST_REQUIRE(rude.up());
  BOOST_REQUIRE(polite.up());
  rude.send(std::string(1'001, 'x'));
  BOOST_REQUIRE(rude.seen.wait([](const heard& x) { return x.downs > 0; }));
  polite.send(std::string(1'000, 'y'));
  BOOST_REQUIRE(server.frames(1));
  BOOST_TEST(server.seen.copy().frames.front()[0] == 'y');
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(curve)

BOOST_AUTO_TEST_CASE(tcp_without_keys_is_refused_before_a_socket_exists) {
  auto x = station{};
  auto plan = socket_plan{};
  plan.endpoint = "tcp://127.0.0.1:*";
  auto bound = x.loop->bind(plan, {});
  BOOST_REQUIRE(!bound);
  BOOST_TEST(bound.error().code == ec::configuration);
  plan.own = make_key_pair();
  BOOST_TEST(x.loop->bind(plan, {}).error().code == ec::configuration);
}

BOOST_AUTO_TEST_CASE(a_listed_key_is_its_name_and_another_is_never_heard) {
  auto keys = make_key_pair();
  auto good = make_key_pair();
  auto server = station{};
  server.echoes = true;
  auto bound = socket_plan{};
  bound.endpoint = "tcp://127.0.0.1:*";
  bound.own = keys;
  bound.allowed = {{"laptop", good.public_key}};
  server.bind(bound);
  auto plan = socket_plan{};
  plan.endpoint = server.loop->endpoint_of(server.socket);
  plan.own = make_key_pair();
  plan.server_key = keys.public_key;
  auto stranger = station{};
  stranger.connect(plan);
  stranger.send("let me in");
  plan.own = good;
  auto client = station{};
  client.connect(plan);
  BOOST_REQUIRE(client.up());
  client.send("hello");
  BOOST_REQUIRE(client.frames(1));
  auto seen = server.seen.copy();
  BOOST_TEST(seen.frames.size() == 1u);
  BOOST_TEST(seen.callers.front() == "laptop");
  BOOST_TEST(stranger.seen.copy().ups == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
