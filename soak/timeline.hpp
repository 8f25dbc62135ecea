// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that was measured once a second, on one time axis: what users
// saw, what the generator did, what each process held. Bounded: when a series
// has grown too long, all of them go over to steps twice as long, each with the
// mean of what fell into it; so what was seen together keeps one time.

#include "chaos/sampler.hpp"
#include "chaos/shown_figures.hpp"
#include "report/run_report.hpp"
#include "soak/load.hpp"
#include "soak/statistics.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::soak {

/// Where a series stands in the report.
struct series_place {
  std::string_view name;
  std::string_view unit;
  report::panel panel = report::panel::throughput;
};

/// Not thread-safe.
class timeline {
public:
  static constexpr std::size_t points_max = 7'200;

  void add(const series_place& of, const std::string& member, double at_s,
           double value);

  void add(const second_counts& x, double at_s);

  /// Every figure that a report shows (`chaos::figure_display`), and what is
  /// live of a process's memory.
  void add(const std::vector<chaos::process_sample>& all, double at_s);

  [[nodiscard]] std::vector<point> points(std::string_view name,
                                          std::string_view member,
                                          double from_s, double until_s) const;

  /// How long a point stands for. At 1 a point keeps its own time, above it
  /// has that of the middle of its step.
  [[nodiscard]] double step_s() const noexcept {
    return step_s_;
  }

  /// Names of the processes seen, in order.
  [[nodiscard]] std::vector<std::string> members() const;

  [[nodiscard]] const std::vector<report::series>& all() const noexcept {
    return all_;
  }

private:
  std::size_t find(const series_place& of, const std::string& member);
  void put(std::size_t to, double at_s, double value, std::uint32_t count);
  void widen();
  void add_one(const chaos::process_sample& x, double at_s);

  std::vector<report::series> all_;
  /// How many values each point of each series is the mean of.
  std::vector<std::vector<std::uint32_t>> counts_;
  double step_s_ = 1;
  chaos::figure_display display_;
};

/// Bytes of a process that are live and no cache: what its allocator has
/// given out, less memtables, block cache and kept rows of the store. Resident
/// memory where the allocator said nothing.
[[nodiscard]] double live_bytes(const chaos::process_sample& x);

} // namespace nightfloat::soak
