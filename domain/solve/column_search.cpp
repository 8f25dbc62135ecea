// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_search.hpp"

namespace nightfloat::domain::solve {

column_search::column_search(const problem& x, std::uint64_t) : x_{x} {
  if (auto made = column_generation::make(x))
    columns_.emplace(std::move(*made));
  learnt_ = hard(1'000'000);
}

void column_search::learn(const incumbent& shared) {
  auto roster = shared.better(learnt_);
  if (!roster)
    return;
  learnt_ = shared.cost();
  for (auto who = 0U; who < x_.people.size(); ++who)
    columns_->add(who, std::span{*roster}.subspan(
                         x_.cell_at(who, 0), static_cast<std::size_t>(x_.days)));
}

bool column_search::slice(incumbent& shared, const stop_request& stop) {
  if (!columns_ || generated_)
    return false;
  learn(shared);
  generated_ = !columns_->step(stop);
  if (auto bound = columns_->bound())
    shared.bound(*bound);
  return !generated_;
}

} // namespace nightfloat::domain::solve
