// SPDX-License-Identifier: Apache-2.0
#include "client/mend.hpp"

#include "client/committing.hpp"
#include "client/load.hpp"
#include "domain/digest.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::client {

namespace {

namespace keys = domain::keys;

failure moved_on() {
  return {ec::conflict,
          "repair: duties that it changes were changed since it was worked "
          "out; nothing was written, ask for the ways again",
          0};
}

domain::transaction write_of(const loaded& now, const domain::mend_plan& plan,
                             std::uint64_t since) {
  auto out = domain::transaction{};
  out.expect = heads_of(now);
  // A guard's key is the beginning of no other person's; where one unit's is
  // that of another's, a change more is seen.
  for (const auto& guard : plan.guards)
    out.expect_unchanged.push_back({.prefix = guard, .since = since});
  out.touch = plan.guards;
  for (const auto& month : plan.rewritten)
    put(out.put, keys::duty(now.roster_head.roster, month.person, month.month),
        domain::pack_duties(month.duties));
  if (!plan.leave)
    return out;
  // Its number is one more than those of all others.
  out.expect_unchanged.push_back(
    {.prefix = keys::absences(now.head.data), .since = now.version});
  put(out.put, keys::absence(now.head.data, plan.leave->person, plan.leave->id),
      *plan.leave);
  return out;
}

} // namespace

result<mend_report> mend(ledger_port& ledger, const mend_request& request) {
  NIGHTFLOAT_EXPECT(request.number != 0);
  auto now = load(ledger, request.programme);
  if (!now)
    return now.error();
  if (!now->roster)
    return failure{ec::not_found, "repair: no roster is in force", 0};
  auto since = request.worked_out_on;
  if (std::max(now->head_revision, now->roster_revision) > since)
    return moved_on();
  auto plan = domain::plan_mend(now->programme, *now->roster, request.what);
  if (!plan)
    return plan.error();
  auto x = write_of(*now, *plan, since);
  x.programme = request.programme;
  x.trace = request.trace;
  auto version = commit(ledger, std::move(x), "repair",
                        domain::hex(request.number));
  if (!version && version.error().code == ec::conflict)
    return moved_on();
  if (!version && version.error().code == ec::unknown_outcome)
    return failure{ec::unknown_outcome,
                   "repair: the store did not say whether it happened, look "
                   "at the roster before it is run again",
                   0};
  if (!version)
    return version.error();
  return mend_report{
    .programme = request.programme,
    .version = *version,
    .absence = plan->leave ? plan->leave->id : domain::absence_id{},
    .shifts = static_cast<std::uint32_t>(request.what.moves.size())};
}

} // namespace nightfloat::client
