// SPDX-License-Identifier: Apache-2.0
#include "report/change_points.hpp"

#include "report/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace nightfloat::report {

namespace {

struct span {
  std::size_t from = 0;
  std::size_t until = 0;
};

struct candidate {
  std::size_t at = 0;
  double divergence = -1;
};

// The split of [from, until) whose halves lie furthest apart by the energy
// statistic: distances across, less those within. Sums are moved from split to
// split, so that a window costs its square and not its cube.
candidate best_split(const std::vector<double>& xs, span of) {
  auto n = of.until - of.from;
  auto distance = [&](std::size_t i, std::size_t j) {
    return std::abs(xs[of.from + i] - xs[of.from + j]);
  };
  auto left = 0.0;
  auto right = 0.0;
  auto across = 0.0;
  for (auto i = std::size_t{0}; i < n; ++i)
    for (auto j = i + 1; j < n; ++j)
      right += distance(i, j);
  auto best = candidate{};
  for (auto k = std::size_t{0}; k + 2 < n; ++k) {
    auto to_left = 0.0;
    auto to_right = 0.0;
    for (auto i = std::size_t{0}; i < n; ++i)
      (i < k ? to_left : to_right) += distance(i, k);
    left += to_left;
    right -= to_right;
    across += to_right - to_left;
    auto a = static_cast<double>(k + 1);
    auto b = static_cast<double>(n - k - 1);
    if (k + 1 < 2)
      continue;
    auto divergence = a * b / (a + b)
                      * (2 * across / (a * b) - 2 * left / (a * (a - 1))
                         - 2 * right / (b * (b - 1)));
    if (divergence > best.divergence)
      best = {of.from + k + 1, divergence};
  }
  return best;
}

double p_of(const std::vector<double>& xs, span before, std::size_t until) {
  return t_test(xs.data() + before.from, before.until - before.from,
                xs.data() + before.until, until - before.until);
}

// Splits a window again and again at its strongest point, until that is weak.
std::vector<std::size_t> split(const std::vector<double>& xs, span window,
                               double p_max) {
  auto ends = std::vector<std::size_t>{window.from, window.until};
  for (;;) {
    auto best = candidate{};
    auto piece = span{};
    for (auto i = std::size_t{0}; i + 1 < ends.size(); ++i)
      if (ends[i + 1] - ends[i] >= 4)
        if (auto c = best_split(xs, {ends[i], ends[i + 1]});
            c.divergence > best.divergence) {
          best = c;
          piece = {ends[i], ends[i + 1]};
        }
    if (best.divergence <= 0
        || p_of(xs, {piece.from, best.at}, piece.until) > p_max)
      break;
    ends.insert(std::ranges::upper_bound(ends, best.at), best.at);
  }
  return {ends.begin() + 1, ends.end() - 1};
}

std::vector<std::size_t> weak_points(const std::vector<double>& xs,
                                     const change_options& options) {
  auto window = std::max<std::size_t>(options.window, 4);
  auto points = std::vector<std::size_t>{};
  // A point that is noise in one window may not be in the whole: let in more.
  auto p_max = std::min(0.5, options.p_max * 10);
  for (auto from = std::size_t{0}; from < xs.size();) {
    auto found = split(xs, {from, std::min(from + window, xs.size())}, p_max);
    points.insert(points.end(), found.begin(), found.end());
    from = std::max(from + window / 2, found.empty() ? 0 : found.back());
  }
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

std::vector<change_point> judged(const std::vector<double>& xs,
                                 const std::vector<std::size_t>& at) {
  auto mean = [&](std::size_t from, std::size_t until) {
    return std::accumulate(xs.begin() + static_cast<std::ptrdiff_t>(from),
                           xs.begin() + static_cast<std::ptrdiff_t>(until), 0.0)
           / static_cast<double>(until - from);
  };
  auto out = std::vector<change_point>{};
  for (auto i = std::size_t{0}; i < at.size(); ++i) {
    auto from = i == 0 ? 0 : at[i - 1];
    auto until = i + 1 == at.size() ? xs.size() : at[i + 1];
    out.push_back({at[i], mean(from, at[i]), mean(at[i], until),
                   p_of(xs, {from, at[i]}, until)});
  }
  return out;
}

double magnitude(const change_point& x) {
  if (x.before == x.after)
    return 0;
  auto lesser = std::min(std::abs(x.before), std::abs(x.after));
  return lesser == 0 ? std::numeric_limits<double>::infinity()
                     : std::abs(x.after - x.before) / lesser;
}

} // namespace

std::vector<change_point> change_points(const std::vector<double>& xs,
                                        const change_options& options) {
  auto at = weak_points(xs, options);
  for (;;) {
    auto points = judged(xs, at);
    if (points.empty())
      return points;
    // The weakest goes first: its neighbours are judged anew without it.
    auto weakest = std::ranges::max_element(points, {}, &change_point::p);
    if (weakest->p <= options.p_max) {
      weakest = std::ranges::min_element(points, {}, magnitude);
      if (magnitude(*weakest) >= options.least)
        return points;
    }
    at.erase(at.begin() + (weakest - points.begin()));
  }
}

} // namespace nightfloat::report
