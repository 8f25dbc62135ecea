// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_reader.hpp"

namespace nightfloat::exchange {

using namespace domain;

result<void> programme_reader::read_sites() {
  NIGHTFLOAT_LET(t, open(sites_form, false));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = site{};
    NIGHTFLOAT_CHECK(name_row(t, i, "site", x, sites_));
    x.name = t.text(i, "name");
    x.zone = t.text(i, "zone");
    if (!x.zone.empty())
      NIGHTFLOAT_SET(zones_[x.id], zone_of(t, i, "zone"));
    if (!t.text(i, "people_max").empty())
      NIGHTFLOAT_SET(x.people_max, t.number(i, "people_max", 0, 65'535));
    found_.programme.sites.push_back(std::move(x));
  }
  return {};
}

result<void> programme_reader::read_holidays() {
  NIGHTFLOAT_LET(t, open(holidays_form, false));
  auto seen = std::map<date, std::size_t>{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = holiday{.name = t.text(i, "name")};
    NIGHTFLOAT_SET(x.day, day(t, i, "day"));
    if (auto [other, fresh] = seen.emplace(x.day, i); !fresh)
      return t.wrong(i, "day",
                     t.text(i, "day") + " is a holiday already, see "
                       + t.where(other->second, "day") + ": remove one row");
    found_.programme.holidays.push_back(std::move(x));
  }
  return {};
}

result<void> programme_reader::read_activities() {
  NIGHTFLOAT_LET(t, open(activities_form, false));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = activity{};
    NIGHTFLOAT_CHECK(name_row(t, i, "activity", x, activities_));
    x.name = t.text(i, "name");
    NIGHTFLOAT_SET(x.category, one_of<activity_category>(t, i, "category"));
    NIGHTFLOAT_SET(x.procedure, flag(t, i, "procedure"));
    if (!t.text(i, "room_units").empty())
      NIGHTFLOAT_SET(x.room_units, t.number(i, "room_units", 0, 255));
    x.credential = t.text(i, "credential");
    found_.programme.activities.push_back(std::move(x));
  }
  return {};
}

result<void> programme_reader::read_rotations() {
  NIGHTFLOAT_LET(t, open(rotations_form, false));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = rotation{};
    NIGHTFLOAT_CHECK(name_row(t, i, "rotation", x, rotations_));
    x.name = t.text(i, "name");
    x.site = t.text(i, "site");
    NIGHTFLOAT_CHECK(known_or_none(t, i, "site", sites_));
    NIGHTFLOAT_SET(x.kind, one_of<rotation_kind>(t, i, "kind"));
    NIGHTFLOAT_SET(x.people_min, t.number(i, "people_min", 0, 65'535));
    NIGHTFLOAT_SET(x.people_max, t.number(i, "people_max", 0, 65'535));
    if (x.people_max < x.people_min)
      return t.wrong(i, "people_max",
                     "people_max is below people_min, exchange them");
    if (!t.text(i, "hours_week_max").empty())
      NIGHTFLOAT_SET(x.hours_week_max, t.number(i, "hours_week_max", 0, 168));
    if (!t.text(i, "averaging").empty())
      NIGHTFLOAT_SET(x.averaging, one_of<averaging>(t, i, "averaging"));
    found_.programme.rotations.push_back(std::move(x));
  }
  return {};
}

result<void> programme_reader::read_templates() {
  NIGHTFLOAT_LET(t, open(templates_form, false));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = shift_template{};
    NIGHTFLOAT_CHECK(name_row(t, i, "template", x, templates_));
    x.name = t.text(i, "name");
    x.unit = t.text(i, "unit");
    NIGHTFLOAT_SET(x.rotation, known_or_none(t, i, "rotation", rotations_));
    NIGHTFLOAT_SET(x.kind, one_of<duty_kind>(t, i, "kind"));
    NIGHTFLOAT_SET(x.role, one_of<person_role>(t, i, "role"));
    NIGHTFLOAT_SET(x.start, clock(t, i, "start"));
    NIGHTFLOAT_SET(x.length, t.number(i, "length", 1, 2'880));
    NIGHTFLOAT_SET(x.weekdays, weekdays(t, i));
    NIGHTFLOAT_SET(x.people_needed, t.number(i, "people_needed", 0, 30'000));
    if (!t.text(i, "pgy_min").empty())
      NIGHTFLOAT_SET(x.pgy_min, t.number(i, "pgy_min", 1, 8));
    if (!t.text(i, "pgy_max").empty())
      NIGHTFLOAT_SET(x.pgy_max, t.number(i, "pgy_max", x.pgy_min, 8));
    NIGHTFLOAT_SET(x.supervised, flag(t, i, "supervised"));
    NIGHTFLOAT_SET(x.activity, known_or_none(t, i, "activity", activities_));
    NIGHTFLOAT_SET(x.site, known_or_none(t, i, "site", sites_));
    x.credential = t.text(i, "credential");
    found_.programme.templates.push_back(std::move(x));
  }
  return {};
}

result<std::vector<rotation_id>>
programme_reader::codes(const csv_table& t, std::size_t row,
                        std::string_view column) {
  auto out = std::vector<rotation_id>{};
  auto code = std::string{};
  const auto& text = t.text(row, column);
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\\' && i + 1 < text.size()) {
      code += text[++i];
    } else if (i < text.size() && text[i] != list_separator) {
      code += text[i];
    } else if (!text.empty()) {
      auto found = rotations_.find(code);
      if (found == rotations_.end())
        return unknown(t, row, column, code);
      out.push_back({found->second});
      code.clear();
    }
  }
  return out;
}

result<void> programme_reader::read_requirements() {
  NIGHTFLOAT_LET(t, open(requirements_form, false));
  auto used = number_map{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = requirement{};
    NIGHTFLOAT_SET(x.id.value, number_row(t, i, used, place(i)));
    x.name = t.text(i, "name");
    x.track = t.text(i, "track");
    NIGHTFLOAT_SET(x.kind, one_of<requirement_kind>(t, i, "kind"));
    NIGHTFLOAT_SET(x.pgy, t.number(i, "pgy", 0, 8));
    NIGHTFLOAT_SET(x.weeks, t.number(i, "weeks", 0, 65'535));
    NIGHTFLOAT_SET(x.fulfilled_by, codes(t, i, "fulfilled_by"));
    NIGHTFLOAT_SET(x.after, codes(t, i, "after"));
    found_.programme.requirements.push_back(std::move(x));
  }
  return {};
}

} // namespace nightfloat::exchange
