// SPDX-License-Identifier: Apache-2.0
#pragma once

// One person of a live roster: their duties and plan, and what the rules say
// of them now, as remarks without words. After an edit the rules are walked
// again only where their two promises let it matter (rules.hpp).

#include "domain/rules/finding.hpp"
#include "domain/rules/rules.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// A remark as it is kept.
struct kept_remark {
  remark what;
  /// Of the duties that it is about: remarks that look alike may name others.
  std::uint64_t digest = 0;
  /// The walk that made it.
  std::uint8_t row = 0;
};

/// What the rules say that they did not say before, or no more.
struct remark_changes {
  std::vector<kept_remark> gone;
  std::vector<kept_remark> come;
};

class live_person {
public:
  /// `who`, which outlives it, is null for a stranger: the one thing to say of
  /// them is that they are.
  live_person(person_id id, const person_facts* who) : id_{id}, who_{who} {
  }

  /// Remarks go on to be about the same duties as before.
  void put(const duty& work);
  /// REQUIRES that it is there.
  void take(const duty& work);

  /// As above, but leaves the remarks alone: to look at what was before.
  void put_back(const duty& work);
  void take_back(const duty& work);

  /// Swaps the plan for `rows`, which are sorted.
  void swap_plan(std::vector<assignment>& rows) noexcept {
    plan_.swap(rows);
  }

  [[nodiscard]] person_id id() const noexcept {
    return id_;
  }

  [[nodiscard]] const person_facts* who() const noexcept {
    return who_;
  }

  [[nodiscard]] std::span<const duty> duties() const noexcept {
    return duties_;
  }

  [[nodiscard]] std::span<const assignment> plan() const noexcept {
    return plan_;
  }

  [[nodiscard]] std::span<const kept_remark> remarks() const noexcept {
    return remarks_;
  }

  [[nodiscard]] std::size_t bytes() const noexcept;

private:
  friend class person_judge;

  std::size_t insert(const duty& work);
  std::size_t erase(const duty& work);

  person_id id_;
  const person_facts* who_ = nullptr;
  std::vector<duty> duties_;
  std::vector<assignment> plan_;
  std::vector<kept_remark> remarks_;
  /// Of each of the person's days, see day_balance.hpp; empty: not kept.
  std::vector<std::int16_t> balance_;
  bool balanced_ = false;
  /// Of all that there ever were.
  minutes longest_{1};
};

/// Judges people of one live roster, one edit after another.
class person_judge {
public:
  /// `context` outlives it. Keeps what meets `over`.
  person_judge(const rule_context& context, window over);

  /// Before edits that lie within `[from, to)`.
  void begin(const live_person& x, instant from, instant to);

  /// Before edits of plan or leave, or of all.
  void begin_anew(const live_person& x);

  /// After them: judges what they touch and adds to `out` what is different.
  void finish(live_person& x, remark_changes& out);

  /// REQUIRES a remark of the person as they are now, or as they are put back.
  [[nodiscard]] finding in_words(const live_person& x,
                                 const kept_remark& what) const;

private:
  [[nodiscard]] person_view view(const live_person& x) const;
  [[nodiscard]] window days(const live_person& x) const;
  void keep_balance(live_person& x);
  void judge(const live_person& x, const person_view& near);
  void judge_stranger(const live_person& x);
  void settle(live_person& x, const person_view* near, remark_changes& out);

  const rule_context& context_;
  window over_;
  instant from_{};
  instant to_{};
  // Of the edit in hand:
  instant edit_from_{};
  instant edit_to_{};
  window touched_;
  window days_;
  bool anew_ = false;
  std::vector<kept_remark> before_;
  std::vector<kept_remark> fresh_;
};

} // namespace nightfloat::domain
