// SPDX-License-Identifier: Apache-2.0
#include "chaos/proxy_socket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace nightfloat::chaos {

namespace {

constexpr int socket_flags = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

/// An address as the kernel wants it.
struct kernel_address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const noexcept {
    return reinterpret_cast<const sockaddr*>(&storage);
  }
};

failure refused(const std::string& address, const char* what, ec code) {
  return {code, "proxy: " + address + ": " + what + " (" + std::strerror(errno)
                  + ")"};
}

std::optional<kernel_address> unix_address(const std::string& path) {
  auto to = sockaddr_un{};
  if (path.empty() || path.size() >= sizeof to.sun_path)
    return std::nullopt;
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, path.data(), path.size());
  auto x = kernel_address{};
  std::memcpy(&x.storage, &to, sizeof to);
  x.size = sizeof to;
  return x;
}

std::optional<kernel_address> tcp_address(const std::string& text) {
  auto colon = text.rfind(':');
  if (colon == std::string::npos)
    return std::nullopt;
  auto to = sockaddr_in{};
  to.sin_family = AF_INET;
  auto port = std::strtoul(text.c_str() + colon + 1, nullptr, 10);
  auto host = text.substr(0, colon);
  if (port > 65'535 || inet_pton(AF_INET, host.c_str(), &to.sin_addr) != 1)
    return std::nullopt;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  auto x = kernel_address{};
  std::memcpy(&x.storage, &to, sizeof to);
  x.size = sizeof to;
  return x;
}

result<kernel_address> parse(const std::string& address) {
  auto found = std::optional<kernel_address>{};
  if (address.starts_with("unix:"))
    found = unix_address(address.substr(5));
  else if (address.starts_with("tcp:"))
    found = tcp_address(address.substr(4));
  if (found)
    return *found;
  return failure{ec::configuration,
                 "proxy: " + address
                   + ": is no address, write unix:PATH (up to 107 bytes) or "
                     "tcp:A.B.C.D:PORT"};
}

std::string with_port(const descriptor& socket, const std::string& address) {
  auto bound = sockaddr_in{};
  auto size = socklen_t{sizeof bound};
  if (!address.starts_with("tcp:")
      || getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &size)
           != 0)
    return address;
  return address.substr(0, address.rfind(':') + 1)
         + std::to_string(ntohs(bound.sin_port));
}

} // namespace

void descriptor::reset() noexcept {
  if (fd_ >= 0)
    close(fd_);
  fd_ = -1;
}

result<listening> listen_at(const std::string& address) {
  auto to = parse(address);
  if (!to)
    return to.error();
  auto x = descriptor{socket(to->storage.ss_family, socket_flags, 0)};
  if (!x)
    return refused(address, "no socket", ec::io_failed);
  auto path = address.substr(5);
  auto is_unix = to->storage.ss_family == AF_UNIX;
  auto on = 1;
  if (is_unix)
    unlink(path.c_str());
  else
    setsockopt(x.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(x.get(), to->get(), to->size) != 0
      || (is_unix && chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0)
      || listen(x.get(), SOMAXCONN) != 0)
    return refused(address, "cannot listen", ec::io_failed);
  auto bound = with_port(x, address);
  return listening{std::move(x), std::move(bound)};
}

result<descriptor> connect_to(const std::string& address) {
  auto to = parse(address);
  if (!to)
    return to.error();
  auto x = descriptor{socket(to->storage.ss_family, socket_flags, 0)};
  if (!x)
    return refused(address, "no socket", ec::io_failed);
  if (connect(x.get(), to->get(), to->size) != 0 && errno != EINPROGRESS)
    return refused(address, "nobody listens", ec::unavailable);
  auto on = 1;
  if (to->storage.ss_family == AF_INET)
    setsockopt(x.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return x;
}

descriptor accept_from(const descriptor& listener) {
  auto x = descriptor{
    accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  auto on = 1;
  if (x) // Refused by a unix socket, where there is nothing to hold back.
    setsockopt(x.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return x;
}

void cut_on_close(const descriptor& x) noexcept {
  auto now = linger{1, 0};
  setsockopt(x.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

} // namespace nightfloat::chaos
