// SPDX-License-Identifier: Apache-2.0
#include "domain/roster.hpp"

#include "domain/duty_order.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace nightfloat::domain {

namespace {

bool assignment_before(const assignment& a, const assignment& b) noexcept {
  return std::tie(a.person, a.first, a.last, a.rotation, a.source)
         < std::tie(b.person, b.first, b.last, b.rotation, b.source);
}

template <class T>
std::span<const T> rows_of(const std::vector<T>& all, person_id who) noexcept {
  // Not equal_range: Clang 14 cannot compile GCC 12's subrange.
  return {std::ranges::lower_bound(all, who, {}, &T::person),
          std::ranges::upper_bound(all, who, {}, &T::person)};
}

failure corrupt(std::string what) {
  return {ec::corrupt, std::move(what) + ", restore from a backup"};
}

bool is_kind(std::uint8_t x) noexcept {
  return x >= static_cast<std::uint8_t>(duty_kind::clinical)
         && x <= static_cast<std::uint8_t>(duty_kind::moonlighting_external);
}

bool is_source(std::uint8_t x) noexcept {
  return x >= static_cast<std::uint8_t>(duty_source::shift_template)
         && x <= static_cast<std::uint8_t>(duty_source::preload);
}

/// What is wrong with row `i`; empty: nothing.
std::string fault_of(const duty_month& x, std::size_t i) {
  if (!is_kind(x.kind[i]))
    return " has kind " + std::to_string(x.kind[i]);
  if (!is_source(x.source[i]))
    return " has source " + std::to_string(x.source[i]);
  if (x.actual[i] > 1)
    return " is neither planned nor actual";
  if (i > 0 && x.start[i] < x.start[i - 1])
    return " starts before the row above";
  auto end = std::int64_t{x.start[i]} + x.length[i];
  if (end > std::numeric_limits<std::int32_t>::max())
    return " ends after the last instant";
  return {};
}

std::string fault_of(const year_plan& x, std::size_t i) {
  if (!is_source(x.source[i]))
    return " has source " + std::to_string(x.source[i]);
  if (x.last[i] < x.first[i])
    return " ends before it begins";
  if (i > 0 && x.first[i] < x.first[i - 1])
    return " begins before the row above";
  return {};
}

failure corrupt_row(const char* kind, std::size_t i, const std::string& fault) {
  return corrupt(std::string{kind} + ": row " + std::to_string(i) + fault);
}

std::int64_t length_of(const duty& x) {
  auto length = std::int64_t{(x.end - x.start).count()};
  NIGHTFLOAT_EXPECT(length >= 0
                    && length <= std::numeric_limits<std::uint16_t>::max());
  return length;
}

} // namespace

void sort(roster& x) {
  std::ranges::sort(x.duties, precedes);
  std::ranges::sort(x.plan, assignment_before);
}

std::span<const duty> duties_of(const roster& x, person_id who) noexcept {
  return rows_of(x.duties, who);
}

std::span<const assignment> plan_of(const roster& x, person_id who) noexcept {
  return rows_of(x.plan, who);
}

duty_month pack_duties(std::span<const duty> rows) {
  auto fill = [&]<class T>(std::vector<T>& to, auto of) {
    to.reserve(rows.size());
    for (const auto& x : rows)
      to.push_back(static_cast<T>(of(x)));
  };
  auto out = duty_month{};
  fill(out.shift, [](auto& x) { return x.shift.value; });
  fill(out.start, [](auto& x) { return x.start.time_since_epoch().count(); });
  fill(out.length, length_of);
  fill(out.from, [](auto& x) { return x.from.value; });
  fill(out.rotation, [](auto& x) { return x.rotation.value; });
  fill(out.kind, [](auto& x) { return x.kind; });
  fill(out.source, [](auto& x) { return x.source; });
  fill(out.actual, [](auto& x) { return x.actual; });
  if (std::ranges::any_of(rows, [](auto& x) { return x.site.value != 0; }))
    fill(out.site, [](auto& x) { return x.site.value; });
  return out;
}

result<std::vector<duty>> unpack(person_id who, const duty_month& x) {
  auto count = x.shift.size();
  for (auto size :
       {x.start.size(), x.length.size(), x.from.size(), x.rotation.size(),
        x.kind.size(), x.source.size(), x.actual.size()})
    if (size != count)
      return corrupt("duty month: columns of " + std::to_string(size) + " and "
                     + std::to_string(count) + " rows");
  if (!x.site.empty() && x.site.size() != count)
    return corrupt("duty month: columns of " + std::to_string(x.site.size())
                   + " and " + std::to_string(count) + " rows");
  auto out = std::vector<duty>{};
  out.reserve(count);
  for (auto i = std::size_t{0}; i < count; ++i) {
    if (auto fault = fault_of(x, i); !fault.empty())
      return corrupt_row("duty month", i, fault);
    auto start = instant{minutes{x.start[i]}};
    out.push_back({.person = who,
                   .shift = {x.shift[i]},
                   .start = start,
                   .end = start + minutes{x.length[i]},
                   .from = {x.from[i]},
                   .rotation = {x.rotation[i]},
                   .kind = static_cast<duty_kind>(x.kind[i]),
                   .source = static_cast<duty_source>(x.source[i]),
                   .actual = x.actual[i] != 0,
                   .site = {x.site.empty() ? 0 : x.site[i]}});
  }
  return out;
}

year_plan pack_plan(std::span<const assignment> rows) {
  auto out = year_plan{};
  for (const auto& x : rows) {
    out.rotation.push_back(x.rotation.value);
    out.first.push_back(x.first.time_since_epoch().count());
    out.last.push_back(x.last.time_since_epoch().count());
    out.source.push_back(static_cast<std::uint8_t>(x.source));
  }
  return out;
}

result<std::vector<assignment>> unpack(person_id who, const year_plan& x) {
  auto count = x.rotation.size();
  if (x.first.size() != count || x.last.size() != count
      || x.source.size() != count)
    return corrupt("year plan: columns differ in length");
  auto out = std::vector<assignment>{};
  out.reserve(count);
  for (auto i = std::size_t{0}; i < count; ++i) {
    if (auto fault = fault_of(x, i); !fault.empty())
      return corrupt_row("year plan", i, fault);
    out.push_back({.person = who,
                   .rotation = {x.rotation[i]},
                   .first = date{date::duration{x.first[i]}},
                   .last = date{date::duration{x.last[i]}},
                   .source = static_cast<duty_source>(x.source[i])});
  }
  return out;
}

} // namespace nightfloat::domain
