// SPDX-License-Identifier: Apache-2.0
#pragma once

// Samples every process once a second on a thread of its own, so that one that
// does not answer delays nobody.

#include "chaos/sampler.hpp"
#include "metrics/clock.hpp"
#include "soak/timeline.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nightfloat::soak {

class watcher {
public:
  using time_point = metrics::clock::time_point;

  /// Begins at once; times are counted from `zero`.
  watcher(chaos::sampler by, const metrics::clock& clock, time_point zero);

  /// Stops and joins.
  ~watcher();
  watcher(const watcher&) = delete;
  watcher& operator=(const watcher&) = delete;

  void stop();

  /// With the timeline locked.
  void with(const std::function<void(timeline&)>& use);

  /// So many samples of each process, one a second, taken now.
  [[nodiscard]] std::vector<std::vector<chaos::process_sample>>
  look(double seconds);

private:
  void run();
  void add_own(double at_s);

  chaos::sampler by_;
  const metrics::clock& clock_;
  time_point zero_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  timeline line_;
  std::vector<std::vector<chaos::process_sample>>* keep_ = nullptr;
  double own_cpu_ = -1;
  double own_at_ = 0;
  std::thread thread_;
};

} // namespace nightfloat::soak
