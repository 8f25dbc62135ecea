// SPDX-License-Identifier: Apache-2.0

// How long the rules take: a roster of 100 residents and 30 faculty with days,
// nights, calls of 24 hours and leave over a change of clocks, judged for four
// weeks and for a year, one person of it for a yes or no, and every loss of
// one re-dispatched.

#include "domain/rules/validate.hpp"

#include "bench/figure.hpp"
#include "domain/resilience/contingency.hpp"
#include "domain/rules/legality.hpp"
#include "domain/swap/swap.hpp"
#include "domain/zone.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain {

namespace {

constexpr auto residents = 100;
constexpr auto faculty = 30;
constexpr auto one_day = date::duration{1};

struct shape {
  const char* code;
  duty_kind kind;
  int start;
  int length;
};

// One a rotation; the same times again for its faculty.
constexpr shape shapes[] = {
  {"WARD", duty_kind::clinical, 7 * 60, 12 * 60},
  {"ICU", duty_kind::in_house_call, 7 * 60, 24 * 60},
  {"NIGHT", duty_kind::night_float, 19 * 60, 12 * 60},
  {"CLINIC", duty_kind::clinical, 8 * 60, 9 * 60},
};
constexpr auto rotations = 4;

programme make_programme(int days) {
  auto out = programme{};
  out.info.zone = "America/Chicago";
  out.info.first = *parse_date("2026-07-06");
  out.info.last = out.info.first + (days - 1) * one_day;
  for (auto i = 0; i < residents + faculty; ++i) {
    auto pgy = static_cast<std::uint8_t>(i / 4 % 3 + 1);
    auto x
      = person{.id = {static_cast<unsigned>(i + 1)},
               .code = (i < residents ? "R" : "F") + std::to_string(i + 1)};
    if (i < residents)
      x.pgy = {{2026, pgy}};
    else
      x.role = person_role::faculty;
    out.people.push_back(std::move(x));
  }
  for (auto i = 0U; i < rotations; ++i) {
    const auto& x = shapes[i];
    out.rotations.push_back({.id = {i + 1}, .code = x.code});
    for (auto teaches : {false, true})
      out.templates.push_back(
        {.id = {teaches ? i + 11 : i + 1},
         .code = x.code,
         .rotation = {i + 1},
         .kind = teaches ? duty_kind::supervision : x.kind,
         .role = teaches ? person_role::faculty : person_role::resident,
         .start = static_cast<std::uint16_t>(x.start),
         .length = static_cast<std::uint16_t>(x.length),
         .supervised = !teaches,
         .unit = x.code});
  }
  for (auto i = 0; i < residents; ++i)
    out.absences.push_back(
      {.id = {static_cast<unsigned>(i + 1)},
       .person = {static_cast<unsigned>(i + 1)},
       .first = out.info.first + i % 50 * 7 * one_day,
       .last = out.info.first + (i % 50 * 7 + 6) * one_day});
  sort(out);
  return out;
}

/// Whether person `i` works in rotation `r` on day `day`.
bool works(int i, int r, int day) {
  switch (r) {
    case 1:
      return (day + i) % 4 == 0;
    case 3:
      return day % 7 < 5;
    default:
      return (day + i) % 7 != 0;
  }
}

roster make_roster(const programme& where, int days) {
  auto out = roster{.id = {1}};
  auto site = *zone::find(where.info.zone);
  for (auto i = 0; i < residents + faculty; ++i)
    for (auto day = 0; day < days; ++day) {
      auto teaches = i >= residents;
      auto r = (i + (teaches ? 0 : day / 28)) % rotations;
      auto date = where.info.first + day * one_day;
      auto who = person_id{static_cast<unsigned>(i + 1)};
      if (!teaches && day % 28 == 0)
        out.plan.push_back({.person = who,
                            .rotation = {static_cast<unsigned>(r + 1)},
                            .first = date,
                            .last = date + 27 * one_day});
      auto away = !teaches && day / 7 == i % 50;
      if (away || !works(i, r, day))
        continue;
      const auto& x = shapes[r];
      auto from = static_cast<unsigned>(teaches ? r + 11 : r + 1);
      out.duties.push_back(
        {.person = who,
         .shift = {static_cast<unsigned>(out.duties.size() + 1)},
         .start = *site.to_utc(date, x.start, resolve::earlier),
         .end = *site.to_utc(date, x.start + x.length, resolve::later),
         .from = {from},
         .rotation = {static_cast<unsigned>(r + 1)},
         .kind = teaches ? duty_kind::supervision : x.kind});
    }
  sort(out);
  return out;
}

/// Demands what the thinnest day has, so that many days have no slack.
void demand_the_least(programme& where, const roster& what) {
  auto site = *zone::find(where.info.zone);
  auto days = static_cast<std::size_t>(
    (where.info.last - where.info.first).count() + 1);
  for (auto& x : where.templates) {
    auto there = std::vector<std::uint16_t>(days);
    for (const auto& work : what.duties)
      if (work.from == x.id)
        ++there[static_cast<std::size_t>(
          (site.local_date(work.start) - where.info.first).count())];
    if (x.code == "CLINIC")
      x.weekdays = 0x1f;
    auto least = int{residents};
    for (auto i = std::size_t{0}; i < days; ++i)
      if (x.code != "CLINIC" || i % 7 < 5)
        least = std::min<int>(least, there[i]);
    x.people_needed = static_cast<std::uint16_t>(least);
  }
}

/// The median of `runs` runs in milliseconds.
template <class Run>
double median_ms(int runs, Run&& run) {
  using clock = std::chrono::steady_clock;
  auto all = std::vector<double>{};
  for (auto i = 0; i < runs; ++i) {
    auto from = clock::now();
    run();
    all.push_back(
      std::chrono::duration<double, std::milli>(clock::now() - from).count());
  }
  std::ranges::sort(all);
  return all[all.size() / 2];
}

void measure(int days, const char* name, double bound, int runs) {
  auto where = make_programme(days);
  auto what = make_roster(where, days);
  auto over = window{where.info.first, where.info.last};
  auto pack = acgme_2025();
  auto found = std::size_t{0};
  auto spent = median_ms(
    runs, [&] { found = validate(where, what, pack, over).size(); });
  bench::figure({name, spent, "ms", bench::target::below, bound});
  std::fprintf(stderr, "%s: %zu duties, %zu findings\n", name,
               what.duties.size(), found);
}

void measure_others() {
  constexpr auto days = 364;
  auto where = make_programme(days);
  auto what = make_roster(where, days);
  auto over = window{where.info.first, where.info.last};
  auto pack = acgme_2025();
  auto rules = legality::make(where, pack);
  auto legal = 0;
  auto all = median_ms(9, [&] {
    for (const auto& x : where.people)
      legal += rules->holds(
                 x.id, duties_of(what, x.id), plan_of(what, x.id),
                 {over.first + 100 * one_day, over.first + 101 * one_day})
                 ? 1
                 : 0;
  });
  bench::context("validate.person_two_days",
                 all * 1000 / static_cast<double>(where.people.size()), "us");
  demand_the_least(where, what);
  const auto& shift = duties_of(what, {2})[30];
  auto swaps = std::size_t{0};
  auto find = median_ms(9, [&] {
    swaps = find_swaps(where, what, pack, {2}, shift.shift, 20)->size();
  });
  bench::context("validate.find_swaps", find, "ms");
  auto found = contingency{};
  auto lost = median_ms(3, [&] { found = n1(where, what, pack, over); });
  bench::figure({"validate.n1_130x52w", lost, "ms", bench::target::below, 500});
  auto places = std::size_t{0};
  for (const auto& x : found.people)
    places += x.lost;
  std::fprintf(stderr, "%zu swaps, %d legal, %u cells, %u missing, %zu lost\n",
               swaps, legal, found.cells, found.missing, places);
}

void run() {
  measure(28, "validate.100x4w", 5, 51);
  measure(364, "validate.100x52w", 15, 15);
  measure_others();
}

} // namespace

} // namespace nightfloat::domain

int main() {
  nightfloat::domain::run();
}
