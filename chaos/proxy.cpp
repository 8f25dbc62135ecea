// SPDX-License-Identifier: Apache-2.0
#include "chaos/proxy.hpp"

#include "chaos/proxy_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <list>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace nightfloat::chaos {

namespace {

using time_point = proxy_flow::time_point;

constexpr auto idle = std::chrono::milliseconds{500};

/// One direction of a connection.
struct half {
  half(std::uint64_t seed, flow_counts& counts) : flow(seed, counts) {
    // nop
  }

  proxy_flow flow;
  bool source_ended = false;
  /// Its target hears nothing any more: what comes is thrown away.
  bool broken = false;
  bool target_full = false;
  bool done = false;
};

struct connection_pair {
  connection_pair(descriptor c, descriptor s, std::uint64_t seed,
                  std::array<flow_counts, 2>& counts)
    : client(std::move(c)), server(std::move(s)), out(seed, counts[0]),
      in(seed + 1, counts[1]) {
    // nop
  }

  descriptor client;
  descriptor server;
  half out;
  half in;
};

struct link_state {
  proxy_link what;
  descriptor listener;
  std::array<impairment, 2> how;
  std::array<flow_counts, 2> counts;
  std::list<connection_pair> pairs;
};

void read_into(half& x, const descriptor& from, time_point now,
               const impairment& how) {
  auto buffer = std::array<char, 65'536>{};
  while (!x.source_ended && !x.flow.is_full()) {
    auto n = recv(from.get(), buffer.data(), buffer.size(), 0);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && (errno == EAGAIN || errno == ENOTCONN))
      return;
    if (n <= 0) {
      x.source_ended = true;
      x.flow.end(now, how);
      return;
    }
    if (!x.broken)
      x.flow.put({buffer.data(), static_cast<std::size_t>(n)}, now, how);
  }
}

void write_out(half& x, const descriptor& to, time_point now,
               const impairment& how) {
  x.target_full = false;
  while (!x.broken && !x.done) {
    auto bytes = x.flow.ready(now, how);
    if (bytes.empty())
      break;
    auto n = send(to.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && (errno == EAGAIN || errno == ENOTCONN)) {
      x.target_full = true;
      return;
    }
    if (n < 0)
      x.broken = true;
    else
      x.flow.sent(static_cast<std::size_t>(n));
  }
  if (x.done || !(x.broken ? x.source_ended : x.flow.ended(now, how)))
    return;
  x.done = true;
  shutdown(to.get(), SHUT_WR);
}

short events_of(const half& reads, const half& writes) {
  auto x = 0;
  if (!reads.source_ended && !reads.flow.is_full())
    x |= POLLIN;
  if (writes.target_full)
    x |= POLLOUT;
  return static_cast<short>(x);
}

flow_counts sum(const flow_counts& a, const flow_counts& b) {
  return {a.passed + b.passed,       a.delayed + b.delayed,
          a.lost + b.lost,           a.duplicated + b.duplicated,
          a.reordered + b.reordered, a.held + b.held,
          a.throttled + b.throttled, a.cut + b.cut};
}

} // namespace

struct proxy::core {
  mutable std::mutex mutex;
  std::list<link_state> links;
  std::uint64_t seed = 1;
  descriptor wake;
  bool stop = false;
  std::thread thread;

  link_state& find(std::string_view name) {
    auto i = std::ranges::find_if(
      links, [&](const auto& x) { return x.what.name == name; });
    NIGHTFLOAT_EXPECT(i != links.end());
    return *i;
  }

  void knock() const {
    auto one = std::uint64_t{1};
    [[maybe_unused]] auto n = write(wake.get(), &one, sizeof one);
  }

  void accept_all(link_state& link) {
    while (auto client = accept_from(link.listener)) {
      auto server = connect_to(link.what.to);
      // Nobody there: so the client learns it, by a connection that ends.
      if (!server)
        continue;
      seed += 2;
      link.pairs.emplace_back(std::move(client), std::move(*server), seed,
                              link.counts);
    }
  }

  void turn(link_state& link, time_point now) {
    accept_all(link);
    for (auto i = link.pairs.begin(); i != link.pairs.end();) {
      auto& x = *i;
      read_into(x.out, x.client, now, link.how[0]);
      read_into(x.in, x.server, now, link.how[1]);
      write_out(x.out, x.server, now, link.how[0]);
      write_out(x.in, x.client, now, link.how[1]);
      i = x.out.done && x.in.done ? link.pairs.erase(i) : std::next(i);
    }
  }

