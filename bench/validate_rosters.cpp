// SPDX-License-Identifier: Apache-2.0
#include "bench/validate_rosters.hpp"

#include "domain/zone.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace nightfloat::bench {

namespace {

using namespace domain;

/// One shift; its faculty have the same times.
struct shift_shape {
  const char* code;
  const char* unit;
  duty_kind kind;
  int start;
  int length;
};

constexpr auto shifts = std::array{
  shift_shape{"WARD-AM", "WARD", duty_kind::clinical, 7 * 60, 6 * 60},
  shift_shape{"WARD-PM", "WARD", duty_kind::clinical, 13 * 60, 6 * 60},
  shift_shape{"ICU-AM", "ICU", duty_kind::clinical, 7 * 60, 5 * 60},
  shift_shape{"ICU-PM", "ICU", duty_kind::clinical, 12 * 60, 5 * 60},
  shift_shape{"ICU-CALL", "ICU", duty_kind::in_house_call, 7 * 60, 24 * 60},
  shift_shape{"NIGHT", "NIGHT", duty_kind::night_float, 19 * 60, 12 * 60},
  shift_shape{"CLINIC-AM", "CLINIC", duty_kind::clinical, 8 * 60, 4 * 60 + 30},
  shift_shape{"CLINIC-PM", "CLINIC", duty_kind::clinical, 12 * 60 + 30,
              4 * 60 + 30},
};

enum rotation_number : unsigned { ward = 1, icu, night, clinic };
constexpr auto rotations = std::array{"WARD", "ICU", "NIGHT", "CLINIC"};
constexpr auto teaching = 100U;

/// Numbers of the shifts of somebody on a rotation on a day.
std::vector<unsigned> worked(unsigned rotation, int who, int day) {
  switch (rotation) {
    case icu: {
      auto phase = (day + who) % 4;
      if (phase == 0)
        return {5};
      return phase == 1 ? std::vector<unsigned>{} : std::vector<unsigned>{3, 4};
    }
    case night:
      return (day + who) % 7 == 0 ? std::vector<unsigned>{}
                                  : std::vector<unsigned>{6};
    case clinic:
      return day % 7 < 5 ? std::vector<unsigned>{7, 8}
                         : std::vector<unsigned>{};
    default:
      return (day + who) % 7 == 0 && who % 25 != 0
               ? std::vector<unsigned>{}
               : std::vector<unsigned>{1, 2};
  }
}

/// By day, all of a unit's hours: mornings and afternoons are one.
unsigned taught(int who) {
  constexpr unsigned units[] = {1, 1, 3, 7, 7, 3, 1, 7, 5, 7};
  return units[who % 10];
}

programme make_programme(const roster_shape& x) {
  auto out = programme{};
  out.info.zone = "America/Chicago";
  out.info.first = *parse_date("2026-07-06");
  out.info.last = out.info.first + (x.days - 1) * one_day;
  for (auto i = 0; i < x.residents + x.faculty; ++i) {
    auto who
      = person{.id = {static_cast<unsigned>(i + 1)},
               .code = (i < x.residents ? "R" : "F") + std::to_string(i + 1)};
    auto pgy = static_cast<std::uint8_t>(i % 20 < 8 ? 1 : i % 20 < 15 ? 2 : 3);
    if (i < x.residents)
      who.pgy = {{2026, pgy}, {2027, static_cast<std::uint8_t>(pgy + 1)}};
    else
      who.role = person_role::faculty;
    out.people.push_back(std::move(who));
  }
  for (auto i = 0U; i < rotations.size(); ++i)
    out.rotations.push_back({.id = {i + 1}, .code = rotations[i]});
  for (auto i = 0U; i < shifts.size(); ++i)
    for (auto teaches : {false, true}) {
      const auto& one = shifts[i];
      auto code = std::string_view{one.unit};
      auto on = std::ranges::find(rotations, code) - rotations.begin() + 1;
      out.templates.push_back(
        {.id = {i + 1 + (teaches ? teaching : 0)},
         .code = one.code,
         .rotation = {static_cast<unsigned>(on)},
         .kind = teaches ? duty_kind::supervision : one.kind,
         .role = teaches ? person_role::faculty : person_role::resident,
         .start = static_cast<std::uint16_t>(one.start),
         .length = static_cast<std::uint16_t>(one.length),
         .people_needed = 0,
         .supervised = !teaches && one.kind == duty_kind::clinical,
         .unit = one.unit});
    }
  for (auto i = 0; i < x.residents; ++i) {
    auto first = out.info.first + i % 50 * 7 * one_day;
    out.absences.push_back({.id = {static_cast<unsigned>(i + 1)},
                            .person = {static_cast<unsigned>(i + 1)},
                            .first = first,
                            .last = first + 6 * one_day});
  }
  sort(out);
  return out;
}

class filling {
public:
  filling(const roster_shape& shape, rostered& x)
    : shape_{shape}, x_{x}, site_{*zone::find(x.where.info.zone)} {
  }

