// SPDX-License-Identifier: Apache-2.0
#include "exchange/schedule_table.hpp"

#include "domain/calendar.hpp"
#include "domain/zone.hpp"
#include "exchange/cell_pieces.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace nightfloat::exchange {

namespace {

using namespace domain;

constexpr colour weekend_colour = 0xe7e6e6;
constexpr colour holiday_colour = 0xf4b6c2;
constexpr colour leave_colour = 0xfce4d6;
constexpr colour asked_colour = 0xfff2cc;
constexpr colour other_colour = 0xededed;
constexpr int week_days = 7;
constexpr int table_weeks_max = 522;
constexpr int table_days_max = 400;

colour colour_named(std::string_view name) {
  auto found = std::ranges::find(colours(), name, &colour_meaning::name);
  return found != colours().end() ? found->fill : other_colour;
}

template <class Enum>
colour colour_of(Enum x) {
  return colour_named(boost::describe::enum_to_string(x, ""));
}

table_cell head(std::string text, std::uint16_t spans = 1) {
  return {.text = std::move(text),
          .fill = head_colour,
          .strong = true,
          .spans = spans};
}

bool is_weekend(date x) {
  return weekday_of(x) >= weekday::saturday;
}

std::string weekday_name(date x) {
  constexpr auto names = std::to_array<const char*>(
    {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"});
  return names.at(static_cast<std::size_t>(weekday_of(x)) - 1);
}

table_cell day_head(date x, colour fill) {
  return {.day = x, .fill = fill, .strong = true};
}

std::vector<table_cell> labels(const programme& where, const person& who) {
  auto pgy = pgy_of(who, where.info.calendar.academic_year);
  return {{.text = who.code, .strong = true},
          {.text = who.name},
          {.text = pgy == 0 ? "" : std::to_string(pgy)}};
}

std::vector<table_cell> label_heads() {
  return {head("code"), head("name"), head("pgy")};
}

/// ` | (text)`, so that cell_pieces.hpp passes it over.
void add_remark(std::string& to, std::string text) {
  std::ranges::replace_if(
    text,
    [](char c) {
      return std::string_view{"|@\\\r\n"}.find(c) != std::string_view::npos;
    },
    ' ');
  to += (to.empty() ? "(" : " | (") + text + ")";
}

/// Leave of one person that meets `in`, as a remark; the stronger colours.
void remark_leave(table_cell& to, const programme& where, person_id who,
                  window in) {
  for (const auto& x : where.absences) {
    if (x.person != who || x.status == absence_status::rejected
        || x.last < in.first || x.first > in.last)
      continue;
    auto asked = x.status == absence_status::pending;
    add_remark(to.text, x.kind + (asked ? "?" : ""));
    if (to.fill == 0 || !asked)
      to.fill = asked ? asked_colour : leave_colour;
  }
}

table_cell week_cell(const programme& where, std::span<const assignment> plan,
                     window week) {
  auto out = table_cell{};
  auto pieces = std::vector<cell_piece>{};
  for (const auto& x : plan) {
    if (x.last < week.first || x.first > week.last)
      continue;
    const auto* on = find(where, x.rotation);
    auto part = window{std::max(x.first, week.first),
                       std::min(x.last, week.last)};
    pieces.push_back(
      {on != nullptr ? on->code : "#" + std::to_string(x.rotation.value),
       part == week ? "" : days_text(part)});
    if (on != nullptr && out.fill == 0)
      out.fill = colour_of(on->kind);
  }
  out.text = cell_of(pieces);
  return out;
}

/// `Block 3` above the weeks of each block.
std::vector<table_cell> block_row(const programme_info& info,
                                  const std::vector<window>& weeks) {
  auto out = std::vector<table_cell>(3, head(""));
  auto end = info.calendar.start;
  auto week = weeks.begin();
  auto add = [&](const std::string& name, auto last) {
    if (auto n = last - week; n > 0)
      out.push_back(head(name, static_cast<std::uint16_t>(n)));
    out.resize(
      out.size()
      + static_cast<std::size_t>(std::max<std::ptrdiff_t>(last - week - 1, 0)));
    week = last;
  };
  auto before = [&](date day) {
    return std::find_if(week, weeks.end(),
                        [&](const window& x) { return x.first >= day; });
  };
  add("", before(end));
  for (std::size_t i = 0; i < info.calendar.lengths.size(); ++i) {
    end += date::duration{week_days * info.calendar.lengths[i]};
    add("Block " + std::to_string(i + 1), before(end));
  }
  add("", weeks.end());
  return out;
}

/// Fills the rows of people x days.
class day_filler {
public:
  day_filler(const programme& where, const zone& site, window over, bool halves)
    : where_{where}, site_{site}, over_{over}, halves_{halves} {
  }

  std::vector<table_cell> row(const person& who,
                              std::span<const duty> duties) const {
    auto out = labels(where_, who);
    for (auto day = over_.first; day <= over_.last; day += date::duration{1}) {
      auto cells = std::array<table_cell, 2>{};
      auto pieces = std::array<std::vector<cell_piece>, 2>{};
      auto late = std::string{};
      for (const auto& x : of_day(duties, day)) {
        auto half = halves_ && site_.local_minute(x.start) >= noon ? 1u : 0u;
        auto piece = piece_of(where_, x, site_);
        auto reaches = site_.local_date(x.end) > day
                       || site_.local_minute(x.end) > noon;
        if (halves_ && half == 0 && reaches)
          add_remark(late, piece.name);
        pieces[half].push_back(std::move(piece));
        if (cells[half].fill == 0)
          cells[half].fill = colour_of(x.kind);
        if (!late.empty() && cells[1].fill == 0)
          cells[1].fill = colour_of(x.kind);
      }
      for (auto half = 0u; half < (halves_ ? 2u : 1u); ++half) {
        auto& cell = cells[half];
        cell.text = cell_of(pieces[half]);
        if (half == 1 && !late.empty())
          cell.text += (cell.text.empty() ? "" : " | ") + late;
        remark_leave(cell, where_, who.id, {day, day});
        if (cell.fill == 0 && find_holiday(where_.holidays, day) != nullptr)
          cell.fill = holiday_colour;
        else if (cell.fill == 0 && is_weekend(day))
          cell.fill = weekend_colour;
        out.push_back(std::move(cell));
      }
    }
    return out;
  }

private:
  std::span<const duty> of_day(std::span<const duty> all, date day) const {
    auto from = site_.midnight(day);
    auto to = site_.midnight(day + date::duration{1});
    auto first = std::ranges::lower_bound(all, from, {}, &duty::start);
    auto last = std::ranges::lower_bound(all, to, {}, &duty::start);
    return {first, last};
  }

  const programme& where_;
  const zone& site_;
  window over_;
  bool halves_;
};

void add_day_heads(schedule_table& to, const programme& where, window over,
                   bool halves) {
  auto above = std::vector<table_cell>(3, head(""));
  auto dates = label_heads();
  auto half_names = std::vector<table_cell>(3, head(""));
  for (auto day = over.first; day <= over.last; day += date::duration{1}) {
    const auto* off = find_holiday(where.holidays, day);
    auto fill = off != nullptr    ? holiday_colour
                : is_weekend(day) ? weekend_colour
                                  : head_colour;
    above.push_back(
      head(off != nullptr ? off->name : weekday_name(day), halves ? 2 : 1));
    above.back().fill = fill;
    dates.push_back(day_head(day, fill));
    dates.back().spans = halves ? 2 : 1;
    if (halves) {
      above.emplace_back();
      dates.emplace_back();
      half_names.push_back(head("AM"));
      half_names.push_back(head("PM"));
    }
  }
  to.rows.push_back(std::move(above));
  to.rows.push_back(std::move(dates));
  if (halves)
    to.rows.push_back(std::move(half_names));
  to.head_rows = static_cast<std::uint32_t>(to.rows.size());
  to.head_columns = 3;
}

} // namespace

const std::vector<colour_meaning>& colours() noexcept {
  static const auto all = std::vector<colour_meaning>{
    {"clinical", 0xc6e0b4},        {"in_house_call", 0xf8cbad},
    {"at_home_call", 0xffe699},    {"called_in", 0xffd966},
    {"night_float", 0xb4c6e7},     {"moonlighting", 0xd9c3e8},
    {"education", 0xbdd7ee},       {"transition", 0xe2efda},
    {"supervision", 0xc9c9c9},     {"inpatient", 0xc6e0b4},
    {"outpatient", 0xddebf7},      {"elective", 0xe2efda},
    {"vacation", leave_colour},    {"leave", leave_colour},
    {"leave asked", asked_colour}, {"weekend", weekend_colour},
    {"holiday", holiday_colour},   {"other", other_colour}};
  return all;
}

std::vector<window> weeks_of(const programme_info& x) {
  auto out = std::vector<window>{};
  auto start = x.calendar.lengths.empty() ? x.first : x.calendar.start;
  auto ahead = (x.first - start).count() % week_days;
  auto first = x.first - date::duration{ahead < 0 ? ahead + week_days : ahead};
  while (first <= x.last && out.size() < table_weeks_max) {
    auto next = first + date::duration{week_days};
    out.push_back(
      {std::max(first, x.first), std::min(next - date::duration{1}, x.last)});
    first = next;
  }
  return out;
}

schedule_table weeks_table(const programme& where, const roster& x,
                           bool decorated) {
  auto out = schedule_table{};
  auto weeks = weeks_of(where.info);
  if (decorated)
    out.rows.push_back(block_row(where.info, weeks));
  out.rows.push_back(label_heads());
  for (const auto& week : weeks)
    out.rows.back().push_back(day_head(week.first, head_colour));
  out.head_rows = static_cast<std::uint32_t>(out.rows.size());
  out.head_columns = 3;
  for (const auto& who : where.people) {
    auto& row = out.rows.emplace_back(labels(where, who));
    for (const auto& week : weeks) {
      row.push_back(week_cell(where, plan_of(x, who.id), week));
      if (decorated)
        remark_leave(row.back(), where, who.id, week);
    }
  }
  return out;
}

result<schedule_table> days_table(const programme& where, const roster& x,
                                  window over, bool halves) {
  auto site = zone::find(where.info.zone);
  if (!site)
    return at("export", site.error());
  if ((over.last - over.first).count() >= table_days_max)
    return failure{ec::oversize, "export: " + days_text(over)
                                   + " are more than 400 days, which no "
                                     "sheet shows, name a part of them"};
  auto out = schedule_table{};
  add_day_heads(out, where, over, halves);
  auto filler = day_filler{where, *site, over, halves};
  for (const auto& who : where.people)
    out.rows.push_back(filler.row(who, duties_of(x, who.id)));
  return out;
}

} // namespace nightfloat::exchange
