// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.5 (6.25), core: moonlighting, in house or elsewhere, counts towards
// the 80 hours; PGY-1 residents may not moonlight.
//
// Any moonlighting that begins while the resident is below the lowest PGY that
// may is a violation; where the PGY is not recorded, it is unknown, unless
// nobody may.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

namespace {

constexpr auto pgy_last = 8;

} // namespace

bool judge_moonlighting(const person_view& x, std::size_t at,
                        remark_sink& out) {
  const auto& work = x.duties[at];
  auto pgy = x.context.pgy_at(x.who, work.start);
  auto least = x.context.limits_at(x.who, work.start).moonlighting_pgy_min;
  if (pgy >= least)
    return true;
  auto found = remark{.rule = rule::moonlighting,
                      .severity = severity::unknown,
                      .from = work.start,
                      .to = work.end,
                      .measured = pgy,
                      .limit = least,
                      .duty_first = at,
                      .duty_after = at + 1};
  if (pgy != 0 || least > pgy_last)
    found = graded(x, found,
                   pgy != 0 && pgy < common_limits.moonlighting_pgy_min);
  return out.take(found);
}

} // namespace nightfloat::domain
