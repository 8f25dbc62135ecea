// SPDX-License-Identifier: Apache-2.0

// Leave as the rules look it up, and its exchange for other leave.

#include "domain/rules/context.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

/// By person and day, what touches or overlaps merged.
std::vector<leave_span> merged(std::span<const absence> all,
                               absence_status status) {
  auto sorted = std::vector<leave_span>{};
  for (const auto& x : all)
    if (x.status == status && x.first <= x.last)
      sorted.push_back({.person = x.person, .first = x.first, .last = x.last});
  std::ranges::sort(sorted, [](const auto& a, const auto& b) {
    return std::tie(a.person, a.first, a.last)
           < std::tie(b.person, b.first, b.last);
  });
  auto out = std::vector<leave_span>{};
  for (const auto& x : sorted) {
    if (!out.empty() && out.back().person == x.person
        && x.first <= out.back().last + one_day)
      out.back().last = std::max(out.back().last, x.last);
    else
      out.push_back(x);
  }
  return out;
}

} // namespace

leave_spans rule_context::spans_of(std::span<const absence> all) const {
  auto out = leave_spans{.approved = merged(all, absence_status::approved),
                         .pending = merged(all, absence_status::pending)};
  for (auto* some : {&out.approved, &out.pending})
    for (auto& x : *some) {
      x.from = midnight(x.first);
      x.to = midnight(x.last + one_day);
    }
  return out;
}

void rule_context::swap_leave(person_id who, leave_spans& x) {
  exchange(leave_, x.approved, who, &person_facts::leave_first,
           &person_facts::leave_count);
  exchange(pending_, x.pending, who, &person_facts::pending_first,
           &person_facts::pending_count);
}

void rule_context::exchange(std::vector<leave_span>& all,
                            std::vector<leave_span>& own, person_id who,
                            std::uint32_t person_facts::*first,
                            std::uint32_t person_facts::*count) {
  auto one = std::ranges::lower_bound(people, who, {}, &person_facts::id);
  NIGHTFLOAT_EXPECT(one != people.end() && one->id == who);
  auto from = all.begin() + (*one).*first;
  auto old = std::vector<leave_span>{from, from + (*one).*count};
  from = all.erase(from, from + (*one).*count);
  all.insert(from, own.begin(), own.end());
  (*one).*count = static_cast<std::uint32_t>(own.size());
  for (++one; one != people.end(); ++one)
    (*one).*first += static_cast<std::uint32_t>(own.size())
                     - static_cast<std::uint32_t>(old.size());
  own = std::move(old);
}

void rule_context::read_leave(const programme& where) {
  auto all = spans_of(where.absences);
  leave_ = std::move(all.approved);
  pending_ = std::move(all.pending);
  for (auto& who : people) {
    auto place = [&](const std::vector<leave_span>& some, std::uint32_t& first,
                     std::uint32_t& count) {
      // Not equal_range: Clang 14 cannot compile GCC 12's subrange.
      auto from = std::ranges::lower_bound(some, who.id, {},
                                           &leave_span::person);
      auto to = std::ranges::upper_bound(some, who.id, {}, &leave_span::person);
      first = static_cast<std::uint32_t>(from - some.begin());
      count = static_cast<std::uint32_t>(to - from);
    };
    place(leave_, who.leave_first, who.leave_count);
    place(pending_, who.pending_first, who.pending_count);
  }
}

std::int64_t leave_minutes(const person_view& x, instant from,
                           instant to) noexcept {
  auto total = std::int64_t{0};
  for (const auto& away : x.leave) {
    auto both = std::min(to, away.to) - std::max(from, away.from);
    total += std::max(both.count(), 0);
  }
  return total;
}

std::int64_t eligible_days(const person_view& x, window in) noexcept {
  auto days = std::int64_t{(in.last - in.first + one_day).count()};
  for (const auto& away : x.leave) {
    auto both = std::min(in.last, away.last) - std::max(in.first, away.first)
                + one_day;
    days -= std::max(both.count(), 0);
  }
  return days;
}

} // namespace nightfloat::domain
