// SPDX-License-Identifier: Apache-2.0
#pragma once

// One life of the broker: doorway and switchboard.

#include "broker/switchboard.hpp"
#include "chaos/simulation/front_door.hpp"

#include <memory>
#include <optional>

namespace nightfloat::simulation {

struct broker_settings {
  milliseconds heartbeat{250};
  milliseconds liveness{750};
  std::uint32_t credit = 32;
};

class broker_process {
public:
  broker_process(world& in, network& through, life self,
                 const broker_settings& settings);

  broker_process(const broker_process&) = delete;
  broker_process& operator=(const broker_process&) = delete;

private:
  /// What its steady clock shows.
  [[nodiscard]] time_point now() const {
    return world_.steady(self_.who);
  }

  [[nodiscard]] door_handlers handlers();
  void settle();

  world& world_;
  life self_;
  broker::switchboard board_;
  broker::switchboard_output out_;
  std::optional<front_door> door_;
};

} // namespace nightfloat::simulation
