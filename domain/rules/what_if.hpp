// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a change of duties would break: the question behind swaps, repairs and
// "who can take this?". The validator's rules judge the people and the units
// that it touches before and after. What was broken before may stay as it was,
// but nothing may become worse.

#include "domain/roster.hpp"
#include "domain/rules/context.hpp"
#include "domain/rules/finding.hpp"
#include "domain/rules/freeze.hpp"
#include "domain/rules/rules.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// Duties that leave people and duties that come to people; `person` of each
/// says whose. A shift that passes on is in both.
struct duty_change {
  std::vector<duty> gone;
  std::vector<duty> come;
};

/// Whether nobody may go on with it: a rule would break, or nobody can say.
[[nodiscard]] constexpr bool is_against(severity x) noexcept {
  return x == severity::violation || x == severity::policy
         || x == severity::unknown;
}

/// The duties of one person around a change, before and after it.
struct before_and_after {
  const person_facts* who = nullptr;
  std::span<const assignment> plan;
  std::span<const duty> before;
  std::vector<duty> after;
  /// The days on which remarks may differ, and all days of the person.
  window over;
  window days_before;
  window days_after;
};

class what_if {
public:
  /// Both must outlive it and are sorted. With `how`, changes of frozen days
  /// are judged too. Fails with `not_found` for an unknown zone.
  [[nodiscard]] static result<what_if>
  make(const programme& where, const roster& what, const rule_pack& pack,
       std::optional<change_terms> how = {});

  /// The same questions of another roster of that programme, which must outlive
  /// it and is sorted; what the rules look up of the programme is shared.
  [[nodiscard]] what_if on(const roster& what) const;

  /// The same under other terms; all that was looked up is shared.
  [[nodiscard]] what_if under(std::optional<change_terms> how) const;

  /// What would become worse, of people first (who gets duties before who
  /// loses them), then of units; empty: the change may be. Work more than two
  /// months away is not looked at: no average reaches so far.
  [[nodiscard]] std::vector<finding> worse(const duty_change& x) const;

  /// The first of them; nothing: the change may be.
  [[nodiscard]] std::optional<finding> first_worse(const duty_change& x) const;

  /// Why `who` may work none of `parts` whatever else they do: role, PGY,
  /// leave. Cheap; nothing says only that it is worth while to ask `worse`.
  [[nodiscard]] std::optional<finding> unfit(const person_facts& who,
                                             std::span<const duty> parts) const;

  /// `who` before and after `x`; `room` is overwritten and may be used again.
  void around(const person_facts& who, const duty_change& x,
              before_and_after& room) const;

  /// Why `who` may not take what comes to them, whatever else they do: they
  /// are at work then. Cheap; sees no duty that began two days before.
  [[nodiscard]] std::optional<finding> busy(const person_facts& who,
                                            const duty_change& x,
                                            before_and_after& room) const;

  /// Adds to `against` what would become worse for the person and, where that
  /// is nothing and it is not null, to `cautions` the new warnings and notices.
  void judge(const before_and_after& x, std::vector<finding>& against,
             std::vector<finding>* cautions = nullptr) const;

  /// All that the rules say of the person after the change, or before it.
  [[nodiscard]] std::vector<remark> remarks(const before_and_after& x,
                                            bool after) const;

  /// Adds where a unit would fall shorter of supervision.
  void judge_units(const duty_change& x, std::vector<finding>& against) const;

  /// Adds where a shift would have fewer people than it asks for, and fewer
  /// than it has.
  void judge_cover(const duty_change& x, std::vector<finding>& against) const;

  /// Adds what days that do not change any more have against it; to
  /// `cautions`, unless it is null, what passes all the same.
  void judge_frozen(const duty_change& x, std::vector<finding>& against,
                    std::vector<finding>* cautions) const;

  [[nodiscard]] const rule_context& context() const noexcept {
    return *context_;
  }

  [[nodiscard]] const roster& what() const noexcept {
    return *what_;
  }

private:
  struct own_rows {
    std::span<const duty> duties;
    std::span<const assignment> plan;
  };

  /// A shift of a day that asks for people.
  struct cover_cell {
    const template_facts* shift = nullptr;
    date day{};

    bool operator==(const cover_cell&) const = default;
  };

  /// REQUIRES one of the context's people.
  [[nodiscard]] const own_rows& rows_of(const person_facts& who) const;
  void fill(before_and_after& room, std::span<const duty> own,
            std::span<const duty> near, const duty_change& x) const;
  [[nodiscard]] bool is_in(const cover_cell& here, const duty& work) const;
  [[nodiscard]] std::int64_t people_fewer(const duty_change& x,
                                          const cover_cell& here) const;
  [[nodiscard]] std::vector<finding> worse(const duty_change& x,
                                           bool one) const;

  what_if(std::shared_ptr<const rule_context> context, const programme& where,
          const roster& what);

  // shared_ptr, both: made once for all who ask about the same.
  std::shared_ptr<const rule_context> context_;
  /// Of each of the context's people, looked up once.
  std::shared_ptr<const std::vector<own_rows>> own_;
  const programme* where_;
  const roster* what_;
  std::optional<change_terms> how_;
};

/// All duties of the shift, sorted. Fails with `not_found` if nobody has it.
[[nodiscard]] result<std::vector<duty>> parts_of(const roster& what,
                                                 shift_id shift);

/// Those of them that `who` has; O(log n + their duties).
[[nodiscard]] std::vector<duty> parts_of(const roster& what, person_id who,
                                         shift_id shift);

} // namespace nightfloat::domain
