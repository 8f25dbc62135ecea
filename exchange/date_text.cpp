// SPDX-License-Identifier: Apache-2.0
#include "exchange/date_text.hpp"

#include "exchange/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace nightfloat::exchange {

namespace {

using namespace domain;
using date_kind = date_text::kind;

/// 1899-12-30: day 0, so that 61 is 1900-03-01, as spreadsheets have it.
constexpr auto serial_epoch = date{date::duration{-25'569}};
constexpr std::int64_t serial_min = 61;
constexpr std::int64_t serial_max = 2'958'465;

/// Longer texts are no dates.
constexpr std::size_t date_text_max = 40;

/// A number and how many digits it had, or a word.
struct word {
  std::string text;
  int number = -1;

  [[nodiscard]] bool is_number(std::size_t digits_most) const {
    return number >= 0 && text.size() <= digits_most;
  }
};

/// Words and numbers; the marks between them do not matter but for one: a
/// number that a dash or a slash joins to nothing is none the less a number.
std::vector<word> words_in(std::string_view text) {
  auto out = std::vector<word>{};
  for (std::size_t i = 0; i < text.size();) {
    auto is_digit = [&](std::size_t at) {
      return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    auto is_letter = [&](std::size_t at) {
      return at < text.size()
             && ((text[at] >= 'a' && text[at] <= 'z')
                 || (text[at] >= 'A' && text[at] <= 'Z'));
    };
    auto end = i;
    while (is_digit(i) ? is_digit(end) : is_letter(i) && is_letter(end))
      ++end;
    if (end == i) {
      ++i;
      continue;
    }
    auto x = word{.text = std::string{text.substr(i, end - i)}};
    for (auto& c : x.text)
      c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (is_digit(i) && x.text.size() <= 8)
      std::from_chars(x.text.data(), x.text.data() + x.text.size(), x.number);
    out.push_back(std::move(x));
    i = end;
  }
  return out;
}

/// 1 to 12; 0: none. At least three letters, as far as they go.
int month_of_word(const std::string& x) {
  constexpr auto names = std::to_array<std::string_view>(
    {"january", "february", "march", "april", "may", "june", "july", "august",
     "september", "october", "november", "december"});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (x.size() >= 3 && names[i].starts_with(x))
      return static_cast<int>(i + 1);
  return 0;
}

struct civil {
  int year = -1;
  int month = 0;
  int day = 0;
};

std::optional<date> day_of(int year, const civil& x) {
  auto found = std::chrono::year{year}
               / std::chrono::month{static_cast<unsigned>(x.month)}
               / std::chrono::day{static_cast<unsigned>(x.day)};
  if (year < 1900 || year > 5999 || !found.ok())
    return std::nullopt;
  return date{std::chrono::duration_cast<date::duration>(
    std::chrono::sys_days{found}.time_since_epoch())};
}

int year_of(date x) {
  auto day
    = std::chrono::year_month_day{std::chrono::sys_days{x.time_since_epoch()}};
  return static_cast<int>(day.year());
}

date_text resolved(const civil& x, window span) {
  if (x.year >= 0) {
    auto found = day_of(x.year < 100 ? 2000 + x.year : x.year, x);
    return found ? date_text{date_kind::date, *found}
                 : date_text{date_kind::no_such};
  }
  auto out = date_text{date_kind::no_such};
  auto is_within = false;
  for (auto year = year_of(span.last); year >= year_of(span.first); --year) {
    auto found = day_of(year, x);
    if (!found)
      continue;
    auto here = *found >= span.first && *found <= span.last;
    if (here && is_within)
      return {date_kind::ambiguous};
    if (here || !is_within)
      out = {date_kind::date, *found};
    is_within = is_within || here;
  }
  return out;
}

/// Year, month and day of two or three words; nothing where it is no date.
std::optional<civil> civil_of(const std::vector<word>& x, bool dashed) {
  auto year_at = [&](std::size_t i) {
    if (i >= x.size())
      return -1;
    auto good = x[i].text.size() == 2 || x[i].text.size() == 4;
    return good && x[i].number >= 0 ? x[i].number : -2;
  };
  auto pick = [&](std::size_t month_at, std::size_t day_at) {
    auto month = x[month_at].number >= 0 ? x[month_at].number
                                         : month_of_word(x[month_at].text);
    return civil{year_at(2), month, x[day_at].number};
  };
  if (x.size() < 2 || x.size() > 3)
    return std::nullopt;
  auto out = std::optional<civil>{};
  if (x.size() == 3 && x[0].text.size() == 4 && x[1].is_number(2)
      && x[2].is_number(2) && x[0].number >= 0)
    return civil{x[0].number, x[1].number, x[2].number};
  if (month_of_word(x[0].text) != 0 && x[1].is_number(2))
    out = pick(0, 1);
  else if (x[0].is_number(2) && month_of_word(x[1].text) != 0)
    out = pick(1, 0);
  else if (!dashed && x[0].is_number(2) && x[1].is_number(2))
    out = pick(0, 1);
  if (out && out->year == -2)
    return std::nullopt;
  return out;
}

/// Without the time of day, with whose AM or PM no half is meant.
std::string_view without_clock(std::string_view x) {
  auto digit = [&](std::size_t i) {
    return i < x.size() && x[i] >= '0' && x[i] <= '9';
  };
  auto colon = x.find(':');
  if (colon == x.npos || colon == 0 || !digit(colon - 1) || !digit(colon + 1))
    return x;
  auto cut = x.find_last_of(" T", colon);
  return cut == x.npos ? std::string_view{} : x.substr(0, cut);
}

/// Takes what is no part of the day off both ends: weekdays, `week of`, AM or
/// PM.
std::optional<half_day> strip(std::vector<word>& x) {
  while (!x.empty()
         && (is_weekday(x[0].text) || x[0].text == "week" || x[0].text == "wk"
             || x[0].text == "of"))
    x.erase(x.begin());
  auto half = std::optional<half_day>{};
  if (x.size() > 1) {
    half = read_half(x.back().text);
    if (half)
      x.pop_back();
  }
  return half;
}

} // namespace

std::optional<date> date_of_serial(std::int64_t number) {
  if (number < serial_min || number > serial_max)
    return std::nullopt;
  return serial_epoch + date::duration{static_cast<std::int32_t>(number)};
}

bool is_weekday(std::string_view text) {
  constexpr auto names = std::to_array<std::string_view>(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
     "sunday"});
  auto words = words_of(text);
  if (words.size() != 1 || words[0].size() < 2)
    return false;
  const auto& x = words[0];
  return x == "weds" || std::ranges::any_of(names, [&](auto name) {
           return name.starts_with(x);
         });
}

std::optional<half_day> read_half(std::string_view text) {
  auto words = words_of(text);
  if (words.size() != 1)
    return std::nullopt;
  if (words[0] == "am" || words[0] == "a" || words[0] == "morning")
    return half_day::am;
  if (words[0] == "pm" || words[0] == "p" || words[0] == "afternoon")
    return half_day::pm;
  return std::nullopt;
}

date_text read_date(std::string_view text, window span) {
  if (text.size() > date_text_max)
    return {};
  auto words = words_in(without_clock(text));
  auto half = strip(words);
  if (words.size() == 1 && words[0].number >= 0) {
    auto day = date_of_serial(words[0].number);
    if (day && *day >= span.first && *day <= span.last)
      return {date_kind::date, *day, half};
    return {};
  }
  auto slashed = text.find('/') != std::string_view::npos;
  auto found = civil_of(words, !slashed);
  if (!found)
    return {};
  auto out = resolved(*found, span);
  out.half = half;
  return out;
}

} // namespace nightfloat::exchange
