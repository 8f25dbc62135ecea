// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_programme.hpp"

#include "codec/types.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::test {

using namespace domain;

namespace {

constexpr auto pieces = std::to_array<std::string_view>({"a",
                                                         "Z",
                                                         "0",
                                                         " ",
                                                         "\"",
                                                         "'",
                                                         ",",
                                                         ";",
                                                         "|",
                                                         "\\",
                                                         "=",
                                                         "+",
                                                         "-",
                                                         "@",
                                                         "\t",
                                                         "\n",
                                                         "\r",
                                                         "\r\n",
                                                         "#",
                                                         "[",
                                                         "]",
                                                         "\xef\xbb\xbf",
                                                         "\xc3\xa9",
                                                         "\xe2\x80\xae",
                                                         "\xf0\x9f\x8f\xa5",
                                                         "null",
                                                         "=1+1",
                                                         "\x01",
                                                         "\x7f"});

constexpr auto zones = std::to_array<std::string_view>(
  {"UTC", "America/Chicago", "Asia/Kolkata", "Pacific/Honolulu"});

} // namespace

std::string random_programme::text() {
  auto out = std::string{};
  for (auto n = below(4) == 0 ? 0 : below(9); n > 0; --n)
    out += pieces[below(pieces.size())];
  return out;
}

std::string random_programme::code(std::uint32_t number) {
  auto before = truth() ? text() : std::string{};
  return before + std::to_string(number) + (truth() ? text() : "");
}

date random_programme::day() {
  return date{date::duration{static_cast<std::int32_t>(below(60'000)) - 9'000}};
}

std::string random_programme::zone() {
  return std::string{zones[below(zones.size())]};
}

/// Ascending in `i`, with gaps.
std::uint32_t random_programme::id(std::uint32_t i) {
  return 1 + i * 1'000 + static_cast<std::uint32_t>(below(1'000));
}

template <class Enum>
Enum random_programme::one_of() {
  using all = boost::describe::describe_enumerators<Enum>;
  auto chosen = below(boost::mp11::mp_size<all>::value);
  auto out = Enum{};
  boost::mp11::mp_for_each<all>([&](auto x) {
    if (chosen-- == 0)
      out = x.value;
  });
  return out;
}

template <class Rows>
auto random_programme::any(const Rows& rows, bool or_none) {
  using id_type = decltype(rows.front().id);
  if (rows.empty() || (or_none && truth()))
    return id_type{};
  return rows[below(rows.size())].id;
}

