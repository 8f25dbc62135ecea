// SPDX-License-Identifier: Apache-2.0
#include "codec/toml_writer.hpp"
#include "domain/clock.hpp"
#include "exchange/consistency.hpp"
#include "exchange/programme_csv.hpp"
#include "exchange/programme_tables.hpp"
#include "exchange/text.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace nightfloat::exchange {

namespace {

using namespace domain;

failure wrong_programme(std::string what) {
  return {ec::invalid_argument,
          "export: " + std::move(what) + ", correct the programme first"};
}

/// Builds the texts of all files; the first failure stays.
class writer {
public:
  writer(const programme& x, const domain::roster* roster)
    : x_{x}, roster_{roster} {
  }

  result<std::vector<text_file>> all(const std::filesystem::path& directory);

private:
  using row = std::vector<std::string>;

  void fail(std::string what) {
    if (failed_.code == ec::none)
      failed_ = wrong_programme(std::move(what));
  }

  template <class Rows, class Map>
  void index(const Rows& rows, Map& codes, const std::string& what);
  template <class Map, class Id>
  std::string code(const Map& codes, Id id, const std::string& where);
  std::string list(const std::vector<rotation_id>& of,
                   const std::string& where);
  void table(const table_form& form, row header, std::vector<row> rows);
  void unique(const std::string& what, std::uint32_t number,
              std::set<std::uint32_t>& seen);
  void write_info();
  void write_rules();
  void write_sites();
  void write_holidays();
  void write_people();
  void write_credentials();
  void write_activities();
  void write_rotations();
  void write_templates();
  void write_absences();
  void write_requirements();
  void write_roster();

