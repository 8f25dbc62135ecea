// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

namespace nightfloat::domain::stage {

namespace {

/// At most so many that the programme has room for.
std::optional<std::int32_t> room(const scope& x, std::size_t which) {
  if (x.what->max)
    return x.what->max;
  const auto& programme = x.where->of->where;
  if (which == frame::npos)
    return {};
  if (x.where->width == column_width::week)
    return programme.rotations[which].people_max;
  // Where nobody is asked for, everybody on the rotation attends.
  auto places = programme.templates[which].people_needed;
  return places == 0 ? std::nullopt : std::optional<std::int32_t>{places};
}

/// Each task by itself: `max`, or what the programme has room for.
result<void> each_has_room(const scope& x) {
  auto own = counted(x, x.tasks);
  if (!own)
    return own.error();
  auto known = false;
  const auto& tasks = x.where->tasks;
  for (auto t = std::size_t{0}; t < tasks.size(); ++t) {
    auto max = room(x, tasks[t].which);
    auto all = first_of_its_kind(x, static_cast<solve::task>(t)) & own->tasks;
    if (all == 0 || !max)
      continue;
    known = true;
    heads(x, {all, own->classes}, x.columns, {.max = max});
  }
  if (!known)
    return cannot("max",
                  "is missing, for the programme does not say how much "
                  "room these tasks have",
                  ec::unsupported);
  return {};
}

} // namespace

template_list capacity_templates() {
  static const auto all = std::vector<constraint_template>{
    {"ClinicCapacity",
     "capacity",
     true,
     1,
     in_all,
     "tasks weekdays weeks part max",
     each_has_room,
     {.tasks = {"clinic"}}},
    {"MaxPhysiciansInClinic",
     "capacity",
     true,
     1,
     in_slots_and_days,
     "tasks weekdays weeks part max",
     heads_between,
     {.tasks = {"clinic"}, .max = 6}},
    {"OnePersonPerBlock",
     "capacity",
     true,
     1,
     in_all,
     "tasks! weekdays weeks part max",
     heads_between,
     {.max = 1}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
