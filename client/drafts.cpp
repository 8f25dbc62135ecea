// SPDX-License-Identifier: Apache-2.0
#include "client/drafts.hpp"

#include "client/committing.hpp"
#include "client/load.hpp"
#include "domain/solve/measure.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace nightfloat::client {

namespace {

namespace keys = domain::keys;
using domain::commit_outcome;

constexpr auto publish_scope = "draft.publish";
constexpr auto drop_scope = "draft.drop";

std::string named(domain::roster_id x) {
  return "draft " + std::to_string(x.value);
}

failure gone(domain::roster_id x) {
  return {ec::not_found,
          named(x)
            + ": is not kept: it was published, dropped, or its time was over; "
              "see `nightfloat roster draft list`",
          0};
}

/// What became of it: committed with the reply `owed`, replayed with what the
/// same key was told before, or in conflict with the record that it names.
/// Fails in every other case.
result<domain::commit_answer>
decided(ledger_port& ledger, domain::transaction x,
        const draft_request& request, const std::string& scope,
        std::string owed) {
  x.programme = request.programme;
  x.trace = request.trace;
  // Only what was asked: what it found may be another thing the second time.
  auto print = scope + ' ' + std::to_string(request.draft.value)
               + (request.publish_worse ? " worse" : "");
  x.reply = domain::owed_reply{.scope = scope,
                               .key = request.key,
                               .fingerprint = std::move(print),
                               .body = std::move(owed)};
  auto answer = ledger.commit(x);
  if (!answer)
    return answer;
  switch (answer->outcome) {
    case commit_outcome::committed:
    case commit_outcome::replayed:
    case commit_outcome::conflict:
      return answer;
    case commit_outcome::unknown:
      return failure{ec::unknown_outcome,
                     "roster: the store did not say whether it happened, ask "
                     "again with the same key",
                     0};
    default:
      return failure{answer->code, answer->detail, answer->retry_after_ms};
  }
}

bool is_conflict(const domain::commit_answer& x) noexcept {
  return x.outcome == commit_outcome::conflict;
}

/// The switch that the key was told of. REQUIRES: no conflict.
result<roster_switch> switch_in(const result<domain::commit_answer>& x) {
  if (!x)
    return x.error();
  auto out = codec::decode<roster_switch>(x->body);
  if (!out)
    return at("roster", out.error());
  out->version = x->version;
  return out;
}

result<domain::record> read_head(ledger_port& ledger,
                                 const std::string& programme,
                                 domain::roster_id which) {
  auto found = ledger.read(programme, {keys::draft(which)});
  if (!found)
    return found.error();
  if (found->found.size() != 1)
    return failure{ec::malformed, "load: the store left a key unanswered", 0};
  return std::move(found->found.front());
}

/// Why `x` may not come into force over `now`; nothing: it may.
result<void> judge_draft(const loaded& now, const held_draft& x) {
  const auto& days = x.head;
  auto made = domain::measure(now.programme, x.what, days.first, days.last);
  if (!made)
    return made.error();
  // Of a generation of all parts an empty roster is no draft: this one is of
  // the year plan alone.
  auto plans_only = x.what.duties.empty() && !x.what.plan.empty();
  auto why = plans_only ? std::string{} : domain::why_empty(*made);
  if (why.empty() && now.roster) {
    auto there = domain::measure(now.programme, *now.roster, days.first,
                                 days.last);
    if (!there)
      return there.error();
    why = domain::why_worse(*made, *there);
  }
  if (why.empty())
    return {};
  return failure{ec::refused,
                 named(days.roster) + ": " + why
                   + "; nothing was published, --publish-worse publishes it "
                     "all the same",
                 0};
}

/// A roster in force would lose all days outside of the part.
bool is_part(const domain::programme_info& whole,
             const domain::draft_head& x) noexcept {
  auto all = x.first == domain::date{} && x.last == domain::date{};
  return !all && (x.first > whole.first || x.last < whole.last);
}

failure imported_anew(const domain::draft_head& x) {
  return {ec::conflict,
          named(x.roster)
            + ": the programme was imported anew since it was made; nothing "
              "was published, generate another",
          0};
}

failure conflict_of(const std::string& key, const domain::draft_head& x) {
  if (key == keys::programme_current)
    return imported_anew(x);
  auto why = named(x.roster) + ": ";
  if (key.starts_with(keys::drafts))
    return gone(x.roster);
  if (key == keys::roster_current)
    why += "another roster was published meanwhile; nothing was published, "
           "look at the difference again";
  else
    why += "duty, leave or credentials have changed since version "
           + std::to_string(x.version)
           + ", on which it was made, and would be lost; nothing was "
             "published, generate another";
  return {ec::conflict, std::move(why), 0};
}

domain::transaction switch_to(const loaded& now, domain::roster_head head) {
  auto x = domain::transaction{};
  x.expect = heads_of(now);
  put(x.put, std::string{keys::roster_current}, head);
  x.publish = {{"roster", codec::encode(head)}};
  return x;
}

/// Of a draft that is gone: the answer that its key was given before. Fails
/// with `why` where it was given none.
result<domain::commit_answer> replayed(ledger_port& ledger,
                                       const draft_request& request,
                                       const std::string& scope, failure why) {
  auto x = domain::transaction{};
  // No record is that new: what was not done before is not done now.
  x.expect = {{.key = keys::draft(request.draft),
               .revision = std::numeric_limits<std::uint64_t>::max()}};
  auto answer = decided(ledger, std::move(x), request, scope, {});
  if (answer && is_conflict(*answer))
    return why;
  return answer;
}

result<domain::commit_answer> erase_head(ledger_port& ledger,
                                         const draft_request& request,
                                         const held_draft& x) {
  auto key = keys::draft(request.draft);
  auto change = domain::transaction{};
  change.expect = {{.key = key, .revision = x.revision}};
  change.erase = {key};
  auto answer = decided(ledger, std::move(change), request, drop_scope,
                        codec::encode(x.head));
  if (answer && is_conflict(*answer))
    return gone(request.draft);
  return answer;
}

} // namespace

