// SPDX-License-Identifier: Apache-2.0
// The load generator against a bare DEALER loop in the same run, the two
// interleaved: requests for each second of processor time that the generating
// process spends. The bare loop keeps as many requests under way as there are
// virtual users, and does nothing with the answers. They come from an echo. The
// same loop with the generator's own bytes at the generator's own store is
// shown beside it: a slower peer wakes whoever asks it more often for as many
// answers. Then what the recorder holds after 10^8 samples, against before.

#include "bench/figure.hpp"
#include "bench/served.hpp"
#include "broker/frame.hpp"
#include "broker/keys.hpp"
#include "broker/network.hpp"
#include "client/ledger_operations.hpp"
#include "codec/bytes.hpp"
#include "domain/keys.hpp"
#include "domain/sample.hpp"
#include "metrics/clock.hpp"
#include "soak/load.hpp"
#include "soak/nightfloat_target.hpp"

#include <zmq.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace nightfloat;
using namespace std::chrono_literals;
using bench::need;
using bench::trouble;
using std::chrono::steady_clock;

namespace {

constexpr auto users = 64;
constexpr auto rounds = 5;
constexpr auto round_s = 1.0;
constexpr auto body_bytes = std::size_t{160};
constexpr auto samples = std::uint64_t{100'000'000};

double own_cpu_s() {
  auto used = rusage{};
  getrusage(RUSAGE_SELF, &used);
  auto s = [](const timeval& x) {
    return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
  };
  return s(used.ru_utime) + s(used.ru_stime);
}

double median(std::vector<double> all) {
  std::ranges::sort(all);
  return all[all.size() / 2];
}

[[noreturn]] void echo(const std::string& endpoint) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, ZMQ_ROUTER};
  socket.bind(endpoint);
  for (;;) {
    auto who = zmq::message_t{};
    auto body = zmq::message_t{};
    static_cast<void>(socket.recv(who));
    static_cast<void>(socket.recv(body));
    socket.send(who, zmq::send_flags::sndmore);
    socket.send(body, zmq::send_flags::none);
  }
}

class bare_loop {
public:
  /// Sends `frame` for every request; before, `hello` and waits for its answer.
  bare_loop(const std::string& endpoint, std::string frame,
            const std::string& hello = {})
    : frame_{std::move(frame)} {
    socket_.connect(endpoint);
    if (hello.empty())
      return;
    socket_.send(zmq::buffer(hello), zmq::send_flags::none);
    receive();
  }

  /// Requests a second of own processor time.
  double round() {
    auto cpu = own_cpu_s();
    auto until = steady_clock::now() + std::chrono::duration<double>{round_s};
    auto done = 0.0;
    for (auto i = 0; i != users; ++i)
      send();
    while (steady_clock::now() < until) {
      receive();
      ++done;
      send();
    }
    for (auto i = 0; i != users; ++i)
      receive();
    return (done + users) / (own_cpu_s() - cpu);
  }

private:
  void send() {
    socket_.send(zmq::buffer(frame_), zmq::send_flags::none);
  }

  void receive() {
    auto reply = zmq::message_t{};
    static_cast<void>(socket_.recv(reply));
  }

  zmq::context_t context_{1};
  zmq::socket_t socket_{context_, ZMQ_DEALER};
  std::string frame_;
};

/// What `our_round` asks, as it leaves a client.
double store_round(const std::string& runtime_dir) {
  auto network = config::network_options{};
  network.runtime_dir = runtime_dir;
  auto body = broker::hello_body{};
  body.role = "client";
  auto hello = broker::envelope{};
  hello.kind = broker::frame_kind::hello;
  hello.session = {broker::random_number(), broker::random_number()};
  hello.body = codec::encode(body);
  auto call = broker::envelope{};
  call.session = hello.session;
  call.operation = client::read_request::operation;
  call.programme = "bench";
  call.correlation = broker::random_number() >> 16;
  call.remaining_ms = 30'000;
  call.trace = client::make_trace();
  call.body = codec::encode(
    client::read_request{{std::string{domain::keys::roster_current}}});
  return bare_loop{broker::store_endpoint(network), broker::encode_frame(call),
                   broker::encode_frame(hello)}
    .round();
}

