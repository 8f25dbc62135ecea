// SPDX-License-Identifier: Apache-2.0
#include "tests/support/stage_scene.hpp"

namespace nightfloat::test {

using namespace domain;
using namespace domain::stage;
using days = date::duration;

namespace {

constexpr auto monday = date{days{20'640}};

struct lettered {
  char letter;
  std::uint32_t traits;
};

constexpr lettered letters[] = {
  {'.', 0},
  {'C', is_work | is_call},
  {'N', is_work | is_night_float},
  {'J', is_jeopardy},
  {'c', is_work | is_clinic},
  {'P', is_work | is_procedure},
  {'I', is_work | is_inpatient},
  {'S', is_work | is_supervision},
  {'T', is_post_call},
  {'E', is_education},
  {'A', is_work | is_administrative},
  {'V', is_leave},
  {'W', is_work},
};

programme programme_of(const std::vector<scene_person>& people) {
  auto out = programme{};
  out.info.name = "scene";
  out.info.first = date{days{20'635}};
  out.info.last = out.info.first + days{364};
  out.info.calendar = {.academic_year = 2026,
                       .start = out.info.first,
                       .lengths = std::vector<std::uint8_t>(13, 4)};
  auto id = std::uint32_t{0};
  for (const auto& x : people) {
    auto& one = out.people.emplace_back();
    one.id = {++id};
    one.code = x.code;
    one.name = "Dr " + x.code;
    one.role = x.role;
    one.track = x.track;
    one.faculty = x.faculty;
    if (x.pgy != 0)
      one.pgy = {{.academic_year = 2026, .pgy = x.pgy}};
  }
  out.rotations.push_back(
    {.id = {1}, .code = "I", .name = "Ward", .people_min = 1, .people_max = 2});
  out.rotations.push_back({.id = {2},
                           .code = "N",
                           .name = "Nights",
                           .kind = rotation_kind::night_float,
                           .people_min = 1,
                           .people_max = 1});
  out.rotations.push_back({.id = {3},
                           .code = "O",
                           .name = "Clinic",
                           .kind = rotation_kind::outpatient});
  out.templates.push_back({.id = {1},
                           .code = "W",
                           .name = "Ward by day",
                           .rotation = {1},
                           .start = 420,
                           .length = 600,
                           .weekdays = 0x1f,
                           .people_needed = 2,
                           .unit = "ward"});
  out.templates.push_back({.id = {2},
                           .code = "c",
                           .name = "Clinic after noon",
                           .rotation = {3},
                           .start = 780,
                           .length = 240,
                           .weekdays = 0x1f,
                           .people_needed = 1,
                           .unit = "clinic"});
  return out;
}

std::int32_t day_count(column_width width, std::int32_t columns) {
  switch (width) {
    case column_width::half_day:
      return (columns + 1) / 2;
    case column_width::day:
      return columns;
    case column_width::week:
      return columns * 7;
  }
  return 0;
}

} // namespace

scene_person resident(std::string code, std::uint8_t pgy, std::string track) {
  return {.code = std::move(code), .pgy = pgy, .track = std::move(track)};
}

scene_person teacher(std::string code, faculty_role role, std::string track) {
  return {.code = std::move(code),
          .role = person_role::faculty,
          .pgy = 0,
          .faculty = role,
          .track = std::move(track)};
}

stage_scene::stage_scene(column_width width, std::int32_t columns,
                         std::vector<scene_person> people,
                         std::int32_t days_later) {
  auto first = monday + days{days_later};
  auto last = first + days{day_count(width, columns) - 1};
  frame = make_frame(programme_of(people), first, last).value();
  make_layout(width, columns, days_later);
  auto names = std::vector<std::string>{};
  for (const auto& x : people)
    names.push_back(x.code);
  auto tasks = std::vector<std::string>{};
  for (const auto& x : letters)
    tasks.emplace_back(1, x.letter);
  problem = solve::shaped(names, columns, tasks);
  problem.contracts.resize(1);
}

void stage_scene::make_layout(column_width width, std::int32_t columns,
                              std::int32_t days_later) {
  layout.of = &frame;
  layout.width = width;
  for (auto i = std::size_t{0}; i < frame.people(); ++i)
    layout.who.push_back(i);
  for (auto c = 0; c < columns; ++c) {
    auto at = width == column_width::half_day ? c / 2
              : width == column_width::day    ? c
                                              : c * 7;
    auto& x = layout.columns.emplace_back();
    x.day = monday + days{days_later + at};
    if (width == column_width::half_day)
      x.part = c % 2 == 0 ? day_part::am : day_part::pm;
  }
  for (const auto& x : letters) {
    auto& task = layout.tasks.emplace_back();
    task.code = std::string(1, x.letter);
    task.traits = x.traits;
    task.units = x.letter == 'c' || x.letter == 'P' ? 1 : 0;
    auto weekly = width == column_width::week;
    if (x.letter == 'I' && weekly)
      task.which = 0;
    else if (x.letter == 'N' && weekly)
      task.which = 1;
    else if (x.letter == 'W' && !weekly)
      task.which = 0;
    else if (x.letter == 'c' && !weekly)
      task.which = 1;
  }
}

solve::task stage_scene::task_of(char letter) const {
  for (auto t = std::size_t{0}; t < std::size(letters); ++t)
    if (letters[t].letter == letter)
      return static_cast<solve::task>(t);
  NIGHTFLOAT_EXPECT(!"a letter of no task");
  return 0;
}

solve::grid stage_scene::roster(const std::vector<std::string>& lines) const {
  auto out = solve::grid{};
  for (const auto& line : lines)
    for (auto letter : line)
      out.push_back(task_of(letter));
  NIGHTFLOAT_EXPECT(out.size() == problem.allowed.size());
  return out;
}

void stage_scene::lock(const std::vector<std::string>& lines) {
  for (auto row = std::size_t{0}; row < lines.size(); ++row)
    for (auto c = 0U; c < lines[row].size(); ++c)
      if (lines[row][c] != ' ')
        problem.allowed[problem.cell_at(row, static_cast<std::int32_t>(c))]
          = solve::only(task_of(lines[row][c]));
}

void stage_scene::put_on(const std::vector<std::string>& lines) {
  auto columns = layout.columns.size();
  layout.on.assign(layout.who.size() * columns, frame::npos);
  for (auto row = std::size_t{0}; row < lines.size(); ++row)
    for (auto c = std::size_t{0}; c < lines[row].size(); ++c)
      for (auto i = std::size_t{0}; i < frame.where.rotations.size(); ++i)
        if (frame.where.rotations[i].code == lines[row].substr(c, 1))
          layout.on[row * columns + c] = i;
}

void stage_scene::only(const std::string& which,
                       const std::vector<std::size_t>& rows) {
  auto set = solve::task_set{0};
  for (auto letter : which)
    set |= solve::only(task_of(letter));
  auto barred = std::vector<bool>(problem.people.size(), true);
  for (auto row : rows)
    barred[row] = false;
  for (auto row = std::size_t{0}; row < barred.size(); ++row)
    for (auto c = 0; barred[row] && c < problem.days; ++c)
      problem.allowed[problem.cell_at(row, c)] &= ~set;
}

void stage_scene::away(std::size_t row, std::int32_t first_day,
                       std::int32_t last_day) {
  for (auto day = first_day; day <= last_day; ++day)
    frame.away[row * static_cast<std::size_t>(frame.days)
               + static_cast<std::size_t>(day)]
      = 1;
}

void stage_scene::demand(char letter, std::int32_t heads) {
  for (auto c = 0; c < problem.days; ++c)
    problem.demands.push_back({.day = c,
                               .tasks = solve::only(task_of(letter)),
                               .under = {{heads, solve::soft(10'000)}},
                               .over = {}});
}

} // namespace nightfloat::test