void random_programme::add_places(programme& x) {
  for (std::uint32_t i = 0; i < below(4); ++i)
    x.sites.push_back(
      {.id = {id(i)},
       .code = code(i),
       .name = text(),
       .zone = truth() ? zone() : "",
       .people_max = static_cast<std::uint16_t>(below(65'536))});
  for (std::uint32_t i = 0; i < below(4); ++i)
    x.activities.push_back({.id = {id(i)},
                            .code = code(i),
                            .name = text(),
                            .category = one_of<activity_category>(),
                            .procedure = truth(),
                            .room_units = static_cast<std::uint8_t>(below(256)),
                            .credential = text()});
  auto days = std::set<date>{};
  while (below(4) != 0)
    days.insert(day());
  for (auto at : days)
    x.holidays.push_back({at, text()});
}

void random_programme::add_people(programme& x) {
  for (std::uint32_t i = 0; i < 1 + below(5); ++i) {
    auto who = person{.id = {id(i)}, .code = code(i), .name = text()};
    who.role = one_of<person_role>();
    who.track = text();
    if (who.role == person_role::faculty)
      who.faculty = one_of<faculty_role>();
    for (std::uint16_t year = 2024; below(3) != 0; ++year)
      who.pgy.push_back({year, static_cast<std::uint8_t>(1 + below(8))});
    x.people.push_back(std::move(who));
  }
  for (std::uint32_t i = 0; i < below(5); ++i) {
    auto first = day();
    auto last = first + date::duration{static_cast<std::int32_t>(below(900))};
    x.absences.push_back({.id = {id(i)},
                          .person = any(x.people, false),
                          .first = first,
                          .last = last,
                          .kind = text(),
                          .status = one_of<absence_status>()});
    x.credentials.push_back({.id = {id(i)},
                             .person = any(x.people, false),
                             .kind = code(i),
                             .first = first,
                             .last = last,
                             .status = one_of<credential_status>()});
  }
}

void random_programme::add_demand(programme& x) {
  for (std::uint32_t i = 0; i < below(4); ++i) {
    auto min = static_cast<std::uint16_t>(below(60'000));
    x.rotations.push_back(
      {.id = {id(i)},
       .code = code(i),
       .name = text(),
       .kind = one_of<rotation_kind>(),
       .people_min = min,
       .people_max = static_cast<std::uint16_t>(min + below(5'000)),
       .site = x.sites.empty() ? "" : x.sites[below(x.sites.size())].code,
       .hours_week_max = static_cast<std::uint16_t>(below(169)),
       .averaging = one_of<averaging>()});
  }
  for (std::uint32_t i = 0; i < below(4); ++i) {
    auto pgy = 1 + below(8);
    x.templates.push_back(
      {.id = {id(i)},
       .code = code(i),
       .name = text(),
       .rotation = any(x.rotations, true),
       .kind = one_of<duty_kind>(),
       .role = one_of<person_role>(),
       .start = static_cast<std::uint16_t>(below(4'320)),
       .length = static_cast<std::uint16_t>(1 + below(2'880)),
       .weekdays = static_cast<std::uint8_t>(below(128)),
       .people_needed = static_cast<std::uint16_t>(below(30'001)),
       .pgy_min = static_cast<std::uint8_t>(pgy),
       .pgy_max = static_cast<std::uint8_t>(pgy + below(9 - pgy)),
       .supervised = truth(),
       .unit = text(),
       .activity = any(x.activities, true),
       .site = any(x.sites, true),
       .credential = text()});
  }
  for (std::uint32_t i = 0; i < below(4); ++i) {
    auto owed = requirement{.id = {id(i)}, .name = text()};
    owed.kind = one_of<requirement_kind>();
    owed.pgy = static_cast<std::uint8_t>(below(9));
    owed.track = text();
    owed.weeks = static_cast<std::uint16_t>(below(65'536));
    for (auto* list : {&owed.fulfilled_by, &owed.after})
      while (!x.rotations.empty() && truth())
        list->push_back(any(x.rotations, false));
    x.requirements.push_back(std::move(owed));
  }
}

void random_programme::set_info(programme& x) {
  auto byte = [&] {
    return static_cast<std::uint8_t>(below(256));
  };
  auto& info = x.info;
  info.name = text();
  info.zone = zone();
  info.calendar.academic_year = static_cast<std::uint16_t>(below(10'000));
  info.calendar.start = day();
  while (below(4) != 0)
    info.calendar.lengths.push_back(static_cast<std::uint8_t>(1 + below(255)));
  info.first = day();
  info.last = info.first
              + date::duration{static_cast<std::int32_t>(below(800))};
  info.supervision = {byte(), byte(), byte(), byte()};
  info.freeze_days = static_cast<std::uint8_t>(below(31));
  info.freeze_scope = one_of<freeze_scope>();
  if (truth())
    info.locked_until = day();
  info.swap_approval = one_of<swap_approval>();
}

void random_programme::set_rules(programme& x) {
  auto shipped = shipped_packs();
  auto chosen = shipped[below(shipped.size())];
  x.info.rule_pack = std::string{chosen};
  if (truth())
    return;
  auto& pack = x.pack.emplace(*shipped_pack(chosen));
  pack.name = text();
  pack.limits.rest_minutes = static_cast<std::uint16_t>(480 + below(240));
  pack.rest_as_shift = truth();
  pack.notice_permille = static_cast<std::uint16_t>(900 + below(100));
  for (std::uint8_t pgy = 1; pgy < 8 && truth(); ++pgy) {
    auto over = pgy_limits{.pgy_min = pgy, .pgy_max = pgy};
    if (truth())
      over.hours_week_max = static_cast<std::uint16_t>(40 + below(40));
    pack.by_pgy.push_back(over);
  }
  if (!check(pack))
    pack = *shipped_pack(chosen);
}

programme random_programme::make_programme() {
  auto x = domain::programme{};
  set_info(x);
  set_rules(x);
  add_places(x);
  add_people(x);
  add_demand(x);
  return x;
}

roster random_programme::make_roster(const domain::programme& of) {
  auto out = domain::roster{.id = {below(1'000'000)}};
  auto taken = std::set<std::pair<person_id, instant>>{};
  for (std::uint32_t i = 0; i < below(8); ++i) {
    auto x = duty{.person = any(of.people, false), .shift = {id(i)}};
    x.start = instant{day()} + minutes{static_cast<std::int32_t>(below(1'440))};
    x.end = x.start + minutes{1 + static_cast<std::int32_t>(below(65'535))};
    x.from = any(of.templates, true);
    x.rotation = any(of.rotations, true);
    x.kind = one_of<duty_kind>();
    x.source = one_of<duty_source>();
    x.actual = truth();
    x.site = any(of.sites, true);
    if (taken.emplace(x.person, x.start).second)
      out.duties.push_back(x);
  }
  for (const auto& who : of.people) {
    auto at = day();
    for (; !of.rotations.empty() && truth(); at += date::duration{1}) {
      auto row = assignment{.person = who.id, .first = at};
      row.rotation = any(of.rotations, false);
      at += date::duration{static_cast<std::int32_t>(below(90))};
      row.last = at;
      row.source = one_of<duty_source>();
      out.plan.push_back(row);
    }
  }
  sort(out);
  return out;
}

} // namespace nightfloat::test
