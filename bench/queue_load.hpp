// SPDX-License-Identifier: Apache-2.0
#pragma once

// Clients of a task queue, each behind a connection of its own: submit,
// claim, complete, over and over. All of them run on one I/O thread.

#include "client/connection.hpp"
#include "config/node.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::bench {

class queue_load {
public:
  /// Opens `clients` connections to the store. Throws `trouble`.
  queue_load(const config::network_options& network, std::size_t clients);
  ~queue_load();
  queue_load(const queue_load&) = delete;
  queue_load& operator=(const queue_load&) = delete;

  /// Whole cycles a second, each client beginning its next as it ends one.
  /// Throws `trouble` if any step fails.
  [[nodiscard]] double cycles(std::chrono::milliseconds time);

  /// Microseconds of each operation while `rate` cycles a second begin on
  /// time, however late the others are. A submission counts from when it was
  /// due. Throws `trouble`.
  [[nodiscard]] std::vector<double> latencies(double rate,
                                              std::chrono::milliseconds time);

  struct claims {
    /// Microseconds of the first and of the last thousand.
    std::vector<double> first;
    std::vector<double> last;
  };

  /// Cycles until `count` are done. Throws `trouble`.
  [[nodiscard]] claims long_run(std::size_t count);

private:
  class cycler;

  void wait_idle();

  std::vector<std::unique_ptr<cycler>> clients_;
};

} // namespace nightfloat::bench
