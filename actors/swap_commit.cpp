// SPDX-License-Identifier: Apache-2.0
#include "actors/swap_commit.hpp"

#include "codec/bytes.hpp"

#include <algorithm>

namespace nightfloat::actors {

namespace {

namespace keys = domain::keys;
using domain::swap_change;
using domain::transaction;

/// The record where it lies now, and where it is to lie.
void put_record(const swap_change& x, transaction& out) {
  const auto& record = x.record;
  auto live = keys::swap_live(record.id);
  auto ended = keys::swap(record.id);
  auto known = x.revision != 0;
  auto stays = domain::is_live(record.state);
  if (known || x.written)
    out.expect.push_back(
      {(known ? x.was_live : stays) ? live : ended, x.revision});
  if (!x.written)
    return;
  if (known && x.was_live && !stays)
    out.erase.push_back(live);
  out.put.push_back({stays ? live : ended, codec::encode(record)});
  auto moved = x.plan.has_value();
  out.publish.push_back(
    {moved ? "swap" : "swap_request", codec::encode(record)});
}

void put_ended(const swap_change& x, transaction& out) {
  for (const auto& one : x.ended) {
    auto live = keys::swap_live(one.record.id);
    out.expect.push_back({live, one.revision});
    out.erase.push_back(live);
    out.put.push_back({keys::swap(one.record.id), codec::encode(one.record)});
  }
}

void put_marks(const swap_change& x, transaction& out) {
  for (const auto& one : x.marks) {
    auto key = keys::swap_mark(one.at.shift);
    out.expect.push_back({key, one.at.revision});
    if (x.written && one.written)
      out.put.push_back({key, codec::encode(one.at.mark)});
  }
  if (!x.written)
    return;
  for (const auto& one : x.tallies) {
    auto key = keys::swap_tally(one.person);
    out.expect.push_back({key, one.revision});
    out.put.push_back({key, codec::encode(one.tally)});
  }
}

} // namespace

std::vector<transaction> swap_commits(const swap_decision& x) {
  auto out = transaction{};
  const auto& where = *x.where;
  const auto& change = x.change;
  out.programme = where.name;
  out.expect = {
    {std::string{keys::programme_current}, where.head_revision},
    {std::string{keys::roster_current}, where.roster_revision},
  };
  auto moves = change.written && change.plan;
  if (moves) {
    for (const auto& guard : change.plan->guards) {
      out.expect.push_back({guard, where.guard(guard)});
      out.touch.push_back(guard);
    }
    for (const auto& month : change.plan->rewritten)
      out.put.push_back(
        {keys::duty(where.roster_head.roster, month.person, month.month),
         codec::encode(domain::pack_duties(month.duties))});
  }
  for (auto who : change.read) {
    auto guard = keys::person_guard(who);
    if (std::ranges::find(out.touch, guard) == out.touch.end())
      out.expect.push_back({guard, where.guard(guard)});
  }
  // A yes is judged again before duties move; a no is final. Who touches a
  // unit may have made room, so what was read of it must still stand.
  if (change.refusal)
    for (const auto& guard : change.guards_read)
      out.expect.push_back({guard, where.guard(guard)});
  put_record(change, out);
  if (change.written)
    put_ended(change, out);
  put_marks(change, out);
  out.before_ms = change.before_ms;
  out.reply = x.owed;
  out.trace = x.trace;
  // Not from a list, whose elements are copied.
  auto all = std::vector<transaction>{};
  all.push_back(std::move(out));
  return all;
}

} // namespace nightfloat::actors
