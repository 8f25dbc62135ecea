// SPDX-License-Identifier: Apache-2.0
#pragma once

// The computation of a job whose slice does not end: a test takes it off the
// scheduler at a slice, so that it hears nothing, and puts it back.

#include "actors/task_queue.hpp"

#include <boost/test/unit_test.hpp>
#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <deque>

namespace nightfloat::test {

inline const actors::task_queue_state&
state_of(const actors::task_queue_actor& x) {
  using pointer = actors::metered_pointer<actors::task_queue_actor,
                                          actors::task_queue_state>;
  return dynamic_cast<pointer>(caf::actor_cast<caf::abstract_actor*>(x))->state;
}

/// Of the computation that was begun last; null before it has begun.
inline const actors::scheduler_state*
newest_attempt(const actors::task_queue_actor& of) {
  using pointer
    = actors::metered_pointer<actors::scheduler_actor, actors::scheduler_state>;
  const auto& runners = state_of(of).runners;
  if (runners.empty())
    return nullptr;
  const auto& x = dynamic_cast<pointer>(caf::actor_cast<caf::abstract_actor*>(
                                          runners.rbegin()->second.actor))
                    ->state;
  return x.run == nullptr ? nullptr : &x;
}

class hung_runner {
public:
  /// Hangs the computation that was begun last. REQUIRES that it is at a slice.
  hung_runner(caf::actor_system& in, const actors::task_queue_actor& of)
    : jobs_(
      dynamic_cast<caf::scheduler::test_coordinator&>(in.scheduler()).jobs) {
    BOOST_TEST_REQUIRE(!state_of(of).runners.empty());
    job_ = dynamic_cast<caf::resumable*>(caf::actor_cast<caf::abstract_actor*>(
      state_of(of).runners.rbegin()->second.actor));
    auto at = std::find(jobs_.begin(), jobs_.end(), job_);
    BOOST_TEST_REQUIRE((at != jobs_.end()));
    jobs_.erase(at);
  }

  hung_runner(const hung_runner&) = delete;
  hung_runner& operator=(const hung_runner&) = delete;

  /// It goes on when messages are next delivered.
  ~hung_runner() {
    if (job_ != nullptr)
      jobs_.push_back(job_);
  }

private:
  std::deque<caf::resumable*>& jobs_;
  caf::resumable* job_ = nullptr;
};

} // namespace nightfloat::test
