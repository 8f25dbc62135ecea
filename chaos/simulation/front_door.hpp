// SPDX-License-Identifier: Apache-2.0
#pragma once

// A server's doorway on the simulated network: what `broker::reception` is on
// ZeroMQ. Frames in and out are bytes.

#include "broker/doorway.hpp"
#include "broker/reply_address.hpp"
#include "chaos/simulation/network.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace nightfloat::simulation {

struct door_handlers {
  std::function<void(const broker::door_session&, broker::envelope)> on_call;
  std::function<void(const broker::door_session&, broker::envelope)> on_reply;
  std::function<void(const broker::door_session&, const broker::envelope&)>
    on_cancel;
  std::function<void(const broker::door_session&, bool again)> on_opened;
  std::function<void(domain::session_id, bool clean)> on_ended;
  std::function<void()> on_tick;
};

class front_door {
public:
  front_door(world& in, network& through, life self,
             broker::doorway_options options, door_handlers handlers);

  void answer(broker::reply_address to, broker::envelope reply);
  void send(domain::session_id to, broker::envelope frame);

  /// A worker opened its lifeline with a nonce that it was given.
  void hold_lifeline(const std::string& nonce, life holder);
  /// The process at the other end of a lifeline died.
  void lifeline_broke(life holder);

private:
  /// What its steady clock shows.
  [[nodiscard]] time_point now() const {
    return world_.steady(self_.who);
  }

  void on_frame(std::uint32_t peer, const std::string& bytes);
  void dispatch(const broker::door_arrival& x, broker::envelope& frame);
  void end(domain::session_id who, bool clean, ec reason);
  void flush();
  void tick();

  world& world_;
  network& network_;
  life self_;
  broker::doorway door_;
  door_handlers handlers_;
  std::vector<broker::sending> out_;
  std::map<std::uint32_t, std::pair<life, domain::session_id>> lifelines_;
};

} // namespace nightfloat::simulation
