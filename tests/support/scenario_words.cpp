// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scenario_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace nightfloat::test {

using namespace domain;

namespace {

constexpr auto one_day = date::duration{1};
constexpr auto minutes_a_day = 1440;

constexpr auto weekday_names = std::array<std::string_view, 7>{
  "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string quoted(std::string_view word) {
  return "\"" + std::string{word} + "\"";
}

std::string clock_of(int minute) {
  char text[24];
  std::snprintf(text, sizeof(text), "%02d:%02d", minute / 60, minute % 60);
  return text;
}

} // namespace

bool is_date(std::string_view word) {
  return word.size() == 10 && word[4] == '-' && word[7] == '-'
         && is_digit(word[0]);
}

bool is_time(std::string_view word) {
  return word.size() == 5 && word[2] == ':' && is_digit(word[0]);
}

line_words::line_words(std::string_view text) : left_{text} {
}

bool line_words::empty() const noexcept {
  return left_.find_first_not_of(' ') == left_.npos;
}

std::string_view line_words::peek() const noexcept {
  auto from = left_.find_first_not_of(' ');
  if (from == left_.npos)
    return {};
  auto to = std::min(left_.find(' ', from), left_.size());
  return left_.substr(from, to - from);
}

std::string_view line_words::take(std::string_view wanted) {
  auto word = peek();
  if (word.empty())
    fail("ends where " + std::string{wanted} + " should be");
  else
    left_.remove_prefix(static_cast<std::size_t>(word.end() - left_.begin()));
  return word;
}

bool line_words::skip(std::string_view word) {
  if (peek() != word)
    return false;
  take(word);
  return true;
}

std::string_view line_words::rest() {
  auto from = std::min(left_.find_first_not_of(' '), left_.size());
  auto all = left_.substr(from);
  left_ = {};
  return all;
}

bool line_words::fail(std::string what) {
  if (fault_.empty())
    fault_ = std::move(what);
  return false;
}

int line_words::number(std::string_view wanted, int least, int most) {
  auto word = take(wanted);
  auto x = 0;
  auto [end, error] = std::from_chars(word.begin(), word.end(), x);
  if (error != std::errc{} || end != word.end() || x < least || x > most)
    fail(std::string{wanted} + ": " + quoted(word) + " is no number from "
         + std::to_string(least) + " to " + std::to_string(most));
  return std::clamp(x, least, most);
}

date line_words::day() {
  auto word = take("a date such as 2026-07-01");
  auto parsed = parse_date(word);
  if (!parsed) {
    fail(parsed.error().detail);
    return {};
  }
  return *parsed;
}

window line_words::days() {
  auto first = day();
  auto last = skip("..") ? day() : first;
  if (last < first)
    fail("days: " + to_string(last) + " is before " + to_string(first));
  return {first, last};
}

std::uint8_t line_words::weekdays() {
  auto bits = 0U;
  for (;;) {
    auto found = std::ranges::find(weekday_names, peek());
    if (found == weekday_names.end())
      return static_cast<std::uint8_t>(bits);
    bits |= 1U << (found - weekday_names.begin());
    take("a weekday");
  }
}

std::vector<date> line_words::dates() {
  if (!skip("every"))
    return {day()};
  auto step = 1;
  auto bits = 0x7fU;
  if (!skip("day")) {
    bits = weekdays();
    if (bits == 0) {
      bits = 0x7fU;
      step = number("every", 2, 366);
      if (!skip("days"))
        fail("every " + std::to_string(step) + ": the word days is missing");
    }
  }
  auto all = days();
  auto without = std::vector<date>{};
  if (skip("except"))
    while (is_date(peek()))
      without.push_back(day());
  auto out = std::vector<date>{};
  for (auto x = all.first; x <= all.last; x += step * one_day) {
    auto bit = static_cast<unsigned>(weekday_of(x)) - 1;
    if ((bits >> bit & 1U) != 0 && std::ranges::count(without, x) == 0)
      out.push_back(x);
  }
  if (!out.empty())
    return out;
  fail("every: no day is left");
  return {all.first};
}

int line_words::minute() {
  auto word = take("a time such as 07:00");
  auto hour = 0;
  auto minute = 0;
  if (!is_time(word)
      || std::from_chars(word.begin(), word.begin() + 2, hour).ptr
           != word.begin() + 2
      || std::from_chars(word.begin() + 3, word.end(), minute).ptr != word.end()
      || minute > 59 || hour * 60 + minute > minutes_a_day)
    fail("time: " + quoted(word) + " is none, write 00:00 to 24:00");
  return hour * 60 + minute;
}

std::pair<int, int> line_words::hours(date first) {
  auto from = minute();
  if (!skip("->"))
    fail("hours: the arrow -> is missing");
  auto later = std::optional<int>{};
  if (is_date(peek())) {
    later = (day() - first).count();
  } else if (skip("next")) {
    if (!skip("day"))
      fail("next: the word day is missing");
    later = 1;
  }
  auto to = minute();
  to += later.value_or(to > from ? 0 : 1) * minutes_a_day;
  if (to < from)
    fail("hours: the end is before the start");
  return {from, to};
}

instant wall(const zone& site, date day, int minute, bool is_end) {
  // zone::to_utc takes at most three days at once.
  for (; minute >= minutes_a_day; minute -= minutes_a_day)
    day += one_day;
  return *site.to_utc(day, minute, is_end ? resolve::later : resolve::earlier);
}

std::string show_time(const zone& site, instant when) {
  return to_string(site.local_date(when)) + ' '
         + clock_of(site.local_minute(when));
}

std::string show_span(const zone& site, instant from, instant to) {
  auto first = site.local_date(from);
  auto last = site.local_date(to);
  if (site.midnight(first) == from && site.midnight(last) == to && from < to) {
    last -= one_day;
    return to_string(first) + (first == last ? "" : " .. " + to_string(last));
  }
  auto begin = site.local_minute(from);
  auto end = site.local_minute(to);
  auto text = show_time(site, from) + " -> ";
  auto later = (last - first).count();
  if (later != (end > begin ? 0 : 1))
    text += later == 1 ? "next day " : to_string(last) + ' ';
  return text + clock_of(end);
}

} // namespace nightfloat::test
