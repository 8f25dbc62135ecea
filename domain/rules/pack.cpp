// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/pack.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <array>
#include <type_traits>

namespace nightfloat::domain {

namespace {

namespace describe = boost::describe;

constexpr auto names = std::array<std::string_view, 3>{
  "acgme-2025", "emergency-medicine", "house-strict"};

template <class T>
using members_of = describe::describe_members<T, describe::mod_public>;

/// What a field may be; where `or_zero`, also 0: not judged.
struct number_bounds {
  std::string_view field;
  int least = 0;
  int most = 0;
  std::string_view because;
  bool or_zero = false;
};

// The most is what the Common Program Requirements allow, or a day, a week or
// a year where they are silent.
constexpr number_bounds of_limits[] = {
  {"hours_week_max", 1, 88, "CPR VI.F.1 and VI.F.4.c"},
  {"patient_hours_week_max", 1, 168, "a week", true},
  {"total_hours_week_max", 1, 168, "a week", true},
  {"free_every_days", 2, 7, "CPR VI.F.2.c"},
  {"continuous_minutes_max", 60, 1440, "CPR VI.F.3.a"},
  {"transition_minutes_max", 0, 240, "CPR VI.F.3.a.(1)"},
  {"shift_minutes_max", 60, 1440, "CPR VI.F.3.a", true},
  {"rest_minutes", 480, 1440, "CPR VI.F.2.a"},
  {"rest_after_call_minutes", 840, 2880, "CPR VI.F.2.b"},
  {"long_minutes", 60, 1440, "CPR VI.F.2.b"},
  {"rest_after_call_in_minutes", 60, 1440, "a day", true},
  {"call_every_nights", 3, 365, "CPR VI.F.7"},
  {"nights_in_a_row_max", 1, 365, "a year", true},
  {"days_in_a_row_max", 1, 365, "a year", true},
  {"moonlighting_pgy_min", 2, 9, "CPR VI.F.5"},
};

constexpr number_bounds of_pack[] = {
  {"rotation_days_whole", 1, 31, "four weeks or a month are averaged"},
  {"averaging_days", 7, 28, "CPR VI.F.1 averages over four weeks"},
  {"averaging_days_min", 1, 14, "a short piece may not hide in a long one"},
  {"free_minutes", 1440, 2880, "CPR VI.F.2.c"},
  {"join_minutes_max", 0, 120, "a longer pause is rest"},
  {"notice_permille", 500, 1000, "a share of the limit"},
};

failure wrong(const std::string& path, const std::string& what) {
  return {ec::configuration, path + ": " + what};
}

result<void> check_number(const std::string& path, int value,
                          const number_bounds& x) {
  if ((value >= x.least && value <= x.most) || (x.or_zero && value == 0))
    return {};
  return wrong(path, "out of bounds (" + std::to_string(value) + ", "
                       + std::to_string(x.least) + " to "
                       + std::to_string(x.most)
                       + (x.or_zero ? ", or 0: not judged" : "") + "; "
                       + std::string{x.because} + ")");
}

/// Every number of `x`, given ones only, against its bounds.
template <class T>
result<void> check_fields(const std::string& prefix, const T& x,
                          std::span<const number_bounds> all) {
  auto out = result<void>{};
  boost::mp11::mp_for_each<members_of<T>>([&](auto d) {
    using field = std::remove_cvref_t<decltype(x.*d.pointer)>;
    auto bound = std::ranges::find(all, std::string_view{d.name},
                                   &number_bounds::field);
    if (!out || bound == all.end())
      return;
    if constexpr (std::is_same_v<field, std::uint16_t>)
      out = check_number(prefix + d.name, x.*d.pointer, *bound);
    else if constexpr (std::is_same_v<field, std::optional<std::uint16_t>>)
      if (x.*d.pointer)
        out = check_number(prefix + d.name, *(x.*d.pointer), *bound);
  });
  return out;
}

/// Bounds of one field that another sets.
result<void> check_pairs(const std::string& prefix, const rule_limits& x) {
  if (x.shift_minutes_max > x.continuous_minutes_max)
    return wrong(prefix + "shift_minutes_max",
                 std::to_string(x.shift_minutes_max)
                   + " minutes are more than continuous_minutes_max allows ("
                   + std::to_string(x.continuous_minutes_max) + "), lower it");
  if (x.total_hours_week_max != 0
      && x.patient_hours_week_max > x.total_hours_week_max)
    return wrong(prefix + "patient_hours_week_max",
                 std::to_string(x.patient_hours_week_max)
                   + " hours are more than total_hours_week_max allows ("
                   + std::to_string(x.total_hours_week_max) + "), lower it");
  if (x.rest_after_call_minutes < x.rest_minutes)
    return wrong(prefix + "rest_after_call_minutes",
                 std::to_string(x.rest_after_call_minutes)
                   + " minutes are less than rest_minutes asks for ("
                   + std::to_string(x.rest_minutes) + "), raise it");
  return {};
}

result<void> check_override(const rule_pack& pack, std::size_t which) {
  const auto& x = pack.by_pgy[which];
  auto prefix = "by_pgy[" + std::to_string(which) + "].";
  if (x.pgy_min < 1 || x.pgy_max > 8 || x.pgy_min > x.pgy_max)
    return wrong(prefix + "pgy_min",
                 "PGY " + std::to_string(x.pgy_min) + " to "
                   + std::to_string(x.pgy_max)
                   + " is no range within 1 to 8, correct it");
  return check_fields(prefix, x, of_limits);
}

/// What an override and its fellows make of each other.
result<void> check_merged(const rule_pack& pack, std::size_t which) {
  const auto& x = pack.by_pgy[which];
  auto prefix = "by_pgy[" + std::to_string(which) + "].";
  for (auto pgy = x.pgy_min; pgy <= x.pgy_max; ++pgy)
    if (auto ok = check_pairs(prefix, limits_of(pack, pgy)); !ok)
      return ok;
  return {};
}

} // namespace

result<void> check(const rule_pack& x) {
  if (x.name.empty() || x.name.size() > 64)
    return wrong("name", "a pack has a name of at most 64 bytes, give one");
  if (x.averaging == averaging::by_pack)
    return wrong("averaging", "by_pack is for rotations only, say how this "
                              "pack averages");
  if (auto ok = check_fields("", x, of_pack); !ok)
    return ok;
  if (x.averaging_days > x.rotation_days_whole)
    return wrong("averaging_days",
                 std::to_string(x.averaging_days)
                   + " days are more than rotation_days_whole ("
                   + std::to_string(x.rotation_days_whole) + "), lower it");
  if (x.night_float_severity != severity::warning
      && x.night_float_severity != severity::policy)
    return wrong("night_float_severity", "is warning or policy, for no core "
                                         "requirement says how many nights");
  if (!is_breach(x.own_severity))
    return wrong("own_severity", "is violation if a Review Committee asks for "
                                 "these limits, or policy if the house does");
  constexpr auto overrides_max = std::size_t{32};
  if (x.by_pgy.size() > overrides_max)
    return wrong("by_pgy", std::to_string(x.by_pgy.size())
                             + " overrides are too many (at most 32)");
  if (auto ok = check_fields("limits.", x.limits, of_limits); !ok)
    return ok;
  if (auto ok = check_pairs("limits.", x.limits); !ok)
    return ok;
  for (auto i = std::size_t{0}; i < x.by_pgy.size(); ++i)
    if (auto ok = check_override(x, i); !ok)
      return ok;
  for (auto i = std::size_t{0}; i < x.by_pgy.size(); ++i)
    if (auto ok = check_merged(x, i); !ok)
      return ok;
  return {};
}

rule_limits limits_of(const rule_pack& x, std::uint8_t pgy) {
  auto out = x.limits;
  for (const auto& other : x.by_pgy) {
    if (pgy < other.pgy_min || pgy > other.pgy_max)
      continue;
    boost::mp11::mp_for_each<members_of<rule_limits>>([&](auto to) {
      boost::mp11::mp_for_each<members_of<pgy_limits>>([&](auto from) {
        using field = std::remove_cvref_t<decltype(other.*from.pointer)>;
        if constexpr (std::is_same_v<field, std::optional<std::uint16_t>>)
          if (std::string_view{from.name} == to.name && other.*from.pointer)
            out.*to.pointer = *(other.*from.pointer);
      });
    });
  }
  return out;
}

rule_pack acgme_2025() {
  return {};
}

rule_pack emergency_medicine() {
  auto x = rule_pack{};
  x.name = "emergency-medicine";
  x.free_weekly = true;
  x.rest_as_shift = true;
  x.own_severity = severity::violation;
  x.limits.hours_week_max = 80;
  x.limits.patient_hours_week_max = 60;
  x.limits.total_hours_week_max = 72;
  x.limits.shift_minutes_max = 12 * 60;
  return x;
}

rule_pack house_strict() {
  auto x = rule_pack{};
  x.name = "house-strict";
  x.night_float_severity = severity::policy;
  x.notice_permille = 900;
  x.limits.hours_week_max = 76;
  x.limits.rest_minutes = 10 * 60;
  x.limits.rest_after_call_in_minutes = 8 * 60;
  x.limits.call_every_nights = 4;
  x.limits.nights_in_a_row_max = 5;
  x.limits.days_in_a_row_max = 6;
  x.by_pgy.push_back({.pgy_min = 1,
                      .pgy_max = 1,
                      .hours_week_max = 72,
                      .shift_minutes_max = 16 * 60,
                      .nights_in_a_row_max = 4});
  return x;
}

std::span<const std::string_view> shipped_packs() noexcept {
  return names;
}

result<rule_pack> shipped_pack(std::string_view name) {
  if (name == names[0])
    return acgme_2025();
  if (name == names[1])
    return emergency_medicine();
  if (name == names[2])
    return house_strict();
  auto known = std::string{};
  for (auto x : names)
    known += (known.empty() ? "" : ", ") + std::string{x};
  return failure{ec::configuration,
                 "rule pack: there is no '" + std::string{name.substr(0, 64)}
                   + "' in this build, name one of: " + known};
}

} // namespace nightfloat::domain
