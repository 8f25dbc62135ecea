// SPDX-License-Identifier: Apache-2.0
//
// Commands under an idempotency key. What they are told lies among the replies
// of transactions, written by the very batch that carries them out: a repeat,
// be it after a restart, hears the same and changes nothing.
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <utility>

namespace nightfloat::storage {

using domain::commit_outcome;
using domain::transaction;

namespace {

/// The business's own no, as of a transaction: anything else means that the
/// same is to be asked again.
bool is_last_word(ec code) noexcept {
  return code == ec::refused || code == ec::not_found
         || code == ec::invalid_argument;
}

result<void> told_before(domain::commit_answer x) {
  if (x.outcome != commit_outcome::replayed)
    return failure{x.code, std::move(x.detail), x.retry_after_ms};
  if (x.status != ec::none)
    return failure{x.status, std::move(x.body)};
  return {};
}

failure no_such_letter(domain::job_id id) {
  return {ec::not_found, "requeue: the programme has no such job ("
                           + std::to_string(id.value) + ")"};
}

} // namespace

result<void> ledger_core::once(const command_key& by, steady_time not_after,
                               const std::function<result<void>()>& change) {
  const auto is_keyed = !by.owed.key.empty();
  auto asked = transaction{.programme = by.programme};
  asked.reply = by.owed;
  if (is_keyed) {
    if (auto bad = check_address(asked))
      return failure{bad->code, std::move(bad->detail)};
    auto said = check_replies(asked);
    if (!said)
      return said.error();
    if (*said)
      return told_before(std::move(**said));
  }
  if (now_.steady >= not_after)
    return failure{ec::timed_out,
                   "queue: the remaining time was used up before it was "
                   "decided, nothing was changed"};
  auto how = change();
  if (!is_keyed || (!how && !is_last_word(how.error().code)))
    return how;
  asked.reply->status = how ? ec::none : how.error().code;
  asked.reply->body = how ? std::string{} : how.error().detail;
  write_replies(asked, 0);
  return how;
}

result<void> ledger_core::requeue(domain::job_id id, command_key by,
                                  steady_time not_after) {
  auto known = state_of(id);
  if (!known)
    return known.error();
  const auto& state = *known;
  if (by.programme.empty() && !state)
    return no_such_letter(id);
  if (by.programme.empty())
    by.programme = state->programme;
  return once(by, not_after, [&]() -> result<void> {
    if (!state || state->programme != by.programme)
      return no_such_letter(id);
    return put_back(id);
  });
}

} // namespace nightfloat::storage
