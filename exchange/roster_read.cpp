// SPDX-License-Identifier: Apache-2.0
#include "exchange/programme_reader.hpp"

#include <algorithm>

namespace nightfloat::exchange {

using namespace domain;

failure programme_reader::unknown(const csv_table& t, std::size_t row,
                                  std::string_view column,
                                  const std::string& code) {
  auto file = column == "person"     ? people_form.file
              : column == "template" ? templates_form.file
              : column == "site"     ? sites_form.file
              : column == "activity" ? activities_form.file
                                     : rotations_form.file;
  return t.wrong(row, column,
                 std::string{column} + " '" + code + "' is unknown, add it to "
                   + std::string{file} + " or correct the code");
}

result<programme_reader::looked_up>
programme_reader::known(const csv_table& t, std::size_t row,
                        std::string_view column, const code_map& codes) {
  auto i = codes.find(t.text(row, column));
  if (i == codes.end())
    return unknown(t, row, column, t.text(row, column));
  return looked_up{i->second};
}

result<programme_reader::looked_up>
programme_reader::known_or_none(const csv_table& t, std::size_t row,
                                std::string_view column,
                                const code_map& codes) {
  if (t.text(row, column).empty())
    return looked_up{0};
  return known(t, row, column, codes);
}

programme_reader::programme_reader(std::filesystem::path directory,
                                   const programme* kept)
  : directory_{std::move(directory)} {
  if (kept == nullptr)
    return;
  kept_["site"].keep(kept->sites);
  kept_["person"].keep(kept->people);
  kept_["activity"].keep(kept->activities);
  kept_["rotation"].keep(kept->rotations);
  kept_["template"].keep(kept->templates);
}

std::uint32_t
programme_reader::kept_numbers::number_of(const std::string& code) {
  if (auto known = codes.find(code); known != codes.end())
    return known->second;
  // Asked row by row, so that without any kept ones this is the row's place.
  while (!taken.insert(next).second)
    ++next;
  return next;
}

/// The row's own number, or `otherwise` in a table without numbers.
result<std::uint32_t>
programme_reader::number_row(const csv_table& t, std::size_t row,
                             number_map& used, std::uint32_t otherwise) {
  auto out = otherwise;
  if (t.has("id"))
    NIGHTFLOAT_SET(out, t.number(row, "id", 1, UINT32_MAX));
  auto [i, fresh] = used.emplace(out, row);
  if (fresh)
    return out;
  return t.wrong(row, "id",
                 "number " + std::to_string(out) + " is already at "
                   + t.where(i->second, "id")
                   + ", give another or leave the column out");
}

/// A moment in UTC, or as the clock at `site` shows it.
result<instant> programme_reader::moment(const csv_table& t, std::size_t row,
                                         std::string_view column,
                                         const zone& site, resolve which) {
  auto text = t.text(row, column);
  auto local = !text.ends_with('Z');
  auto wall = parse_instant(local ? text + 'Z' : text);
  if (!wall)
    return t.wrong(row, column,
                   std::string{column} + " '" + text
                     + "' is no moment, write it like 2026-07-01T12:00Z, or "
                       "without the Z for the clock at its site");
  if (!local)
    return *wall;
  auto day = std::chrono::floor<date::duration>(*wall);
  auto minute = (*wall - day).count();
  auto shown = site.shown(day, minute);
  if (!shown)
    return t.wrong(row, column, shown.error().detail);
  if (*shown == wall_time::never)
    return t.wrong(row, column,
                   "the local time " + text
                     + " does not exist: clocks at its site skip it, write "
                       "another or UTC with a Z");
  return site.to_utc(day, minute, which);
}

/// The zone of where a duty is; times without a Z are of its clock.
zone programme_reader::site_zone(const duty& x) const {
  auto found = zones_.find(x.site);
  return found == zones_.end() ? zone_ : found->second;
}

result<void> programme_reader::read_times(const csv_table& t, std::size_t row,
                                          duty& x) {
  auto site = site_zone(x);
  NIGHTFLOAT_SET(x.start, moment(t, row, "start", site, resolve::earlier));
  NIGHTFLOAT_SET(x.end, moment(t, row, "end", site, resolve::later));
  if (!is_duty_span(x.start, x.end))
    return t.wrong(row, "end",
                   "the end " + t.text(row, "end")
                     + " is not after the start, or 45 days or more after "
                       "it, correct one of them");
  return {};
}

result<void> programme_reader::read_duty(const csv_table& t, std::size_t row) {
  auto x = duty{};
  x.shift.value = static_cast<std::uint32_t>(row + 1);
  if (t.has("shift"))
    NIGHTFLOAT_SET(x.shift.value, t.number(row, "shift", 1, UINT32_MAX));
  NIGHTFLOAT_SET(x.person, known(t, row, "person", people_));
  NIGHTFLOAT_SET(x.from, known_or_none(t, row, "template", templates_));
  NIGHTFLOAT_SET(x.rotation, known_or_none(t, row, "rotation", rotations_));
  NIGHTFLOAT_SET(x.site, known_or_none(t, row, "site", sites_));
  NIGHTFLOAT_CHECK(read_times(t, row, x));
  NIGHTFLOAT_SET(x.kind, one_of<duty_kind>(t, row, "kind"));
  x.source = duty_source::manual;
  if (!t.text(row, "source").empty())
    NIGHTFLOAT_SET(x.source, one_of<duty_source>(t, row, "source"));
  NIGHTFLOAT_SET(x.actual, flag(t, row, "actual"));
  auto [slot, fresh_slot] = shifts_.emplace(x.shift.value, row);
  if (!fresh_slot)
    return t.wrong(row, "shift",
                   "shift " + std::to_string(x.shift.value)
                     + " is already filled at " + t.where(slot->second, "shift")
                     + ", one person works one shift: remove one row");
  auto [start, fresh_start]
    = starts_.emplace(duty_start{x.person, x.start, x.kind}, row);
  if (!fresh_start)
    return t.wrong(row, "person",
                   "'" + t.text(row, "person") + "' begins another duty at "
                     + t.text(row, "start") + " already, see "
                     + t.where(start->second, "person") + ": remove one row");
  found_.roster->duties.push_back(x);
  return {};
}

/// Two duties at once may have happened, so they are read; but they are said.
/// Whoever is on call at home may well work meanwhile.
void programme_reader::note_overlaps(const csv_table& t) {
  constexpr std::size_t notes_max = 100;
  const duty* last = nullptr;
  auto last_row = std::size_t{0};
  for (const auto& [start, row] : starts_) {
    const auto& x = found_.roster->duties[row];
    if (x.kind == duty_kind::at_home_call || found_.notes.size() >= notes_max)
      continue;
    auto follows = last != nullptr && last->person == x.person;
    if (follows && x.start < last->end)
      found_.notes.push_back(
        t.where(row, "start") + ": '" + t.text(row, "person")
        + "' works two duties at once, see " + t.where(last_row, "start")
        + "; both were read, validate judges them");
    if (follows && x.end <= last->end)
      continue;
    last = &x;
    last_row = row;
  }
}

result<void> programme_reader::read_duties() {
  NIGHTFLOAT_LET(t, open(roster_form, false));
  if (present_ && !found_.roster)
    found_.roster.emplace();
  for (std::size_t i = 0; i < t.rows(); ++i)
    NIGHTFLOAT_CHECK(read_duty(t, i));
  note_overlaps(t);
  return {};
}

result<void> programme_reader::read_plan() {
  NIGHTFLOAT_LET(t, open(plan_form, false));
  if (present_ && !found_.roster)
    found_.roster.emplace();
  struct placed {
    assignment row;
    std::size_t at;
  };
  auto rows = std::vector<placed>{};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    auto x = assignment{};
    NIGHTFLOAT_SET(x.person, known(t, i, "person", people_));
    NIGHTFLOAT_SET(x.rotation, known(t, i, "rotation", rotations_));
    NIGHTFLOAT_LET(span, days(t, i));
    x.first = span.first;
    x.last = span.last;
    x.source = duty_source::manual;
    if (!t.text(i, "source").empty())
      NIGHTFLOAT_SET(x.source, one_of<duty_source>(t, i, "source"));
    rows.push_back({x, i});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::pair{a.row.person, a.row.first}
           < std::pair{b.row.person, b.row.first};
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& x = rows[i].row;
    if (i > 0 && rows[i - 1].row.person == x.person
        && x.first <= rows[i - 1].row.last)
      return t.wrong(rows[i].at, "first",
                     "'" + t.text(rows[i].at, "person")
                       + "' is on another rotation on that day, see "
                       + t.where(rows[i - 1].at, "first")
                       + ": one person is on one rotation, change the days");
    found_.roster->plan.push_back(x);
  }
  return {};
}

result<imported> programme_reader::read() {
  NIGHTFLOAT_CHECK(read_rules());
  NIGHTFLOAT_CHECK(read_info());
  NIGHTFLOAT_CHECK(read_sites());
  NIGHTFLOAT_CHECK(read_holidays());
  NIGHTFLOAT_CHECK(read_people());
  NIGHTFLOAT_CHECK(read_credentials());
  NIGHTFLOAT_CHECK(read_activities());
  NIGHTFLOAT_CHECK(read_rotations());
  NIGHTFLOAT_CHECK(read_templates());
  NIGHTFLOAT_CHECK(read_absences());
  NIGHTFLOAT_CHECK(read_requirements());
  NIGHTFLOAT_CHECK(read_duties());
  NIGHTFLOAT_CHECK(read_plan());
  note_strangers();
  sort(found_.programme);
  if (found_.roster) {
    found_.roster->id.value = roster_number_;
    sort(*found_.roster);
  }
  return std::move(found_);
}

result<imported> read_programme(const std::filesystem::path& directory,
                                const programme* kept) {
  return programme_reader{directory, kept}.read();
}

} // namespace nightfloat::exchange
