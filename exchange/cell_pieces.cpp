// SPDX-License-Identifier: Apache-2.0
#include "exchange/cell_pieces.hpp"

#include "domain/clock.hpp"
#include "domain/shift_times.hpp"
#include "exchange/consistency.hpp"
#include "exchange/text.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>

namespace nightfloat::exchange {

namespace {

using namespace domain;

constexpr std::string_view between = "..";
constexpr std::string_view special = "|@\\\r\n";
constexpr int minutes_a_day = 1'440;

failure unreadable(std::string_view part, const char* wanted) {
  return {ec::invalid_argument, "'" + std::string{part.substr(0, 64)}
                                  + "' cannot be read, write it as " + wanted};
}

std::string escaped(std::string_view name) {
  auto out = std::string{};
  for (auto c : name) {
    if (special.find(c) != std::string_view::npos || (c == '(' && out.empty()))
      out += '\\';
    out += c;
  }
  return out;
}

/// The first of `marks` in `x` that no backslash precedes, or npos.
std::size_t find_mark(std::string_view x, std::string_view marks) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] == '\\')
      ++i;
    else if (marks.find(x[i]) != std::string_view::npos)
      return i;
  }
  return std::string_view::npos;
}

/// Without the backslashes that protect, and without blanks at the ends.
std::string plain(std::string_view x) {
  auto out = std::string{};
  x = trimmed(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] == '\\' && i + 1 < x.size())
      ++i;
    out += x[i];
  }
  return out;
}

/// Two digits, a colon and two digits, as minutes; -1: no time of day.
int clock_of(std::string_view text) {
  return text.size() == 5 ? parse_clock(text).value_or(-1) : -1;
}

/// `minute` of `day` as the clock shows it, which a person wrote.
result<instant> shown_instant(date day, int minute, resolve which,
                              const zone& clock) {
  auto found = clock.shown(day, minute);
  if (!found)
    return found.error();
  if (*found == wall_time::never)
    return failure{ec::invalid_argument,
                   "the local time " + clock_text(minute) + " of "
                     + to_string(day)
                     + " does not exist: the clocks skip it, write another"};
  return clock.to_utc(day, minute, which);
}

result<work_time> local(date day, int start, int end, const zone& clock) {
  auto from = shown_instant(day, start, resolve::earlier, clock);
  auto on = day + date::duration{end / minutes_a_day};
  auto to = shown_instant(on, end % minutes_a_day, resolve::later, clock);
  if (!from)
    return from.error();
  if (!to)
    return to.error();
  if (!is_duty_span(*from, *to))
    return failure{ec::invalid_argument,
                   "a duty from " + to_string(*from) + " to " + to_string(*to)
                     + " is too short or longer than 45 days, correct it"};
  return work_time{*from, *to};
}

} // namespace

std::vector<cell_piece> pieces_of(std::string_view cell) {
  auto out = std::vector<cell_piece>{};
  while (!cell.empty()) {
    auto end = std::min(find_mark(cell, "|\r\n"), cell.size());
    auto piece = trimmed(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
    auto is_remark = piece.starts_with('(') && piece.ends_with(')');
    if (piece.empty() || is_remark)
      continue;
    auto at = find_mark(piece, "@");
    out.push_back({plain(piece.substr(0, at)), {}});
    if (at != std::string_view::npos)
      out.back().part = plain(piece.substr(at + 1));
  }
  return out;
}

std::string cell_of(const std::vector<cell_piece>& pieces) {
  auto out = std::string{};
  for (const auto& x : pieces) {
    out += out.empty() ? "" : " | ";
    out += escaped(x.name);
    if (!x.part.empty())
      out += "@" + escaped(x.part);
  }
  return out;
}

result<window> parse_days(std::string_view part) {
  auto middle = part.find(between);
  auto first = parse_date(part.substr(0, middle));
  if (!first)
    return first.error();
  if (middle == std::string_view::npos)
    return window{*first, *first};
  auto last = parse_date(part.substr(middle + between.size()));
  if (!last)
    return last.error();
  if (*last < *first)
    return unreadable(part, "first..last");
  return window{*first, *last};
}

std::string days_text(window x) {
  auto text = to_string(x.first);
  return x.first == x.last ? text
                           : text + std::string{between} + to_string(x.last);
}

result<work_time> time_of(const programme& where, const shift_template& x,
                          date day, const zone& clock) {
  auto site = zone_at(where, site_of(where, x, x.rotation));
  if (!site)
    return site.error();
  auto own = day - date::duration{x.start / minutes_a_day};
  for (auto by : {0, -1, 1}) {
    auto found = shift_on(x, *site, own + date::duration{by});
    if (!found)
      return found.error();
    if (clock.local_date(found->from) == day && found->from < found->to)
      return work_time{found->from, found->to};
  }
  return failure{ec::invalid_argument,
                 "the shift " + x.code + " cannot begin on " + to_string(day)
                   + ", write its times as " + x.code + "@07:30-19:00"};
}

result<work_time> parse_time(std::string_view part, date day,
                             const zone& clock) {
  constexpr auto wanted = "07:30-19:00";
  if (auto middle = part.find(between); middle != std::string_view::npos) {
    auto start = parse_instant(part.substr(0, middle));
    auto end = parse_instant(part.substr(middle + between.size()));
    if (!start || !end || !is_duty_span(*start, *end))
      return unreadable(part, wanted);
    return work_time{*start, *end};
  }
  auto dash = part.find('-');
  auto plus = part.find('+');
  auto start = clock_of(part.substr(0, dash));
  auto end = dash == std::string_view::npos
               ? -1
               : clock_of(part.substr(dash + 1, plus == std::string_view::npos
                                                  ? plus
                                                  : plus - dash - 1));
  if (start < 0 || end < 0)
    return unreadable(part, wanted);
  if (plus != std::string_view::npos) {
    auto days = part.substr(plus + 1);
    if (days.empty() || days.size() > 2
        || days.find_first_not_of("0123456789") != std::string_view::npos)
      return unreadable(part, "07:00-11:00+1");
    end += minutes_a_day * std::stoi(std::string{days});
  } else if (end <= start) {
    end += minutes_a_day;
  }
  if (end <= start || minutes{end - start} > duty_length_max)
    return unreadable(part, wanted);
  return local(day, start, end, clock);
}

std::string time_text(work_time x, const zone& clock) {
  auto day = clock.local_date(x.start);
  auto start = clock.local_minute(x.start);
  auto end = clock.local_minute(x.end);
  auto days = (clock.local_date(x.end) - day).count();
  auto text = clock_text(start) + "-" + clock_text(end);
  auto plain = end > start ? 0 : 1;
  if (days != plain)
    text += "+" + std::to_string(days);
  auto again = parse_time(text, day, clock);
  return again && *again == x
           ? text
           : to_string(x.start) + std::string{between} + to_string(x.end);
}

cell_piece piece_of(const programme& where, const duty& x, const zone& clock) {
  auto time = work_time{x.start, x.end};
  const auto* from = find(where, x.from);
  if (from == nullptr)
    return {boost::describe::enum_to_string(x.kind, "clinical"),
            time_text(time, clock)};
  auto own = time_of(where, *from, clock.local_date(x.start), clock);
  if (own && *own == time)
    return {from->code, {}};
  return {from->code, time_text(time, clock)};
}

} // namespace nightfloat::exchange
