// SPDX-License-Identifier: Apache-2.0
#pragma once

// The leases that this worker holds, as a table without actor, store or
// clock: what to list in a renewal, and what its answer ends.

#include "actors/messages.hpp"
#include "client/ledger_operations.hpp"
#include "domain/job.hpp"
#include "domain/ledger.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace nightfloat::actors {

/// Not thread-safe; owned by the task queue.
class lease_book {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit lease_book(std::uint32_t slots) : slots_(slots) {
    // nop
  }

  /// Jobs that may be claimed on top of those held.
  [[nodiscard]] std::uint32_t free_slots() const noexcept;

  /// False if it is held already.
  [[nodiscard]] bool add(const domain::lease& x, time_point now);

  void progress(const domain::token& x, const domain::job_progress& how_far,
                time_point now);

  /// What its attempt waits for from now on.
  void waits(const domain::token& x, waiting_for what, time_point now);

  /// False if it was not held.
  bool remove(const domain::token& x);

  /// Null if it is not held.
  [[nodiscard]] const domain::lease* find(const domain::token& x) const;

  /// **Invariant:** every lease held, without exception: one that a renewal
  /// does not list is given to somebody else.
  [[nodiscard]] std::vector<client::held_lease> list() const;

  /// Those whose computation has not moved for a whole visibility timeout. Who
  /// waits for an answer computes nothing.
  [[nodiscard]] std::vector<domain::fence> stuck(time_point now) const;

  /// Its attempt has failed, and is listed until the store knows.
  void give_up(const domain::token& x);

  [[nodiscard]] bool is_given_up(const domain::token& x) const;

  struct verdict {
    std::vector<domain::fence> lost;
    std::vector<domain::fence> cancel_wanted;
  };

  /// What a renewal's answer means for the leases still held. One that is
  /// just completed is never lost to it: the job may have ended by this very
  /// completion, whose answer says so, or that it is fenced. Nor is one that
  /// was given up.
  [[nodiscard]] verdict
  judge(const std::vector<client::lease_state>& states) const;

  /// How often to renew: a quarter of the shortest visibility timeout.
  [[nodiscard]] std::chrono::milliseconds interval() const noexcept;

  [[nodiscard]] bool empty() const noexcept {
    return held_.empty();
  }

private:
  struct entry {
    domain::lease lease;
    domain::job_progress progress;
    time_point moved;
    waiting_for waits = waiting_for::nothing;
    bool is_given_up = false;
  };

  std::uint32_t slots_;
  std::map<domain::token, entry> held_;
};

} // namespace nightfloat::actors
