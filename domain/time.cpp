// SPDX-License-Identifier: Apache-2.0
#include "domain/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace nightfloat::domain {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(date x) noexcept {
  return year_month_day{sys_days{x.time_since_epoch()}};
}

date day_of(instant x) noexcept {
  return std::chrono::floor<date::duration>(x);
}

/// All of `text` as digits, or nothing.
std::optional<int> digits(std::string_view text) {
  auto value = 0;
  for (auto c : text)
    if (c < '0' || c > '9')
      return std::nullopt;
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(),
                                     value);
  if (code != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

failure refused(std::string_view what, std::string_view text,
                std::string_view wanted) {
  constexpr auto shown_max = std::size_t{40};
  return {ec::invalid_argument, std::string{what} + ": cannot read \""
                                  + std::string{text.substr(0, shown_max)}
                                  + "\", " + std::string{wanted}};
}

/// Overwrites `count` places of `to` from `at` on.
void put_digits(std::string& to, std::size_t at, std::size_t count,
                unsigned value) {
  for (; count > 0; value /= 10)
    to[at + --count] = static_cast<char>('0' + value % 10);
}

} // namespace

weekday weekday_of(date x) noexcept {
  auto day = std::chrono::weekday{sys_days{x.time_since_epoch()}};
  return static_cast<weekday>(day.iso_encoding());
}

result<date> parse_date(std::string_view text) {
  constexpr auto length = std::size_t{10};
  if (text.size() != length || text[4] != '-' || text[7] != '-')
    return refused("date", text, "write it as 2026-07-01");
  auto year = digits(text.substr(0, 4));
  auto month = digits(text.substr(5, 2));
  auto day = digits(text.substr(8, 2));
  if (!year || !month || !day)
    return refused("date", text, "write it as 2026-07-01");
  auto civil = std::chrono::year{*year}
               / std::chrono::month{static_cast<unsigned>(*month)}
               / std::chrono::day{static_cast<unsigned>(*day)};
  if (!civil.ok())
    return refused("date", text, "that day does not exist, correct it");
  return date{std::chrono::duration_cast<date::duration>(
    sys_days{civil}.time_since_epoch())};
}

result<instant> parse_instant(std::string_view text) {
  constexpr auto length = std::size_t{17};
  constexpr auto wanted = "write it as 2026-07-01T19:00Z";
  if (text.size() != length || text[10] != 'T' || text[13] != ':'
      || text[16] != 'Z')
    return refused("instant", text, wanted);
  auto day = parse_date(text.substr(0, 10));
  if (!day)
    return at("instant", day.error());
  auto hour = digits(text.substr(11, 2));
  auto minute = digits(text.substr(14, 2));
  if (!hour || !minute || *hour > 23 || *minute > 59)
    return refused("instant", text, wanted);
  // Programmes lie in these; 32-bit minutes end in the year 6053.
  auto year = text.substr(0, 4);
  if (year < "1900" || year > "5999")
    return refused("instant", text, "write a year from 1900 to 5999");
  return instant{*day} + std::chrono::hours{*hour} + minutes{*minute};
}

std::string to_string(date x) {
  auto shown = civil(x);
  auto year = static_cast<int>(shown.year());
  if (year < 0 || year > 9999) {
    auto out = std::array<char, 32>{};
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", year,
                  static_cast<unsigned>(shown.month()),
                  static_cast<unsigned>(shown.day()));
    return out.data();
  }
  // Findings are full of dates: digit by digit, for printf is slow.
  auto out = std::string{"0000-00-00"};
  put_digits(out, 0, 4, static_cast<unsigned>(year));
  put_digits(out, 5, 2, static_cast<unsigned>(shown.month()));
  put_digits(out, 8, 2, static_cast<unsigned>(shown.day()));
  return out;
}

std::string to_string(instant x) {
  auto day = day_of(x);
  auto minute = static_cast<unsigned>((x - instant{day}).count());
  auto out = to_string(day) + "T00:00Z";
  auto at = out.size() - 6;
  put_digits(out, at, 2, minute / 60 % 24);
  put_digits(out, at + 3, 2, minute % 60);
  return out;
}

std::uint32_t month_of(instant x) noexcept {
  auto shown = civil(day_of(x));
  return static_cast<std::uint32_t>(static_cast<int>(shown.year())) * 100
         + static_cast<unsigned>(shown.month());
}

instant month_start(std::uint32_t month) noexcept {
  auto first = std::chrono::year{static_cast<int>(month / 100)}
               / std::chrono::month{month % 100} / std::chrono::day{1};
  return instant{
    std::chrono::duration_cast<minutes>(sys_days{first}.time_since_epoch())};
}

std::uint32_t next_month(std::uint32_t month) noexcept {
  return month % 100 == 12 ? month + 89 : month + 1;
}

} // namespace nightfloat::domain