double our_round(soak::target& at) {
  auto x = soak::scenario{};
  x.name = "bench";
  x.flows.push_back({.name = "read", .weight = 1, .think = {}, .steps = {}});
  auto& one = x.flows[0].steps.emplace_back();
  one.operation = "roster.head";
  auto& rule = x.loads.emplace_back();
  rule.executor = "constant-vus";
  rule.vus = users;
  rule.duration_s = round_s;
  auto ready = need(soak::make_ready(x, at));
  auto load = soak::load{ready, at, metrics::system_clock(), 1};
  auto never = std::atomic<bool>{false};
  auto cpu = own_cpu_s();
  load.run(never, {});
  auto failed = ready.meters.find("operation_failed");
  if (failed->sum != 0 || failed->count == 0)
    throw trouble{"soak: reads failed"};
  return static_cast<double>(load.answered()) / (own_cpu_s() - cpu);
}

void generator() {
  auto place = bench::scratch{};
  auto endpoint = "ipc://" + place.path() + "/echo";
  // Before any thread of ours exists.
  auto child = fork();
  if (child == 0)
    echo(endpoint);
  {
    auto bare = bare_loop{endpoint, std::string(body_bytes, 'x')};
    auto cluster = bench::served{place.path() + "/cluster",
                                 need(domain::make_sample({.residents = 25})),
                                 {}};
    auto target = soak::make_nightfloat_target({&cluster.door()},
                                               {.programme = "bench"});
    auto ours = std::vector<double>{};
    auto theirs = std::vector<double>{};
    auto at_store = std::vector<double>{};
    for (auto i = 0; i != rounds; ++i) {
      theirs.push_back(bare.round());
      ours.push_back(our_round(*target));
      at_store.push_back(store_round(place.path() + "/cluster/run"));
    }
    bench::context("soak.requests_per_core", median(ours), "1/s");
    bench::context("soak.bare_requests_per_core", median(theirs), "1/s");
    bench::context("soak.bare_store_requests_per_core", median(at_store),
                   "1/s");
    bench::context("soak.bare_store_ratio", median(ours) / median(at_store),
                   "x");
    bench::figure({"soak.generator", median(ours) / median(theirs), "x",
                   bench::target::at_least, 0.5});
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

/// Without pages of files; exact, unlike /proc/self/statm, which lags.
double resident_kib() {
  auto in = std::ifstream{"/proc/self/smaps_rollup"};
  auto word = std::string{};
  auto kib = 0.0;
  while (in >> word)
    if (word == "Anonymous:")
      in >> kib;
  return kib;
}

void memory() {
  auto meters = soak::meter_table{};
  meters.declare("t", soak::metric_kind::trend);
  meters.declare("r", soak::metric_kind::rate);
  need(meters.sub_metric({"t", {{"flow", "a"}}}));
  auto trend = meters.slot_of("t", {{"flow", "a"}});
  auto rate = meters.slot_of("r", {});
  auto x = std::uint64_t{88172645463325252};
  auto record = [&](std::uint64_t times) {
    for (auto i = std::uint64_t{0}; i != times; ++i) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
      meters.record(trend, x % (std::uint64_t{1} << (x % 32)));
      meters.rate(rate, (x & 1) != 0);
    }
  };
  record(1'000'000);
  auto before = resident_kib();
  auto from = steady_clock::now();
  record(samples);
  auto took
    = std::chrono::duration<double, std::nano>(steady_clock::now() - from);
  bench::context("soak.record_ns", took.count() / static_cast<double>(samples),
                 "ns");
  bench::figure({"soak.memory", std::max(0.0, resident_kib() - before), "KiB",
                 bench::target::at_most, 64});
}

} // namespace

int main() {
  try {
    memory();
    generator();
  } catch (const trouble& x) {
    std::fprintf(stderr, "soak: %s\n", x.why.c_str());
    return 3;
  }
}
