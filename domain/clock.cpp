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

std::string two_digits(int x) {
  return (x < 10 ? "0" : "") + std::to_string(x);
}

} // namespace

std::string clock_text(int minute) {
  return two_digits(minute / 60) + ":" + two_digits(minute % 60);
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

std::string local_text(const zone& site, instant x) {
  return to_string(site.local_date(x)) + " " + clock_text(site.local_minute(x));
}

} // namespace nightfloat::domain
