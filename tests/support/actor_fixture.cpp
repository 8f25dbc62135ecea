// SPDX-License-Identifier: Apache-2.0
#include "tests/support/actor_fixture.hpp"

#include <algorithm>

namespace nightfloat::test {

actor_fixture::actor_fixture()
  : sys_(configure(cfg_)),
    sched_(dynamic_cast<caf::scheduler::test_coordinator&>(sys_.scheduler())),
    self_(sys_, true) {
  world.own_threads = false;
  world.options.jobs_max = 2;
  world.draw = [this] {
    return ++drawn_;
  };
  world.reply = [this](const actors::call& x, actors::answer said) {
    replies.emplace_back(x.frame.correlation, std::move(said));
  };
  world.give_up = [this](const std::string& why) {
    gave_up = why;
  };
}

actor_fixture::~actor_fixture() {
  for (const auto& x : spawned_)
    caf::anon_send_exit(x, caf::exit_reason::kill);
  for (const auto& [name, x] : sys_.registry().named_actors()) {
    sys_.registry().erase(name);
    if (std::find(kept_.begin(), kept_.end(), name) == kept_.end())
      caf::anon_send_exit(x, caf::exit_reason::kill);
  }
  settle();
}

void actor_fixture::settle() {
  while (sched_.try_run_once()) {
    // keep going
  }
}

void actor_fixture::advance(std::chrono::milliseconds by) {
  sched_.advance_time(by);
  settle();
}

void actor_fixture::creep(std::chrono::milliseconds by, std::size_t messages) {
  sched_.advance_time(by);
  // One that has more to do goes to the front: from the back, each actor has
  // its turn.
  while (messages-- > 0 && sched_.try_run_once_lifo()) {
    // keep going
  }
}

std::chrono::steady_clock::time_point actor_fixture::now() {
  return sched_.clock().now();
}

caf::actor_system_config&
actor_fixture::configure(caf::actor_system_config& cfg) {
  cfg.add_message_types<caf::id_block::nightfloat>();
  cfg.set("scheduler.policy", caf::atom("testing"));
  return cfg;
}

} // namespace nightfloat::test
