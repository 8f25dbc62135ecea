// SPDX-License-Identifier: Apache-2.0
#include "exchange/sheet_import.hpp"

#include "domain/calendar.hpp"
#include "exchange/consistency.hpp"
#include "exchange/schedule_labels.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <utility>

namespace nightfloat::exchange {

namespace {

using namespace domain;

template <class Rows>
name_book book_of(const Rows& rows) {
  auto all = std::vector<known_name>{};
  for (const auto& x : rows)
    all.push_back({x.id.value, x.code, x.name});
  return name_book{std::move(all)};
}

/// What people write for nothing.
bool says_nothing(const std::string& name) {
  auto words = words_of(name);
  return words.empty() || (words.size() == 1 && words[0] == "off");
}

} // namespace

sheet_import::sheet_import(const programme& where, const roster& before,
                           const zone& site, const acceptance& accepted)
  : where_{where}, before_{before}, site_{site}, people_{"person",
                                                         book_of(where.people),
                                                         accepted},
    rotations_{"rotation", book_of(where.rotations), accepted},
    shifts_{"shift", book_of(where.templates), accepted}, duties_{
                                                            before.duties} {
}

/// About the row of the cell `at`.
void sheet_import::note(const page& p, const sheet_cell& at,
                        const std::string& what) {
  constexpr std::size_t notes_max = 100;
  if (notes_.size() < notes_max)
    notes_.push_back(p.of.where(at) + ": the row " + what);
}

/// The first cell of a row that shows something, or null.
const sheet_cell* sheet_import::entry_of(const page& p,
                                         std::uint32_t row) const {
  for (const auto& x : p.layout.columns)
    if (const auto* cell = p.grid.at(row, x.column);
        cell != nullptr && !pieces_of(cell->text).empty())
      return cell;
  return nullptr;
}

result<void> sheet_import::take(const sheet& x) {
  auto grid = sheet_grid{x};
  auto span = window{where_.info.first, where_.info.last};
  auto layout = find_layout(x, grid, span, books());
  if (!layout)
    return layout.error();
  if (!*layout) {
    notes_.push_back(x.file + ": sheet '" + x.name
                     + "' is no schedule (dates above, people below) "
                       "and was passed over");
    return {};
  }
  has_schedule_ = true;
  if (x.formulas > 0)
    notes_.push_back(x.file + ": sheet '" + x.name + "' has "
                     + std::to_string(x.formulas)
                     + " formulas; their last values were read, none was "
                       "computed");
  auto p = page{x, grid, **layout};
  for (auto row = std::uint32_t{0}; row < p.layout.first_row; ++row)
    if (const auto* label = label_of(p, row); label != nullptr
                                              && people_.is_exact(label->text)
                                              && entry_of(p, row) != nullptr)
      note(p, *label,
           "names '" + label->text + "' above the dates and was passed over");
  for (auto row = p.layout.first_row; row < grid.rows(); ++row)
    if (auto ok = take_row(p, row); !ok)
      return ok;
  return {};
}

/// The cell that says who a row is about, or null.
const sheet_cell* sheet_import::label_of(const page& p,
                                         std::uint32_t row) const {
  const sheet_cell* out = nullptr;
  if (p.layout.code_column)
    out = p.grid.at(row, *p.layout.code_column);
  if (out == nullptr && p.layout.name_column)
    out = p.grid.at(row, *p.layout.name_column);
  return out;
}

/// The person of a row; 0 where it is somebody unknown or passed over.
result<person_id> sheet_import::person_of(const page& p, std::uint32_t row) {
  const auto* by = label_of(p, row);
  const auto* name
    = p.layout.name_column ? p.grid.at(row, *p.layout.name_column) : nullptr;
  const auto* other = name != by ? name : nullptr;
  // A code that is none does not outweigh a name that is one.
  if (other != nullptr && !people_.is_exact(by->text)
      && (people_.is_exact(other->text)
          || people_.guess(by->text).how == likeness::unknown)) {
    note(p, *by,
         "has the unknown code '" + by->text
           + "', the person was sought by name");
    by = std::exchange(other, nullptr);
  }
  auto found = people_.resolve(by->text, p.of.where(*by));
  if (!found)
    return found.error();
  if (found->id != 0 && other != nullptr && people_.is_exact(other->text)
      && people_.guess(other->text).best->id != found->id)
    return p.of.wrong(*other, "'" + other->text + "' is not '" + by->text
                                + "' of the same row, correct one of them");
  return person_id{found->id};
}

/// A header that is repeated says days of the same columns, as those on which
/// they end: rows below another one would be taken for its neighbours' days.
/// Where the last column ends nobody has said. A row of sums may look like
/// dates (3/4), but does not go on as days do.
result<void> sheet_import::check_header(const page& p,
                                        std::uint32_t row) const {
  auto span = window{where_.info.first, where_.info.last};
  const auto& columns = p.layout.columns;
  auto days = std::vector<date>{};
  const sheet_cell* other = nullptr;
  for (const auto& column : columns) {
    const auto* cell = p.grid.at(row, column.column);
    if (cell == nullptr)
      continue;
    auto text = read_date(cell->text, span);
    if (text.is == date_text::kind::none)
      continue;
    auto is_date = text.is == date_text::kind::date;
    if (is_date)
      days.push_back(text.day);
    auto is_open = columns.size() > 1 && &column == &columns.back();
    auto is_same = is_date && text.day >= column.written.first
                   && (is_open || text.day <= column.written.last);
    if (!is_same && other == nullptr)
      other = cell;
  }
  auto is_rising = std::ranges::is_sorted(days)
                   && (days.size() < 2 || days.front() < days.back());
  if (other == nullptr || !is_rising)
    return {};
  return p.of.wrong(*other, "another header with other dates ('" + other->text
                              + "'), put its rows into a sheet of their own or "
                                "remove it");
}

result<void> sheet_import::take_row(const page& p, std::uint32_t row) {
  auto span = window{where_.info.first, where_.info.last};
  const auto* entry = entry_of(p, row);
  const auto* label = label_of(p, row);
  auto is_known = label != nullptr && people_.is_exact(label->text);
  // What is no person's: repeated headers, headings, sums.
  if (!is_known && is_header(p.layout, p.grid, row, span, books())) {
    if (label != nullptr && entry != nullptr && !is_heading(label->text))
      note(p, *label,
           "of '" + label->text
             + "' shows dates or halves of days and was passed over");
    return check_header(p, row);
  }
  if (label == nullptr) {
    if (entry != nullptr)
      note(p, *entry, "names nobody and was passed over");
    return {};
  }
  if (!is_known && entry == nullptr) {
    note(p, *label,
         "names '" + label->text + "', shows nothing and was passed over");
    return {};
  }
  auto who = person_of(p, row);
  if (!who)
    return who.error();
  if (!who->assigned())
    return {};
  if (auto ok = add_row(p, *who, *label); !ok)
    return ok;
  return p.layout.kind == schedule_kind::weeks ? take_weeks(p, row, *who)
                                               : take_days(p, row, *who);
}

/// A person's days are shown once, in whatever sheets.
result<void> sheet_import::add_row(const page& p, person_id who,
                                   const sheet_cell& label) {
  auto row = shown_row{.is_weeks = p.layout.kind == schedule_kind::weeks,
                       .days = p.layout.columns.front().days,
                       .place = p.of.where(label)};
  row.days.last = p.layout.columns.back().days.last;
  auto [first, last] = rows_.equal_range(who);
  for (auto i = first; i != last; ++i) {
    const auto& other = i->second;
    if (other.is_weeks == row.is_weeks && other.days.first <= row.days.last
        && row.days.first <= other.days.last)
      return p.of.wrong(label, "'" + label.text
                                 + "' has a row for these days already, see "
                                 + other.place + ": remove one");
  }
  rows_.emplace(who, std::move(row));
  return {};
}

result<void> sheet_import::take_weeks(const page& p, std::uint32_t row,
                                      person_id who) {
  auto& shown = plans_[who];
  for (const auto& column : p.layout.columns) {
    shown.days.push_back(column.days);
    if (const auto* cell = p.grid.at(row, column.column))
      if (auto ok = add_week(p, *cell, column.days, shown.pieces); !ok)
        return ok;
  }
  return {};
}

result<void> sheet_import::add_week(const page& p, const sheet_cell& cell,
                                    window week, std::vector<plan_piece>& to) {
  auto first_of_cell = to.size();
  for (auto& x : pieces_of(cell.text)) {
    if (says_nothing(x.name) && !rotations_.is_exact(x.name))
      continue;
    auto part = x.part.empty() ? result<window>{week} : parse_days(x.part);
    if (!part)
      return at(p.of.where(cell), part.error());
    if (part->first < week.first || part->last > week.last)
      return p.of.wrong(cell, "'" + x.part + "' is not within the week "
                                + days_text(week) + ", correct it");
    auto found = rotations_.resolve(x.name, p.of.where(cell));
    if (!found)
      return found.error();
    for (auto i = first_of_cell; i < to.size(); ++i)
      if (part->first <= to[i].days.last && to[i].days.first <= part->last)
        return p.of.wrong(cell,
                          "two rotations on "
                            + to_string(std::max(part->first, to[i].days.first))
                            + ", say the days of each as "
                              "CODE@first..last");
    if (found->id != 0)
      to.push_back({{found->id}, *part});
  }
  return {};
}

/// Whether `x` is a duty; false: it is unknown or passed over.
result<bool> sheet_import::read_duty(const page& p, const sheet_cell& cell,
                                     date day, const cell_piece& x,
                                     duty_piece& to) {
  auto place = p.of.where(cell);
  auto time = result<work_time>{work_time{}};
  if (!x.part.empty())
    time = parse_time(x.part, day, site_);
  if (!time)
    return at(place, time.error());
  // Times in UTC name a day of their own.
  if (!x.part.empty() && site_.local_date(time->start) != day)
    return p.of.wrong(cell, "'" + x.part + "' does not begin on "
                              + to_string(day) + ", correct it");
  auto is_kind = boost::describe::enum_from_string(x.name.c_str(), to.kind);
  if (is_kind && !x.part.empty()
      && shifts_.book().with_code(x.name) == nullptr) {
    to.time = *time;
    return true;
  }
  auto found = shifts_.resolve(x.name, place);
  if (!found)
    return found.error();
  const auto* from = find(where_, template_id{found->id});
  if (from == nullptr)
    return false;
  if (x.part.empty())
    time = time_of(where_, *from, day, site_);
  if (!time)
    return at(place, time.error());
  to.time = *time;
  to.from = from->id;
  to.rotation = from->rotation;
  to.site = site_of(where_, *from, from->rotation);
  to.kind = from->kind;
  return true;
}

result<std::vector<sheet_import::read_piece>>
sheet_import::read_cell(const page& p, const sheet_cell& cell, date day,
                        person_id who) {
  auto out = std::vector<read_piece>{};
  for (auto& x : pieces_of(cell.text)) {
    if (says_nothing(x.name) && !shifts_.is_exact(x.name))
      continue;
    auto duty = duty_piece{.person = who};
    auto is_duty = read_duty(p, cell, day, x, duty);
    if (!is_duty)
      return is_duty.error();
    auto begins = duty_start{who, duty.time.start, duty.kind};
    for (const auto& other : out)
      if (*is_duty
          && begins == duty_start{who, other.duty.time.start, other.duty.kind})
        return p.of.wrong(cell, "two duties begin at the same time ('"
                                  + other.piece.name + "' and '" + x.name
                                  + "'), remove one");
    if (*is_duty)
      out.push_back({std::move(x), duty});
  }
  return out;
}

/// A duty stands in the half in which it begins; one of the morning may stand
/// in the afternoon as well, where it goes on.
result<void>
sheet_import::check_halves(const page& p, const sheet_cell& cell, half_day half,
                           std::vector<read_piece>& here,
                           const std::vector<read_piece>& morning) const {
  auto failed = result<void>{};
  std::erase_if(here, [&](const read_piece& x) {
    auto begins = site_.local_minute(x.duty.time.start) < noon ? half_day::am
                                                               : half_day::pm;
    auto goes_on = half == half_day::pm
                   && std::ranges::find(morning, x.piece, &read_piece::piece)
                        != morning.end();
    if (begins != half && !goes_on && failed)
      failed = p.of.wrong(cell, "'" + x.piece.name
                                  + "' begins in the other half of the day, "
                                    "move it or write its times");
    return begins != half;
  });
  return failed;
}

result<void> sheet_import::take_days(const page& p, std::uint32_t row,
                                     person_id who) {
  auto morning = std::vector<read_piece>{};
  auto is_slots = p.layout.kind == schedule_kind::slots;
  for (const auto& column : p.layout.columns) {
    auto day = column.days.first;
    auto here = std::vector<read_piece>{};
    if (column.half == half_day::am)
      morning.clear();
    const auto* cell = p.grid.at(row, column.column);
    if (cell != nullptr) {
      auto read = read_cell(p, *cell, day, who);
      if (!read)
        return read.error();
      here = std::move(*read);
    }
    if (cell != nullptr && is_slots)
      if (auto ok = check_halves(p, *cell, column.half, here, morning); !ok)
        return ok;
    auto shown = std::vector<duty_piece>{};
    for (const auto& x : here)
      shown.push_back(x.duty);
    auto from = site_.midnight(day);
    auto to = site_.midnight(day + date::duration{1});
    auto middle = site_.to_utc(day, noon, resolve::earlier);
    if (!middle)
      return at(p.of.where(p.of.cells.front()), middle.error());
    if (is_slots && column.half == half_day::am)
      to = *middle;
    else if (is_slots)
      from = *middle;
    duties_.show(who, from, to, std::move(shown));
    if (column.half == half_day::am)
      morning = std::move(here);
  }
  return {};
}

void sheet_import::finish(staged& to) {
  auto made = roster{.id = before_.id, .duties = duties_.finish()};
  for (const auto& x : before_.plan)
    if (!plans_.contains(x.person))
      made.plan.push_back(x);
  for (auto& [who, shown] : plans_) {
    auto rows = merge_plan(who, plan_of(before_, who), std::move(shown.days),
                           std::move(shown.pieces));
    made.plan.insert(made.plan.end(), rows.begin(), rows.end());
  }
  sort(made);
  to.roster = std::move(made);
  people_.report(to.matches);
  rotations_.report(to.matches);
  shifts_.report(to.matches);
  to.notes = std::move(notes_);
}

} // namespace nightfloat::exchange
