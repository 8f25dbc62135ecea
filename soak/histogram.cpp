// SPDX-License-Identifier: Apache-2.0
#include "soak/histogram.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>

namespace nightfloat::soak {

namespace {

/// 2048 buckets resolve three decimal digits: 1/1024 is less than 0.1 %.
constexpr auto half_bits = 10u;
constexpr auto half = std::uint64_t{1} << half_bits;

constexpr unsigned doublings() {
  auto n = 1u;
  for (auto bound = 2 * half; bound <= histogram::value_max; bound <<= 1)
    ++n;
  return n;
}

constexpr auto bucket_count = (doublings() + 1) * half;
constexpr auto ticks_per_half_distance = 5.0;

unsigned shift_of(std::size_t bucket) noexcept {
  auto block = bucket >> half_bits;
  return block == 0 ? 0 : static_cast<unsigned>(block - 1);
}

std::string line(const char* format, double a, double b, std::uint64_t c,
                 double d) {
  auto text = std::array<char, 128>{};
  std::snprintf(text.data(), text.size(), format, a, b,
                static_cast<unsigned long long>(c), d);
  return text.data();
}

} // namespace

histogram::histogram() : counts_(bucket_count) {
}

std::size_t histogram::bucket_of(std::uint64_t x) noexcept {
  auto shift = static_cast<unsigned>(std::bit_width(x | (2 * half - 1)))
               - half_bits - 1;
  return ((shift + std::size_t{1}) << half_bits) + ((x >> shift) - half);
}

std::uint64_t histogram::lowest_of(std::size_t bucket) noexcept {
  auto shift = shift_of(bucket);
  if (bucket < half)
    return bucket;
  return ((bucket & (half - 1)) + half) << shift;
}

std::uint64_t histogram::highest_of(std::size_t bucket) noexcept {
  return lowest_of(bucket) + (std::uint64_t{1} << shift_of(bucket)) - 1;
}

void histogram::record(std::uint64_t x, std::uint64_t times) noexcept {
  if (x > value_max) {
    clipped_ += times;
    x = value_max;
  }
  counts_[bucket_of(x)] += times;
  total_ += times;
  sum_ += x * times;
  min_ = std::min(min_, x);
  max_ = std::max(max_, x);
}

void histogram::merge(const histogram& x) noexcept {
  for (auto i = std::size_t{0}; i != counts_.size(); ++i)
    counts_[i] += x.counts_[i];
  total_ += x.total_;
  clipped_ += x.clipped_;
  sum_ += x.sum_;
  min_ = std::min(min_, x.min_);
  max_ = std::max(max_, x.max_);
}

void histogram::clear() noexcept {
  // Only what was touched: most seconds see a small span of values.
  if (total_ != 0)
    std::fill(
      counts_.begin() + static_cast<std::ptrdiff_t>(bucket_of(min_)),
      counts_.begin() + static_cast<std::ptrdiff_t>(bucket_of(max_)) + 1, 0);
  total_ = clipped_ = sum_ = max_ = 0;
  min_ = UINT64_MAX;
}

std::uint64_t histogram::min() const noexcept {
  return total_ == 0 ? 0 : min_;
}

double histogram::mean() const noexcept {
  return total_ == 0 ? 0
                     : static_cast<double>(sum_) / static_cast<double>(total_);
}

double histogram::deviation() const noexcept {
  if (total_ == 0)
    return 0;
  auto squares = 0.0;
  for (auto i = std::size_t{0}; i != counts_.size(); ++i) {
    if (counts_[i] == 0)
      continue;
    auto middle
      = (static_cast<double>(lowest_of(i)) + static_cast<double>(highest_of(i)))
        / 2;
    squares += (middle - mean()) * (middle - mean())
               * static_cast<double>(counts_[i]);
  }
  return std::sqrt(squares / static_cast<double>(total_));
}

std::uint64_t histogram::quantile(double q) const noexcept {
  if (total_ == 0)
    return 0;
  auto wanted = static_cast<std::uint64_t>(
    std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(total_)));
  wanted = std::clamp(wanted, std::uint64_t{1}, total_);
  auto seen = std::uint64_t{0};
  for (auto i = bucket_of(min_); i != counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted)
      return highest_of(i);
  }
  return max_;
}

std::string histogram::hgrm(double scale) const {
  auto out = std::string{"       Value     Percentile TotalCount "
                         "1/(1-Percentile)\n\n"};
  auto all = static_cast<double>(total_);
  auto next = 0.0;
  auto seen = std::uint64_t{0};
  auto value = 0.0;
  for (auto i = std::size_t{0}; i != counts_.size() && seen < total_; ++i) {
    if (counts_[i] == 0)
      continue;
    seen += counts_[i];
    value = static_cast<double>(highest_of(i)) / scale;
    // A value at which several ticks fall gets a line for each.
    while (next <= 100.0 * static_cast<double>(seen) / all && next < 100.0) {
      out += line("%12.3f %2.12f %10llu %14.2f\n", value, next / 100, seen,
                  1 / (1 - next / 100));
      auto halvings = std::floor(std::log2(100 / (100 - next)) + 1);
      next += 100 / (ticks_per_half_distance * std::pow(2.0, halvings));
      if (seen == total_)
        break;
    }
  }
  if (total_ != 0)
    out += line("%12.3f %2.12f %10llu            inf\n", value, 1, total_, 0);
  out += line("#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", mean() / scale,
              deviation() / scale, 0, 0);
  auto text = std::array<char, 128>{};
  std::snprintf(text.data(), text.size(),
                "#[Max     = %12.3f, Total count    = %12llu]\n"
                "#[Buckets = %12u, SubBuckets     = %12u]\n",
                static_cast<double>(max_) / scale,
                static_cast<unsigned long long>(total_), doublings(),
                static_cast<unsigned>(2 * half));
  return out + text.data();
}

} // namespace nightfloat::soak
