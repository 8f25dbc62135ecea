// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_dive.hpp"

#include <algorithm>

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

/// Takes the largest share, and all that are nearly whole.
void column_dive::take() {
  auto shares = of_.shares();
  const auto& pool = of_.columns();
  auto best = std::optional<std::uint32_t>{};
  auto most = -1.0;
  auto sure = std::vector<std::uint32_t>{};
  for (auto at = std::uint32_t{0}; at < shares.size(); ++at) {
    if (taken_[pool.who(at)] || shares[at] < 1e-6)
      continue;
    if (shares[at] >= options_.sure)
      sure.push_back(at);
    auto worth = shares[at] + options_.noise * random_.unit();
    if (worth > most) {
      most = worth;
      best = at;
    }
  }
  if (sure.empty() && best)
    sure.push_back(*best);
  for (auto at : sure) {
    taken_[pool.who(at)] = true;
    --left_;
  }
  of_.fix(sure);
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