result<std::vector<domain::draft_head>>
load_drafts(ledger_port& ledger, const std::string& programme) {
  auto out = std::vector<domain::draft_head>{};
  auto after = std::string{};
  for (;;) {
    auto page = ledger.scan(programme, std::string{keys::drafts}, after);
    if (!page)
      return page.error();
    for (const auto& x : page->found) {
      auto head = codec::decode<domain::draft_head>(x.bytes);
      if (!head)
        return failure{ec::corrupt, x.key + ": " + head.error().detail, 0};
      if (head->is_kept())
        out.push_back(*head);
    }
    if (!page->more || page->found.empty())
      break;
    after = page->found.back().key;
  }
  std::ranges::stable_sort(out, {}, &domain::draft_head::made_ms);
  return out;
}

result<held_draft> load_draft(ledger_port& ledger, const std::string& programme,
                              domain::roster_id which) {
  auto record = read_head(ledger, programme, which);
  if (!record)
    return record.error();
  if (record->revision == 0)
    return gone(which);
  auto head = codec::decode<domain::draft_head>(record->bytes);
  if (!head)
    return failure{ec::corrupt, record->key + ": " + head.error().detail, 0};
  if (!head->is_kept())
    return failure{ec::not_found,
                   named(which)
                     + ": is still being made, see `nightfloat "
                       "queue show "
                     + std::to_string(which.value) + "`",
                   0};
  auto what = load_roster(ledger, programme, which);
  if (!what && what.error().code == ec::not_found)
    return gone(which);
  if (!what)
    return what.error();
  return held_draft{*head, record->revision, std::move(*what)};
}

