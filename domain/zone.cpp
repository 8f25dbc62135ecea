// SPDX-License-Identifier: Apache-2.0
#include "domain/zone.hpp"

#include <algorithm>
#include <date/tz.h>
#include <exception>
#include <string>

namespace nightfloat::domain {

namespace {

using namespace std::chrono_literals;

constexpr auto day_first = zone_days.first;
constexpr auto day_after = zone_days.last + one_day;

constexpr auto minute_after = 3 * 1440;

const ::date::time_zone& table_of(const void* table) {
  return *static_cast<const ::date::time_zone*>(table);
}

::date::local_time<std::chrono::seconds> to_local(instant wall) {
  return ::date::local_time<std::chrono::seconds>{
    std::chrono::seconds{wall.time_since_epoch()}};
}

const ::date::time_zone* table_named(std::string_view name) {
  try {
    return ::date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

bool has_names() {
  try {
    return !::date::get_tzdb().zones.empty();
  } catch (const std::exception&) {
    return false;
  }
}

/// Says nothing about the name: another process may well know it.
failure unreadable(const std::string& what) {
  return {ec::unavailable,
          "zone: " + what
            + " could not be read, install tzdata; or this process was out of "
              "file descriptors: raise its limit and restart it"};
}

failure no_table(std::string_view name) {
  if (!has_names())
    return unreadable("the system's table of zones");
  return {ec::not_found, "zone: no \"" + std::string{name.substr(0, 64)}
                           + "\" in the system's tables, install tzdata or "
                             "name an IANA zone such as America/Chicago"};
}

bool is_known(date day) noexcept {
  return day >= day_first && day < day_after;
}

} // namespace

result<zone> zone::find(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC")
    return zone{};
  const auto* table = table_named(name);
  if (table == nullptr)
    return no_table(name);
  try {
    // The table's file is read at its first use: here, for none of those that
    // use it later can fail.
    static_cast<void>(table->get_info(std::chrono::sys_seconds{}));
    return zone{table};
  } catch (const std::exception&) {
    return unreadable("the table of \"" + std::string{name.substr(0, 64)}
                      + '"');
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
