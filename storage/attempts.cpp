// SPDX-License-Identifier: Apache-2.0
#include "storage/attempts.hpp"

#include "codec/text.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

using domain::job_state;

namespace {

/// Ended attempts that a job remembers; older completions, repeated after so
/// many further attempts, are answered as fenced.
constexpr auto ended_max = std::size_t{32};
/// Of why each of them ended; all of the newest reason is in `last`.
constexpr auto reason_max = std::size_t{256};

void remember(stored_state& x, ended_attempt how) {
  if (x.ended.size() == ended_max)
    x.ended.erase(x.ended.begin());
  x.ended.push_back(std::move(how));
}

domain::completion too_long() {
  return {.failed = true,
          .code = ec::timed_out,
          .detail = "job: the attempt passed its soft limit, give it more time "
                    "or less to do"};
}

void end_lease(stored_state& x, job_state state, std::int64_t now_ms) {
  x.state = state;
  x.session = {};
  x.hold.clear();
  x.run_at_ms = 0;
  x.stretched_ms = 0;
  x.changed_ms = now_ms;
}

} // namespace

std::uint32_t backoff_ms(const backoff& x, std::uint32_t attempt,
                         std::mt19937_64& random) {
  auto cap = std::uint64_t{x.base_ms};
  for (auto i = std::uint32_t{1}; i < attempt && cap < x.max_ms; ++i)
    cap *= 2;
  cap = std::clamp<std::uint64_t>(cap, 1, std::max(x.max_ms, 1u));
  return static_cast<std::uint32_t>(random() % cap) + 1;
}

stored_state submitted(const domain::job& x, std::int64_t now_ms) {
  auto state = stored_state{};
  state.id = x.id;
  state.programme = x.programme;
  state.kind = x.kind;
  state.priority = x.priority;
  state.attempts_max = std::max(x.attempts_max, 1u);
  state.attempt_ms_max = x.attempt_ms_max;
  state.submitted_ms = now_ms;
  state.changed_ms = now_ms;
  state.run_at_ms = x.run_at_ms;
  state.is_unique = !x.unique.empty();
  state.state = x.run_at_ms > now_ms ? job_state::delayed : job_state::ready;
  return state;
}

void lease_to(stored_state& x, const domain::session_id& session,
              domain::token token, std::int64_t now_ms) {
  x.state = job_state::leased;
  x.session = session;
  x.token = token;
  x.attempts += 1;
  x.changed_ms = now_ms;
}

void complete(stored_state& x, domain::token token, domain::completion how,
              std::uint64_t version, const backoff& pause, std::int64_t now_ms,
              std::mt19937_64& random) {
  if (how.failed && how.code == ec::cancelled && !x.cancel_wanted)
    how = too_long();
  remember(x, {.token = token,
               .version = version,
               .ended_ms = now_ms,
               .code = how.code,
               .detail = std::string{codec::clipped(how.detail, reason_max)}});
  const auto& last = x.last = std::move(how);
  if (!last.failed) {
    end_lease(x, job_state::completed, now_ms);
  } else if (x.cancel_wanted) {
    end_lease(x, job_state::cancelled, now_ms);
  } else if (last.final || x.attempts >= x.attempts_max) {
    end_lease(x, job_state::dead_letter, now_ms);
  } else {
    end_lease(x, job_state::delayed, now_ms);
    x.run_at_ms = now_ms + backoff_ms(pause, x.attempts, random);
  }
}

void put_off(stored_state& x, std::int64_t not_before_ms) {
  if (x.run_at_ms >= not_before_ms)
    return;
  x.stretched_ms = static_cast<std::uint32_t>(not_before_ms - x.run_at_ms);
  x.run_at_ms = not_before_ms;
}

void abandon(stored_state& x, attempt_end why, std::int64_t now_ms) {
  if (why == attempt_end::uncounted && x.attempts > 0)
    x.attempts -= 1;
  if (why == attempt_end::worker_died)
    remember(x, {.token = x.token,
                 .ended_ms = now_ms,
                 .code = ec::worker_lost,
                 .detail = "its worker died, or let the lease run out"});
  if (x.cancel_wanted) {
    end_lease(x, job_state::cancelled, now_ms);
  } else if (x.attempts >= x.attempts_max) {
    x.last = domain::completion{
      .failed = true,
      .final = true,
      .code = ec::worker_lost,
      .detail = "job: its last attempt (" + std::to_string(x.attempts) + " of "
                + std::to_string(x.attempts_max)
                + ") ended without a word from its worker, look at the "
                  "worker's log and requeue"};
    end_lease(x, job_state::dead_letter, now_ms);
  } else {
    end_lease(x, job_state::ready, now_ms);
  }
}

void give_up(stored_state& x, std::string why, std::int64_t now_ms) {
  x.last = domain::completion{.failed = true,
                              .final = true,
                              .code = ec::refused,
                              .detail = std::move(why)};
  end_lease(x, job_state::dead_letter, now_ms);
}

void cancel(stored_state& x, std::int64_t now_ms) {
  if (has_ended(x.state))
    return;
  x.cancel_wanted = true;
  x.changed_ms = now_ms;
  if (x.state != job_state::leased)
    end_lease(x, job_state::cancelled, now_ms);
}

void requeue(stored_state& x, std::int64_t now_ms) {
  end_lease(x, job_state::ready, now_ms);
  // It is as old as this, not as its submission.
  x.run_at_ms = now_ms;
  x.attempts = 0;
  x.cancel_wanted = false;
  x.owed_row.clear();
}

std::uint64_t completed_by(const stored_state& x,
                           const domain::token& token) noexcept {
  for (const auto& attempt : x.ended)
    if (attempt.token == token)
      return attempt.version;
  return 0;
}

bool settle_reply(stored_reply& owed, const stored_state& x,
                  std::uint64_t version) {
  if (x.state == job_state::cancelled)
    return false;
  owed.pending = {};
  owed.version = version;
  if (x.state == job_state::completed) {
    owed.status = ec::none;
    owed.body = x.last.result;
  } else {
    owed.status = x.last.code == ec::none ? ec::refused : x.last.code;
    owed.body = x.last.detail;
  }
  return true;
}

} // namespace nightfloat::storage
