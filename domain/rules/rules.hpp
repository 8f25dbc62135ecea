// SPDX-License-Identifier: Apache-2.0
#pragma once

// The rules themselves, one source file each. A person's work is walked a few
// times in all, duty by duty, stretch by stretch, window by window and day by
// day, and each walk asks the rules that judge such a piece. A rule reports
// what it finds to a sink; it neither allocates nor writes sentences, so the
// same code serves findings and the search's yes or no.
//
// Every walk keeps two promises, by which an edit costs no more than what it
// touches; tests/domain/rules/promise_test.cpp holds all of them to it.
// 1. The window only chooses: of all that it has to say it reports what
//    `meets` the window, unchanged. So runs and averages are never cut there.
// 2. Locality: what it has to say about `[from, to)` depends on the person's
//    leave and plan, on the duties that meet it, and on the stretches of work
//    just before, within and just after it; if on more, its row in
//    `person_rules` says `reach::person`.

#include "domain/rules/context.hpp"
#include "domain/rules/severity.hpp"
#include "domain/rules/stretches.hpp"
#include "domain/rules/windows.hpp"

#include <cstddef>
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
  /// Which of the rule's clauses or limits; 0: the first.
  std::uint8_t clause = 0;
  /// Of the pack's own limits alone: the common requirements are kept.
  bool own = false;

  bool operator==(const remark&) const = default;
};

class remark_sink {
public:
  /// Without warnings and notices, rules that have nothing else to say are
  /// not asked; some that are may still give one.
  explicit remark_sink(bool no_warnings = false) noexcept
    : no_warnings_{no_warnings} {
  }

  virtual ~remark_sink() = default;

  /// False: enough, stop.
  [[nodiscard]] virtual bool take(const remark& x) = 0;

  [[nodiscard]] bool spares_warnings() const noexcept {
    return no_warnings_;
  }

private:
  bool no_warnings_;
};

/// A breach: `common` if the common requirements are broken as well, else as
/// bad as the pack takes its own limits.
[[nodiscard]] inline remark graded(const person_view& x, remark found,
                                   bool common) noexcept {
  found.severity = common ? severity::violation : x.context.pack.own_severity;
  found.own = !common;
  return found;
}

/// Whether `[from, to)` lies in the window, if only in part. No time at all
/// is taken for its minute.
[[nodiscard]] inline bool meets(const person_view& x, instant from,
                                instant to) noexcept {
  return from < x.to && std::max(to, from + minutes{1}) > x.from;
}

// Each returns false if the sink had enough. Of one duty that meets the window
// asked for:

[[nodiscard]] bool judge_leave(const person_view& x, std::size_t at,
                               remark_sink& out);
/// `shift` is the duty's template, or null.
[[nodiscard]] bool judge_eligibility(const person_view& x, std::size_t at,
                                     const template_facts* shift,
                                     remark_sink& out);
[[nodiscard]] bool judge_credentials(const person_view& x, std::size_t at,
                                     const template_facts* shift,
                                     remark_sink& out);
[[nodiscard]] bool judge_moonlighting(const person_view& x, std::size_t at,
                                      remark_sink& out);

// Of one stretch of work, and of what lies between two:

[[nodiscard]] bool judge_continuous(const person_view& x, const stretch& now,
                                    remark_sink& out);
[[nodiscard]] bool judge_shift_length(const person_view& x, const stretch& now,
                                      remark_sink& out);

/// The stretches before another; a null one is none.
struct stretches_before {
  const stretch* any = nullptr;
  const stretch* scheduled = nullptr;
};
[[nodiscard]] bool judge_rest(const person_view& x, stretches_before before,
                              const stretch& now, remark_sink& out);

// Of one averaging window and what was counted in it:

[[nodiscard]] bool judge_work_hours(const person_view& x,
                                    const averaging_window& over,
                                    const tally& done, remark_sink& out);
[[nodiscard]] bool judge_day_off(const person_view& x,
                                 const averaging_window& over,
                                 const tally& done, remark_sink& out);
/// Of one week of the calendar.
[[nodiscard]] bool judge_free_week(const person_view& x, const tally& week,
                                   remark_sink& out);
[[nodiscard]] bool judge_in_house_call(const person_view& x,
                                       const averaging_window& over,
                                       const tally& done, remark_sink& out);

// Of all of a person's work that meets the window asked for:

[[nodiscard]] bool check_double_booking(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_weekly_hours(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_night_float(const person_view& x, remark_sink& out);
[[nodiscard]] bool check_consecutive_days(const person_view& x,
                                          remark_sink& out);
[[nodiscard]] bool check_at_home_call(const person_view& x, remark_sink& out);
/// Warnings only.
[[nodiscard]] bool check_rolling_hours(const person_view& x, remark_sink& out);

/// Which of a walk's remarks on a person an edit of their duties may change.
enum class reach : std::uint8_t {
  duty,   ///< Its own: each remark looks at one duty and at no other.
  near,   ///< Those that promise 2 names.
  person, ///< Any.
};

/// One row a walk, the cheapest and likeliest first.
struct person_rule {
  /// The first of the rules that it asks; the only one where an edit may
  /// change any remark.
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

/// The days on which promise 2 lets remarks change if duties within
/// `[from, to)` do: those of the stretches there, and one more on each side.
[[nodiscard]] window touched_days(const person_view& x, instant from,
                                  instant to) noexcept;

} // namespace nightfloat::domain
