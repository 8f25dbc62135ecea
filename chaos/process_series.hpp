// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the processes of a run held, once a second, for the charts of its
// report. Bounded: series that have grown too long keep every second point.

#include "chaos/sampler.hpp"
#include "chaos/shown_figures.hpp"
#include "metrics/clock.hpp"
#include "report/run_report.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nightfloat::chaos {

/// Not thread-safe.
class series_table {
public:
  static constexpr std::size_t points_max = 4'000;

  /// One moment, of every figure that is shown.
  void add(const std::vector<process_sample>& all, double at_s);

  [[nodiscard]] const std::vector<report::series>& all() const noexcept {
    return all_;
  }

private:
  void put(const shown_figure& of, const std::string& member, double at_s,
           double value);

  std::vector<report::series> all_;
  figure_display display_;
};

/// Samples on a thread of its own until it is stopped.
class process_watch {
public:
  using time_point = std::chrono::steady_clock::time_point;

  process_watch(client::connection& link, const metrics::clock& clock,
                time_point start);

  /// Stops and joins.
  ~process_watch();

  process_watch(const process_watch&) = delete;
  process_watch& operator=(const process_watch&) = delete;

  /// Who is there now; processes die and are started again all the time.
  void set_members(std::vector<member> xs);

  void stop();

  [[nodiscard]] std::vector<report::series> all() const;

private:
  void run();

  const metrics::clock& clock_;
  time_point start_;
  mutable std::mutex mutex_;
  std::vector<member> members_;
  series_table table_;
  sampler by_;
  std::atomic<bool> stop_ = false;
  // Last: it uses the others.
  std::thread thread_;
};

} // namespace nightfloat::chaos
