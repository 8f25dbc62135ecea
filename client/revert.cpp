// SPDX-License-Identifier: Apache-2.0
#include "client/revert.hpp"

#include "client/committing.hpp"
#include "client/load.hpp"
#include "domain/digest.hpp"

namespace nightfloat::client {

namespace {

namespace keys = domain::keys;

failure refused(std::string what) {
  return {ec::refused, "revert: " + std::move(what), 0};
}

/// The heads as they were before the import.
domain::transaction switch_back(const loaded& now, bool with_roster) {
  auto x = domain::transaction{};
  auto roster_key = std::string{keys::roster_current};
  x.expect = heads_of(now);
  // Leave that a repair wrote is nowhere but in the data that go.
  x.expect_unchanged
    = {{.prefix = keys::data(now.head.data), .since = now.head_revision}};
  put(x.put, std::string{keys::programme_current},
      domain::programme_head{.data = now.head.before});
  if (!with_roster) {
    // The roster that stays was seen to fit as it stands.
    if (now.roster)
      x.expect_unchanged.push_back(
        {.prefix = std::string{keys::person_guards}, .since = now.version});
    return x;
  }
  // Swaps since then belong to the roster that goes.
  x.expect_unchanged.push_back(
    {.prefix = std::string{keys::person_guards}, .since = now.roster_revision});
  if (now.roster_head.before.assigned())
    put(x.put, roster_key,
        domain::roster_head{.roster = now.roster_head.before});
  else
    x.erase = {roster_key};
  return x;
}

} // namespace

result<revert_report> revert(ledger_port& ledger,
                             const revert_request& request) {
  NIGHTFLOAT_EXPECT(request.number != 0);
  auto now = load(ledger, request.programme);
  if (!now)
    return now.error();
  if (!now->head.before.assigned())
    return refused("nothing was imported before what is in force");
  auto before = load_data(ledger, request.programme, now->head.before);
  if (!before)
    return before.error();
  // An import stages its roster under its own number.
  auto with_roster = now->roster_revision != 0
                     && now->roster_head.roster.value == now->head.data.value;
  // An import writes both heads at once.
  if (with_roster && now->roster_revision != now->head_revision)
    return refused("another roster came into force since that import, so the "
                   "one before it is not known; import the old programme "
                   "again");
  auto* roster = now->roster ? &*now->roster : nullptr;
  if (roster != nullptr && !with_roster) {
    if (auto what = misfit(*before, *roster); !what.empty())
      return refused("the roster in force names " + what
                     + ", which the programme before lacks; generate or "
                       "import another first");
    if (auto what = renumbered(now->programme, *before); !what.empty())
      return refused("the roster in force goes by numbers, and " + what
                     + "; generate or import another first");
  }
  auto x = switch_back(*now, with_roster);
  x.programme = request.programme;
  x.trace = request.trace;
  auto out = revert_report{.programme = request.programme,
                           .roster_reverted = with_roster};
  auto version = commit(ledger, std::move(x), "import.revert",
                        domain::hex(request.number));
  if (!version && version.error().code == ec::conflict)
    return failure{ec::conflict,
                   "revert: duties, leave or heads have changed since that "
                   "import and would be lost, nothing was reverted",
                   0};
  if (!version)
    return version.error();
  out.version = *version;
  discard(ledger, request.programme, keys::data(now->head.data),
          request.number);
  auto after = load(ledger, request.programme);
  if (after)
    out.changes = compare(now->programme, roster, after->programme,
                          after->roster ? &*after->roster : nullptr);
  return out;
}

} // namespace nightfloat::client
