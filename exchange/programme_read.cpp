// SPDX-License-Identifier: Apache-2.0
#include "codec/toml.hpp"
#include "domain/clock.hpp"
#include "domain/rules/context.hpp"
#include "exchange/programme_reader.hpp"

#include <algorithm>
#include <charconv>
#include <set>

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
  auto text = t.text(row, column);
  if (text.empty())
    return t.wrong(row, column,
                   std::string{column}
                     + " is empty, write a day like 2026-07-01");
  auto x = parse_date(text);
  if (!x)
    return at(t.where(row, column), x.error());
  return *x;
}

result<window> programme_reader::days(const csv_table& t, std::size_t row) {
  NIGHTFLOAT_LET(first, day(t, row, "first"));
  NIGHTFLOAT_LET(last, day(t, row, "last"));
  if (last < first)
    return t.wrong(row, "last",
                   "the last day " + t.text(row, "last")
                     + " is before the first, exchange them");
  return window{first, last};
}

/// Fails where the system knows no such zone.
result<zone> programme_reader::zone_of(const csv_table& t, std::size_t row,
                                       std::string_view column) {
  auto found = zone::find(t.text(row, column));
  if (!found)
    return t.wrong(row, column, found.error().detail);
  return *found;
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
  // 16 bits hold so many hours of minutes.
  auto minute = parse_clock(text, 1'091);
  if (!minute)
    return t.wrong(row, column,
                   std::string{column} + " '" + text
                     + "' is no time of day, write one like 07:00");
  return static_cast<std::uint16_t>(*minute);
}

result<std::uint8_t> programme_reader::weekdays(const csv_table& t,
                                                std::size_t row) {
  auto out = 0u;
  for (auto c : t.text(row, "weekdays")) {
    auto bit = c >= '1' && c <= '7' ? 1u << (c - '1') : 0u;
    if (bit == 0 || (out & bit) != 0)
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
    return set_zone(t, row);
  else if (key == "rule_pack")
    return set_rule_pack(t, row);
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
  else if (key == "freeze_days")
    return number(info.freeze_days, 30);
  else if (key == "freeze_scope")
    NIGHTFLOAT_SET(info.freeze_scope, one_of<freeze_scope>(t, row, "value"));
  else if (key == "locked_until")
    return value.empty() ? result<void>{} : date_of(info.locked_until);
  else if (key == "swap_approval")
    NIGHTFLOAT_SET(info.swap_approval, one_of<swap_approval>(t, row, "value"));
  else if (key == "roster")
    return number(roster_number_, UINT64_MAX);
  else
    return t.wrong(row, "key", "key '" + key + "' is unknown, remove it");
  return {};
}

result<void> programme_reader::set_zone(const csv_table& t, std::size_t row) {
  NIGHTFLOAT_SET(zone_, zone_of(t, row, "value"));
  found_.programme.info.zone = t.text(row, "value");
  return {};
}

result<void> programme_reader::set_rule_pack(const csv_table& t,
                                             std::size_t row) {
  auto name = t.text(row, "value");
  if (!found_.programme.pack)
    if (auto shipped = shipped_pack(name); !shipped)
      return t.wrong(row, "value",
                     shipped.error().detail + ", or bring "
                       + std::string{rules_file} + " along");
  found_.programme.info.rule_pack = name;
  return {};
}

/// The programme's own rules, where it brings some.
result<void> programme_reader::read_rules() {
  auto path = directory_ / rules_file;
  auto text = read_text(path, codec::toml_bytes_max);
  if (!text && text.error().code == ec::not_found)
    return {};
  if (!text)
    return text.error();
  NIGHTFLOAT_LET(pack, codec::from_toml<rule_pack>(*text, path.string()));
  if (auto ok = check(pack); !ok)
    return at(path.string(), ok.error());
  found_.programme.pack = std::move(pack);
  return {};
}

/// A table under another name would be missed without a word.
void programme_reader::note_strangers() {
  auto names = std::set<std::string>{};
  auto problem = std::error_code{};
  auto i = std::filesystem::directory_iterator{directory_, problem};
  for (; !problem && i != std::filesystem::directory_iterator{};
       i.increment(problem))
    if (i->path().extension() == ".csv")
      names.insert(i->path().filename().string());
  auto known = std::string{};
  for (const auto* form : table_forms) {
    names.erase(std::string{form->file});
    known.append(known.empty() ? "" : ", ").append(form->file);
  }
  for (const auto& name : names)
    found_.notes.push_back((directory_ / name).string()
                           + " is passed over, the tables are " + known);
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
  const auto& info = found_.programme.info;
  if (info.last < info.first)
    return failure{ec::invalid_argument,
                   seen["last"]
                     + ": the last day is before the first, "
                       "exchange them"};
  if (auto ok = check_days({info.first, info.last}); !ok)
    return at(seen["last"], ok.error());
  return {};
}

} // namespace nightfloat::exchange
