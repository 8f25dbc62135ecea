// SPDX-License-Identifier: Apache-2.0
#pragma once

// Averaging windows: how a person's days are cut, and what is counted in one.
// ACGME averages over a rotation and refuses rolling averages, so a window
// never reaches beyond one rotation instance.

#include "domain/rules/context.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace nightfloat::domain {

/// One averaging window: the days, and the hours a week that are approved for
/// its rotation (80 where no plan names one).
struct averaging_window {
  window days;
  std::uint16_t hours_week = 80;
  rotation_id rotation{};
};

/// What is counted in a window.
struct tally {
  instant from{};
  instant to{};
  /// Days and minutes of work, both without leave; overlaps count once.
  std::int64_t days = 0;
  std::int64_t worked = 0;
  /// Free days: work, standby at home and leave end a gap.
  std::int64_t free = 0;
  /// In-house calls that begin in it, not on leave.
  std::int64_t calls = 0;
  /// Something was on in it: an empty window asks for nothing.
  bool any = false;
  /// The first and the last that meet it, with all between.
  std::size_t first = 0;
  std::size_t after = 0;
};

[[nodiscard]] tally count_in(const person_view& x, window days) noexcept;

/// Hours are approved by the week, and the days of a window are counted.
constexpr auto days_a_week = 7;

/// The minutes a week that hold in that window: its rotation's, but no more
/// than the person's limit.
[[nodiscard]] inline std::int64_t
cap_minutes(const averaging_window& x, const rule_limits& limits) noexcept {
  return std::int64_t{60} * std::min(x.hours_week, limits.hours_week_max);
}

/// Gives what `pieces of days` the piece is cut into to `take`: whole if
/// short, else pieces from its start, the last being its final days (never a
/// short tail alone); those only that meet `over`.
template <std::predicate<const averaging_window&> Take>
bool cut_piece(const rule_pack& pack, averaging_window piece, window over,
               Take&& take) {
  auto meets = [&](const window& x) {
    return x.first <= over.last && over.first <= x.last;
  };
  auto whole = piece.days;
  if (!meets(whole))
    return true;
  auto step = std::max<int>(pack.averaging_days, 1) * one_day;
  auto length = whole.last - whole.first + one_day;
  if (length.count() <= pack.rotation_days_whole || length <= step)
    return take(piece);
  for (auto first = whole.first; first <= whole.last; first += step) {
    piece.days = {first, first + step - one_day};
    if (piece.days.last > whole.last)
      piece.days = {whole.last - step + one_day, whole.last};
    if (meets(piece.days) && !take(piece))
      return false;
  }
  return true;
}

/// The same of a whole instance: first it is cut at the borders of the grid,
/// if there is one; what that makes too short joins what follows, and the last
/// what is before it.
template <std::predicate<const averaging_window&> Take>
bool cut(const rule_context& context, enum averaging how,
         averaging_window instance, window over, Take&& take) {
  const auto& pack = context.pack;
  if (how == averaging::rotation)
    return cut_piece(pack, instance, over, take);
  auto least = std::max<int>(pack.averaging_days_min, 1);
  auto whole = instance.days;
  for (auto first = whole.first; first <= whole.last;) {
    auto last = context.cell_last(how, first);
    while (last < whole.last && (last - first).count() + 1 < least)
      last = context.cell_last(how, last + one_day);
    if ((whole.last - last).count() < least)
      last = whole.last;
    instance.days = {first, last};
    if (!cut_piece(pack, instance, over, take))
      return false;
    first = last + one_day;
  }
  return true;
}

/// Gives every averaging window of `x` that meets `x.over` to `take`: those
/// of rotation instances (neighbouring rows of one rotation are one), and
/// those of stretches that no row of the plan covers.
template <std::predicate<const averaging_window&> Take>
bool each_averaging(const person_view& x, Take&& take) {
  auto by_pack = x.context.pack.averaging;
  auto next = x.days.first;
  for (auto i = std::size_t{0}; i < x.plan.size();) {
    auto days = window{x.plan[i].first, x.plan[i].last};
    auto which = x.plan[i].rotation;
    for (++i; i < x.plan.size() && x.plan[i].rotation == which
              && x.plan[i].first <= days.last + one_day;
         ++i)
      days.last = std::max(days.last, x.plan[i].last);
    if (next < days.first
        && !cut(x.context, by_pack, {.days = {next, days.first - one_day}},
                x.over, take))
      return false;
    next = std::max(next, days.last + one_day);
    // Plans are in order, so nothing behind the window asked for meets it.
    if (days.first > x.over.last)
      return true;
    if (days.last < x.over.first)
      continue;
    auto known = x.context.rotation_of(which);
    auto instance = averaging_window{.days = days, .rotation = which};
    auto how = by_pack;
    if (known != nullptr) {
      instance.hours_week = known->hours_week;
      how = known->averaging == averaging::by_pack ? by_pack : known->averaging;
    }
    if (!cut(x.context, how, instance, x.over, take))
      return false;
  }
  return next > x.days.last
         || cut(x.context, by_pack, {.days = {next, x.days.last}}, x.over,
                take);
}

} // namespace nightfloat::domain