  // One turn of everything; returns what to wait for, and how long.
  time_point turn(std::vector<pollfd>& waits) {
    auto guard = std::lock_guard{mutex};
    auto now = std::chrono::steady_clock::now();
    auto until = now + idle;
    waits.assign(1, {wake.get(), POLLIN, 0});
    auto earlier = [&](const half& x, const impairment& how) {
      if (x.target_full || x.broken || x.done)
        return;
      if (auto next = x.flow.next(now, how))
        until = std::min(until, *next);
    };
    for (auto& link : links) {
      turn(link, now);
      waits.push_back({link.listener.get(), POLLIN, 0});
      for (const auto& x : link.pairs) {
        if (auto events = events_of(x.out, x.in); events != 0)
          waits.push_back({x.client.get(), events, 0});
        if (auto events = events_of(x.in, x.out); events != 0)
          waits.push_back({x.server.get(), events, 0});
        earlier(x.out, link.how[0]);
        earlier(x.in, link.how[1]);
      }
    }
    return until;
  }

  void run() {
    auto waits = std::vector<pollfd>{};
    for (;;) {
      auto until = turn(waits);
      auto rest = std::max<std::chrono::nanoseconds>(
        until - std::chrono::steady_clock::now(), std::chrono::nanoseconds{0});
      auto limit = timespec{rest.count() / 1'000'000'000,
                            rest.count() % 1'000'000'000};
      ppoll(waits.data(), waits.size(), &limit, nullptr);
      auto knocks = std::uint64_t{};
      [[maybe_unused]] auto n = read(wake.get(), &knocks, sizeof knocks);
      auto guard = std::lock_guard{mutex};
      if (stop)
        return;
    }
  }
};

proxy::proxy(std::unique_ptr<core> x) : core_(std::move(x)) {
  core_->thread = std::thread{[c = core_.get()] {
    c->run();
  }};
}

result<std::unique_ptr<proxy>> proxy::open(std::vector<proxy_link> links,
                                           std::uint64_t seed) {
  auto x = std::make_unique<core>();
  x->seed = seed;
  x->wake = descriptor{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  if (!x->wake)
    return failure{ec::io_failed, "proxy: no descriptor"};
  for (auto& link : links) {
    auto made = listen_at(link.listen);
    if (!made)
      return made.error();
    auto& state = x->links.emplace_back();
    state.what = std::move(link);
    state.what.listen = std::move(made->address);
    state.listener = std::move(made->socket);
  }
  return std::unique_ptr<proxy>{new proxy{std::move(x)}};
}

proxy::~proxy() {
  {
    auto guard = std::lock_guard{core_->mutex};
    core_->stop = true;
  }
  core_->knock();
  core_->thread.join();
  for (const auto& link : core_->links)
    if (link.what.listen.starts_with("unix:"))
      unlink(link.what.listen.c_str() + 5);
}

void proxy::impair(std::string_view link, link_way way, const impairment& how) {
  auto guard = std::lock_guard{core_->mutex};
  auto& x = core_->find(link);
  if (way != link_way::in)
    x.how[0] = how;
  if (way != link_way::out)
    x.how[1] = how;
  core_->knock();
}

std::size_t proxy::cut(std::string_view link) {
  auto guard = std::lock_guard{core_->mutex};
  auto& x = core_->find(link);
  auto result = x.pairs.size();
  for (auto& pair : x.pairs) {
    cut_on_close(pair.client);
    cut_on_close(pair.server);
    ++x.counts[0].cut;
  }
  x.pairs.clear();
  core_->knock();
  return result;
}

flow_counts proxy::counts(std::string_view link, link_way way) const {
  auto guard = std::lock_guard{core_->mutex};
  const auto& x = core_->find(link).counts;
  if (way == link_way::both)
    return sum(x[0], x[1]);
  return x[way == link_way::out ? 0 : 1];
}

bool proxy::has(std::string_view link) const {
  auto guard = std::lock_guard{core_->mutex};
  return std::ranges::any_of(
    core_->links, [&](const auto& x) { return x.what.name == link; });
}

std::string proxy::address(std::string_view link) const {
  auto guard = std::lock_guard{core_->mutex};
  return core_->find(link).what.listen;
}

} // namespace nightfloat::chaos
