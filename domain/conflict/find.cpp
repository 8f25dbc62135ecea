// SPDX-License-Identifier: Apache-2.0
#include "domain/conflict/find.hpp"

#include "domain/rules/validate.hpp"
#include "domain/rules/who_can.hpp"
#include "domain/rules/words.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
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

int weight(severity x) noexcept {
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

/// FNV-1a, 64 bits: the same on every machine and in every build.
class name_hash {
public:
  void add(std::uint64_t x) noexcept {
    for (auto i = 0; i < 8; ++i)
      byte(static_cast<unsigned char>(x >> (8 * i)));
  }

  void add(std::string_view x) noexcept {
    for (auto c : x)
      byte(static_cast<unsigned char>(c));
    byte(0);
  }

  std::string text() const {
    constexpr auto digits = std::string_view{"0123456789abcdef"};
    auto out = std::string(16, '0');
    for (auto i = std::size_t{0}; i < out.size(); ++i)
      out[i] = digits[value_ >> (60 - 4 * i) & 15];
    return out;
  }

private:
  void byte(unsigned char x) noexcept {
    value_ = (value_ ^ x) * 0x0000'0100'0000'01b3u;
  }

  std::uint64_t value_ = 0xcbf2'9ce4'8422'2325u;
};

std::uint64_t bits_of(instant x) noexcept {
  return static_cast<std::uint64_t>(x.time_since_epoch().count());
}

} // namespace

std::string_view name_of(conflict_kind x) noexcept {
  return boost::describe::enum_to_string(x, "unknown");
}

std::string id_of(const conflict& x) {
  auto hash = name_hash{};
  // A cascade is the overlap that it comes of, whatever else may be given.
  auto kind = x.kind == conflict_kind::call_cascade
                ? conflict_kind::absence_overlap
                : x.kind;
  hash.add(name_of(kind));
  hash.add(x.what.person.value);
  hash.add(x.place);
  hash.add(bits_of(x.what.from));
  hash.add(bits_of(x.what.to));
  return hash.text();
}

bool is_cascade(const what_if& rules, const conflict& x) {
  if (x.kind != conflict_kind::absence_overlap
      || x.what.severity != severity::policy)
    return false;
  if (x.what.shifts.empty())
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
      weight(x.what.severity),   x.what.from, x.kind, x.what.person,
      std::string_view{x.place}, x.what.to};
  });
  return out;
}

} // namespace nightfloat::domain
