// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/supervision.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

// One event in 64 bits, so that sorting them is sorting numbers: unit, minute
// and which of at most `steps` changes of (asked, given) it is.
constexpr auto time_shift = 4;
constexpr auto unit_shift = 36;
constexpr auto steps_mask = std::uint64_t{15};

enum step : std::uint8_t {
  pgy1_leaves,
  other_leaves,
  teacher_leaves,
  pgy1_comes,
  other_comes,
  teacher_comes,
};

constexpr auto kinds = 3;

/// Which of the three kinds of presence a duty is, or `kinds` for none.
int kind_of(const rule_context& context, const person_facts& who,
            const duty& work) noexcept {
  if (who.role == person_role::faculty)
    return work.kind == duty_kind::supervision ? teacher_leaves : kinds;
  auto shift = context.template_of(work.from);
  if (shift == nullptr || !shift->supervised)
    return kinds;
  return context.pgy_at(who, work.start) == 1 ? pgy1_leaves : other_leaves;
}

std::uint16_t unit_of(const rule_context& context, const duty& work) noexcept {
  auto shift = context.template_of(work.from);
  return shift == nullptr ? std::uint16_t{0xffff} : shift->unit;
}

std::uint64_t event_of(std::uint16_t unit, instant when, int what) noexcept {
  // Minutes are signed; with the top bit flipped they sort as numbers.
  auto minute = static_cast<std::uint32_t>(when.time_since_epoch().count())
                ^ 0x8000'0000U;
  return std::uint64_t{unit} << unit_shift | std::uint64_t{minute} << time_shift
         | static_cast<std::uint64_t>(what);
}

std::vector<std::uint64_t> events_of(const rule_context& context,
                                     std::span<const duty> duties, instant from,
                                     instant to) {
  auto out = std::vector<std::uint64_t>{};
  out.reserve(duties.size() * 2);
  const person_facts* who = nullptr;
  for (const auto& work : duties) {
    if (work.start >= to || work.end <= from || work.end <= work.start)
      continue;
    if (who == nullptr || who->id != work.person)
      who = context.person_of(work.person);
    if (who == nullptr)
      continue;
    auto kind = kind_of(context, *who, work);
    if (kind == kinds)
      continue;
    auto unit = unit_of(context, work);
    out.push_back(event_of(unit, std::max(work.start, from), kind + kinds));
    out.push_back(event_of(unit, std::min(work.end, to), kind));
  }
  std::ranges::sort(out);
  return out;
}

/// The residents' shifts of each shortfall.
void name_shifts(const rule_context& context, std::span<const duty> duties,
                 std::vector<shortfall>& found) {
  auto asking = std::vector<const duty*>{};
  auto longest = minutes{0};
  for (const auto& work : duties) {
    auto who = context.person_of(work.person);
    if (who == nullptr || supervision_units(context, *who, work) <= 0)
      continue;
    asking.push_back(&work);
    longest = std::max(longest, work.end - work.start);
  }
  std::ranges::stable_sort(asking, {}, &duty::start);
  for (auto& x : found) {
    auto i = std::ranges::upper_bound(asking, x.from - longest, {},
                                      &duty::start);
    for (; i != asking.end() && (*i)->start < x.to; ++i)
      if ((*i)->end > x.from && unit_of(context, **i) == x.unit)
        x.shifts.push_back((*i)->shift);
    std::ranges::sort(x.shifts);
  }
}

/// Adds up a unit's events and notes where more is asked than given.
class ledger_of_units {
public:
  explicit ledger_of_units(const supervision_policy& policy) : policy_{policy} {
  }

  void take(std::uint64_t event) {
    auto unit = static_cast<std::uint16_t>(event >> unit_shift);
    auto minute = static_cast<std::uint32_t>(event >> time_shift)
                  ^ 0x8000'0000U;
    auto when = instant{minutes{static_cast<std::int32_t>(minute)}};
    if (unit != unit_ || when != when_)
      settle(when);
    unit_ = unit;
    when_ = when;
    auto what = static_cast<int>(event & steps_mask);
    auto sign = what < kinds ? -1 : 1;
    auto kind = what % kinds;
    if (kind == teacher_leaves)
      given_ += sign * policy_.faculty_units;
    else
      asked_ += sign
                * (kind == pgy1_leaves ? policy_.pgy1_units
                                       : policy_.other_units);
  }

  std::vector<shortfall> finish() {
    settle(when_);
    return std::move(out_);
  }

private:
  /// The counts held from `when_` until `next` (of the same unit: each unit
  /// ends with nobody there).
  void settle(instant next) {
    if (asked_ <= given_) {
      open_ = false;
      return;
    }
    if (!std::exchange(open_, true))
      out_.push_back({.unit = unit_, .from = when_});
    auto& now = out_.back();
    now.to = next;
    now.unit_minutes += (asked_ - given_) * (next - when_).count();
    if (asked_ - given_ > now.asked - now.given) {
      now.asked = asked_;
      now.given = given_;
    }
  }

  const supervision_policy& policy_;
  std::vector<shortfall> out_;
  std::int64_t asked_ = 0;
  std::int64_t given_ = 0;
  std::uint16_t unit_ = 0;
  instant when_{};
  bool open_ = false;
};

} // namespace

std::int64_t supervision_units(const rule_context& context,
                               const person_facts& who,
                               const duty& work) noexcept {
  switch (kind_of(context, who, work)) {
    case pgy1_leaves:
      return context.supervision.pgy1_units;
    case other_leaves:
      return context.supervision.other_units;
    case teacher_leaves:
      return -std::int64_t{context.supervision.faculty_units};
    default:
      return 0;
  }
}

std::vector<shortfall> find_shortfalls(const rule_context& context,
                                       std::span<const duty> duties,
                                       instant from, instant to) {
  auto sums = ledger_of_units{context.supervision};
  for (auto event : events_of(context, duties, from, to))
    sums.take(event);
  auto found = sums.finish();
  if (!found.empty())
    name_shifts(context, duties, found);
  return found;
}

} // namespace nightfloat::domain
