// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/defence.hpp"

#include "domain/rules/coverage.hpp"
#include "domain/rules/rows.hpp"

#include <algorithm>
#include <array>

namespace nightfloat::domain {

namespace {

struct level_limit {
  /// Of a hundred places, so many have people at least.
  std::uint32_t percent = 0;
  defence_level level{};
};

/// Best first.
constexpr auto level_limits = std::array{
  level_limit{95, defence_level::green}, level_limit{90, defence_level::yellow},
  level_limit{80, defence_level::orange}, level_limit{70, defence_level::red}};

defence_level level_of(const place_count& x) noexcept {
  if (x.needed == 0)
    return defence_level::unknown;
  const auto filled = std::uint64_t{x.needed - std::min(x.missing, x.needed)};
  for (const auto& one : level_limits)
    if (filled * 100 >= std::uint64_t{x.needed} * one.percent)
      return one.level;
  return defence_level::black;
}

std::uint32_t places_asked(const rule_context& context, date day) {
  auto out = std::uint32_t{0};
  for (const auto& shift : context.templates)
    if (asks_on(shift, day))
      out += shift.people_needed;
  return out;
}

} // namespace

place_count count_places(const rule_context& context, const roster& what,
                         window over) {
  auto out = place_count{};
  const auto found = find_cover(context, what.duties, over);
  const auto days = common_days(over, context.span);
  for (auto day = days.first; day <= days.last; day += one_day) {
    auto unknown = std::ranges::any_of(found.unknown, [&](const window& x) {
      return x.first <= day && day <= x.last;
    });
    if (!unknown)
      out.needed += places_asked(context, day);
  }
  for (const auto& x : found.wrong)
    if (x.present < x.needed)
      out.missing += x.needed - x.present;
  return out;
}

defence_level defence_of(const place_count& all,
                         const place_count& week) noexcept {
  const auto whole = level_of(all);
  // Of the first days nothing may be known: then the rest says it.
  return whole == defence_level::unknown ? whole
                                         : std::max(whole, level_of(week));
}

} // namespace nightfloat::domain
