// SPDX-License-Identifier: Apache-2.0
#pragma once

// Stream sockets of the proxy: `unix:PATH` and `tcp:HOST:PORT`, never blocking.

#include "domain/error.hpp"

#include <string>
#include <utility>

namespace nightfloat::chaos {

/// Owns a descriptor; -1: none.
class descriptor {
public:
  descriptor() = default;

  explicit descriptor(int fd) noexcept : fd_(fd) {
    // Owns it.
  }

  descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {
    // The other owns nothing now.
  }

  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  ~descriptor() {
    reset();
  }

  void reset() noexcept;

  [[nodiscard]] int get() const noexcept {
    return fd_;
  }

  explicit operator bool() const noexcept {
    return fd_ >= 0;
  }

private:
  int fd_ = -1;
};

struct listening {
  descriptor socket;
  /// Where it listens, with the port that a 0 became.
  std::string address;
};

/// Listens; a unix socket gets mode 0600, and what lies at its path goes.
/// Fails with `configuration` for another form of address, `io_failed` else.
[[nodiscard]] result<listening> listen_at(const std::string& address);

/// Begins to connect; over tcp it may still be under way. Fails with
/// `unavailable` where nobody listens.
[[nodiscard]] result<descriptor> connect_to(const std::string& address);

/// One connection that waits, or none.
[[nodiscard]] descriptor accept_from(const descriptor& listener);

/// Makes that closing the socket cuts the connection instead of ending it.
void cut_on_close(const descriptor& x) noexcept;

} // namespace nightfloat::chaos
