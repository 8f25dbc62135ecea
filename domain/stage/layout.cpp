// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/layout.hpp"

namespace nightfloat::domain::stage {

solve::task_set layout::with(std::uint32_t traits) const noexcept {
  auto out = solve::task_set{0};
  for (auto t = std::size_t{0}; t < tasks.size(); ++t)
    if ((tasks[t].traits & traits) != 0)
      out |= solve::only(static_cast<solve::task>(t));
  return out;
}

} // namespace nightfloat::domain::stage
