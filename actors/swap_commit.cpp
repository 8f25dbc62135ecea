// SPDX-License-Identifier: Apache-2.0
#include "actors/swap_commit.hpp"

#include "codec/bytes.hpp"

namespace nightfloat::actors {

std::vector<domain::transaction> swap_commits(const swap_decision& x) {
  auto out = domain::transaction{};
  const auto& where = *x.where;
  auto record_key = domain::keys::swap(x.record.id);
  out.programme = where.name;
  out.expect = {
    {std::string{domain::keys::programme_current}, where.head_revision},
    {std::string{domain::keys::roster_current}, where.roster_revision},
    {record_key, x.record_revision},
  };
  for (const auto& guard : x.plan.guards) {
    out.expect.push_back({guard, where.guard(guard)});
    out.touch.push_back(guard);
  }
  for (const auto& month : x.plan.rewritten)
    out.put.push_back(
      {domain::keys::duty(where.roster_head.roster, month.person, month.month),
       codec::encode(domain::pack_duties(month.duties))});
  out.put.push_back({record_key, codec::encode(x.record)});
  out.publish.push_back({"swap", codec::encode(x.record)});
  out.reply = x.owed;
  out.trace = x.trace;
  return {std::move(out)};
}

} // namespace nightfloat::actors
