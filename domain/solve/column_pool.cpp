// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_pool.hpp"

#include "domain/solve/evaluate.hpp"
#include "domain/solve/profile.hpp"
#include "domain/solve/random.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

column_pool::added column_pool::add(std::uint32_t who,
                                    std::span<const task> row) {
  auto sign = std::uint64_t{who};
  for (auto t : row)
    sign = mixed(sign + t + 1);
  auto [from, to] = known_.equal_range(sign);
  for (auto i = from; i != to; ++i)
    if (who_[i->second] == who
        && std::equal(row.begin(), row.end(), this->row(i->second).begin()))
      return {i->second, false};
  auto at = static_cast<std::uint32_t>(size());
  auto own = evaluate_rules(x_, who, row);
  for (auto day = 0; day < x_.days; ++day)
    own += x_.cell[x_.cell_at(who, day) * x_.tasks.size()
                   + row[static_cast<std::size_t>(day)]];
  who_.push_back(who);
  own_.push_back(own);
  rows_.insert(rows_.end(), row.begin(), row.end());
  known_.emplace(sign, at);
  return {at, true};
}

std::size_t column_pool::bytes() const noexcept {
  // An entry of the map: two links beside what it says.
  constexpr auto entry = sizeof(std::pair<std::uint64_t, std::uint32_t>)
                         + 2 * sizeof(void*);
  return bytes_of(who_) + bytes_of(own_) + bytes_of(rows_)
         + known_.size() * entry + known_.bucket_count() * sizeof(void*);
}

} // namespace nightfloat::domain::solve
