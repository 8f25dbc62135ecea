// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_dive.hpp"

#include <algorithm>
#include <functional>

namespace nightfloat::domain::solve {

column_dive::column_dive(column_generation& of, const dive_options& options)
  : of_{of}, options_{options}, random_{options.seed},
    taken_(of.shape().of().people.size()), left_{taken_.size()},
    round_{of.rounds()} {
  for (auto at : of.fixed()) {
    taken_[of.columns().who(at)] = true;
    --left_;
  }
}

column_dive::~column_dive() {
  of_.free_all();
}

/// Takes the largest shares, and all that are nearly whole.
void column_dive::take() {
  struct choice {
    std::uint32_t at = 0;
    double share = 0;
    double worth = -1;
  };
  auto shares = of_.shares();
  const auto& pool = of_.columns();
  auto of_person = std::vector<choice>(taken_.size());
  for (auto at = std::uint32_t{0}; at < shares.size(); ++at) {
    if (taken_[pool.who(at)] || shares[at] < 1e-6)
      continue;
    auto worth = shares[at] + options_.noise * random_.unit();
    auto& best = of_person[pool.who(at)];
    if (worth > best.worth)
      best = {at, shares[at], worth};
  }
  std::erase_if(of_person, [](const choice& x) { return x.worth < 0; });
  std::ranges::stable_sort(of_person, std::greater{}, &choice::worth);
  auto least = std::max<std::size_t>(
    1, static_cast<std::size_t>(options_.part * static_cast<double>(left_)));
  auto sure = std::vector<std::uint32_t>{};
  for (const auto& x : of_person)
    if (x.share >= options_.sure || sure.size() < least)
      sure.push_back(x.at);
  for (auto at : sure) {
    taken_[pool.who(at)] = true;
    --left_;
  }
  of_.fix(sure);
  rows_taken_ += sure.size();
  round_ = of_.rounds();
}

bool column_dive::step(const stop_request& stop) {
  auto more = of_.step(stop);
  if (!of_.solved())
    return more;
  if (of_.programme_value() > options_.cutoff - 1e-6)
    return false;
  if (more && of_.rounds() < round_ + options_.rounds)
    return true;
  if (left_ > 0) {
    auto before = left_;
    take();
    return left_ < before;
  }
  const auto& pool = of_.columns();
  auto days = static_cast<std::size_t>(of_.shape().of().days);
  roster_.resize(taken_.size() * days);
  for (auto at : of_.fixed())
    std::ranges::copy(pool.row(at),
                      roster_.begin()
                        + static_cast<std::ptrdiff_t>(pool.who(at) * days));
  cost_ = of_.programme_value();
  return false;
}

} // namespace nightfloat::domain::solve
