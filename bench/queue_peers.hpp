// SPDX-License-Identifier: Apache-2.0
#pragma once

// Other queues that sync before they answer, in the same cycle of submit,
// claim and complete: beanstalkd -f0, Redis (AOF always, a reliable list),
// RabbitMQ (a quorum queue, with confirms) and PostgreSQL (SKIP LOCKED). Each
// runs on a directory of its own, reached only from this machine, and ends
// with its object.

#include "bench/parts.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::bench {

class queue_peer {
public:
  virtual ~queue_peer() = default;

  [[nodiscard]] virtual const std::string& name() const = 0;

  /// Whole cycles a second of so many clients. Throws `trouble`.
  [[nodiscard]] virtual double
  cycles(std::size_t clients, std::chrono::milliseconds time)
    = 0;
};

/// Those that are installed, started. Says on stderr which are not. Throws
/// `trouble` if one that is installed does not start.
[[nodiscard]] std::vector<std::unique_ptr<queue_peer>>
start_queue_peers(const std::string& dir);

} // namespace nightfloat::bench
