// SPDX-License-Identifier: Apache-2.0
#pragma once

// How an attempt at a job ends, as pure changes of its state: completed,
// again after a full-jitter backoff, dead letter with a reason, or cancelled.

#include "storage/layout.hpp"

#include <cstdint>
#include <random>
#include <string>

namespace nightfloat::storage {

struct backoff {
  std::uint32_t base_ms = 200;
  std::uint32_t max_ms = 60'000;
};

/// Uniform in 1 to min(max, base * 2^(attempt - 1)) ms.
[[nodiscard]] std::uint32_t backoff_ms(const backoff& x, std::uint32_t attempt,
                                       std::mt19937_64& random);

/// A job as it is submitted.
[[nodiscard]] stored_state submitted(const domain::job& x, std::int64_t now_ms);

/// Leases it: one more attempt, under `token`.
void lease_to(stored_state& x, const domain::session_id& session,
              domain::token token, std::int64_t now_ms);

/// The worker said how the attempt ended, in the transaction that made
/// `version`. That it was cancelled, where nobody wanted that, means that its
/// soft limit made it stop: it took too long. REQUIRES that `x` is leased (or
/// was, under `token`).
void complete(stored_state& x, domain::token token, domain::completion how,
              std::uint64_t version, const backoff& pause, std::int64_t now_ms,
              std::mt19937_64& random);

/// The retry budget of its kind lets it run no earlier. REQUIRES that it
/// backs off.
void put_off(stored_state& x, std::int64_t not_before_ms);

enum class attempt_end : std::uint8_t {
  worker_died, ///< Or let its lease run out: counted.
  uncounted,   ///< Store restart, clean shutdown, a claim that never arrived.
};

/// The lease ended without the worker's word: ready at once, or a dead letter
/// when it was the last attempt, or cancelled if that was wanted.
void abandon(stored_state& x, attempt_end why, std::int64_t now_ms);

/// A job that it waits for ended without completing: a dead letter with that
/// reason. REQUIRES that `x` is waiting.
void give_up(stored_state& x, std::string why, std::int64_t now_ms);

/// Cancels at once what is not leased, else asks the worker to stop.
void cancel(stored_state& x, std::int64_t now_ms);

/// A dead letter, with fresh attempts.
void requeue(stored_state& x, std::int64_t now_ms);

/// The version of the transaction that completed `token`; 0: none did.
[[nodiscard]] std::uint64_t completed_by(const stored_state& x,
                                         const domain::token& token) noexcept;

/// What the reply that the job owes becomes: done with its result, done with
/// its final refusal, or (cancelled) nothing, `false`.
[[nodiscard]] bool settle_reply(stored_reply& owed, const stored_state& x,
                                std::uint64_t version);

} // namespace nightfloat::storage
