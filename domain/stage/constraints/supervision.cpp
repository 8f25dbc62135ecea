// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/constraint_template.hpp"
#include "domain/stage/constraints/shapes.hpp"

namespace nightfloat::domain::stage {

namespace {

using enum weekday;

result<void> supervise(const scope& x) {
  auto by = ratio_of_policy(x);
  return by ? keep_ratio(x, *by) : by.error();
}

result<void> supervise_at_least(const scope& x) {
  auto by = ratio_of_policy(x);
  if (!by)
    return by.error();
  by->least = *x.what->min;
  return keep_ratio(x, *by);
}

/// Whoever is at `tasks`, one of `then` is there.
result<void> together(const scope& x) {
  return keep_ratio(
    x, ratio_of_heads(x, static_cast<std::int32_t>(solve::people_max)));
}

result<void> few_at_once(const scope& x) {
  return keep_ratio(x, ratio_of_heads(x, *x.what->max));
}

/// Each of the tracks has as many as any other, one more or less where they
/// do not come out even.
result<void> even_tracks(const scope& x) {
  auto tracks = static_cast<std::int32_t>(x.what->tasks.size());
  auto people = static_cast<std::int32_t>(x.rows.size());
  auto all = std::vector<counted_heads>{};
  for (const auto& word : x.what->tasks) {
    auto track = x.find("tasks", word);
    if (!track)
      return track.error();
    auto own = counted(x, *track);
    if (!own)
      return own.error();
    all.push_back(*own);
  }
  for (const auto& track : all)
    heads(x, track, x.columns,
          {.min = people / tracks, .max = (people + tracks - 1) / tracks});
  return {};
}

const auto working_days = std::vector<weekday>{monday, tuesday, wednesday,
                                               thursday, friday};

} // namespace

template_list supervision_templates() {
  static const auto all = std::vector<constraint_template>{
    {"FacultySupervision",
     "supervision",
     false,
     100,
     in_slots_and_days,
     "tasks then weekdays weeks part holidays min",
     supervise_at_least,
     {.then = {"supervision"}, .weekdays = working_days, .min = 1}},
    {"LearnerASMWednesday",
     "supervision",
     true,
     1,
     in_half_days,
     "who! tasks! except weekdays weeks part",
     only_tasks,
     {.except = {"leave"}, .weekdays = {wednesday}, .part = half::am}},
    {"LearnerFMITBlocking",
     "supervision",
     true,
     1,
     in_slots_and_days,
     "who! tasks on",
     avoid_while_on,
     {.tasks = {"clinic"}, .on = {"inpatient"}}},
    {"LearnerSupervision",
     "supervision",
     true,
     1,
     in_slots_and_days,
     "tasks! then weekdays weeks part max",
     few_at_once,
     {.then = {"supervision"}, .max = 2}},
    {"LearnerTrackBalance",
     "supervision",
     false,
     10,
     in_all,
     "who! tasks! weekdays weeks part",
     even_tracks,
     {}},
    {"SMResidentFacultyAlignment",
     "supervision",
     false,
     50,
     in_slots_and_days,
     "tasks! then! weekdays weeks part",
     together,
     {}},
    {"SupervisionRatio",
     "supervision",
     false,
     1000,
     in_slots_and_days,
     "tasks then weekdays weeks part",
     supervise,
     {.then = {"supervision"}}},
  };
  return all;
}

} // namespace nightfloat::domain::stage
