// SPDX-License-Identifier: Apache-2.0
#pragma once

// The simulated cluster: which processes live, what becomes of one that is
// killed, and the faults that hit them.

#include "chaos/simulation/broker_process.hpp"
#include "chaos/simulation/client_process.hpp"
#include "chaos/simulation/record.hpp"
#include "chaos/simulation/schedule.hpp"
#include "chaos/simulation/store_process.hpp"
#include "chaos/simulation/worker_process.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::simulation {

class cluster {
public:
  cluster(world& in, const schedule& plan, record& to);
  ~cluster();

  cluster(const cluster&) = delete;
  cluster& operator=(const cluster&) = delete;

  /// Does `x` now; counts it if it took effect.
  void strike(const planned_fault& x);

  /// Everybody lives, hears everybody and has a disk that works.
  void heal();

  [[nodiscard]] std::vector<std::unique_ptr<client_process>>& clients() {
    return clients_;
  }

  /// Null while it is dead.
  [[nodiscard]] store_process* store() noexcept {
    return store_.get();
  }

  [[nodiscard]] std::uint64_t struck() const noexcept {
    return struck_;
  }

  /// Tokens that were handed out more than once, a sentence each.
  [[nodiscard]] const std::vector<std::string>& breaches() const noexcept {
    return breaches_;
  }

  [[nodiscard]] const disk_state& disk() const noexcept {
    return disk_;
  }

private:
  static constexpr std::uint32_t store_number = 1;
  static constexpr std::uint32_t broker_number = 2;
  static constexpr std::uint32_t worker_first = 3;

  void start(std::uint32_t who);
  void start_store();
  void start_worker(std::uint32_t who);
  void kill(std::uint32_t who, milliseconds for_how_long);
  void bury_store();
  void freeze(const planned_fault& x);
  void separate(const planned_fault& x);
  void note_lease(std::uint32_t who, const domain::lease& x);
  void open_lifeline(life who, const std::string& nonce);
  void break_lifeline(life of);
  void cut(std::uint32_t a, std::uint32_t b);
  [[nodiscard]] std::uint32_t client_first() const noexcept {
    return worker_first + size_.workers;
  }

  world& world_;
  dimensions size_;
  record& record_;
  network network_;
  disk_state disk_;
  process_clock clock_;
  store_settings store_settings_;
  broker_settings broker_settings_;
  worker_settings worker_settings_;
  std::unique_ptr<store_process> store_;
  std::unique_ptr<broker_process> broker_;
  std::map<std::uint32_t, std::unique_ptr<worker_life>> workers_;
  std::vector<std::unique_ptr<client_process>> clients_;
  std::map<std::uint32_t, life> lives_;
  bool store_starting_ = false;
  std::map<domain::token, domain::job_id> tokens_;
  std::vector<std::string> breaches_;
  std::uint64_t struck_ = 0;
};

} // namespace nightfloat::simulation
