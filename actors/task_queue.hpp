// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/lease_book.hpp"
#include "actors/metered_actor.hpp"
#include "actors/scheduler.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// The TASK QUEUE: claims jobs while there is a slot, keeps their leases
/// alive, runs each in an actor of its own, and gives back what it cannot
/// finish. It computes nothing, so no work can starve its heartbeats.
using task_queue_actor = job_owner_actor::extend<
  // INTERNAL: claims, renews, ends drains; re-arms itself.
  caf::reacts_to<atom::tick>,
  // INTERNAL: what a claim brought.
  caf::reacts_to<atom::claimed, parcel<result<std::vector<domain::lease>>>>,
  // INTERNAL: what a renewal said.
  caf::reacts_to<atom::renewed,
                 parcel<result<std::vector<client::lease_state>>>>,
  // INTERNAL: a release was answered.
  caf::reacts_to<atom::released>,
  // INTERNAL: what the store says to the failure of this attempt.
  caf::reacts_to<atom::released, domain::fence, domain::commit_answer>,
  // INTERNAL: says again that this attempt has failed.
  caf::reacts_to<atom::resume, domain::fence>,
  // Claims nothing more; true once no lease is held: finished within that
  // many ms, or given back and the store knows.
  caf::replies_to<atom::drain, std::uint32_t>::with<bool>>;

struct task_queue_state {
  static constexpr const char* name = "task_queue";

  struct running {
    scheduler_actor actor;
    std::string kind;
    std::chrono::steady_clock::time_point began;
    /// The store is told for it.
    bool has_failed = false;
    /// How long it may take to end once its lease is gone.
    std::chrono::milliseconds patience{0};
    /// Until that is over, in ticks, which do not come while the process is
    /// stopped; 0: it is not waited for, or in vain.
    std::int64_t ticks_left = 0;
  };

  const environment* world = nullptr;
  lease_book book{0};
  /// By token; one stays until it has ended, though its lease may be gone.
  std::map<domain::token, running> runners;
  bool claiming = false;
  bool renewing = false;
  std::chrono::steady_clock::time_point claimed_at;
  /// A store that does not answer is not asked ten times a second.
  std::chrono::steady_clock::time_point claim_not_before;
  std::chrono::steady_clock::time_point renewed_at;
  /// Of the leases given up: what the store has not taken yet.
  std::map<domain::token, domain::transaction> failures;
  /// Releases that the store has not answered.
  std::uint32_t releasing = 0;
  bool draining = false;
  std::chrono::steady_clock::time_point drain_until;
  std::vector<caf::typed_response_promise<bool>> drains;
};

/// `world` must outlive the actor.
task_queue_actor::behavior_type
task_queue(metered_pointer<task_queue_actor, task_queue_state> self,
           const environment* world);

} // namespace nightfloat::actors
