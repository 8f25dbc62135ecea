// SPDX-License-Identifier: Apache-2.0
#pragma once

// Faults of IP packets between network namespaces: random loss by nftables,
// rates by a token bucket (tbf), and the kernel's counts as their proof.

#include "chaos/fault_maker.hpp"
#include "chaos/namespaces.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::chaos {

/// Namespaces whose links packet_faults can hit: a packet is lost where it
/// arrives, as on the way, and each that brings data is counted. Fails with
/// `unsupported` where this machine cannot (no root, no nft, no tc).
[[nodiscard]] result<namespaces>
make_packet_network(const std::vector<std::string>& leaves,
                    const std::string& scratch);

class packet_faults final : public fault_maker {
public:
  /// `between` is of make_packet_network, and outlives this.
  explicit packet_faults(const namespaces& between);

  bool begin(fault_record& x) override;
  void end(fault_record& x) override;
  bool has_healed(const fault_record& x) override;

private:
  /// What arrived at both ends of a link, with data in it.
  struct arrived {
    std::uint64_t at_servers = 0;
    std::uint64_t at_leaf = 0;
  };

  [[nodiscard]] result<void> hinder(const scheduled_fault& x) const;
  [[nodiscard]] result<std::uint64_t> effect_of(const scheduled_fault& x) const;
  [[nodiscard]] result<void> relieve(const scheduled_fault& x) const;
  [[nodiscard]] result<arrived> arrived_at(const scheduled_fault& x) const;

  const namespaces& between_;
  /// By the record's time: effects counted before, what had come at the end.
  std::map<std::uint64_t, std::uint64_t> before_;
  std::map<std::uint64_t, arrived> at_end_;
  std::chrono::steady_clock::time_point next_look_{};
};

/// The number after the first `word` of a program's text; 0: there is none.
[[nodiscard]] std::uint64_t number_after(std::string_view text,
                                         std::string_view word);

} // namespace nightfloat::chaos
