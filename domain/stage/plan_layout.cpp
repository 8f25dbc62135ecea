// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/plan_layout.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

std::uint32_t rotation_traits(rotation_kind x) noexcept {
  switch (x) {
    case rotation_kind::inpatient:
      return is_work | is_inpatient;
    case rotation_kind::outpatient:
      return is_work | is_clinic;
    case rotation_kind::night_float:
      return is_work | is_night_float;
    case rotation_kind::elective:
    case rotation_kind::other:
      return is_work;
    case rotation_kind::vacation:
      return is_leave;
  }
  return is_work;
}

} // namespace

layout plan_layout(const frame& x, const year_problem& of) {
  auto out = layout{.of = &x, .width = column_width::week, .who = of.who};
  for (auto k = std::size_t{0}; k < of.weeks; ++k) {
    const auto& week = x.weeks[k];
    auto holiday = false;
    for (auto day = week.first; day <= week.last; day += date::duration{1})
      holiday = holiday || find_holiday(x.where.holidays, day) != nullptr;
    out.columns.push_back({week.first, day_part::whole, holiday});
  }
  for (auto which : of.rotation_of) {
    auto& task = out.tasks.emplace_back();
    if (which == frame::npos) {
      task.code = "off";
      continue;
    }
    task.code = x.where.rotations[which].code;
    task.traits = rotation_traits(x.where.rotations[which].kind);
    task.which = which;
  }
  return out;
}

} // namespace nightfloat::domain::stage
