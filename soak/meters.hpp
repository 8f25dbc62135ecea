// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a load test counts, in k6's four kinds: trends, counters, rates and
// gauges, each with the sub-metrics that a threshold names
// (`operation_duration{flow:swap}`). A rate counts what was so and what was
// not. Where a value goes is decided once, by `slot_of`, so that recording is
// a few additions, and the memory stays what it is at the start.

#include "domain/error.hpp"
#include "soak/histogram.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::soak {

enum class metric_kind : std::uint8_t { trend, counter, rate, gauge };

/// `trend`, ...
[[nodiscard]] std::string_view name_of(metric_kind x) noexcept;

/// name, value; e.g. {"flow", "swap"}.
using tag = std::pair<std::string, std::string>;
using tag_list = std::vector<tag>;

/// `name` or `name{tag:value,other:value}`.
struct metric_name {
  std::string name;
  tag_list tags;
};

/// Fails with `configuration`, saying how it is written.
[[nodiscard]] result<metric_name> parse_metric_name(std::string_view text);

/// One metric or sub-metric.
struct meter {
  std::string name;
  tag_list tags;
  metric_kind kind = metric_kind::counter;
  /// trend: µs.
  std::unique_ptr<histogram> values;
  /// counter and gauge; of a rate those that were so.
  double sum = 0;
  /// rate: all.
  std::uint64_t count = 0;
  double least = 0;
  double most = 0;

  /// `name{flow:swap}`
  [[nodiscard]] std::string title() const;
};

/// Not thread-safe.
class meter_table {
public:
  /// Indices of the meters to which one value goes.
  using slot = std::vector<std::uint32_t>;

  /// REQUIRES the same kind each time for one name.
  void declare(std::string name, metric_kind kind);

  /// Fails with `configuration` for a metric that was not declared, naming
  /// those that were.
  [[nodiscard]] result<std::uint32_t> sub_metric(const metric_name& x);

  /// Where values of a declared metric with these tags go. REQUIRES that all
  /// sub-metrics are there.
  [[nodiscard]] slot slot_of(std::string_view name, const tag_list& tags) const;

  /// trend
  void record(const slot& to, std::uint64_t us);
  /// counter
  void add(const slot& to, double x);
  /// rate
  void rate(const slot& to, bool so);
  /// gauge
  void set(const slot& to, double x);

  [[nodiscard]] const std::vector<meter>& all() const noexcept {
    return all_;
  }

  /// The metric itself, without tags; null if it was not declared.
  [[nodiscard]] const meter* find(std::string_view name) const noexcept;

private:
  std::vector<meter> all_;
};

} // namespace nightfloat::soak
