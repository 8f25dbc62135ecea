// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/layout.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

stage_kind layout::kind() const noexcept {
  if (width == column_width::week)
    return stage_kind::year;
  if (std::ranges::none_of(who, [this](auto x) { return of->resident(x); }))
    return stage_kind::faculty;
  return width == column_width::day ? stage_kind::call : stage_kind::slots;
}

solve::task_set layout::with(std::uint32_t traits) const noexcept {
  auto out = solve::task_set{0};
  for (auto t = std::size_t{0}; t < tasks.size(); ++t)
    if ((tasks[t].traits & traits) != 0)
      out |= solve::only(static_cast<solve::task>(t));
  return out;
}

solve::task_set layout::alike(solve::task x) const {
  auto out = solve::task_set{0};
  for (auto t = std::size_t{0}; t < tasks.size(); ++t)
    if (tasks[t].code == tasks[x].code)
      out |= solve::only(static_cast<solve::task>(t));
  return out;
}

} // namespace nightfloat::domain::stage
