// SPDX-License-Identifier: Apache-2.0
#pragma once

// The broker: a switchboard on the I/O thread of its one socket. It keeps
// nothing on disk; what it knows dies with it and is told anew by HELLO.

#include "broker/reception.hpp"
#include "client/operations.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace nightfloat::cmd {

/// What the broker says of its own process. Called on the I/O thread.
struct broker_reports {
  std::function<client::process_status()> status;
  std::function<std::string()> metrics;
};

/// The broker without the life of a process, so that a test can hold several.
class broker_node {
public:
  /// Binds; fails like `broker::reception::open`.
  [[nodiscard]] static result<std::unique_ptr<broker_node>>
  open(const config::network_options& network, broker_reports reports);

  broker_node(const broker_node&) = delete;
  broker_node& operator=(const broker_node&) = delete;
  ~broker_node();

  void start();

  /// Refuses new calls as `unavailable`; those in hand are still answered.
  void drain();

  /// Calls not yet answered. Any thread.
  [[nodiscard]] std::size_t in_hand() const noexcept;

  void stop();

  /// Wake-ups of the I/O thread. Any thread.
  [[nodiscard]] std::uint64_t turns() const noexcept;

  [[nodiscard]] std::uint64_t incarnation() const noexcept;
  [[nodiscard]] std::string endpoint() const;

private:
  struct core;

  explicit broker_node(std::unique_ptr<core> x);

  std::unique_ptr<core> core_;
};

} // namespace nightfloat::cmd
