// SPDX-License-Identifier: Apache-2.0
#include "broker/lifeline.hpp"

#include "broker/log.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace nightfloat::broker {

namespace {

/// Beside tcp the connection is made on the I/O thread; a peer in the same
/// rack answers in well under that, and a later WELCOME tries again.
constexpr int connect_ms = 200;

struct parsed {
  std::string path;
  std::string host;
  std::string port;
};

failure wrong_address(const std::string& address, const std::string& what) {
  return {ec::configuration, "network.lifeline: " + address + ": " + what};
}

failure refused(const std::string& address, const char* what,
                const char* remedy) {
  return {ec::io_failed, "lifeline: " + address + ": " + what + " ("
                           + std::strerror(errno) + "), " + remedy};
}

result<parsed> parse(const std::string& address) {
  if (address.starts_with("unix:")) {
    auto path = address.substr(5);
    if (path.empty() || path.size() > 107)
      return wrong_address(address, "not a socket path of 1 to 107 bytes, set "
                                    "another");
    return parsed{.path = std::move(path), .host = {}, .port = {}};
  }
  auto colon = address.rfind(':');
  if (!address.starts_with("tcp:") || colon <= 4 || colon + 1 >= address.size())
    return wrong_address(address, "write unix:PATH or tcp:HOST:PORT");
  return parsed{.path = {},
                .host = address.substr(4, colon - 4),
                .port = address.substr(colon + 1)};
}

/// Whoever asks again at once is told the same.
bool is_exhausted(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM
         || error == ENOBUFS;
}

sockaddr_un unix_address(const std::string& path) {
  auto x = sockaddr_un{};
  x.sun_family = AF_UNIX;
  std::memcpy(x.sun_path, path.data(), path.size());
  return x;
}

struct address_list {
  addrinfo* first = nullptr;

  address_list(const std::string& host, const std::string& port) {
    auto hints = addrinfo{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &first) != 0)
      first = nullptr;
  }

  address_list(const address_list&) = delete;
  address_list& operator=(const address_list&) = delete;

  ~address_list() {
    if (first != nullptr)
      ::freeaddrinfo(first);
  }
};

/// A host that is lost sends no end of file; probes find it in four seconds.
void probe_often(int descriptor) {
  auto set = [&](int level, int name, int value) {
    ::setsockopt(descriptor, level, name, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 1);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 1);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

bool connect_within(int descriptor, const sockaddr* to, socklen_t size) {
  if (::connect(descriptor, to, size) == 0)
    return true;
  if (errno != EINPROGRESS)
    return false;
  auto wait = pollfd{descriptor, POLLOUT, 0};
  auto error = 0;
  auto length = socklen_t{sizeof error};
  return ::poll(&wait, 1, connect_ms) == 1
         && ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0
         && error == 0;
}

int connect_to(const parsed& where) {
  if (!where.path.empty()) {
    auto address = unix_address(where.path);
    auto x = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (x >= 0
        && connect_within(x, reinterpret_cast<const sockaddr*>(&address),
                          sizeof address))
      return x;
    if (x >= 0)
      ::close(x);
    return -1;
  }
  auto found = address_list{where.host, where.port};
  for (auto* i = found.first; i != nullptr; i = i->ai_next) {
    auto x = ::socket(i->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                      0);
    if (x >= 0 && connect_within(x, i->ai_addr, i->ai_addrlen))
      return x;
    if (x >= 0)
      ::close(x);
  }
  return -1;
}

} // namespace

// -- the store's end ----------------------------------------------------------

lifeline_listener::lifeline_listener(zmq_loop& loop, redeem_nonce redeem,
                                     session_ended ended)
  : loop_(loop), redeem_(std::move(redeem)), ended_(std::move(ended)) {
}

lifeline_listener::~lifeline_listener() {
  for (auto& [descriptor, x] : streams_)
    ::close(descriptor);
  if (listener_ >= 0)
    ::close(listener_);
  if (!path_.empty())
    ::unlink(path_.c_str());
}

result<std::unique_ptr<lifeline_listener>>
lifeline_listener::open(zmq_loop& loop, const std::string& address,
                        redeem_nonce redeem, session_ended ended) {
  auto where = parse(address);
  if (!where)
    return where.error();
  auto x = std::unique_ptr<lifeline_listener>{
    new lifeline_listener{loop, std::move(redeem), std::move(ended)}};
  auto ok = where->path.empty() ? x->listen_tcp(where->host, where->port)
                                : x->listen_unix(where->path);
  if (!ok)
    return ok.error();
  x->watch_listener();
  return x;
}

result<void> lifeline_listener::listen_unix(const std::string& path) {
  address_ = "unix:" + path;
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0)
    return refused(address_, "no socket", "raise the limit of descriptors");
  // What lies there is of a store that is gone: ours has the endpoint.
  ::unlink(path.c_str());
  auto address = unix_address(path);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address),
             sizeof address)
      != 0)
    return refused(address_, "cannot be bound",
                   "set network.lifeline to a path that we may write");
  path_ = path;
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0
      || ::listen(listener_, SOMAXCONN) != 0)
    return refused(address_, "cannot listen",
                   "set network.lifeline to a path that we may write");
  return {};
}

