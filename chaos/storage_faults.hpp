// SPDX-License-Identifier: Apache-2.0
#pragma once

// Faults of the store's disk and of its wall clock, set through the store's
// own door for them, and proved by its figures.

#include "chaos/cluster.hpp"
#include "chaos/fault_maker.hpp"
#include "client/connection.hpp"
#include "metrics/clock.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace nightfloat::chaos {

class storage_faults final : public fault_maker {
public:
  storage_faults(cluster& target, client::connection& operator_link,
                 const metrics::clock& clock);

  bool begin(fault_record& x) override;
  void end(fault_record& x) override;
  bool has_healed(const fault_record& x) override;

private:
  bool delay(fault_record& x);
  void strike(fault_record& x);
  bool steer(fault_record& x);
  bool set(fault_record& x, const client::fault_request& wanted);
  [[nodiscard]] std::optional<std::uint64_t> figure(std::string_view name);
  [[nodiscard]] std::optional<std::uint64_t> hits_before(fault_record& x);
  [[nodiscard]] bool is_hit_after(std::uint64_t before);
  [[nodiscard]] std::optional<std::int64_t> clock_error_ms();

  cluster& cluster_;
  client::connection& link_;
  const metrics::clock& clock_;
};

} // namespace nightfloat::chaos
