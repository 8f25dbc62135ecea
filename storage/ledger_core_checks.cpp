// SPDX-License-Identifier: Apache-2.0
//
// The order of checks: (1) reply key, (2) completion, (3) not_after, fence and
// holds of other jobs, (4) expectations, (5) limits. Before them only that the
// programme and the keys can be addressed at all. A hold comes before the
// expectations because what they would say may change while it lasts.
#include "codec/bytes.hpp"
#include "storage/fence_check.hpp"
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace nightfloat::storage {

using domain::commit_answer;
using domain::commit_outcome;
using domain::transaction;

namespace {

constexpr auto pending_retry_ms = std::uint32_t{200};
constexpr auto held_retry_ms = std::uint32_t{250};
/// They are read while nobody else is decided upon: a tenth of a second.
constexpr auto expected_rows_max = std::size_t{100'000};

commit_answer refused(ec code, std::string detail, std::uint32_t after = 0) {
  return {.outcome = commit_outcome::refused,
          .code = code,
          .detail = std::move(detail),
          .retry_after_ms = after};
}

commit_answer lost_lease(const domain::fence& x) {
  return {.outcome = commit_outcome::fenced,
          .code = ec::fenced,
          .detail = "commit: the lease is no longer this attempt's (job "
                    + std::to_string(x.job.value) + ", token "
                    + std::to_string(x.token.epoch) + "."
                    + std::to_string(x.token.counter) + "), stop the work"};
}

/// The first key that `x` writes, or prefix that it wants to hold, of those
/// that `held` keeps for another; null: none.
const std::string* first_held(const transaction& x,
                              const std::vector<std::string>& held) {
  auto kept = [&](const std::string& key) {
    return std::any_of(held.begin(), held.end(), [&](const auto& prefix) {
      return key.starts_with(prefix);
    });
  };
  for (const auto& one : x.put)
    if (kept(one.key))
      return &one.key;
  for (const auto* keys : {&x.erase, &x.touch, &x.hold})
    for (const auto& key : *keys)
      if (kept(key))
        return &key;
  // A hold over a part of what another wants is his first.
  for (const auto& prefix : held)
    for (const auto& wish : x.hold)
      if (prefix.starts_with(wish))
        return &wish;
  return nullptr;
}

/// Those that no other implies: what did not change under a prefix since a
/// version did not under a longer one since a later version.
std::vector<domain::unchanged>
strictest(std::span<const domain::unchanged> all) {
  auto out = std::vector<domain::unchanged>{};
  for (const auto& one : all) {
    auto implies = [](const domain::unchanged& a, const domain::unchanged& b) {
      return b.prefix.starts_with(a.prefix) && a.since <= b.since;
    };
    if (std::ranges::any_of(out, [&](auto& x) { return implies(x, one); }))
      continue;
    std::erase_if(out, [&](auto& x) { return implies(one, x); });
    out.push_back(one);
  }
  return out;
}

commit_answer conflict(std::string key, std::uint64_t actual) {
  return {.outcome = commit_outcome::conflict,
          .key = std::move(key),
          .actual = actual,
          .code = ec::conflict};
}

} // namespace

result<commit_answer> ledger_core::run_checks(const transaction& x,
                                              steady_time not_after) {
  if (auto bad = check_address(x))
    return std::move(*bad);
  auto said = check_replies(x);
  if (said && !*said)
    said = check_completion(x);
  if (said && !*said)
    said = check_fence(x, not_after);
  if (said && !*said)
    said = check_held(x);
  auto seen = read_once{rows_};
  if (said && !*said)
    said = check_expectations(x, seen);
  if (!said)
    return said.error();
  if (*said)
    return std::move(**said);
  if (auto bad = check_limits(x))
    return std::move(*bad);
  said = check_jobs(x);
  if (!said)
    return said.error();
  if (*said)
    return std::move(**said);
  auto changes = changes_of(x, seen);
  if (!changes)
    return changes.error();
  return write(x, std::move(*changes));
}

result<ledger_core::answer>
ledger_core::check_replies(const transaction& x) const {
  if (x.reply) {
    auto row = layout::reply(x.programme, x.reply->scope, x.reply->key);
    auto said = check_reply(row, x.reply->fingerprint);
    if (!said || *said)
      return said;
  }
  if (x.reserve) {
    auto row = layout::reply(x.programme, x.reserve->scope, x.reserve->key);
    return check_reply(row, x.reserve->fingerprint);
  }
  return answer{};
}

result<ledger_core::answer>
ledger_core::check_reply(const std::string& row,
                         const std::string& fingerprint) const {
  auto found = rows_.get(row);
  if (!found)
    return found.error();
  if (!*found)
    return answer{};
  auto kept = codec::decode<stored_reply>(**found);
  if (!kept)
    return at("stored reply", kept.error());
  // An expired row counts as absent, purged or not.
  if (time_.expired(kept->expires_ms))
    return answer{};
  if (kept->fingerprint != fingerprint)
    return answer{refused(ec::key_reused,
                          "commit: the idempotency key was used for another "
                          "request, send this one under a key of its own")};
  if (kept->pending.assigned()) {
    auto wait = refused(ec::in_progress,
                        "commit: the job that owes this reply still runs ("
                          + std::to_string(kept->pending.value)
                          + "), ask again",
                        pending_retry_ms);
    wait.pending = kept->pending;
    return answer{std::move(wait)};
  }
  return answer{commit_answer{.outcome = commit_outcome::replayed,
                              .version = kept->version,
                              .status = kept->status,
                              .body = std::move(kept->body)}};
}

result<ledger_core::answer>
ledger_core::check_completion(const transaction& x) {
  if (!x.complete || !x.fenced_by)
    return answer{};
  auto replay = [&](const stored_state& state) -> answer {
    const auto version = completed_by(state, x.fenced_by->token);
    if (version == 0)
      return {};
    const auto last = state.ended.back().token == x.fenced_by->token;
    return commit_answer{.outcome = commit_outcome::replayed,
                         .version = version,
                         .body = last ? state.last.result : std::string{}};
  };
  if (const auto* state = effective(x.fenced_by->job))
    return replay(*state);
  auto ended = ended_job(x.fenced_by->job);
  if (!ended)
    return ended.error();
  return *ended ? replay((*ended)->state) : answer{};
}

result<ledger_core::answer> ledger_core::check_fence(const transaction& x,
                                                     steady_time not_after) {
  if (now_.steady >= not_after)
    return answer{refused(ec::timed_out,
                          "commit: its remaining time was used up before it "
                          "was decided, nothing was written")};
  if (!x.fenced_by)
    return answer{};
  const auto& fence = *x.fenced_by;
  const auto* state = effective(fence.job);
  if (state == nullptr || state->programme != x.programme)
    return answer{lost_lease(fence)};
  auto lease = lease_view{.token = state->token, .deadline = {}};
  const auto* job = jobs_.find(fence.job);
  const auto leased = state->state == domain::job_state::leased && job;
  if (leased)
    lease.deadline = jobs_.lease_of(*job).deadline;
  if (!fence_holds(fence.token, leased ? &lease : nullptr, now_.steady))
    return answer{lost_lease(fence)};
  return answer{};
}

ledger_core::answer ledger_core::check_held(const transaction& x) const {
  for (auto id : holders_) {
    const auto* job = jobs_.find({id});
    const auto* state = effective({id});
    const auto* lease = job == nullptr ? nullptr : jobs_.find_lease(*job);
    if (lease == nullptr || state->hold.empty()
        || state->programme != x.programme || lease->deadline <= now_.steady
        || (x.fenced_by && x.fenced_by->job.value == id))
      continue;
    if (const auto* key = first_held(x, state->hold))
      return refused(ec::held,
                     "commit: " + *key + " is held until job "
                       + std::to_string(id)
                       + " has published a roster, come back later",
                     held_retry_ms);
  }
  return {};
}

result<ledger_core::answer>
ledger_core::check_expectations(const transaction& x, read_once& seen) {
  // What lies beyond the limit is refused by it; it costs no reading here.
  const auto count = std::min(x.expect.size(), domain::expectations_max);
  for (auto i = std::size_t{0}; i < count; ++i) {
    const auto& wish = x.expect[i];
    auto row = seen.get(layout::record(x.programme, wish.key));
    if (!row)
      return row.error();
    const auto actual = **row ? revision_of(***row) : 0;
    if (actual != wish.revision)
      return answer{conflict(wish.key, actual)};
  }
  if (x.before_ms != 0 && time_.now_ms() >= x.before_ms)
    return answer{conflict(std::string{domain::ledger_time_key},
                           static_cast<std::uint64_t>(time_.now_ms()))};
  const auto ranges = std::min(x.expect_unchanged.size(),
                               domain::expectations_max);
  auto rows_left = expected_rows_max;
  for (const auto& wish :
       strictest(std::span{x.expect_unchanged}.first(ranges))) {
    auto said = check_unchanged(x, wish, rows_left);
    if (!said || *said)
      return said;
  }
  return answer{};
}

result<ledger_core::answer> ledger_core::check_unchanged(
  const transaction& x, const domain::unchanged& wish, std::size_t& rows_left) {
  auto head = head_of(x.programme);
  if (!head)
    return head.error();
  const auto& now = (*head)->head;
  if (now.version <= wish.since)
    return answer{};
  // Which keys were erased since then is forgotten: say stale, never guess.
  if (wish.since + 1 < now.oldest)
    return answer{conflict(wish.prefix, now.version)};
  auto found = answer{};
  const auto cut = layout::records(x.programme).size();
  auto done = rows_.scan(
    prefix_range(layout::record(x.programme, wish.prefix)),
    scan_order::ascending, [&](std::string_view key, std::string_view row) {
      if (revision_of(row) > wish.since)
        found = conflict(std::string{key.substr(cut)}, revision_of(row));
      else if (rows_left-- == 0)
        found = refused(ec::oversize,
                        "expect_unchanged: it spans too many records (at most "
                          + std::to_string(expected_rows_max)
                          + "), name fewer");
      return !found;
    });
  if (!done || found)
    return done ? result<answer>{std::move(found)} : done.error();
  const auto range
    = key_range{layout::erasure(x.programme, wish.since + 1),
                prefix_range(layout::erasures(x.programme)).last};
  done = rows_.scan(range, scan_order::ascending,
                    [&](std::string_view key, std::string_view row) {
                      auto erased = codec::decode<stored_erasure>(row);
                      const auto version = layout::number_at_end(key);
                      if (!erased)
                        found = conflict(wish.prefix, version);
                      else
                        for (const auto& gone : erased->keys)
                          if (gone.starts_with(wish.prefix))
                            found = conflict(gone, version);
                      return !found;
                    });
  return done ? result<answer>{std::move(found)} : done.error();
}

result<ledger_core::answer> ledger_core::check_jobs(const transaction& x) {
  // A completion gives a place free: what follows it finds room even where
  // all jobs wait to end.
  const auto room = options_.jobs_live_max + (x.complete ? 1 : 0);
  const auto live = jobs_.size() + fresh_jobs_ + x.submit.size();
  if (!x.submit.empty() && live > room)
    return answer{refused(ec::overloaded,
                          "submit: too many jobs have not ended (at most "
                            + std::to_string(options_.jobs_live_max)
                            + "), wait for some to end",
                          ends_.wait_ms(live - room, now_.steady))};
  for (const auto& job : x.submit) {
    auto known = job_of(job.id);
    if (known && *known)
      return answer{refused(ec::conflict, "submit: the job's number is taken ("
                                            + std::to_string(job.id.value)
                                            + "), draw another")};
    if (!known)
      return known.error();
    auto said = check_after(x, job);
    if (said && !*said)
      said = check_unique(x, job);
    if (!said || *said)
      return said;
  }
  for (auto id : x.cancel) {
    auto known = job_of(id);
    if (!known)
      return known.error();
    if (!*known || (*known)->state.programme != x.programme)
      return answer{
        refused(ec::not_found, "cancel: the programme has no such job ("
                                 + std::to_string(id.value) + ")")};
  }
  return answer{};
}

} // namespace nightfloat::storage
