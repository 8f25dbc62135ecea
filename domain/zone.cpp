// SPDX-License-Identifier: Apache-2.0
#include "domain/zone.hpp"

#include <algorithm>
#include <date/tz.h>
#include <exception>
#include <string>

namespace nightfloat::domain {

namespace {

using namespace std::chrono_literals;

// 1900-01-01 and 6000-01-01: within 32-bit minutes in every zone.
constexpr auto day_first = date{date::duration{-25'567}};
constexpr auto day_after = date{date::duration{1'471'927}};

constexpr auto minute_after = 3 * 1440;

const ::date::time_zone& table_of(const void* table) {
  return *static_cast<const ::date::time_zone*>(table);
}

::date::local_time<std::chrono::seconds> to_local(instant wall) {
  return ::date::local_time<std::chrono::seconds>{
    std::chrono::seconds{wall.time_since_epoch()}};
}

bool is_known(date day) noexcept {
  return day >= day_first && day < day_after;
}

} // namespace

result<zone> zone::find(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC")
    return zone{};
  try {
    auto found = zone{::date::locate_zone(name)};
    // The table's file is read at its first use: better here than later.
    static_cast<void>(found.offset(instant{}));
    return found;
  } catch (const std::exception&) {
    return failure{ec::not_found,
                   "zone: no \"" + std::string{name.substr(0, 64)}
                     + "\" in the system's tables, install tzdata or name an "
                       "IANA zone such as America/Chicago"};
  }
}

result<instant> zone::wall(date day, int minute) {
  if (minute < 0 || minute >= minute_after)
    return failure{ec::invalid_argument, "local time: minute "
                                           + std::to_string(minute)
                                           + " of a day, give 0 to 4319"};
  if (!is_known(day))
    return failure{ec::invalid_argument,
                   "local time: " + to_string(day)
                     + " is not in the years 1900 to 5999, correct it"};
  return instant{day} + minutes{minute};
}

result<instant> zone::to_utc(date day, int minute, resolve which) const {
  auto shown = wall(day, minute);
  if (!shown || table_ == nullptr)
    return shown;
  auto choice = which == resolve::earlier ? ::date::choose::earliest
                                          : ::date::choose::latest;
  return std::chrono::floor<minutes>(
    table_of(table_).to_sys(to_local(*shown), choice));
}

result<wall_time> zone::shown(date day, int minute) const {
  auto shown = wall(day, minute);
  if (!shown)
    return shown.error();
  if (table_ == nullptr)
    return wall_time::once;
  auto found = table_of(table_).get_info(to_local(*shown)).result;
  if (found == ::date::local_info::unique)
    return wall_time::once;
  return found == ::date::local_info::nonexistent ? wall_time::never
                                                  : wall_time::twice;
}

instant zone::midnight(date day) const noexcept {
  auto found = to_utc(std::clamp(day, day_first, day_after - date::duration{1}),
                      0, resolve::earlier);
  return *found;
}

void zone::midnights(date first, std::span<instant> out) const noexcept {
  using std::chrono::sys_seconds;
  constexpr auto far = std::chrono::hours{48};
  // While no change of clocks is near, the offset of one day is the next's.
  auto info = ::date::sys_info{};
  for (auto& x : out) {
    auto wall = sys_seconds{instant{first}.time_since_epoch()};
    auto guess = wall - info.offset;
    auto steady = guess >= info.begin && guess - info.begin > far
                  && guess < info.end && info.end - guess > far
                  && info.offset % std::chrono::minutes{1} == 0s;
    if (steady) {
      x = std::chrono::time_point_cast<minutes>(guess);
    } else {
      x = midnight(first);
      if (table_ != nullptr)
        info = table_of(table_).get_info(
          sys_seconds{std::chrono::duration_cast<std::chrono::seconds>(
            x.time_since_epoch())});
    }
    first += date::duration{1};
  }
}

date zone::local_date(instant x) const noexcept {
  return std::chrono::floor<date::duration>(x + offset(x));
}

int zone::local_minute(instant x) const noexcept {
  auto wall = x + offset(x);
  return (wall - std::chrono::floor<date::duration>(wall)).count();
}

clock_stretch zone::stretch_at(instant x) const {
  auto clamped = [](::date::sys_seconds when) {
    auto lowest = std::chrono::sys_seconds{instant{day_first}};
    auto highest = std::chrono::sys_seconds{instant{day_after}};
    return std::chrono::floor<minutes>(std::clamp(when, lowest, highest));
  };
  if (table_ == nullptr)
    return {
      .from = instant{day_first}, .to = instant{day_after}, .name = "UTC"};
  auto found = table_of(table_).get_info(std::chrono::sys_seconds{x});
  return {.from = clamped(found.begin),
          .to = clamped(found.end),
          .offset = std::chrono::floor<minutes>(found.offset),
          .summer = found.save != std::chrono::minutes{0},
          .name = found.abbrev};
}

minutes zone::offset(instant x) const noexcept {
  if (table_ == nullptr)
    return minutes{0};
  auto at = std::chrono::sys_seconds{
    std::chrono::duration_cast<std::chrono::seconds>(x.time_since_epoch())};
  return std::chrono::floor<minutes>(table_of(table_).get_info(at).offset);
}

} // namespace nightfloat::domain
