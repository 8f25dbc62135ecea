// SPDX-License-Identifier: Apache-2.0
#pragma once

// Asks a service again and again, so that the time without it is known from
// outside: from the fault to the end of the first call that began after it
// and was answered.

#include "chaos/steady.hpp"
#include "client/connection.hpp"
#include "domain/ledger.hpp"
#include "metrics/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nightfloat::chaos {

struct probe {
  std::uint64_t began_us = 0;
  std::uint64_t ended_us = 0;
  bool ok = false;
  /// Processes that answered as `serving`, by process number.
  std::vector<std::uint64_t> serving;
};

/// Whether a commit took effect: a refusal, or an end that is not known, is no
/// answer to be content with.
[[nodiscard]] bool ended_well(const result<domain::commit_answer>& x) noexcept;

/// Probes store (a read of one key) and broker (`status`, which names the
/// live workers) on a thread each, and commits as a bystander: in a programme
/// of its own, at which no fault is aimed, with all the time and repetitions
/// that a client has. Keeps at most a million probes of each.
class prober {
public:
  using time_point = std::chrono::steady_clock::time_point;

  prober(client::connection& link, const metrics::clock& clock,
         std::string programme, time_point start);

  /// Stops and joins.
  ~prober();

  prober(const prober&) = delete;
  prober& operator=(const prober&) = delete;

  void stop();

  /// Time from `since_us` to the store's next answer; 0: none came.
  [[nodiscard]] std::uint64_t store_back_us(std::uint64_t since_us) const;

  /// The same for the broker.
  [[nodiscard]] std::uint64_t broker_back_us(std::uint64_t since_us) const;

  /// Until the process `pid` was first seen serving behind the broker.
  [[nodiscard]] std::uint64_t worker_back_us(std::uint64_t since_us,
                                             std::uint64_t pid) const;

  /// The bystander's calls that ended after `since_us`.
  [[nodiscard]] std::vector<bystander_call>
  bystander_calls(std::uint64_t since_us) const;

private:
  struct series {
    mutable std::mutex mutex;
    std::vector<probe> done;
  };

  void probe_store();
  void probe_broker();
  void stand_by();
  void add(series& to, probe x);
  [[nodiscard]] std::uint64_t since_start() const;

  client::connection& link_;
  const metrics::clock& clock_;
  std::string programme_;
  time_point start_;
  std::atomic<bool> stop_ = false;
  series store_;
  series broker_;
  series bystander_;
  std::vector<std::thread> threads_;
};

} // namespace nightfloat::chaos
