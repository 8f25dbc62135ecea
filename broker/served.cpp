// SPDX-License-Identifier: Apache-2.0
#include "broker/served.hpp"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace nightfloat::broker {

bool is_served(const std::string& endpoint) {
  constexpr auto ipc = std::string_view{"ipc://"};
  if (!endpoint.starts_with(ipc))
    return false;
  auto path = endpoint.substr(ipc.size());
  auto address = sockaddr_un{};
  if (path.size() >= sizeof address.sun_path)
    return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  auto probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0)
    return false;
  auto there = ::connect(probe, reinterpret_cast<const sockaddr*>(&address),
                         sizeof address)
                 == 0
               || errno == EAGAIN;
  ::close(probe);
  return there;
}

} // namespace nightfloat::broker
