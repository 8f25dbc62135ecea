// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/environment.hpp"
#include "actors/messages.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace nightfloat::test {

/// An actor system whose mailboxes and clock move only when a test says so.
class actor_fixture {
public:
  actor_fixture()
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

  /// Ends every spawned actor: one that re-arms a timer would otherwise keep
  /// CAF's test coordinator busy for ever at shutdown.
  ~actor_fixture() {
    for (const auto& x : spawned_)
      caf::anon_send_exit(x, caf::exit_reason::kill);
    for (const auto& [name, x] : sys_.registry().named_actors()) {
      sys_.registry().erase(name);
      if (std::find(kept_.begin(), kept_.end(), name) == kept_.end())
        caf::anon_send_exit(x, caf::exit_reason::kill);
    }
    settle();
  }

  actors::environment world;
  /// What the bridge sent back, by correlation.
  std::vector<std::pair<std::uint64_t, actors::answer>> replies;
  std::string gave_up;

protected:
  template <class... Ts>
  auto spawn(Ts&&... xs) {
    auto handle = sys_.spawn(std::forward<Ts>(xs)...);
    spawned_.push_back(caf::actor_cast<caf::strong_actor_ptr>(handle));
    settle();
    return handle;
  }

  template <class Handle>
  void name(caf::atom_value as, const Handle& x) {
    sys_.registry().put(as, caf::actor_cast<caf::strong_actor_ptr>(x));
  }

  template <class Handle, class... Ts>
  void tell(const Handle& whom, Ts&&... xs) {
    caf::anon_send(whom, std::forward<Ts>(xs)...);
    settle();
  }

  template <class Handle>
  void kill(const Handle& whom) {
    caf::anon_send_exit(whom, caf::exit_reason::user_shutdown);
    settle();
  }

  /// Delivers messages until every mailbox is empty; fires no timer.
  void settle() {
    while (sched_.try_run_once()) {
      // keep going
    }
  }

  /// Moves the clock, fires what fell due, and settles.
  void advance(std::chrono::milliseconds by) {
    sched_.advance_time(by);
    settle();
  }

  /// Moves the clock, fires what fell due, and delivers so many messages at
  /// most: time passes while there is work.
  void creep(std::chrono::milliseconds by, std::size_t messages) {
    sched_.advance_time(by);
    // One that has more to do goes to the front: from the back, each actor has
    // its turn.
    while (messages-- > 0 && sched_.try_run_once_lifo()) {
      // keep going
    }
  }

  [[nodiscard]] std::chrono::steady_clock::time_point now() {
    return sched_.clock().now();
  }

  /// Asks `whom` and returns its answer, or its error as a `failure`.
  template <class T, class Handle, class... Ts>
  result<T> ask(const Handle& whom, Ts... xs) {
    auto answer = result<T>{failure{ec::not_found, "no answer"}};
    auto pending = self_->request(whom, std::chrono::minutes{50},
                                  std::move(xs)...);
    settle();
    pending.receive([&](T& x) { answer = std::move(x); },
                    [&](caf::error& why) { answer = actors::to_failure(why); });
    return answer;
  }

  caf::actor_system& system() {
    return sys_;
  }

private:
  static caf::actor_system_config& configure(caf::actor_system_config& cfg) {
    cfg.add_message_types<caf::id_block::nightfloat>();
    cfg.set("scheduler.policy", caf::atom("testing"));
    return cfg;
  }

  caf::actor_system_config cfg_;
  caf::actor_system sys_;
  caf::scheduler::test_coordinator& sched_;
  caf::scoped_actor self_;
  std::vector<caf::strong_actor_ptr> spawned_;
  std::vector<caf::atom_value> kept_{
    caf::atom("SpawnServ"), caf::atom("ConfigServ"), caf::atom("StreamServ")};
  std::uint64_t drawn_ = 0;
};

} // namespace nightfloat::test
