// SPDX-License-Identifier: Apache-2.0
// One call from client to broker to worker and back, against a bare ZeroMQ hop
// of the same shape (DEALER, ROUTER, DEALER, three processes, ipc) in the same
// run, the two interleaved.
//
// The call is `swap.find` in a programme without a roster: it passes envelope,
// credit, dispatch, the worker's actors and its programme cache, and then has
// nothing to compute. It reads at the version that its session has seen, as
// clients do; one that wants the newest (version 0) costs the worker a hop to
// the store and back on top, shown as `call.newest_*`.

#include "bench/figure.hpp"
#include "bench/served.hpp"
#include "domain/sample.hpp"

#include <zmq.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace nightfloat;
using namespace std::chrono_literals;
using bench::need;
using bench::trouble;
using std::chrono::steady_clock;

namespace {

constexpr auto rounds = 20;
constexpr auto calls = 250;
constexpr auto body_bytes = std::size_t{256};

// -- the bare hop -------------------------------------------------------------

/// Frames between two ROUTERs: what a broker does at the least.
[[noreturn]] void route(const std::string& front, const std::string& back) {
  auto context = zmq::context_t{1};
  auto clients = zmq::socket_t{context, ZMQ_ROUTER};
  auto workers = zmq::socket_t{context, ZMQ_ROUTER};
  clients.bind(front);
  workers.bind(back);
  auto worker = zmq::message_t{};
  auto hello = zmq::message_t{};
  static_cast<void>(workers.recv(worker));
  static_cast<void>(workers.recv(hello));
  for (;;) {
    auto ends = std::array{zmq::pollitem_t{clients, 0, ZMQ_POLLIN, 0},
                           zmq::pollitem_t{workers, 0, ZMQ_POLLIN, 0}};
    zmq::poll(ends.data(), ends.size(), -1ms);
    auto id = zmq::message_t{};
    auto client = zmq::message_t{};
    auto body = zmq::message_t{};
    if ((ends[0].revents & ZMQ_POLLIN) != 0) {
      static_cast<void>(clients.recv(client));
      static_cast<void>(clients.recv(body));
      id.copy(worker);
      workers.send(id, zmq::send_flags::sndmore);
      workers.send(client, zmq::send_flags::sndmore);
      workers.send(body, zmq::send_flags::none);
    }
    if ((ends[1].revents & ZMQ_POLLIN) != 0) {
      static_cast<void>(workers.recv(id));
      static_cast<void>(workers.recv(client));
      static_cast<void>(workers.recv(body));
      clients.send(client, zmq::send_flags::sndmore);
      clients.send(body, zmq::send_flags::none);
    }
  }
}

[[noreturn]] void echo(const std::string& back) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, ZMQ_DEALER};
  socket.connect(back);
  socket.send(zmq::str_buffer("hello"), zmq::send_flags::none);
  for (;;) {
    auto client = zmq::message_t{};
    auto body = zmq::message_t{};
    static_cast<void>(socket.recv(client));
    static_cast<void>(socket.recv(body));
    socket.send(client, zmq::send_flags::sndmore);
    socket.send(body, zmq::send_flags::none);
  }
}

/// A process that ends with this one at the latest.
class child {
public:
  explicit child(const std::function<void()>& run) : pid_{fork()} {
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      run();
      _exit(0);
    }
  }

  child(const child&) = delete;
  child& operator=(const child&) = delete;

  ~child() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

private:
  pid_t pid_;
};

class bare_client {
public:
  explicit bare_client(const std::string& front) {
    socket_.connect(front);
  }

  void call() {
    socket_.send(zmq::buffer(body_), zmq::send_flags::none);
    auto reply = zmq::message_t{};
    static_cast<void>(socket_.recv(reply));
  }

private:
  zmq::context_t context_{1};
  zmq::socket_t socket_{context_, ZMQ_DEALER};
  std::string body_ = std::string(body_bytes, 'x');
};

// -- ours ---------------------------------------------------------------------

/// Of a small programme.
class our_client {
public:
  explicit our_client(const std::string& dir)
    : cluster_{dir, need(domain::make_sample({.residents = 25})), {}} {
    call();
  }

  void call() {
    call(cluster_.version());
  }

  /// Version 0: the newest.
  void call(std::uint64_t at_least) {
    auto said = cluster_.door().call(
      client::swap_find_request{.owner = {1}, .shift = {1}},
      {.programme = "bench", .timeout = 10s, .at_least = at_least});
    if (said || said.error().code != ec::refused)
      throw trouble{"swap.find: " + (said ? "found" : said.error().detail)};
  }

private:
  bench::served cluster_;
};

// -- the figures --------------------------------------------------------------

template <class Call>
void measure(std::vector<double>& to, Call&& call) {
  for (auto i = 0; i < calls; ++i) {
    auto from = steady_clock::now();
    call();
    to.push_back(
      std::chrono::duration<double, std::micro>(steady_clock::now() - from)
        .count());
  }
}

double quantile(std::vector<double>& all, double q) {
  auto at = static_cast<std::size_t>(q * static_cast<double>(all.size()));
  std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(at));
  return all[at];
}

void run() {
  auto place = bench::scratch{};
  auto front = "ipc://" + place.path() + "/front";
  auto back = "ipc://" + place.path() + "/back";
  // Before any thread of ours exists.
  auto router = child{[&] {
    route(front, back);
  }};
  auto worker = child{[&] {
    echo(back);
  }};
  auto bare = bare_client{front};
  auto ours = our_client{place.path() + "/cluster"};
  auto bare_us = std::vector<double>{};
  auto ours_us = std::vector<double>{};
  auto newest_us = std::vector<double>{};
  bare.call();
  for (auto i = 0; i < rounds; ++i) {
    measure(bare_us, [&] { bare.call(); });
    measure(ours_us, [&] { ours.call(); });
    measure(newest_us, [&] { ours.call(0); });
  }
  for (auto [name, q, bound] :
       {std::tuple{"p50", 0.5, 1.6}, std::tuple{"p99", 0.99, 2.5}}) {
    auto a = quantile(ours_us, q);
    auto b = quantile(bare_us, q);
    bench::context(std::string{"call."} + name, a, "us");
    bench::context(std::string{"call.bare_"} + name, b, "us");
    bench::context(std::string{"call.newest_"} + name, quantile(newest_us, q),
                   "us");
    bench::figure({std::string{"call."} + name + "_ratio", a / b, "x",
                   bench::target::at_most, bound});
  }
}

} // namespace

int main() {
  try {
    run();
  } catch (const trouble& x) {
    std::fprintf(stderr, "call: %s\n", x.why.c_str());
    return 3;
  }
}
