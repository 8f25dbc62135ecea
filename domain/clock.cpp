// SPDX-License-Identifier: Apache-2.0
#include "domain/clock.hpp"

#include <charconv>

namespace nightfloat::domain {

namespace {

std::optional<int> whole(std::string_view text) {
  auto out = 0;
  auto end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, out);
  if (read.ec != std::errc{} || read.ptr != end || text.starts_with('-'))
    return std::nullopt;
  return out;
}

void add_two_digits(std::string& out, int x) {
  if (x < 10)
    out += '0';
  out += std::to_string(x);
}

void add_clock(std::string& out, int minute) {
  add_two_digits(out, minute / 60);
  out += ':';
  add_two_digits(out, minute % 60);
}

} // namespace

std::string clock_text(int minute) {
  auto out = std::string{};
  add_clock(out, minute);
  return out;
}

std::optional<int> parse_clock(std::string_view text, int hour_max) {
  auto colon = text.find(':');
  if (colon == text.npos || colon > 4 || text.size() != colon + 3)
    return std::nullopt;
  auto hour = whole(text.substr(0, colon));
  auto minute = whole(text.substr(colon + 1));
  if (!hour || !minute || *hour > hour_max || *minute > 59)
    return std::nullopt;
  return *hour * 60 + *minute;
}

std::string local_text(date day, int minute) {
  auto out = to_string(day);
  // Findings are full of times: one that fits is not grown piece by piece.
  out.reserve(out.size() + 6);
  out += ' ';
  add_clock(out, minute);
  return out;
}

std::string local_text(const zone& site, instant x) {
  return local_text(site.local_date(x), site.local_minute(x));
}

} // namespace nightfloat::domain
