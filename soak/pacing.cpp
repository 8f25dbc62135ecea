// SPDX-License-Identifier: Apache-2.0
#include "soak/pacing.hpp"

#include <cmath>

namespace nightfloat::soak {

pacing::pacing(double first, const std::vector<stage>& stages,
               double duration_s) {
  auto add = [this](double from, double to, double length) {
    pieces_.push_back({length_s_, length, from, to, all_});
    length_s_ += length;
    all_ += (from + to) / 2 * length;
    last_ = to;
  };
  if (stages.empty()) {
    add(first, first, duration_s);
    return;
  }
  auto from = first;
  for (const auto& x : stages) {
    add(from, x.target, x.duration_s);
    from = x.target;
  }
}

const pacing::piece* pacing::find(double at_s) const {
  for (const auto& x : pieces_)
    if (at_s < x.from_s + x.length_s)
      return &x;
  return nullptr;
}

double pacing::value(double at_s) const {
  const auto* x = find(at_s);
  if (x == nullptr)
    return last_;
  return std::lerp(x->first, x->last, (at_s - x->from_s) / x->length_s);
}

double pacing::total(double at_s) const {
  const auto* x = find(at_s);
  if (x == nullptr)
    return all_;
  auto t = at_s - x->from_s;
  return x->before + (x->first + value(at_s)) / 2 * t;
}

double pacing::reached(double n) const {
  for (const auto& x : pieces_) {
    auto share = n - x.before;
    if (share > (x.first + x.last) / 2 * x.length_s)
      continue;
    if (x.length_s == 0)
      return x.from_s;
    // first * t + rise / 2 * t^2 = share
    auto rise = (x.last - x.first) / x.length_s;
    if (std::abs(rise) < 1e-12)
      return x.first == 0 ? x.from_s : x.from_s + share / x.first;
    auto root = std::sqrt(std::max(0.0, x.first * x.first + 2 * rise * share));
    return x.from_s + (root - x.first) / rise;
  }
  return -1;
}

} // namespace nightfloat::soak
