// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/programme.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <string>

namespace nightfloat::test {

/// Three weeks of one ward: `people` residents, one of them each day.
inline domain::programme ward(std::uint32_t people) {
  auto x = domain::programme{};
  x.info.name = "ward";
  x.info.first = *domain::parse_date("2026-07-06");
  x.info.last = *domain::parse_date("2026-07-26");
  x.info.calendar = {2026, x.info.first, {3}};
  for (auto i = std::uint32_t{1}; i <= people; ++i)
    x.people.push_back(
      {.id = {i}, .code = "R" + std::to_string(i), .pgy = {{2026, 1}}});
  x.rotations.push_back({.id = {1}, .code = "W", .people_max = 9});
  x.templates.push_back(
    {.id = {1}, .code = "DAY", .rotation = {1}, .start = 420, .length = 720});
  return x;
}

} // namespace nightfloat::test
