// SPDX-License-Identifier: Apache-2.0
#include "bench/text_peer.hpp"

#include "bench/served.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <semaphore>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace nightfloat::bench {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class clients {
public:
  clients(const text_protocol& x, std::size_t count) : protocol_{x} {
    for (auto i = std::size_t{0}; i < count; ++i)
      all_.push_back({.descriptor = x.connect()});
    for (const auto& one : all_)
      polled_.push_back({.fd = one.descriptor, .events = POLLIN, .revents = 0});
  }

  ~clients() {
    for (const auto& x : all_)
      ::close(x.descriptor);
  }

  clients(const clients&) = delete;
  clients& operator=(const clients&) = delete;

  /// Returns the cycles done by `end`.
  std::size_t run(steady_clock::time_point end) {
    for (auto& x : all_)
      ask(x);
    auto done = std::size_t{0};
    while (steady_clock::now() < end) {
      if (::poll(polled_.data(), polled_.size(), 5'000) <= 0)
        throw trouble{"peer: silent for five seconds"};
      for (auto i = std::size_t{0}; i < all_.size(); ++i)
        if (polled_[i].revents != 0)
          done += hear(all_[i]);
    }
    return done;
  }

private:
  void ask(text_client& x) {
    send_all(x.descriptor, protocol_.request(x));
  }

  /// 1 if a cycle ended.
  std::size_t hear(text_client& x) {
    char room[4'096];
    auto n = ::recv(x.descriptor, room, sizeof room, 0);
    if (n <= 0)
      throw trouble{"peer: it hung up"};
    x.received.append(room, static_cast<std::size_t>(n));
    auto taken = protocol_.reply(x);
    if (taken == 0)
      return 0;
    x.received.erase(0, taken);
    x.step = (x.step + 1) % protocol_.steps;
    x.cycle += x.step == 0 ? 1 : 0;
    ask(x);
    return x.step == 0 ? 1 : 0;
  }

  const text_protocol& protocol_;
  std::vector<text_client> all_;
  std::vector<pollfd> polled_;
};

template <class Address>
int connect_to(int family, const Address& address, const std::string& where) {
  auto never = std::binary_semaphore{0};
  for (auto i = 0; i < 600; ++i) {
    auto x = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (x >= 0
        && ::connect(x, reinterpret_cast<const sockaddr*>(&address),
                     sizeof address)
             == 0)
      return x;
    ::close(x);
    static_cast<void>(never.try_acquire_for(50ms));
  }
  throw trouble{"peer: nobody listens at " + where};
}

} // namespace

double text_cycles(const text_protocol& x, std::size_t count,
                   std::chrono::milliseconds time) {
  auto all = clients{x, count};
  auto from = steady_clock::now();
  auto done = all.run(from + time);
  auto spent = std::chrono::duration<double>(steady_clock::now() - from);
  return static_cast<double>(done) / spent.count();
}

void send_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto n = ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
    if (n <= 0)
      throw trouble{"peer: cannot be written to"};
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

int connect_to_port(std::uint16_t port) {
  auto x = sockaddr_in{};
  x.sin_family = AF_INET;
  x.sin_port = htons(port);
  x.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto made = connect_to(AF_INET, x, "port " + std::to_string(port));
  auto one = 1;
  static_cast<void>(
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one));
  return made;
}

int connect_to_file(const std::string& path) {
  auto x = sockaddr_un{};
  x.sun_family = AF_UNIX;
  if (path.size() >= sizeof x.sun_path)
    throw trouble{"peer: the path of a socket is too long (" + path + ")"};
  std::memcpy(x.sun_path, path.data(), path.size());
  return connect_to(AF_UNIX, x, path);
}

} // namespace nightfloat::bench
