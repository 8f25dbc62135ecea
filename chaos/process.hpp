// SPDX-License-Identifier: Apache-2.0
#pragma once

// One process of this machine, held by a pidfd, so that a signal can never
// reach a stranger to whom the kernel gave the same number later. A process is
// named durably by its number and its start time (field 22 of
// /proc/PID/stat), which together never repeat between two boots.

#include "domain/error.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::chaos {

/// Names one process for good; both 0: none.
struct process_id {
  std::uint64_t pid = 0;
  /// Clock ticks between boot and its start.
  std::uint64_t start_ticks = 0;

  bool operator==(const process_id&) const = default;
};
BOOST_DESCRIBE_STRUCT(process_id, (), (pid, start_ticks))

/// How a child ended: by itself with `code`, or by signal `signal`.
struct process_end {
  int code = 0;
  int signal = 0;
};
BOOST_DESCRIBE_STRUCT(process_end, (), (code, signal))

/// So many children with `end_with_parent` may be there at a time, until each
/// is reaped.
constexpr std::size_t kept_children_max = 256;

struct spawn_options {
  /// Absolute path of the program; it becomes argument 0 as well.
  std::string program{};
  std::vector<std::string> arguments{};
  /// Appended to by stdout and stderr; created with mode 0600.
  std::string log_file{};
  /// It gets `end_signal` when the spawning *thread* ends, so that not even
  /// SIGKILL of the parent leaves anything behind. REQUIRES that thread to
  /// outlive the child.
  bool end_with_parent = false;
  /// SIGTERM lets it drain, but one that is stopped hears SIGKILL alone.
  int end_signal = SIGTERM;
  /// A descriptor of the network namespace in which it runs; -1: our own.
  int network_namespace = -1;
};

/// Movable handle. Destroying it neither signals nor reaps the process.
class process {
public:
  /// Starts a program in a session of its own, with /dev/null as its input, no
  /// inherited descriptor and no blocked signal. Fails with `io_failed`, also
  /// where the program cannot be executed, and with `overloaded` where
  /// `kept_children_max` are there; then nothing is left running.
  static result<process> spawn(const spawn_options& options);

  /// Holds a running process again. Fails with `not_found` where it has ended
  /// or its number now belongs to another.
  static result<process> attach(process_id id);

  process(process&& other) noexcept;
  process& operator=(process&& other) noexcept;
  ~process();

  [[nodiscard]] process_id id() const noexcept {
    return id_;
  }

  /// False from its end on, even before anybody has reaped it.
  [[nodiscard]] bool is_running() const;

  /// Waits for the end, at most `limit`; true: it has ended.
  [[nodiscard]] bool wait_end(std::chrono::milliseconds limit) const;

  /// Fails with `not_found` where it has ended.
  [[nodiscard]] result<void> signal(int number) const;

  /// Reaps an ended child and says how it ended; nothing for a process that
  /// runs or is no child of ours. Remembers the answer.
  [[nodiscard]] std::optional<process_end> reap();

  /// Becomes readable when the process ends; for poll.
  [[nodiscard]] int descriptor() const noexcept {
    return fd_;
  }

private:
  process(int fd, process_id id) noexcept;

  int fd_ = -1;
  process_id id_;
  std::optional<process_end> end_;
};

/// Kills and reaps every child with `end_with_parent` that has not been reaped.
/// Async-signal-safe.
void kill_children() noexcept;

/// The start time of a running process, or `not_found`.
[[nodiscard]] result<std::uint64_t> start_ticks_of(std::uint64_t pid);

} // namespace nightfloat::chaos