result<roster_switch> publish_draft(ledger_port& ledger,
                                    const draft_request& request) {
  NIGHTFLOAT_EXPECT(request.number != 0 && !request.key.empty());
  auto held = load_draft(ledger, request.programme, request.draft);
  if (!held && held.error().code == ec::not_found)
    return switch_in(replayed(ledger, request, publish_scope, held.error()));
  if (!held)
    return held.error();
  auto now = load(ledger, request.programme);
  if (!now)
    return now.error();
  domain::sort(now->programme);
  if (now->head.data != held->head.data)
    return imported_anew(held->head);
  if (now->roster && is_part(now->programme.info, held->head))
    return failure{ec::refused,
                   named(request.draft)
                     + ": is of a part of the year; the roster in force would "
                       "lose all other days; nothing was published, generate "
                       "one of the whole year",
                   0};
  if (!request.publish_worse)
    if (auto good = judge_draft(*now, *held); !good)
      return good.error();
  auto x = switch_to(*now, {.roster = request.draft,
                            .before = now->roster_head.roster,
                            .seed = held->head.seed});
  auto key = keys::draft(request.draft);
  // A purge takes the head first, so what lies under it is whole.
  x.expect.push_back({.key = key, .revision = held->revision});
  x.erase = {key};
  x.expect_unchanged = {
    {.prefix = std::string{keys::person_guards}, .since = held->head.version}};
  // The roster before the one before is named by nobody from here on.
  x.submit = {{.id = {request.number},
               .programme = request.programme,
               .kind = std::string{purge_job::kind},
               .payload = codec::encode(purge_job{}),
               .trace = request.trace}};
  auto owed = roster_switch{.programme = request.programme,
                            .roster = request.draft,
                            .before = now->roster_head.roster};
  auto answer = decided(ledger, std::move(x), request, publish_scope,
                        codec::encode(owed));
  if (answer && is_conflict(*answer))
    return conflict_of(answer->key, held->head);
  auto said = switch_in(answer);
  if (said)
    said->changes = compare(now->programme,
                            now->roster ? &*now->roster : nullptr,
                            now->programme, &held->what);
  return said;
}

result<domain::draft_head> drop_draft(ledger_port& ledger,
                                      const draft_request& request) {
  auto held = load_draft(ledger, request.programme, request.draft);
  if (!held && held.error().code != ec::not_found)
    return held.error();
  auto answer = held ? erase_head(ledger, request, *held)
                     : replayed(ledger, request, drop_scope, held.error());
  if (!answer)
    return answer.error();
  auto head = codec::decode<domain::draft_head>(answer->body);
  if (!head)
    return at("draft", head.error());
  // Replayed too: whoever asked first may not have come so far.
  for (const auto& prefix :
       {keys::duties(request.draft), keys::plans(request.draft)})
    discard(ledger, request.programme, prefix, request.number);
  return head;
}

result<roster_switch> revert_roster(ledger_port& ledger,
                                    const draft_request& request) {
  auto refused = [](std::string what) {
    return failure{ec::refused, "roster revert: " + std::move(what), 0};
  };
  auto now = load(ledger, request.programme);
  if (!now)
    return now.error();
  auto before = now->roster_head.before;
  if (!before.assigned())
    return refused("no roster was in force before this one");
  auto old = load_roster(ledger, request.programme, before);
  if (!old && old.error().code == ec::not_found)
    return refused("roster " + std::to_string(before.value)
                   + ", which was in force before, is no longer kept");
  if (!old)
    return old.error();
  if (auto what = misfit(now->programme, *old); !what.empty())
    return refused("the roster before names " + what
                   + ", which the programme lacks; `nightfloat revert` takes "
                     "an import back with its roster");
  // The one that goes stays the one before, so that it can come back.
  auto x = switch_to(*now,
                     {.roster = before, .before = now->roster_head.roster});
  x.expect_unchanged = {{.prefix = std::string{keys::person_guards},
                         .since = now->roster_revision}};
  auto owed = roster_switch{.programme = request.programme,
                            .roster = before,
                            .before = now->roster_head.roster};
  auto answer = decided(ledger, std::move(x), request, "roster.revert",
                        codec::encode(owed));
  if (answer && is_conflict(*answer))
    return failure{ec::conflict,
                   "roster revert: duties or heads have changed since that "
                   "roster came into force and would be lost, nothing was "
                   "reverted",
                   0};
  auto said = switch_in(answer);
  // The second answer to a key is of a switch that is past.
  if (said && said->roster == before)
    said->changes = compare(now->programme, &*now->roster, now->programme,
                            &*old);
  return said;
}

} // namespace nightfloat::client
