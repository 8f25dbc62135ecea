// SPDX-License-Identifier: Apache-2.0

// CPR VI.F.7 (6.27), core: in-house call no more often than every third night,
// averaged over four weeks. Night float is not call.
//
// calls x 3 > days, where calls are those that begin in the averaging window
// and days those of the window, both outside of leave. Call that touches or
// overlaps is one.

#include "domain/rules/rules.hpp"

namespace nightfloat::domain {

bool judge_in_house_call(const person_view& x, const averaging_window& over,
                         const tally& done, remark_sink& out) {
  if (done.calls == 0)
    return true;
  auto every
    = std::int64_t{x.context.limits_at(x.who, done.from).call_every_nights};
  if (every == 0 || done.calls * every <= done.days)
    return true;
  auto found = remark{.rule = rule::in_house_call,
                      .from = done.from,
                      .to = done.to,
                      .measured = done.calls,
                      .limit = done.days / every,
                      .rotation = over.rotation,
                      .duty_first = done.first,
                      .duty_after = done.after};
  return out.take(
    graded(x, found, done.calls * common_limits.call_every_nights > done.days));
}

} // namespace nightfloat::domain
