// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a process counts. A metric is looked up once (a lock) and kept by
// reference; counting is a relaxed addition. Memory is bounded: so many
// families, so many label sets each; what comes after is added to one set
// whose label values are all `other`.
//
//   auto& done = process_registry().counter_of(
//     "background_tasks_total", "Jobs that ended.", {{"status", "done"}});
//   done.add();

#include "metrics/histogram.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::metrics {

struct label {
  std::string name;
  std::string value;

  friend auto operator<=>(const label&, const label&) = default;
};

using labels = std::vector<label>;

/// Only grows.
class counter {
public:
  void add(std::uint64_t n = 1) noexcept {
    value_.fetch_add(n, std::memory_order_relaxed);
  }

  [[nodiscard]] std::uint64_t value() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// Goes up and down.
class gauge {
public:
  void set(std::int64_t x) noexcept {
    value_.store(x, std::memory_order_relaxed);
  }

  void add(std::int64_t n) noexcept {
    value_.fetch_add(n, std::memory_order_relaxed);
  }

  [[nodiscard]] std::int64_t value() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

private:
  std::atomic<std::int64_t> value_ = 0;
};

/// Thread-safe. References that it hands out live as long as it does.
class registry {
public:
  static constexpr std::size_t families_max = 256;
  static constexpr std::size_t label_sets_max = 64;

  registry();
  ~registry();
  registry(const registry&) = delete;
  registry& operator=(const registry&) = delete;

  /// The metric of that name and those labels, made at first. REQUIRES a name
  /// and label names that Prometheus takes, and one kind for each name.
  [[nodiscard]] counter& counter_of(std::string_view name,
                                    std::string_view help, labels of = {});
  [[nodiscard]] gauge& gauge_of(std::string_view name, std::string_view help,
                                labels of = {});
  [[nodiscard]] histogram& histogram_of(std::string_view name,
                                        std::string_view help, labels of = {},
                                        unit in = unit::microseconds);

  /// Everything as Prometheus text, sorted by name; `common` (role, instance)
  /// are put in front of each sample's own labels.
  [[nodiscard]] std::string prometheus(const labels& common = {}) const;

private:
  enum class kind : std::uint8_t { counter, gauge, histogram };
  struct family;

  family& family_of(std::string_view name, std::string_view help, kind of);

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<family>, std::less<>> families_;
  /// Where metrics beyond `families_max` are counted, unseen.
  std::unique_ptr<family> spill_[3];
};

/// The registry of this process.
[[nodiscard]] registry& process_registry() noexcept;

} // namespace nightfloat::metrics
