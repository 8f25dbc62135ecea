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
  actor_fixture();

  /// Ends every spawned actor: one that re-arms a timer would otherwise keep
  /// CAF's test coordinator busy for ever at shutdown.
  ~actor_fixture();

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
  void settle();

  /// Moves the clock, fires what fell due, and settles.
  void advance(std::chrono::milliseconds by);

  /// Moves the clock, fires what fell due, and delivers so many messages at
  /// most: time passes while there is work.
  void creep(std::chrono::milliseconds by, std::size_t messages);

  [[nodiscard]] std::chrono::steady_clock::time_point now();

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
  static caf::actor_system_config& configure(caf::actor_system_config& cfg);

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
