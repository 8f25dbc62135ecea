// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/environment.hpp"
#include "actors/messages.hpp"
#include "actors/metered_actor.hpp"
#include "actors/programme_loader.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::actors {

/// The PROGRAMME CACHE: hands out programmes as they stand, kept fresh by the
/// store's change feed.
using programme_cache_actor = caf::typed_actor<
  // The programme at that version or a later one; 0: at the newest that is
  // durable now. `not_found` where nothing was imported.
  caf::replies_to<atom::need, std::string, std::uint64_t>::with<snapshot_ptr>,
  // INTERNAL: the newest version, for a waiter that asked for it.
  caf::reacts_to<atom::resume, std::string, std::uint64_t,
                 parcel<result<client::records>>>,
  // INTERNAL: heads or a page, for a round of loading.
  caf::reacts_to<atom::read, std::string, std::uint64_t,
                 parcel<result<client::records>>>,
  // INTERNAL: the feed began.
  caf::reacts_to<atom::feed, std::string, std::uint64_t,
                 parcel<result<std::uint64_t>>>,
  // INTERNAL: one item, or the feed's end.
  caf::reacts_to<atom::feed, std::string, std::uint64_t,
                 parcel<result<domain::feed_item>>>,
  // INTERNAL: answers those who wait, once all items that came with the one
  // that they wait for have been applied: one snapshot serves them all.
  caf::reacts_to<atom::step, std::string>,
  // INTERNAL: begins failed loads again, ends long waits; re-arms itself.
  caf::reacts_to<atom::tick>>;

/// How long to wait for its answer: longer than its own `wait_max`, and not for
/// ever, for it may die at it.
constexpr auto programme_patience = std::chrono::seconds{20};

struct programme_cache_options {
  /// Programmes kept; beyond, the one least recently asked for is dropped.
  std::size_t programmes_max = 16;
  std::size_t waiting_max = 1'024;
  std::chrono::milliseconds wait_max{15'000};
  /// Before one that could not be read is read again unasked; doubled each
  /// time.
  std::chrono::milliseconds retry_base{200};
  std::chrono::milliseconds retry_max{30'000};
};

struct programme_cache_state {
  static constexpr const char* name = "programme_cache";

  struct waiter {
    std::uint64_t number = 0;
    /// 0: not known yet.
    std::uint64_t at_least = 0;
    std::chrono::steady_clock::time_point until;
    caf::typed_response_promise<snapshot_ptr> promise;
  };

  struct entry {
    explicit entry(const std::string& programme) : loader(programme) {
      // nop
    }

    programme_loader loader;
    std::uint64_t feed = 0;
    bool failed = false;
    /// Where it has failed: how long it is left alone, and until when.
    std::chrono::milliseconds pause{0};
    std::chrono::steady_clock::time_point again;
    /// It has told itself to serve.
    bool serving = false;
    std::uint64_t asked = 0;
    std::vector<waiter> waiters;
  };

  const environment* world = nullptr;
  programme_cache_options options;
  std::map<std::string, entry> entries;
  std::uint64_t counter = 0;

  ~programme_cache_state();
};

/// `world` must outlive the actor.
programme_cache_actor::behavior_type
programme_cache(metered_pointer<programme_cache_actor, programme_cache_state>,
                const environment* world, programme_cache_options options);

} // namespace nightfloat::actors
