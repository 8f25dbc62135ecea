// SPDX-License-Identifier: Apache-2.0
#pragma once

// One client: does its acts one after another, each when its time has come
// and the one before has ended, and files what it was told.

#include "chaos/checkers.hpp"
#include "chaos/simulation/exchange.hpp"
#include "chaos/simulation/record.hpp"
#include "chaos/simulation/schedule.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::simulation {

struct client_settings {
  std::uint32_t number = 0;
  std::uint32_t store = 1;
  std::uint32_t broker = 2;
  dimensions size;
};

/// What was seen of all owners at one version.
struct sighting {
  std::uint32_t client = 0;
  std::uint64_t version = 0;
  /// The newest version that this client knew before it asked.
  std::uint64_t known = 0;
  std::vector<std::string> owners;
};
BOOST_DESCRIBE_STRUCT(sighting, (), (client, version, known, owners))

class client_process {
public:
  client_process(world& in, network& through, life self,
                 client_settings settings, record& to);

  client_process(const client_process&) = delete;
  client_process& operator=(const client_process&) = delete;

  /// It does `x` after all that it was given before.
  void give(planned_act x);

  /// True once nothing is left to do.
  [[nodiscard]] bool is_idle() const noexcept {
    return !busy_ && todo_.empty();
  }

  /// Asks every key of an exchange again; answers are in `again`.
  void ask_all_again(std::size_t from = 0);

  /// Writes the owners' first state.
  void set_up(std::function<void(bool)> done);

  [[nodiscard]] link& store() noexcept {
    return *to_store_;
  }

  [[nodiscard]] const std::vector<chaos::asked_again>& again() const noexcept {
    return again_;
  }

  [[nodiscard]] const std::vector<sighting>& sightings() const noexcept {
    return sightings_;
  }

  [[nodiscard]] const std::map<domain::job_id, bool>& jobs() const noexcept {
    return jobs_;
  }

private:
  struct asked {
    chaos::operation first;
    /// Of one that the client does itself.
    exchange_request wish;
    /// Of one that goes through the broker.
    std::string operation;
    std::string body;
  };

  void pump();
  void perform(const planned_act& x);
  void exchange_places(const planned_act& x, bool through_broker);
  void swap_shifts(const planned_act& x);
  void ask_first(asked x, std::function<void(const exchange_end&)> done);
  void send(const asked& x, std::function<void(exchange_end)> done);
  void ask_again(const planned_act& x);
  void submit(const planned_act& x);
  void look(const planned_act& x);
  void operate(const planned_act& x);
  [[nodiscard]] domain::job shaped(const planned_act& x);
  [[nodiscard]] domain::job generation(const planned_act& x);
  [[nodiscard]] domain::job_id pick(std::uint32_t a) const;
  [[nodiscard]] chaos::operation begin(chaos::operation_kind kind);
  void end(chaos::operation x, const exchange_end& how);
  void ended();
  [[nodiscard]] call_terms terms(const std::string& trace) const;

  world& world_;
  life self_;
  client_settings settings_;
  record& record_;
  dice dice_;
  std::unique_ptr<link> to_store_;
  std::unique_ptr<link> to_broker_;
  std::deque<planned_act> todo_;
  bool busy_ = false;
  bool armed_ = false;
  std::uint64_t number_ = 0;
  std::uint64_t known_ = 0;
  bool paused_kind_ = false;
  std::vector<asked> exchanges_;
  std::vector<chaos::asked_again> again_;
  std::vector<sighting> sightings_;
  /// Which shift each resident has in each month, as far as it knows.
  std::vector<std::vector<std::uint32_t>> shifts_;
  /// Whether its submission was acknowledged.
  std::map<domain::job_id, bool> jobs_;
};

} // namespace nightfloat::simulation
