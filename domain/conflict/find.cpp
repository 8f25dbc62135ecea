// SPDX-License-Identifier: Apache-2.0
#include "domain/conflict/find.hpp"

#include "domain/digest.hpp"
#include "domain/rules/validate.hpp"
#include "domain/rules/who_can.hpp"
#include "domain/rules/words.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

std::optional<conflict_kind> kind_of(const finding& x) {
  if (x.severity == severity::unknown)
    return std::nullopt;
  if (x.rule == name_of(rule::double_booking))
    return conflict_kind::double_booking;
  if (x.rule == name_of(rule::leave))
    return conflict_kind::absence_overlap;
  if (x.rule == name_of(rule::supervision))
    return conflict_kind::missing_supervision;
  return std::nullopt;
}

/// The worst first.
int rank(severity x) noexcept {
  switch (x) {
    case severity::violation:
      return 0;
    case severity::policy:
      return 1;
    case severity::warning:
      return 2;
    default:
      return 3;
  }
}

bool is_call(duty_kind x) noexcept {
  return x == duty_kind::in_house_call || x == duty_kind::at_home_call
         || x == duty_kind::night_float;
}

/// Its eight bytes, the smallest first.
void add(fnv_hash& to, std::uint64_t x) noexcept {
  auto bytes = std::array<char, 8>{};
  for (auto& one : bytes) {
    one = static_cast<char>(x & 255);
    x >>= 8;
  }
  to.add({bytes.data(), bytes.size()});
}

/// Its letters and an end.
void add(fnv_hash& to, std::string_view x) noexcept {
  to.add(x);
  to.add({"", 1});
}

void add(fnv_hash& to, instant x) noexcept {
  add(to, static_cast<std::uint64_t>(x.time_since_epoch().count()));
}

/// Which unit is short of teachers is told by its shifts, all of which are of
/// that unit.
void place_units(const what_if& rules, std::vector<conflict>& all) {
  auto templates = std::map<shift_id, template_id>{};
  for (const auto& work : rules.what().duties)
    if (work.shift.assigned() && work.from.assigned())
      templates.emplace(work.shift, work.from);
  const auto& context = rules.context();
  for (auto& x : all) {
    if (x.kind != conflict_kind::missing_supervision)
      continue;
    for (auto shift : x.what.shifts)
      if (auto found = templates.find(shift); found != templates.end())
        if (const auto* from = context.template_of(found->second)) {
          x.place = context.units[from->unit];
          break;
        }
  }
}

} // namespace

std::string_view name_of(conflict_kind x) noexcept {
  return boost::describe::enum_to_string(x, "unknown");
}

std::string id_of(const conflict& x) {
  auto hash = fnv_hash{};
  // A cascade is the overlap that it comes of, whatever else may be given.
  auto kind = x.kind == conflict_kind::call_cascade
                ? conflict_kind::absence_overlap
                : x.kind;
  add(hash, name_of(kind));
  add(hash, x.what.person.value);
  add(hash, x.place);
  add(hash, x.what.from);
  add(hash, x.what.to);
  return hex(hash.value());
}

bool is_cascade(const what_if& rules, const conflict& x) {
  if (x.kind != conflict_kind::absence_overlap
      || x.what.severity != severity::policy)
    return false;
  // Duties without a number are no one shift.
  if (x.what.shifts.empty() || !x.what.shifts.front().assigned())
    return false;
  auto parts = parts_of(rules.what(), x.what.person, x.what.shifts.front());
  if (parts.empty() || !is_call(parts.front().kind))
    return false;
  return std::ranges::none_of(who_can(rules, parts), [](const candidate& one) {
    return one.fitness == fitness::legal;
  });
}

std::vector<conflict> find_conflicts(const programme& where,
                                     const what_if& rules, window over) {
  auto out = std::vector<conflict>{};
  for (auto& x : validate(where, rules.what(), rules.context().pack, over))
    if (auto kind = kind_of(x))
      out.push_back({.kind = *kind, .what = std::move(x)});
  place_units(rules, out);
  auto asked = std::size_t{0};
  for (auto& x : out)
    if (asked < cascades_max && x.kind == conflict_kind::absence_overlap) {
      ++asked;
      if (is_cascade(rules, x))
        x.kind = conflict_kind::call_cascade;
    }
  std::ranges::move(
    find_overbooked(where, rules.context(), rules.what().duties, over),
    std::back_inserter(out));
  std::ranges::move(find_back_to_back(rules, over), std::back_inserter(out));
  for (auto& x : out)
    x.id = id_of(x);
  std::ranges::sort(out, {}, [](const conflict& x) {
    return std::tuple{
      rank(x.what.severity),     x.what.from, x.kind, x.what.person,
      std::string_view{x.place}, x.what.to};
  });
  return out;
}

} // namespace nightfloat::domain
