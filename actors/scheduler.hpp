// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/environment.hpp"
#include "actors/job_run.hpp"
#include "actors/messages.hpp"
#include "actors/metered_actor.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace nightfloat::actors {

/// Who handed out a job: the TASK QUEUE.
using job_owner_actor = caf::typed_actor<
  // The computation moved.
  caf::reacts_to<atom::progress, domain::fence, domain::job_progress>,
  // What the attempt waits for from now on.
  caf::reacts_to<atom::progress, domain::fence, waiting_for>,
  // The attempt is over, and how in a word: see `job_run::outcome`.
  caf::reacts_to<atom::ended, domain::fence, std::string>>;

/// The SCHEDULER: runs one job under one lease, then ends. It works in
/// slices as messages to itself, on a thread of its own where there is one,
/// so that a cancel is heard between any two.
using scheduler_actor = caf::typed_actor<
  // Stop. True: the lease is lost, so there is nobody to tell.
  caf::reacts_to<atom::cancel, bool>,
  // INTERNAL: the next slice.
  caf::reacts_to<atom::step>,
  // INTERNAL: what became of a transaction, by the number of the question, as
  // all answers are.
  caf::reacts_to<atom::commit, std::uint64_t, domain::commit_answer>,
  // INTERNAL: asks what had to wait; 0: begins.
  caf::reacts_to<atom::resume, std::uint64_t>,
  // INTERNAL: records that it asked for.
  caf::reacts_to<atom::read, std::uint64_t, parcel<result<client::records>>>,
  // INTERNAL: how a job stands.
  caf::reacts_to<atom::read, std::uint64_t, parcel<result<domain::job_view>>>>;

struct scheduler_state {
  static constexpr const char* name = "scheduler";

  const environment* world = nullptr;
  std::unique_ptr<job_run> run;
  domain::lease under;
  caf::actor_addr owner;
  /// The number of what is asked, or committed; answers to others are late.
  std::uint64_t awaited = 0;
  run_step asks;
  /// How often it was asked again.
  unsigned repeats = 0;
  /// What the owner was told.
  waiting_for waits = waiting_for::nothing;
  std::chrono::steady_clock::time_point told;
  std::chrono::steady_clock::time_point began;
};

/// `world` must outlive the actor.
scheduler_actor::behavior_type
scheduler(metered_pointer<scheduler_actor, scheduler_state> self,
          const environment* world, domain::lease under, job_owner_actor owner);

} // namespace nightfloat::actors
