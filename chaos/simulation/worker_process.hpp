// SPDX-License-Identifier: Apache-2.0
#pragma once

// One life of a worker as a plain state machine: claims, renews, works for a
// while, completes under its fence, and answers calls of the broker.

#include "chaos/simulation/exchange.hpp"
#include "chaos/simulation/link.hpp"
#include "chaos/simulation/record.hpp"
#include "chaos/simulation/work.hpp"

#include <map>
#include <memory>

namespace nightfloat::simulation {

struct worker_settings {
  std::uint32_t store = 1;
  std::uint32_t broker = 2;
  std::uint32_t slots = 1;
  milliseconds heartbeat{200};
  milliseconds liveness{600};
  milliseconds timeout{3'000};
};

/// Where a run's processes say what cannot be seen from outside.
struct worker_hooks {
  /// A lease arrived.
  std::function<void(const domain::lease&)> on_lease;
  /// The store's lifeline nonce: whoever runs the world opens it.
  std::function<void(const std::string& nonce)> on_lifeline;
};

/// A worker as the cluster sees it.
class worker_life {
public:
  virtual ~worker_life() = default;
};

class worker_process final : public worker_life {
public:
  worker_process(world& in, network& through, life self,
                 const worker_settings& settings, worker_hooks hooks);

  worker_process(const worker_process&) = delete;
  worker_process& operator=(const worker_process&) = delete;

private:
  struct running {
    domain::lease lease;
    work_order order;
    std::uint64_t counter = 0;
    std::uint32_t noted = 0;
  };

  [[nodiscard]] link_options link_to(const std::string& server,
                                     std::uint32_t who, std::uint64_t low);
  void tick();
  void claim();
  void renew();
  void begin(const domain::lease& x);
  void go_on(const domain::token& which);
  void note(running& x);
  void finish(running& x);
  void on_call(broker::envelope call);

  world& world_;
  life self_;
  const worker_settings& settings_;
  worker_hooks hooks_;
  std::unique_ptr<link> to_store_;
  std::unique_ptr<link> to_broker_;
  std::map<domain::token, running> jobs_;
  bool claiming_ = false;
  bool renewing_ = false;
};

/// The key under which a job's effect lies.
[[nodiscard]] std::string effect_key(domain::job_id x);

} // namespace nightfloat::simulation
