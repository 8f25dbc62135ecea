// SPDX-License-Identifier: Apache-2.0
#include "storage/job_order.hpp"

#include <algorithm>
#include <cstddef>

namespace nightfloat::storage {

std::optional<domain::job_id>
waits_for_itself(const std::vector<domain::job>& jobs) {
  auto left = std::vector<const domain::job*>{};
  for (const auto& one : jobs)
    left.push_back(&one);
  auto is_left = [&](domain::job_id id) {
    return std::any_of(left.begin(), left.end(),
                       [&](const domain::job* one) { return one->id == id; });
  };
  // Who waits for nobody that is left can run, and is left no more.
  for (auto count = left.size() + 1; count != left.size();) {
    count = left.size();
    std::erase_if(left, [&](const domain::job* one) {
      return std::none_of(one->after.begin(), one->after.end(), is_left);
    });
  }
  if (left.empty())
    return std::nullopt;
  return left.front()->id;
}

} // namespace nightfloat::storage
