// SPDX-License-Identifier: Apache-2.0
#include "domain/cron.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <span>
#include <string>

namespace nightfloat::domain {

namespace {

using namespace std::string_view_literals;

struct field {
  const char* name = "";
  unsigned min = 0;
  unsigned max = 0;
  /// Of `min`, and so on.
  std::span<const std::string_view> words;
};

constexpr auto month_words
  = std::array{"jan"sv, "feb"sv, "mar"sv, "apr"sv, "may"sv, "jun"sv,
               "jul"sv, "aug"sv, "sep"sv, "oct"sv, "nov"sv, "dec"sv};
constexpr auto weekday_words
  = std::array{"sun"sv, "mon"sv, "tue"sv, "wed"sv, "thu"sv, "fri"sv, "sat"sv};

const auto fields = std::array{
  field{"minute", 0, 59, {}},
  field{"hour", 0, 23, {}},
  field{"day", 1, 31, {}},
  field{"month", 1, 12, month_words},
  field{"weekday", 0, 7, weekday_words},
};

/// Of a year with a 29 February.
constexpr auto days_of_month
  = std::array{31u, 29u, 31u, 30u, 31u, 30u, 31u, 31u, 30u, 31u, 30u, 31u};

failure wrong(std::string what) {
  return {ec::invalid_argument, "cron: " + std::move(what)};
}

failure wrong_in(const field& of, std::string_view part, std::string what) {
  return wrong("the " + std::string{of.name} + " "
               + std::string{part.substr(0, 32)} + " " + std::move(what));
}

std::string bounds_of(const field& of) {
  return std::to_string(of.min) + " to " + std::to_string(of.max);
}

result<unsigned> number(const field& of, std::string_view text) {
  auto lower = std::string{text};
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto word = std::find(of.words.begin(), of.words.end(), lower);
  if (word != of.words.end())
    return of.min + static_cast<unsigned>(word - of.words.begin());
  auto x = 0u;
  const auto [end, error] = std::from_chars(text.data(),
                                            text.data() + text.size(), x);
  if (text.empty() || error == std::errc::invalid_argument
      || end != text.data() + text.size())
    return wrong_in(of, text, "is no number, give " + bounds_of(of));
  if (error != std::errc{} || x < of.min || x > of.max)
    return wrong_in(of, text, "is out of range, give " + bounds_of(of));
  return x;
}

/// `*`, `a`, `a-b`, each with `/n` or without.
result<std::uint64_t> read_part(const field& of, std::string_view part) {
  const auto slash = part.find('/');
  const auto range = part.substr(0, slash);
  const auto dash = range.find('-');
  auto first = of.min;
  auto last = of.max;
  if (range != "*") {
    auto low = number(of, range.substr(0, dash));
    if (!low)
      return low.error();
    auto high = dash == range.npos ? low : number(of, range.substr(dash + 1));
    if (!high)
      return high.error();
    if (*high < *low)
      return wrong_in(of, range, "runs backward, give the lower end first");
    first = *low;
    // `5/15` is from 5 on, as most crons have it.
    last = dash == range.npos && slash != part.npos ? of.max : *high;
  }
  auto step = 1u;
  if (slash != part.npos) {
    const auto text = part.substr(slash + 1);
    const auto [end, error] = std::from_chars(text.data(),
                                              text.data() + text.size(), step);
    if (error != std::errc{} || end != text.data() + text.size() || step == 0
        || step > of.max)
      return wrong_in(of, part, "has a wrong step, give 1 to "
                                  + std::to_string(of.max));
  }
  auto bits = std::uint64_t{0};
  for (auto x = first; x <= last; x += step)
    bits |= std::uint64_t{1} << x;
  return bits;
}

result<std::uint64_t> read_field(const field& of, std::string_view text) {
  auto bits = std::uint64_t{0};
  for (auto rest = text;;) {
    const auto comma = rest.find(',');
    auto part = read_part(of, rest.substr(0, comma));
    if (!part)
      return part.error();
    bits |= *part;
    if (comma == rest.npos)
      return bits;
    rest.remove_prefix(comma + 1);
  }
}

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr auto blanks = " \t"sv;
  auto words = std::vector<std::string_view>{};
  for (auto at = text.find_first_not_of(blanks); at != text.npos;
       at = text.find_first_not_of(blanks, at)) {
    const auto end = std::min(text.find_first_of(blanks, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

bool has(std::uint64_t bits, unsigned x) noexcept {
  return (bits >> x & 1) != 0;
}

} // namespace

result<cron_line> cron_line::parse(std::string_view text) {
  constexpr auto length_max = std::size_t{256};
  if (text.size() > length_max)
    return wrong("the line is too long (" + std::to_string(text.size())
                 + " bytes), give at most " + std::to_string(length_max));
  const auto words = words_of(text);
  if (words.size() != fields.size())
    return wrong("the line has " + std::to_string(words.size())
                 + " fields, give five: minute hour day month weekday");
  auto x = cron_line{};
  const auto to = std::array{&x.minutes_, &x.hours_, &x.days_, &x.months_,
                             &x.weekdays_};
  for (auto i = std::size_t{0}; i < fields.size(); ++i) {
    auto bits = read_field(fields[i], words[i]);
    if (!bits)
      return bits.error();
    *to[i] = *bits;
  }
  // Both are Sunday.
  x.weekdays_ = (x.weekdays_ | x.weekdays_ >> 7) & 0x7f;
  x.any_hour_ = words[1] == "*";
  x.any_day_ = words[2].starts_with('*');
  x.any_weekday_ = words[4].starts_with('*');
  if (!x.ever_fires())
    return wrong("the line never fires (no month of "
                 + std::string{words[3].substr(0, 32)} + " has a day "
                 + std::string{words[2].substr(0, 32)} + "), correct them");
  return x;
}

bool cron_line::ever_fires() const noexcept {
  if (!any_weekday_)
    return true;
  for (auto month = 1u; month <= days_of_month.size(); ++month)
    if (has(months_, month)
        && (days_ & ((std::uint64_t{2} << days_of_month[month - 1]) - 1)) != 0)
      return true;
  return false;
}

bool cron_line::fits(date day) const noexcept {
  const auto civil = std::chrono::year_month_day{std::chrono::sys_days{day}};
  if (!has(months_, static_cast<unsigned>(civil.month())))
    return false;
  const auto on_day = has(days_, static_cast<unsigned>(civil.day()));
  const auto on_weekday = has(
    weekdays_, static_cast<unsigned>(weekday_of(day)) % 7);
  // A step (`*/2`) restricts as well, and still leaves the other to decide.
  return any_day_ || any_weekday_ ? on_day && on_weekday
                                  : on_day || on_weekday;
}

std::optional<instant> cron_line::first_of(date day, instant after,
                                           const zone& where) const {
  auto best = std::optional<instant>{};
  auto offer = [&](const result<instant>& x) {
    if (x && *x > after && (!best || *x < *best))
      best = *x;
  };
  // Clocks go back by a few hours at most: what lies further back is over.
  constexpr auto back_max = 4 * 60;
  const auto passed = (instant{where.local_date(after)} - instant{day}).count()
                      + where.local_minute(after) - back_max;
  for (auto hour = 0; hour < 24; ++hour) {
    if (!has(hours_, static_cast<unsigned>(hour)) || hour * 60 + 59 < passed)
      continue;
    for (auto minute = 0; minute < 60; ++minute) {
      if (!has(minutes_, static_cast<unsigned>(minute)))
        continue;
      const auto wall = hour * 60 + minute;
      const auto first = where.to_utc(day, wall, resolve::earlier);
      if (!any_hour_) {
        offer(first);
      } else if (first && where.local_minute(*first) == wall) {
        offer(first);
        offer(where.to_utc(day, wall, resolve::later));
      }
      // None of the day's other times comes before it.
      if (best && first && *best <= *first)
        return best;
    }
  }
  return best;
}

std::optional<instant> cron_line::next(instant after, const zone& where) const {
  // A leap day that has to be a Sunday as well may be 40 years away.
  constexpr auto days_max = 41 * 366;
  auto best = std::optional<instant>{};
  // Clocks that go back over midnight bring times of the day before.
  auto day = where.local_date(after) - date::duration{1};
  for (auto i = 0; i < days_max; ++i, day += date::duration{1}) {
    const auto found = fits(day) ? first_of(day, after, where) : std::nullopt;
    const auto is_last = best.has_value();
    if (found && (!best || *found < *best))
      best = found;
    if (is_last)
      break;
  }
  return best;
}

std::vector<instant> cron_line::last(instant after, instant until,
                                     const zone& where,
                                     std::size_t count) const {
  // However much time has passed, few of its firings are looked at.
  auto found = std::vector<instant>{};
  for (auto reach = minutes{60};; reach *= 8) {
    const auto from = until - after <= reach ? after : until - reach;
    found.clear();
    for (auto at = next(from, where); at && *at <= until; at = next(*at, where))
      found.push_back(*at);
    if (found.size() >= count || from == after)
      break;
  }
  if (found.size() > count)
    found.erase(found.begin(),
                found.end() - static_cast<std::ptrdiff_t>(count));
  return found;
}

} // namespace nightfloat::domain
