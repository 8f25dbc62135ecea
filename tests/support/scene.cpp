// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scene.hpp"

namespace nightfloat::test {

std::uint64_t seed_or(std::uint64_t otherwise) {
  auto given = std::getenv("NIGHTFLOAT_SEED");
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

std::size_t count_or(std::size_t otherwise) {
  auto given = std::getenv("NIGHTFLOAT_COUNT");
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

scene::scene(std::string zone) {
  using enum domain::person_role;
  where.info.zone = std::move(zone);
  where.info.first = *domain::parse_date("2026-07-01");
  where.info.last = *domain::parse_date("2026-07-28");
  where.people = {{.id = {1}, .code = "R1", .pgy = {{2026, 1}}},
                  {.id = {2}, .code = "R2", .pgy = {{2026, 2}}},
                  {.id = {3}, .code = "R3", .pgy = {{2026, 3}}},
                  {.id = {11}, .code = "F1", .role = faculty},
                  {.id = {12}, .code = "F2", .role = faculty}};
  where.rotations
    = {{.id = {1}, .code = "WARD"},
       {.id = {2}, .code = "ICU", .hours_week_max = 88},
       {.id = {3}, .code = "VAC", .kind = domain::rotation_kind::vacation},
       {.id = {4}, .code = "ELECT", .kind = domain::rotation_kind::elective}};
  where.templates = {{.id = {1},
                      .code = "ward-day",
                      .rotation = {1},
                      .start = 7 * 60,
                      .length = 12 * 60,
                      .supervised = true,
                      .unit = "ward"},
                     {.id = {2},
                      .code = "ward-attending",
                      .rotation = {1},
                      .kind = domain::duty_kind::supervision,
                      .role = faculty,
                      .start = 7 * 60,
                      .length = 12 * 60,
                      .unit = "ward"},
                     {.id = {3},
                      .code = "icu-call",
                      .rotation = {2},
                      .kind = domain::duty_kind::in_house_call,
                      .start = 7 * 60,
                      .length = 24 * 60,
                      .pgy_min = 2,
                      .unit = "icu"}};
}

domain::instant scene::at(std::string_view text) {
  return *domain::parse_instant(text);
}

domain::date scene::day(std::string_view text) {
  return *domain::parse_date(text);
}

domain::shift_id scene::work(unsigned who, domain::instant start, int minutes,
                             domain::duty_kind kind, unsigned from) {
  auto shift
    = domain::shift_id{static_cast<std::uint32_t>(what.duties.size() + 1)};
  what.duties.push_back({.person = {who},
                         .shift = shift,
                         .start = start,
                         .end = start + domain::minutes{minutes},
                         .from = {from},
                         .kind = kind});
  return shift;
}

void scene::plan(unsigned who, unsigned rotation, std::string_view first,
                 std::string_view last) {
  what.plan.push_back({.person = {who},
                       .rotation = {rotation},
                       .first = day(first),
                       .last = day(last)});
}

void scene::leave(unsigned who, std::string_view first, std::string_view last,
                  domain::absence_status status) {
  auto id = static_cast<std::uint32_t>(where.absences.size() + 1);
  where.absences.push_back({.id = {id},
                            .person = {who},
                            .first = day(first),
                            .last = day(last),
                            .kind = "vacation",
                            .status = status});
}

std::vector<domain::finding> scene::findings(std::string_view rule) {
  domain::sort(what);
  auto out = std::vector<domain::finding>{};
  for (auto& x : domain::validate(where, what, pack, all()))
    if (rule.empty() || x.rule == rule)
      out.push_back(std::move(x));
  return out;
}

std::string scene::verdict(std::string_view rule) {
  auto out = std::string{};
  for (const auto& x : findings(rule))
    out += (out.empty() ? "" : " ") + name(x.severity);
  return out.empty() ? "kept" : out;
}

std::string scene::name(domain::severity x) {
  constexpr const char* names[] = {"none",   "violation", "warning",
                                   "policy", "notice",    "unknown"};
  return names[static_cast<int>(x)];
}

} // namespace nightfloat::test
