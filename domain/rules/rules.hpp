// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules themselves, one source file each. A rule walks one person's work
// and reports what it finds to a sink; it neither allocates nor writes
// sentences, so the same code serves findings and the search's yes or no.
//
// Every rule keeps two promises, by which an edit costs no more than what it
// touches; tests/domain/rules/promise_test.cpp holds all of them to it.
// 1. The window only chooses: of all that it has to say it reports what
//    `meets` the window, unchanged. So runs and averages are never cut there.
// 2. Locality: what it has to say about `[from, to)` depends on the person's
//    leave and plan, on the duties that meet it, and on the stretches of work
//    just before, within and just after it; if on more, its row in
//    `person_rules` says `reach::person`.

#include "domain/rules/context.hpp"
#include "domain/rules/finding.hpp"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>

namespace nightfloat::domain {

enum class rule : std::uint8_t {
  work_hours,
  day_off,
  continuous,
  rest,
  in_house_call,
  night_float,
  moonlighting,
  at_home_call,
  rolling_hours,
  weekly_hours,
  shift_length,
  consecutive_days,
  supervision,
  coverage,
  credentials,
  leave,
  double_booking,
  eligibility,
  freeze,
  data,
};

constexpr auto rule_count = static_cast<std::size_t>(rule::data) + 1;

/// A finding before it has words.
struct remark {
  enum rule rule = rule::data;
  enum severity severity = severity::violation;
  instant from{};
  instant to{};
  std::int64_t measured = 0;
  std::int64_t limit = 0;
  rotation_id rotation{};
  /// The person's duties that it is about: `[duty_first, duty_after)`.
  std::size_t duty_first = 0;
  std::size_t duty_after = 0;

  bool operator==(const remark&) const = default;
};

class remark_sink {
public:
  virtual ~remark_sink() = default;

  /// False: enough, stop.
  [[nodiscard]] virtual bool take(const remark& x) = 0;
};

/// Whether `[from, to)` lies in the window, if only in part. No time at all
/// is taken for its minute.
[[nodiscard]] inline bool meets(const person_view& x, instant from,
                                instant to) noexcept {
  return from < x.to && std::max(to, from + minutes{1}) > x.from;
}

/// Each returns false if the sink had enough.
[[nodiscard]] bool check_work_hours(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_day_off(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_continuous(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_rest(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_leave(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_double_booking(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_eligibility(const person_view& x, remark_sink& out);

/// Which of a rule's remarks on a person an edit of their duties may change.
enum class reach : std::uint8_t {
  duty,   ///< Its own: each remark looks at one duty and at no other.
  near,   ///< Those that promise 2 names.
  person, ///< Any.
};

/// One row a rule, the cheapest and likeliest first.
struct person_rule {
  enum rule rule = rule::data;
  bool (*check)(const person_view& x, remark_sink& out) = nullptr;
  enum reach reach = reach::near;
  bool residents_only = true;
};

[[nodiscard]] std::span<const person_rule> person_rules() noexcept;

[[nodiscard]] constexpr bool applies(const person_rule& row,
                                     const person_facts& who) noexcept {
  return !row.residents_only || who.role == person_role::resident;
}

/// All of them that apply to the person.
[[nodiscard]] bool check_person(const person_view& x, remark_sink& out);

/// One averaging window: the days, and the rotation's cap (80 hours a week
/// where no plan names a rotation).
struct averaging_window {
  window days;
  std::int32_t cap_minutes = 80 * 60;
  rotation_id rotation{};
};

/// Cuts `[first, last]` into averaging windows and gives those that meet
/// `over` to `take`: whole if short, else pieces from its start, the last
/// being its final days (never a short tail alone).
template <std::predicate<const averaging_window&> Take>
bool cut(const rule_pack& pack, averaging_window instance, window over,
         Take&& take) {
  constexpr auto one_day = date::duration{1};
  auto meets = [&](const window& x) {
    return x.first <= over.last && over.first <= x.last;
  };
  auto whole = instance.days;
  if (!meets(whole))
    return true;
  auto piece = std::max<int>(pack.averaging_days, 1) * one_day;
  if ((whole.last - whole.first + one_day).count() <= pack.rotation_days_whole
      || whole.last - whole.first + one_day <= piece)
    return take(instance);
  for (auto first = whole.first; first <= whole.last; first += piece) {
    instance.days = {first, first + piece - one_day};
    if (instance.days.last > whole.last)
      instance.days = {whole.last - piece + one_day, whole.last};
    if (meets(instance.days) && !take(instance))
      return false;
  }
  return true;
}

/// Gives every averaging window of `x` that meets `x.over` to `take`: those
/// of rotation instances (neighbouring rows of one rotation are one), and
/// those of stretches that no row of the plan covers.
template <std::predicate<const averaging_window&> Take>
bool each_averaging(const person_view& x, Take&& take) {
  constexpr auto one_day = date::duration{1};
  auto next = x.days.first;
  for (auto i = std::size_t{0}; i < x.plan.size();) {
    auto days = window{x.plan[i].first, x.plan[i].last};
    auto which = x.plan[i].rotation;
    for (++i; i < x.plan.size() && x.plan[i].rotation == which
              && x.plan[i].first <= days.last + one_day;
         ++i)
      days.last = std::max(days.last, x.plan[i].last);
    if (next < days.first
        && !cut(x.context.pack, {.days = {next, days.first - one_day}}, x.over,
                take))
      return false;
    next = std::max(next, days.last + one_day);
    auto known = x.context.rotation_of(which);
    auto cap = known == nullptr ? averaging_window{}.cap_minutes
                                : known->cap_minutes;
    if (!cut(x.context.pack,
             {.days = days, .cap_minutes = cap, .rotation = which}, x.over,
             take))
      return false;
  }
  return next > x.days.last
         || cut(x.context.pack, {.days = {next, x.days.last}}, x.over, take);
}

/// Work without a break: the duties `[first, after)`.
struct stretch {
  instant from{};
  instant to{};
  /// The end of what is not transition or education at the end.
  instant core{};
  std::size_t first = 0;
  std::size_t after = 0;
};

/// Where the last stretch begins that has begun by `when`; 0: none has.
[[nodiscard]] std::size_t stretch_at(const person_view& x,
                                     instant when) noexcept;

/// The days on which promise 2 lets remarks change if duties within
/// `[from, to)` do: those of the stretches there, and one more on each side.
[[nodiscard]] window touched_days(const person_view& x, instant from,
                                  instant to) noexcept;

/// Gives each stretch of counting work that meets the window to `take`, in
/// order, and the one before and the one after.
template <std::predicate<const stretch&> Take>
bool each_stretch(const person_view& x, Take&& take) {
  auto join = minutes{x.context.pack.join_minutes_max};
  auto open = false;
  auto now = stretch{};
  for (auto i = stretch_at(x, x.from); i < x.duties.size(); ++i) {
    const auto& work = x.duties[i];
    if (!counts(work.kind) || work.end <= work.start)
      continue;
    if (!open || work.start > now.to + join) {
      if (open && !take(now))
        return false;
      if (open && now.from >= x.to)
        return true;
      now = {work.start, work.end, work.start, i, i + 1};
      open = true;
    }
    now.to = std::max(now.to, work.end);
    now.after = i + 1;
    if (work.kind != duty_kind::transition && work.kind != duty_kind::education)
      now.core = std::max(now.core, work.end);
  }
  return !open || take(now);
}

} // namespace nightfloat::domain
