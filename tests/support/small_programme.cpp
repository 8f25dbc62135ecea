// SPDX-License-Identifier: Apache-2.0
#include "tests/support/small_programme.hpp"

namespace nightfloat::tests {

domain::programme small_programme(std::uint32_t residents) {
  using namespace domain;
  using days = date::duration;
  auto first = date{days{20'635}};
  auto x = programme{};
  x.info.name = "small";
  x.info.first = first;
  x.info.last = first + days{364};
  x.info.calendar = {.academic_year = 2026, .start = first, .lengths = {4, 4}};
  for (auto i = std::uint32_t{1}; i <= residents; ++i)
    x.people.push_back({.id = {i},
                        .code = "R" + std::to_string(i),
                        .name = "Resident " + std::to_string(i),
                        .pgy = {{.academic_year = 2026, .pgy = 1}}});
  x.rotations.push_back({.id = {1}, .code = "WARD", .name = "Ward"});
  x.templates.push_back({.id = {1},
                         .code = "DAY",
                         .name = "Day",
                         .rotation = {1},
                         .start = 420,
                         .length = 600,
                         .unit = "ward"});
  // By key, the second would come first.
  x.absences.push_back({.id = {1}, .person = {2}, .first = first});
  x.absences.push_back({.id = {2}, .person = {1}, .first = first});
  x.requirements.push_back({.id = {1}, .name = "Wards", .weeks = 4});
  x.sites.push_back({.id = {1}, .code = "MAIN", .people_max = 9});
  x.holidays.push_back({.day = first + days{3}, .name = "Fourth of July"});
  x.activities.push_back({.id = {1}, .code = "ROUNDS", .credential = "acls"});
  for (auto i : {1U, 2U})
    x.credentials.push_back({.id = {i},
                             .person = {3 - i},
                             .kind = "acls",
                             .first = first,
                             .last = first + days{729}});
  x.pack = rule_pack{.name = "house", .limits = {.rest_minutes = 600}};
  return x;
}

domain::roster small_roster(const domain::programme& x, std::uint32_t months) {
  using namespace domain;
  auto out = roster{};
  auto number = std::uint32_t{0};
  auto month = std::uint32_t{202'607};
  for (auto i = std::uint32_t{0}; i < months; ++i, month = next_month(month))
    for (auto& one : x.people) {
      auto start = month_start(month) + minutes{420};
      out.duties.push_back({.person = one.id,
                            .shift = {++number},
                            .start = start,
                            .end = start + minutes{600},
                            .from = {1},
                            .rotation = {1}});
    }
  for (auto& one : x.people)
    out.plan.push_back({.person = one.id,
                        .rotation = {1},
                        .first = x.info.first,
                        .last = x.info.last});
  sort(out);
  return out;
}

} // namespace nightfloat::tests