  const programme& x_;
  const domain::roster* roster_;
  failure failed_;
  std::filesystem::path directory_;
  std::vector<text_file> out_;
  std::map<person_id, std::string> people_;
  std::map<rotation_id, std::string> rotations_;
  std::map<template_id, std::string> templates_;
  std::map<site_id, std::string> sites_;
  std::map<activity_id, std::string> activities_;
};

template <class T>
std::string text_of(T x) {
  return std::to_string(x);
}

template <class Rows, class Map>
void writer::index(const Rows& rows, Map& codes, const std::string& what) {
  auto seen = std::set<std::string>{};
  for (const auto& x : rows) {
    if (x.code.empty() || !seen.insert(x.code).second)
      fail(what + " code '" + x.code + "' is empty or there twice");
    if (!x.id.assigned() || !codes.emplace(x.id, x.code).second)
      fail(what + " number " + text_of(x.id.value) + " is 0 or there twice");
  }
}

/// For tables that nothing else names.
void writer::unique(const std::string& what, std::uint32_t number,
                    std::set<std::uint32_t>& seen) {
  if (number == 0 || !seen.insert(number).second)
    fail(what + " number " + text_of(number) + " is 0 or there twice");
}

std::string yes_no(bool x) {
  return x ? "yes" : "no";
}

template <class Map, class Id>
std::string writer::code(const Map& codes, Id id, const std::string& where) {
  if (!id.assigned())
    return {};
  auto i = codes.find(id);
  if (i != codes.end())
    return i->second;
  fail(where + " names number " + text_of(id.value) + ", which is unknown");
  return {};
}

std::string writer::list(const std::vector<rotation_id>& of,
                         const std::string& where) {
  auto out = std::string{};
  for (auto id : of) {
    if (!out.empty())
      out += list_separator;
    for (auto c : code(rotations_, id, where)) {
      if (c == list_separator || c == '\\')
        out += '\\';
      out += c;
    }
  }
  return out;
}

void writer::table(const table_form& form, row header, std::vector<row> rows) {
  auto file = text_file{directory_ / form.file, {}};
  append_row(file.text, header);
  for (const auto& cells : rows) {
    for (const auto& cell : cells)
      if (first_bad_byte(cell) != std::string_view::npos
          || cell.size() + 1 > csv_limits{}.cell_bytes_max)
        fail("a text of " + std::string{form.file}
             + " is not UTF-8 or longer than 64 KiB");
    append_row(file.text, cells);
  }
  out_.push_back(std::move(file));
}

void writer::write_info() {
  const auto& info = x_.info;
  auto lengths = std::string{};
  for (auto weeks : info.calendar.lengths)
    lengths.append(lengths.empty() ? "" : " ").append(text_of(weeks));
  auto rows = std::vector<row>{
    {"name", info.name},
    {"zone", info.zone},
    {"academic_year", text_of(info.calendar.academic_year)},
    {"block_start", to_string(info.calendar.start)},
    {"block_weeks", lengths},
    {"first", to_string(info.first)},
    {"last", to_string(info.last)},
    {"rule_pack", info.rule_pack},
    {"faculty_units", text_of(info.supervision.faculty_units)},
    {"pgy1_units", text_of(info.supervision.pgy1_units)},
    {"other_units", text_of(info.supervision.other_units)},
    {"procedure_units", text_of(info.supervision.procedure_units)},
    {"freeze_days", text_of(info.freeze_days)},
    {"freeze_scope", name_of(info.freeze_scope)},
    {"locked_until",
     info.locked_until == date{} ? "" : to_string(info.locked_until)},
    {"swap_approval", name_of(info.swap_approval)}};
  if (roster_ != nullptr)
    rows.push_back({"roster", text_of(roster_->id.value)});
  table(info_form, {"key", "value"}, std::move(rows));
}

void writer::write_rules() {
  if (x_.pack)
    out_.push_back({directory_ / rules_file, codec::to_toml(*x_.pack)});
}

void writer::write_sites() {
  auto rows = std::vector<row>{};
  for (const auto& x : x_.sites)
    rows.push_back(
      {text_of(x.id.value), x.code, x.name, x.zone, text_of(x.people_max)});
  table(sites_form, {"id", "code", "name", "zone", "people_max"},
        std::move(rows));
}

void writer::write_holidays() {
  auto rows = std::vector<row>{};
  auto seen = std::set<date>{};
  for (const auto& x : x_.holidays) {
    if (!seen.insert(x.day).second)
      fail("holiday " + to_string(x.day) + " is there twice");
    rows.push_back({to_string(x.day), x.name});
  }
  table(holidays_form, {"day", "name"}, std::move(rows));
}

void writer::write_people() {
  auto rows = std::vector<row>{};
  auto years = std::vector<row>{};
  for (const auto& x : x_.people) {
    rows.push_back({text_of(x.id.value), x.code, x.name, name_of(x.role),
                    x.track, name_of(x.faculty)});
    for (const auto& y : x.pgy) {
      if (y.pgy < 1 || y.pgy > 8)
        fail("person " + x.code + " has PGY " + text_of(y.pgy)
             + ", which is not within 1..8");
      years.push_back({x.code, text_of(y.academic_year), text_of(y.pgy)});
    }
  }
  table(people_form, {"id", "code", "name", "role", "track", "faculty"},
        std::move(rows));
  table(pgy_form, {"person", "academic_year", "pgy"}, std::move(years));
}

void writer::write_credentials() {
  auto rows = std::vector<row>{};
  auto seen = std::set<std::uint32_t>{};
  for (const auto& x : x_.credentials) {
    unique("credential", x.id.value, seen);
    rows.push_back({text_of(x.id.value),
                    code(people_, x.person, "a credential"), x.kind,
                    to_string(x.first), to_string(x.last), name_of(x.status)});
  }
  table(credentials_form, {"id", "person", "kind", "first", "last", "status"},
        std::move(rows));
}

void writer::write_activities() {
  auto rows = std::vector<row>{};
  for (const auto& x : x_.activities)
    rows.push_back({text_of(x.id.value), x.code, x.name, name_of(x.category),
                    yes_no(x.procedure), text_of(x.room_units), x.credential});
  table(
    activities_form,
    {"id", "code", "name", "category", "procedure", "room_units", "credential"},
    std::move(rows));
}

void writer::write_rotations() {
  auto rows = std::vector<row>{};
  for (const auto& x : x_.rotations) {
    rows.push_back({text_of(x.id.value), x.code, x.name, name_of(x.kind),
                    text_of(x.people_min), text_of(x.people_max), x.site,
                    text_of(x.hours_week_max), name_of(x.averaging)});
  }
  table(rotations_form,
        {"id", "code", "name", "kind", "people_min", "people_max", "site",
         "hours_week_max", "averaging"},
        std::move(rows));
}

void writer::write_templates() {
  auto rows = std::vector<row>{};
  for (const auto& x : x_.templates) {
    auto days = std::string{};
    for (unsigned i = 0; i < 7; ++i)
      if ((x.weekdays >> i & 1u) != 0)
        days += static_cast<char>('1' + i);
    if (x.weekdays > 0x7f)
      fail("template " + x.code + " names a weekday beyond the seventh");
    rows.push_back({text_of(x.id.value), x.code, x.name,
                    code(rotations_, x.rotation, "template " + x.code),
                    name_of(x.kind), name_of(x.role), clock_text(x.start),
                    text_of(x.length), days, text_of(x.people_needed),
                    text_of(x.pgy_min), text_of(x.pgy_max),
                    yes_no(x.supervised), x.unit,
                    code(activities_, x.activity, "template " + x.code),
                    code(sites_, x.site, "template " + x.code), x.credential});
  }
  table(templates_form,
        {"id", "code", "name", "rotation", "kind", "role", "start", "length",
         "weekdays", "people_needed", "pgy_min", "pgy_max", "supervised",
         "unit", "activity", "site", "credential"},
        std::move(rows));
}

void writer::write_absences() {
  auto rows = std::vector<row>{};
  auto seen = std::set<std::uint32_t>{};
  for (const auto& x : x_.absences) {
    unique("absence", x.id.value, seen);
    rows.push_back({text_of(x.id.value), code(people_, x.person, "an absence"),
                    to_string(x.first), to_string(x.last), x.kind,
                    name_of(x.status)});
  }
  table(absences_form, {"id", "person", "first", "last", "kind", "status"},
        std::move(rows));
}

void writer::write_requirements() {
  auto rows = std::vector<row>{};
  auto seen = std::set<std::uint32_t>{};
  for (const auto& x : x_.requirements) {
    unique("requirement", x.id.value, seen);
    rows.push_back({text_of(x.id.value), x.name, name_of(x.kind),
                    text_of(x.pgy), x.track, text_of(x.weeks),
                    list(x.fulfilled_by, "requirement " + x.name),
                    list(x.after, "requirement " + x.name)});
  }
  table(
    requirements_form,
    {"id", "name", "kind", "pgy", "track", "weeks", "fulfilled_by", "after"},
    std::move(rows));
}

void writer::write_roster() {
  auto duties = std::vector<row>{};
  for (const auto& x : roster_->duties) {
    auto where = "shift " + text_of(x.shift.value);
    if (!x.shift.assigned())
      fail("a duty of " + code(people_, x.person, where)
           + " has no shift number");
    duties.push_back(
      {text_of(x.shift.value), code(people_, x.person, where),
       to_string(x.start), to_string(x.end), code(templates_, x.from, where),
       code(rotations_, x.rotation, where), name_of(x.kind), name_of(x.source),
       yes_no(x.actual), code(sites_, x.site, where)});
  }
  table(roster_form,
        {"shift", "person", "start", "end", "template", "rotation", "kind",
         "source", "actual", "site"},
        std::move(duties));
  auto plan = std::vector<row>{};
  for (const auto& x : roster_->plan)
    plan.push_back({code(people_, x.person, "the plan"),
                    code(rotations_, x.rotation, "the plan"),
                    to_string(x.first), to_string(x.last), name_of(x.source)});
  table(plan_form, {"person", "rotation", "first", "last", "source"},
        std::move(plan));
}

result<std::vector<text_file>>
writer::all(const std::filesystem::path& directory) {
  directory_ = directory;
  index(x_.sites, sites_, "site");
  index(x_.activities, activities_, "activity");
  index(x_.people, people_, "person");
  index(x_.rotations, rotations_, "rotation");
  index(x_.templates, templates_, "template");
  write_info();
  write_rules();
  write_sites();
  write_holidays();
  write_people();
  write_credentials();
  write_activities();
  write_rotations();
  write_templates();
  write_absences();
  write_requirements();
  if (roster_ != nullptr)
    write_roster();
  if (failed_.code != ec::none)
    return failed_;
  return std::move(out_);
}

} // namespace

result<void> write_programme(const std::filesystem::path& directory,
                             const domain::programme& x,
                             const domain::roster* roster) {
  if (auto ok = check_consistent(x, roster); !ok)
    return at("export", ok.error());
  auto files = writer{x, roster}.all(directory);
  if (!files)
    return files.error();
  auto problem = std::error_code{};
  std::filesystem::create_directories(directory, problem);
  if (problem)
    return failure{ec::io_failed, "export: " + directory.string() + ": "
                                    + problem.message()
                                    + ", check the path and its permissions"};
  if (auto ok = write_texts(*files); !ok)
    return at("export", ok.error());
  for (const auto* form : {&roster_form, &plan_form})
    if (roster == nullptr)
      std::filesystem::remove(directory / form->file, problem);
  if (!x.pack)
    std::filesystem::remove(directory / rules_file, problem);
  return {};
}

} // namespace nightfloat::exchange
