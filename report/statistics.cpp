// SPDX-License-Identifier: Apache-2.0
#include "report/statistics.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace nightfloat::report {

namespace {

// std::uniform_int_distribution differs between libraries; this does not.
std::size_t draw(std::mt19937_64& engine, std::size_t below) {
  return static_cast<std::size_t>(engine() % below);
}

void resample(const std::vector<double>& from, std::vector<double>& to,
              std::mt19937_64& engine) {
  to.resize(from.size());
  for (auto& x : to)
    x = from[draw(engine, from.size())];
}

struct moments {
  double mean = 0;
  /// Sum of squared distances from the mean.
  double squares = 0;
};

moments moments_of(const double* xs, std::size_t size) {
  auto out = moments{};
  out.mean = std::accumulate(xs, xs + size, 0.0) / static_cast<double>(size);
  for (auto i = std::size_t{0}; i < size; ++i)
    out.squares += (xs[i] - out.mean) * (xs[i] - out.mean);
  return out;
}

} // namespace

double median(std::vector<double> xs) {
  if (xs.empty())
    return 0;
  auto middle = xs.begin() + static_cast<std::ptrdiff_t>(xs.size() / 2);
  std::nth_element(xs.begin(), middle, xs.end());
  if (xs.size() % 2 == 1)
    return *middle;
  return std::midpoint(*std::max_element(xs.begin(), middle), *middle);
}

interval bootstrap(const std::vector<double>& a, const std::vector<double>& b,
                   const std::function<double(const std::vector<double>&,
                                              const std::vector<double>&)>& of,
                   const bootstrap_options& options) {
  auto engine = std::mt19937_64{options.seed};
  auto drawn = std::vector<double>(std::max<std::size_t>(options.resamples, 1));
  auto one = std::vector<double>{};
  auto other = std::vector<double>{};
  for (auto& x : drawn) {
    resample(a, one, engine);
    resample(b, other, engine);
    x = of(one, other);
  }
  std::ranges::sort(drawn);
  auto last = static_cast<double>(drawn.size() - 1);
  auto tail = (1 - options.confidence) / 2;
  auto rank = [&](double share) {
    return drawn[static_cast<std::size_t>(std::lround(share * last))];
  };
  return {rank(tail), rank(1 - tail)};
}

std::vector<double> batch_medians(const std::vector<double>& xs,
                                  std::size_t batches) {
  constexpr auto batch_min = std::size_t{10};
  auto count = std::min(batches, xs.size() / batch_min);
  if (count < 2)
    return xs;
  auto out = std::vector<double>{};
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto from = xs.begin() + static_cast<std::ptrdiff_t>(i * xs.size() / count);
    auto until = xs.begin()
                 + static_cast<std::ptrdiff_t>((i + 1) * xs.size() / count);
    out.push_back(median({from, until}));
  }
  return out;
}

double t_test(const double* a, std::size_t a_size, const double* b,
              std::size_t b_size) {
  if (a_size < 2 || b_size < 2)
    return 1;
  auto x = moments_of(a, a_size);
  auto y = moments_of(b, b_size);
  auto freedom = static_cast<double>(a_size + b_size - 2);
  auto variance = (x.squares + y.squares) / freedom;
  if (variance <= 0)
    return x.mean == y.mean ? 1 : 0;
  auto error = std::sqrt(
    variance
    * (1 / static_cast<double>(a_size) + 1 / static_cast<double>(b_size)));
  auto t = std::abs(x.mean - y.mean) / error;
  if (!std::isfinite(t))
    return 0;
  auto student = boost::math::students_t_distribution<double>{freedom};
  return 2 * boost::math::cdf(boost::math::complement(student, t));
}

} // namespace nightfloat::report
