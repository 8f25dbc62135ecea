// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_reader.hpp"

#include <algorithm>
#include <charconv>

namespace nightfloat::exchange {

using namespace domain;

/// The file as a table; an empty one where the file may be and is absent.
result<csv_table> programme_reader::open(const table_form& form,
                                         bool required) {
  auto path = directory_ / form.file;
  auto text = read_text(path, csv_limits{}.bytes_max);
  if (!text && (required || text.error().code != ec::not_found))
    return text.error();
  present_ = text.has_value();
  if (!text)
    return csv_table{};
  return csv_table::parse(*text, path.string(), form.columns);
}

result<std::string> programme_reader::code(const csv_table& t, std::size_t row,
                                           std::string_view column) {
  const auto& text = t.text(row, column);
  if (text.empty())
    return t.wrong(row, column,
                   std::string{column} + " is empty, write a code");
  return text;
}

result<date> programme_reader::day(const csv_table& t, std::size_t row,
                                   std::string_view column) {
  auto x = parse_date(t.text(row, column));
  if (!x)
    return at(t.where(row, column), x.error());
  return *x;
}

result<bool> programme_reader::flag(const csv_table& t, std::size_t row,
                                    std::string_view column) {
  const auto& text = t.text(row, column);
  if (text == "yes" || text == "no" || text.empty())
    return text == "yes";
  return t.wrong(row, column,
                 std::string{column} + " '" + text
                   + "' is neither yes nor no, write one of them");
}

/// `07:00`; the hour may pass 24 for shifts of the day before.
result<std::uint16_t> programme_reader::clock(const csv_table& t,
                                              std::size_t row,
                                              std::string_view column) {
  const auto& text = t.text(row, column);
  auto hour = 0u;
  auto minute = 60u;
  auto colon = text.find(':');
  if (colon != std::string::npos && text.size() == colon + 3) {
    auto a = std::from_chars(text.data(), text.data() + colon, hour);
    auto end = text.data() + text.size();
    auto b = std::from_chars(text.data() + colon + 1, end, minute);
    if (a.ec != std::errc{} || a.ptr != text.data() + colon
        || b.ec != std::errc{} || b.ptr != end)
      minute = 60;
  }
  if (minute > 59 || hour > 1'091)
    return t.wrong(row, column,
                   std::string{column} + " '" + text
                     + "' is no time of day, write one like 07:00");
  return static_cast<std::uint16_t>(hour * 60 + minute);
}

result<std::uint8_t> programme_reader::weekdays(const csv_table& t,
                                                std::size_t row) {
  auto out = 0u;
  for (auto c : t.text(row, "weekdays")) {
    auto bit = 1u << (c - '1');
    if (c < '1' || c > '7' || (out & bit) != 0)
      return t.wrong(row, "weekdays",
                     "weekdays '" + t.text(row, "weekdays")
                       + "' are not digits from 1 (Monday) to 7 (Sunday), "
                         "each once, write some like 12345");
    out |= bit;
  }
  return static_cast<std::uint8_t>(out);
}

result<void> programme_reader::read_setting(const csv_table& t, std::size_t row,
                                            const std::string& key) {
  auto& info = found_.programme.info;
  auto number = [&](auto& field, std::uint64_t max) -> result<void> {
    NIGHTFLOAT_SET(field, t.number(row, "value", 0, max));
    return {};
  };
  auto date_of = [&](date& field) -> result<void> {
    NIGHTFLOAT_SET(field, day(t, row, "value"));
    return {};
  };
  const auto& value = t.text(row, "value");
  auto& units = info.supervision;
  if (key == "name")
    info.name = value;
  else if (key == "zone")
    info.zone = value;
  else if (key == "rule_pack")
    info.rule_pack = value;
  else if (key == "academic_year")
    return number(info.calendar.academic_year, 9'999);
  else if (key == "block_start")
    return date_of(info.calendar.start);
  else if (key == "block_weeks")
    return read_lengths(t, row);
  else if (key == "first")
    return date_of(info.first);
  else if (key == "last")
    return date_of(info.last);
  else if (key == "faculty_units")
    return number(units.faculty_units, 255);
  else if (key == "pgy1_units")
    return number(units.pgy1_units, 255);
  else if (key == "other_units")
    return number(units.other_units, 255);
  else if (key == "procedure_units")
    return number(units.procedure_units, 255);
  else if (key == "roster")
    return number(roster_number_, UINT64_MAX);
  else
    return t.wrong(row, "key", "key '" + key + "' is unknown, remove it");
  return {};
}

result<void> programme_reader::read_lengths(const csv_table& t,
                                            std::size_t row) {
  const auto& text = t.text(row, "value");
  for (std::size_t i = 0; i < text.size();) {
    auto weeks = 0u;
    auto read = std::from_chars(text.data() + i, text.data() + text.size(),
                                weeks);
    auto next = static_cast<std::size_t>(read.ptr - text.data());
    auto ends = next == text.size() || text[next] == ' ';
    if (read.ec != std::errc{} || !ends || weeks < 1 || weeks > 255)
      return t.wrong(row, "value",
                     "block_weeks '" + text
                       + "' are not numbers of weeks with a space between "
                         "them, write some like 4 4 4");
    found_.programme.info.calendar.lengths.push_back(
      static_cast<std::uint8_t>(weeks));
    i = next + 1;
  }
  return {};
}

result<void> programme_reader::read_info() {
  NIGHTFLOAT_LET(t, open(info_form, true));
  auto seen = std::map<std::string, std::string>{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const auto& key = t.text(i, "key");
    if (!seen.emplace(key, t.where(i, "key")).second)
      return t.wrong(i, "key",
                     "key '" + key + "' is already at " + seen[key]
                       + ", remove one");
    NIGHTFLOAT_CHECK(read_setting(t, i, key));
  }
  for (const auto* key : {"first", "last"})
    if (!seen.contains(key))
      return failure{ec::invalid_argument,
                     (directory_ / info_form.file).string() + ":1:1: key '"
                       + key + "' is missing, add a row for it"};
  if (found_.programme.info.last < found_.programme.info.first)
    return failure{ec::invalid_argument,
                   seen["last"]
                     + ": the last day is before the first, "
                       "exchange them"};
  return {};
}

result<void> programme_reader::read_people() {
  NIGHTFLOAT_LET(t, open(people_form, true));
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = person{};
    NIGHTFLOAT_CHECK(name_row(t, i, "person", x, people_));
    x.name = t.text(i, "name");
    x.track = t.text(i, "track");
    NIGHTFLOAT_SET(x.role, one_of<person_role>(t, i, "role"));
    people_rows_[x.id.value] = found_.programme.people.size();
    found_.programme.people.push_back(std::move(x));
  }
  NIGHTFLOAT_LET(years, open(pgy_form, false));
  for (std::size_t i = 0; i < years.rows(); ++i) {
    NIGHTFLOAT_LET(who, known(years, i, "person", people_));
    NIGHTFLOAT_LET(year, years.number(i, "academic_year", 0, 9'999));
    NIGHTFLOAT_LET(pgy, years.number(i, "pgy", 0, 8));
    auto& all = found_.programme.people[people_rows_[who]].pgy;
    for (const auto& other : all)
      if (other.academic_year == year)
        return years.wrong(i, "academic_year",
                           "'" + years.text(i, "person")
                             + "' has a PGY for that year already, remove "
                               "one of the two rows");
    all.push_back(
      {static_cast<std::uint16_t>(year), static_cast<std::uint8_t>(pgy)});
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
    NIGHTFLOAT_SET(x.kind, one_of<rotation_kind>(t, i, "kind"));
    NIGHTFLOAT_SET(x.people_min, t.number(i, "people_min", 0, 65'535));
    NIGHTFLOAT_SET(x.people_max, t.number(i, "people_max", 0, 65'535));
    if (x.people_max < x.people_min)
      return t.wrong(i, "people_max",
                     "people_max is below people_min, exchange them");
    if (!t.text(i, "hours_week_max").empty())
      NIGHTFLOAT_SET(x.hours_week_max, t.number(i, "hours_week_max", 0, 168));
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
      NIGHTFLOAT_SET(x.pgy_min, t.number(i, "pgy_min", 0, 8));
    if (!t.text(i, "pgy_max").empty())
      NIGHTFLOAT_SET(x.pgy_max, t.number(i, "pgy_max", x.pgy_min, 8));
    NIGHTFLOAT_SET(x.supervised, flag(t, i, "supervised"));
    found_.programme.templates.push_back(std::move(x));
  }
  return {};
}

result<void> programme_reader::read_absences() {
  NIGHTFLOAT_LET(t, open(absences_form, false));
  auto used = std::map<std::uint32_t, std::string>{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = absence{};
    NIGHTFLOAT_SET(x.id.value, number_row(t, i, used));
    NIGHTFLOAT_SET(x.person, known(t, i, "person", people_));
    NIGHTFLOAT_SET(x.first, day(t, i, "first"));
    NIGHTFLOAT_SET(x.last, day(t, i, "last"));
    if (x.last < x.first)
      return t.wrong(i, "last",
                     "the last day " + t.text(i, "last")
                       + " is before the first, exchange them");
    x.kind = t.text(i, "kind");
    NIGHTFLOAT_SET(x.status, one_of<absence_status>(t, i, "status"));
    found_.programme.absences.push_back(std::move(x));
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
  auto used = std::map<std::uint32_t, std::string>{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = requirement{};
    NIGHTFLOAT_SET(x.id.value, number_row(t, i, used));
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
