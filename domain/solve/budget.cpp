// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/budget.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

namespace {

/// Less than that of the whole is not worth a search.
constexpr auto share_least = 0.005;

} // namespace

search_budget::search_budget(search_options whole) : whole_{std::move(whole)} {
}

double search_budget::left() const {
  if (whole_.moves_max == 0)
    return 1 - std::clamp(whole_.used(), 0.0, 1.0);
  auto gone = static_cast<double>(total_.moves)
              / static_cast<double>(whole_.moves_max);
  return std::max(0.0, 1 - gone);
}

search_options search_budget::take(double share) {
  auto out = whole_;
  out.seed = whole_.seed + searches_++;
  part_ = std::max(share_least, left() * share);
  from_ = 1 - left();
  if (whole_.moves_max > 0) {
    auto moves = part_ * static_cast<double>(whole_.moves_max);
    out.moves_max = std::max<std::uint64_t>(1,
                                            static_cast<std::uint64_t>(moves));
    return out;
  }
  out.used = [used = whole_.used, from = from_, part = part_] {
    return (used() - from) / part;
  };
  return out;
}

void search_budget::spent(search_result& x) {
  for (auto& one : x.trace) {
    one.used = std::min(1.0, from_ + part_ * one.used);
    one.moves += total_.moves;
  }
  total_.moves += x.last.moves;
  total_.restarts += x.last.restarts;
  profile_ += x.profile;
}

bool search_budget::over() const {
  return left() < share_least || (whole_.cancelled && whole_.cancelled());
}

result<search_result> search_with(search_budget& from, double share,
                                  const problem& x, grid start) {
  auto options = from.take(share);
  options.start = std::move(start);
  auto found = search(x, options);
  if (found)
    from.spent(*found);
  return found;
}

} // namespace nightfloat::domain::solve
