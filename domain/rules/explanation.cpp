// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/words.hpp"

#include <array>

namespace nightfloat::domain {

namespace {

// In the order of `rule`.
constexpr auto texts = std::array<std::string_view, rule_count>{
  "at most 80 hours a week (up to 88 where a rotation was granted them), "
  "averaged over a rotation or its pieces of 28 days, with leave out of both "
  "sides; all clinical and educational work counts, work from home and "
  "moonlighting too",
  "one day in seven free of work and of call at home, averaged over the same "
  "windows: 24 hours in one piece for each seven days that are not leave",
  "at most 24 hours of work in one piece, and up to 4 more for handing over "
  "and teaching alone",
  "14 hours free after 24 hours in the house, and 8 hours between scheduled "
  "shifts",
  "a call in the house no more often than every third night, averaged over "
  "the same windows; night float is no call",
  "at most so many nights of night float in a row as the pack says (six by "
  "default)",
  "moonlighting counts as work, and PGY-1 may not",
  "rest after being called in from call at home, where the pack asks for it",
  "any 28 days above the cap: an early sign, since ACGME does not average "
  "over rolling windows",
  "hours of each week of the calendar, and those with patients, where the "
  "pack has limits (emergency medicine)",
  "a shift no longer than the pack allows (emergency medicine: 12 hours)",
  "days at work in a row, where the pack limits them",
  "as many units of faculty as the residents on supervised shifts of the unit "
  "ask for, at every minute: a teacher gives 4, a PGY-1 asks for 2, others "
  "for 1, a procedure for 4 more",
  "as many people on each shift as it asks for",
  "who works a shift holds the credentials that it and its activity ask for, "
  "on the day on which it begins",
  "no duty on approved leave; on leave that is asked for it is a warning",
  "nobody is in two places at one time; standby at home may be interrupted",
  "shifts for residents of certain years are theirs alone",
  "days that are near or locked do not change without a reason",
  "what is needed to judge is there: people, rotations and shifts that duties "
  "name",
};

} // namespace

std::string_view explanation_of(rule x) noexcept {
  return texts[static_cast<std::size_t>(x)];
}

} // namespace nightfloat::domain
