// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much duty each person of a programme has, so that it is known who is
// due, and what a change of duties does to that. Internal to repair/.

#include "domain/repair/absence.hpp"
#include "domain/rules/what_if.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace nightfloat::domain {

class load_book {
public:
  /// Both must outlive it. People belong to groups as they do on `day`.
  load_book(const programme& where, const what_if& rules, date day);

  // REQUIRES one of the programme's people:

  [[nodiscard]] const work_tally& tally(person_id who) const;
  [[nodiscard]] const std::string& group(person_id who) const;

  /// Once their part of `x` is done.
  [[nodiscard]] work_tally after(person_id who, const duty_change& x) const;

  /// By how much farther from the mean of their groups people come to lie by
  /// `x`, `but` left aside.
  [[nodiscard]] std::int64_t drift(const duty_change& x, person_id but) const;

  /// Before `changes` and after them.
  [[nodiscard]] spread_change
  spread(const std::string& group, std::span<const tally_change> changes) const;

private:
  struct entry {
    person_id who{};
    work_tally tally;
    std::string group;
  };

  [[nodiscard]] const entry& at(person_id who) const;

  const programme& where_;
  const what_if& rules_;
  window over_;
  /// By person.
  std::vector<entry> all_;
  std::map<std::string, work_tally> means_;
};

/// Everybody who gives or takes, each once, sorted.
[[nodiscard]] std::vector<person_id> people_in(const duty_change& x);

} // namespace nightfloat::domain
