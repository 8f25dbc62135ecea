// SPDX-License-Identifier: Apache-2.0
#pragma once

// One life of a real worker: the whole family of its actors under CAF's test
// coordinator, on the world's time, with a simulated link to store and
// broker. Each message that an actor handles is an event of the world; which
// actor is next is drawn.

#include "chaos/simulation/worker_process.hpp"

#include <memory>

namespace nightfloat::simulation {

class actor_worker final : public worker_life {
public:
  actor_worker(world& in, network& through, life self,
               const worker_settings& settings, worker_hooks hooks);
  ~actor_worker() override;

private:
  struct core;

  std::unique_ptr<core> core_;
};

} // namespace nightfloat::simulation
