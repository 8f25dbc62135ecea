// SPDX-License-Identifier: Apache-2.0
#pragma once

// Clients of a server that answers what it is asked, all on the calling
// thread. What they say lies in strings, whether it is text or not.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace nightfloat::bench {

/// What one client of it remembers between its steps.
struct text_client {
  int descriptor = -1;
  std::size_t step = 0;
  std::size_t cycle = 0;
  std::string received;
  /// The job in hand, as its server calls it.
  std::string job;
};

struct text_protocol {
  /// A connected socket. Throws `trouble`.
  std::function<int()> connect;
  /// The request of the step at which the client is: 0 submit, 1 claim, 2
  /// complete, where each has an answer.
  std::function<std::string(text_client&)> request;
  /// How many bytes of what was received are the reply to it; 0: not all has
  /// come. Throws `trouble` if it is none that was hoped for.
  std::function<std::size_t(text_client&)> reply;
  /// Of a cycle.
  std::size_t steps = 3;
};

/// Whole cycles a second. Throws `trouble`.
[[nodiscard]] double text_cycles(const text_protocol& x, std::size_t clients,
                                 std::chrono::milliseconds time);

/// Sends all of `text`. Throws `trouble`.
void send_all(int descriptor, std::string_view text);

/// Connects to a port of this machine, or to a socket file. Throws `trouble`;
/// tries for half a minute, since the server may just be starting.
[[nodiscard]] int connect_to_port(std::uint16_t port);
[[nodiscard]] int connect_to_file(const std::string& path);

} // namespace nightfloat::bench