result<void> lifeline_listener::listen_tcp(const std::string& host,
                                           const std::string& port) {
  address_ = "tcp:" + host + ":" + port;
  auto found = address_list{host, port == "*" ? "0" : port};
  if (found.first == nullptr)
    return wrong_address(address_, "host is not known, name one of ours");
  const auto& to = *found.first;
  listener_ = ::socket(to.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                       0);
  auto on = 1;
  if (listener_ < 0
      || ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
      || ::bind(listener_, to.ai_addr, to.ai_addrlen) != 0
      || ::listen(listener_, SOMAXCONN) != 0)
    return refused(address_, "cannot listen",
                   "set network.lifeline to a free port of this host");
  auto bound = sockaddr_storage{};
  auto size = socklen_t{sizeof bound};
  char name[NI_MAXSERV] = {};
  auto* raw = reinterpret_cast<sockaddr*>(&bound);
  if (::getsockname(listener_, raw, &size) != 0
      || ::getnameinfo(raw, size, nullptr, 0, name, sizeof name, NI_NUMERICSERV)
           != 0)
    return refused(address_, "has no port",
                   "set network.lifeline to tcp:HOST:PORT");
  address_ = "tcp:" + host + ":" + name;
  return {};
}

bool lifeline_listener::is_ours(int descriptor) const {
  if (path_.empty())
    return true; // Over tcp the nonce, given over CURVE, says who it is.
  auto peer = ucred{};
  auto size = socklen_t{sizeof peer};
  return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
         && (peer.uid == ::geteuid() || peer.uid == 0);
}

void lifeline_listener::watch_listener() {
  loop_.watch(listener_, [this] { on_accept(); });
}

void lifeline_listener::on_accept() {
  while (accept_one()) {
  }
}

/// Who waits keeps the listener readable: the loop would come back at once.
void lifeline_listener::rest(int error) {
  loop_.unwatch(listener_);
  loop_.after(accept_again, [this] { watch_listener(); });
  if (!std::exchange(rested_, true))
    logger().warn("lifeline accepts nobody for now: address={} reason=\"{}\", "
                  "raise the limit of descriptors",
                  address_, std::strerror(error));
}

bool lifeline_listener::accept_one() {
  auto x = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (x < 0) {
    if (is_exhausted(errno))
      rest(errno);
    else
      rested_ = false;
    return false;
  }
  if (!is_ours(x) || streams_.size() >= streams_max) {
    ::close(x);
    return true;
  }
  if (path_.empty())
    probe_often(x);
  auto number = ++number_last_;
  streams_[x] = {.nonce = {}, .who = {}, .number = number};
  loop_.watch(x, [this, x] { on_readable(x); });
  loop_.after(nonce_within, [this, x, number] {
    auto late = streams_.find(x);
    if (late != streams_.end() && late->second.number == number
        && !late->second.who)
      drop(x);
  });
  return true;
}

void lifeline_listener::on_readable(int descriptor) {
  auto& x = streams_.find(descriptor)->second;
  char bytes[64];
  auto n = ::recv(descriptor, bytes, sizeof bytes, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0 || x.who) {
    // End of file; or it speaks on though it has nothing to say.
    auto who = x.who;
    drop(descriptor);
    if (who)
      ended_(*who);
    return;
  }
  x.nonce.append(bytes, static_cast<std::size_t>(n));
  if (x.nonce.size() < nonce_bytes)
    return;
  x.who = x.nonce.size() == nonce_bytes ? redeem_(x.nonce) : std::nullopt;
  x.nonce.clear();
  if (!x.who)
    drop(descriptor);
}

void lifeline_listener::drop(int descriptor) {
  loop_.unwatch(descriptor);
  streams_.erase(descriptor);
  ::close(descriptor);
}

void lifeline_listener::close(domain::session_id who) {
  for (auto i = streams_.begin(); i != streams_.end();) {
    auto descriptor = i->first;
    auto of_it = i->second.who == who;
    ++i;
    if (of_it)
      drop(descriptor);
  }
}

// -- the worker's end ---------------------------------------------------------

result<lifeline_stream> lifeline_stream::open(const std::string& address,
                                              const std::string& nonce) {
  auto where = parse(address);
  if (!where)
    return where.error();
  auto x = lifeline_stream{connect_to(*where)};
  if (x.descriptor_ < 0)
    return failure{ec::unavailable,
                   "lifeline: " + address + ": nobody listens there ("
                     + std::strerror(errno) + "), the store may be restarting"};
  auto n = ::send(x.descriptor_, nonce.data(), nonce.size(), MSG_NOSIGNAL);
  if (n != static_cast<ssize_t>(nonce.size()))
    return failure{ec::unavailable,
                   "lifeline: " + address
                     + ": closed at once, the store may be restarting"};
  return x;
}

lifeline_stream::lifeline_stream(lifeline_stream&& other) noexcept
  : descriptor_(std::exchange(other.descriptor_, -1)) {
}

lifeline_stream& lifeline_stream::operator=(lifeline_stream&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

lifeline_stream::~lifeline_stream() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

} // namespace nightfloat::broker
