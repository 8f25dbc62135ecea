// SPDX-License-Identifier: Apache-2.0
#include "soak/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace nightfloat::soak {

namespace {

constexpr std::size_t points_min = 8;
constexpr std::size_t points_max = 600;
constexpr double two_sided_95 = 1.959964;

double at_quantile(const std::vector<double>& sorted, double q) {
  auto place = q * static_cast<double>(sorted.size() - 1);
  auto below = static_cast<std::size_t>(place);
  auto above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above],
                   place - static_cast<double>(below));
}

std::vector<point> thinned(std::span<const point> all) {
  if (all.size() <= points_max)
    return {all.begin(), all.end()};
  auto out = std::vector<point>{};
  for (auto i = std::size_t{0}; i != points_max; ++i) {
    auto from = i * all.size() / points_max;
    auto until = (i + 1) * all.size() / points_max;
    auto times = std::vector<double>{};
    auto values = std::vector<double>{};
    for (auto j = from; j != until; ++j) {
      times.push_back(all[j].at_s);
      values.push_back(all[j].value);
    }
    out.push_back({median_of(times), median_of(values)});
  }
  return out;
}

/// Variance of Kendall's S with ties among the values.
double variance_of_s(const std::vector<point>& all) {
  auto n = static_cast<double>(all.size());
  auto ties = std::map<double, double>{};
  for (const auto& x : all)
    ties[x.value] += 1;
  auto v = n * (n - 1) * (2 * n + 5);
  for (const auto& [value, t] : ties)
    v -= t * (t - 1) * (2 * t + 5);
  return v / 18;
}

double log_choose(std::size_t n, std::size_t k) {
  return std::lgamma(static_cast<double>(n) + 1)
         - std::lgamma(static_cast<double>(k) + 1)
         - std::lgamma(static_cast<double>(n - k) + 1);
}

} // namespace

double quantile_of(std::vector<double> all, double q) {
  if (all.empty())
    return 0;
  std::ranges::sort(all);
  return at_quantile(all, std::clamp(q, 0.0, 1.0));
}

double median_of(std::vector<double> all) {
  return quantile_of(std::move(all), 0.5);
}

slope theil_sen(std::span<const point> points) {
  auto all = thinned(points);
  auto out = slope{.points = all.size()};
  if (all.size() < points_min)
    return out;
  auto slopes = std::vector<double>{};
  for (auto i = std::size_t{0}; i != all.size(); ++i)
    for (auto j = i + 1; j != all.size(); ++j)
      if (all[j].at_s > all[i].at_s)
        slopes.push_back((all[j].value - all[i].value)
                         / (all[j].at_s - all[i].at_s));
  if (slopes.empty())
    return out;
  std::ranges::sort(slopes);
  auto pairs = static_cast<double>(slopes.size());
  auto reach = two_sided_95 * std::sqrt(std::max(variance_of_s(all), 0.0));
  // Ranks of Sen 1968, from 1: (pairs - reach) / 2 and (pairs + reach) / 2 + 1.
  auto rank = [&](double r) {
    auto i = std::clamp(r, 1.0, pairs);
    return slopes[static_cast<std::size_t>(i) - 1];
  };
  out.middle = at_quantile(slopes, 0.5);
  out.lower = rank(std::floor((pairs - reach) / 2));
  out.upper = rank(std::ceil((pairs + reach) / 2 + 1));
  return out;
}

double fisher_greater(std::size_t a, std::size_t a_all, std::size_t b,
                      std::size_t b_all) {
  auto hits = a + b;
  auto all = a_all + b_all;
  auto p = 0.0;
  for (auto k = b; k <= std::min(hits, b_all); ++k) {
    if (hits - k > a_all)
      continue;
    p += std::exp(log_choose(b_all, k) + log_choose(a_all, hits - k)
                  - log_choose(all, hits));
  }
  return std::min(p, 1.0);
}

spread spread_of(std::vector<double> all) {
  auto x = spread{.count = all.size()};
  if (all.empty())
    return x;
  std::ranges::sort(all);
  x.mean = std::accumulate(all.begin(), all.end(), 0.0)
           / static_cast<double>(all.size());
  x.p50 = at_quantile(all, 0.5);
  x.p90 = at_quantile(all, 0.9);
  x.p95 = at_quantile(all, 0.95);
  x.p99 = at_quantile(all, 0.99);
  x.max = all.back();
  return x;
}

} // namespace nightfloat::soak
