// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who works an open shift: somebody who may, or a chain of people of whom each
// takes one shift and gives another of theirs away, until somebody is free or
// a shift is left that nothing asks for. What is known of a shift does not
// depend on the chain that opened it, so that each is asked about once.
// Internal to repair/.

#include "domain/repair/absence.hpp"
#include "domain/repair/loads.hpp"
#include "domain/rules/what_if.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// A chain, as a change of the roster in which its first shift is open.
struct chain {
  duty_change what;
  /// The first is of the open shift.
  std::vector<shift_move> moves;
  /// Work that is left out at its end, in minutes.
  std::int64_t left_out = 0;
  std::size_t cautions = 0;
  std::int64_t fairness = 0;
  std::uint64_t tie = 0;
};

struct chain_bounds {
  /// People in a chain.
  std::size_t people_max = 4;
  /// Chains of one shift; direct ones come first.
  std::size_t chains_max = 12;
  /// With so many no longer ones are looked for.
  std::size_t enough = 3;
  /// Of a shift: who could take it by giving another.
  std::size_t handovers_max = 24;
  /// Open ends that are followed up from one length to the next.
  std::size_t ends_max = 16;
  /// Of all shifts together: how often the rules are asked.
  std::uint64_t asked_max = 8'000;
};

class chain_finder {
public:
  /// All must outlive it. `x.person` takes nothing while away, as the rules
  /// know; what starts before `x.now` is not passed on.
  chain_finder(const what_if& rules, const load_book& loads,
               const absence_question& x, const chain_bounds& most = {});

  /// The ways to have `parts` worked, shortest first; they are nobody's in the
  /// roster of `rules`.
  [[nodiscard]] std::vector<chain> chains_of(std::span<const duty> parts,
                                             person_id was_of);

  /// Who may take them as things stand.
  [[nodiscard]] std::size_t takers_of(std::span<const duty> parts);

  /// The `n` who are nearest to taking them: those who are fit for it first.
  [[nodiscard]] std::vector<candidate> nearest(std::span<const duty> parts,
                                               std::size_t n);

  [[nodiscard]] std::uint64_t asked() const noexcept {
    return asked_;
  }

  [[nodiscard]] bool is_spent() const noexcept {
    return asked_ >= most_.asked_max;
  }

  /// Counts `n` questions that somebody else asks for it.
  void note_asked(std::uint64_t n) noexcept {
    asked_ += n;
  }

private:
  struct taker {
    const person_facts* who = nullptr;
    std::size_t cautions = 0;
  };

  /// `who` takes the shift if they give `parts` away.
  struct handover {
    const person_facts* who = nullptr;
    std::vector<duty> parts;
    /// Nobody is asked for in their place.
    bool spare = false;
  };

  struct opening {
    std::vector<taker> takers;
    /// Fit for it, but something else is against it; the best first.
    std::vector<candidate> blocked;
    /// The first of those who are not fit.
    std::vector<candidate> unfit;
    bool explored = false;
    std::vector<handover> handovers;
  };

  /// A chain whose last shift nobody has yet.
  struct open_end {
    chain so_far;
    std::vector<duty> parts;
    person_id was_of{};
    std::vector<person_id> people;
  };

  [[nodiscard]] opening& opened(std::span<const duty> parts);
  void explore(opening& x, std::span<const duty> parts);
  void add_handovers(opening& x, std::span<const duty> parts,
                     const candidate& who);
  [[nodiscard]] bool may_give(std::span<const duty> parts) const;
  [[nodiscard]] bool frees(const person_facts& who, std::span<const duty> takes,
                           std::span<const duty> gives);
  void finish(const open_end& x, std::vector<chain>& out);
  void lengthen(const open_end& x, std::vector<chain>& out,
                std::size_t ends_most, std::vector<open_end>& ends);
  void add(chain x, bool judged, std::vector<chain>& out);
  void keep_best(std::vector<chain>& out) const;
  [[nodiscard]] std::uint64_t tie_of(person_id who, shift_id shift) const;

  const what_if& rules_;
  const load_book& loads_;
  const absence_question& x_;
  chain_bounds most_;
  std::map<shift_id, opening> known_;
  before_and_after room_;
  std::uint64_t asked_ = 0;
};

/// Whether nobody is asked for in the place of who works `parts`.
[[nodiscard]] bool is_spare(const what_if& rules, std::span<const duty> parts);

/// Adds that `parts`, which are one shift, pass on; to nobody where `to` is
/// not assigned.
void pass_on(std::span<const duty> parts, person_id from, person_id to,
             chain& out);

} // namespace nightfloat::domain
