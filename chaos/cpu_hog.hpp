// SPDX-License-Identifier: Apache-2.0
#pragma once

// Threads that only burn. Beside other work they may get little, and yet
// everybody else gets less by their standing in line: what they waited for a
// CPU proves them as much as what they burnt.

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace nightfloat::chaos {

/// What all threads of a hog came to.
struct hog_use {
  std::uint64_t burnt_us = 0;
  /// Ready to run while every CPU that they may use was taken, as the scheduler
  /// counts it (/proc/thread-self/schedstat); 0 where it does not.
  std::uint64_t waited_us = 0;
};

/// Not thread-safe.
class cpu_hog {
public:
  cpu_hog() = default;

  cpu_hog(const cpu_hog&) = delete;
  cpu_hog& operator=(const cpu_hog&) = delete;

  ~cpu_hog();

  /// REQUIRES that it does not burn.
  void start(std::uint32_t threads);

  /// Ends the threads; what they came to since `start`.
  hog_use stop();

private:
  void burn();

  std::atomic<bool> cool_ = false;
  std::vector<std::thread> threads_;
  std::atomic<std::uint64_t> burnt_us_ = 0;
  std::atomic<std::uint64_t> waited_us_ = 0;
};

/// Whether a hog of so many threads made CPUs scarce for `lasting_us`: they
/// burnt a fifth of one, or wanted one for four fifths of their time, whoever
/// else had it.
[[nodiscard]] bool was_felt(const hog_use& x, std::uint32_t threads,
                            std::uint64_t lasting_us) noexcept;

} // namespace nightfloat::chaos