  void resident(int who) {
    for (auto day = 0; day < shape_.days; ++day) {
      auto on = static_cast<unsigned>((who + day / 28) % 4) + 1;
      if (day % 28 == 0)
        x_.what.plan.push_back(
          {.person = {static_cast<unsigned>(who + 1)},
           .rotation = {on},
           .first = x_.where.info.first + day * one_day,
           .last = x_.where.info.first
                   + std::min(day + 27, shape_.days - 1) * one_day});
      if (day / 7 != who % 50)
        for (auto shift : worked(on, who, day))
          add(who, day, shift, false);
    }
  }

  void faculty(int who) {
    auto shift = taught(who);
    for (auto day = 0; day < shape_.days; ++day) {
      if (shift == 7 && day % 7 >= 5)
        continue;
      add(shape_.residents + who, day, shift, true);
      if (shift != 5)
        add(shape_.residents + who, day, shift + 1, true);
    }
  }

private:
  void add(int who, int day, unsigned shift, bool teaches) {
    if ((who + day) % shape_.one_in != 0)
      return;
    const auto& one = shifts[shift - 1];
    auto date = x_.where.info.first + day * one_day;
    auto on = std::ranges::find(rotations, std::string_view{one.unit})
              - rotations.begin() + 1;
    x_.what.duties.push_back(
      {.person = {static_cast<unsigned>(who + 1)},
       .shift = {static_cast<unsigned>(x_.what.duties.size() + 1)},
       .start = *site_.to_utc(date, one.start, resolve::earlier),
       .end = *site_.to_utc(date, one.start + one.length, resolve::later),
       .from = {shift + (teaches ? teaching : 0)},
       .rotation = {static_cast<unsigned>(on)},
       .kind = teaches ? duty_kind::supervision : one.kind});
  }

  const roster_shape& shape_;
  rostered& x_;
  zone site_;
};

/// Each shift of a role asks for those that it has on its thinnest day.
void demand(rostered& x, person_role whose) {
  auto site = *zone::find(x.where.info.zone);
  auto days = static_cast<std::size_t>(
    (x.where.info.last - x.where.info.first).count() + 1);
  for (auto& shift : x.where.templates) {
    if (shift.role != whose)
      continue;
    auto there = std::vector<std::uint16_t>(days);
    for (const auto& work : x.what.duties)
      if (work.from == shift.id)
        ++there[static_cast<std::size_t>(
          (site.local_date(work.start) - x.where.info.first).count())];
    auto weekdays_only = shift.unit == "CLINIC";
    if (weekdays_only)
      shift.weekdays = 0x1f;
    auto least = std::uint16_t{0xffff};
    for (auto i = std::size_t{0}; i < days; ++i)
      if (!weekdays_only || i % 7 < 5)
        least = std::min(least, there[i]);
    shift.people_needed = least;
  }
}

void mix(std::uint64_t& to, std::uint64_t x) noexcept {
  to = (to ^ x) * 0x0000'0100'0000'01b3U;
}

void mix(std::uint64_t& to, std::string_view x) noexcept {
  for (auto c : x)
    mix(to, static_cast<unsigned char>(c));
  mix(to, x.size());
}

} // namespace

rostered make_rostered(const roster_shape& x) {
  auto out = rostered{.where = make_programme(x), .what = {.id = {1}}};
  auto fill = filling{x, out};
  for (auto i = 0; i < x.residents; ++i)
    fill.resident(i);
  for (auto i = 0; i < x.faculty; ++i)
    fill.faculty(i);
  sort(out.what);
  out.what.duties.shrink_to_fit();
  // There are as many faculty each day, so that all are asked for and enough.
  demand(out, person_role::faculty);
  return out;
}

void demand_the_least(rostered& x) {
  demand(x, person_role::resident);
}

std::uint32_t digest_of(const std::vector<finding>& all) noexcept {
  constexpr auto digits = 999'983U;
  auto out = std::uint64_t{0xcbf2'9ce4'8422'2325};
  for (const auto& x : all) {
    mix(out, x.rule);
    mix(out, x.clause);
    mix(out, static_cast<std::uint64_t>(x.severity));
    mix(out, x.person.value);
    mix(out, static_cast<std::uint64_t>(x.from.time_since_epoch().count()));
    mix(out, static_cast<std::uint64_t>(x.to.time_since_epoch().count()));
    mix(out, static_cast<std::uint64_t>(x.measured));
    mix(out, static_cast<std::uint64_t>(x.limit));
    mix(out, x.unit);
    for (auto shift : x.shifts)
      mix(out, shift.value);
    mix(out, x.sentence);
  }
  return static_cast<std::uint32_t>((out ^ out >> 32) % digits);
}

} // namespace nightfloat::bench
