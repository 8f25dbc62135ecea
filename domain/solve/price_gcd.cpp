// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/price_gcd.hpp"

#include <numeric>

namespace nightfloat::domain::solve {

namespace {

class divisor {
public:
  void take(score x) {
    gcd_ = std::gcd(gcd_, x.soft());
  }

  void take(const contract& x) {
    for (auto price : x.next)
      take(price);
    for (const auto& rule : x.runs) {
      take(rule.shorter);
      take(rule.longer);
    }
    for (const auto& rule : x.totals) {
      take(rule.under);
      take(rule.over);
      take(rule.square);
    }
    for (const auto& rule : x.groups) {
      take(rule.over);
      take(rule.partial);
    }
    for (const auto& rule : x.windows)
      take(rule.over);
    for (const auto& rule : x.clashes)
      take(rule.price);
    for (const auto& rule : x.orders)
      take(rule.price);
  }

  [[nodiscard]] std::int64_t found() const noexcept {
    return gcd_ == 0 ? 1 : gcd_;
  }

private:
  std::int64_t gcd_ = 0;
};

} // namespace

std::int64_t price_gcd(const problem& x) {
  auto out = divisor{};
  for (auto price : x.cell)
    out.take(price);
  for (const auto& rules : x.contracts)
    out.take(rules);
  for (const auto& rule : x.demands) {
    for (const auto& piece : rule.under)
      out.take(piece.each);
    for (const auto& piece : rule.over)
      out.take(piece.each);
  }
  for (const auto& rule : x.spreads)
    out.take(rule.price);
  for (const auto& rule : x.pairs)
    out.take(rule.price);
  return out.found();
}

} // namespace nightfloat::domain::solve
