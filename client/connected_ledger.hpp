// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/connection.hpp"
#include "client/ledger_port.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::client {

/// The ledger behind a connection, which must outlive it. Thread-safe. Every
/// step may take `timeout`.
class connected_ledger : public ledger_port {
public:
  /// `at`: reads and scans are of that version, and nothing is committed; 0:
  /// the newest.
  connected_ledger(connection& door, std::chrono::milliseconds timeout,
                   std::string trace, std::uint64_t at = 0);

  result<records> read(const std::string& programme,
                       const std::vector<std::string>& keys) override;

  result<records> scan(const std::string& programme, const std::string& prefix,
                       const std::string& after) override;

  /// Fails with `timed_out` too. REQUIRES `until` to be a durable version.
  result<std::vector<domain::feed_item>> changes(const std::string& programme,
                                                 std::uint64_t since,
                                                 std::uint64_t until) override;

  result<domain::commit_answer>
  commit(const domain::transaction& change) override;

private:
  [[nodiscard]] call_options to(const std::string& programme) const;

  connection& door_;
  std::chrono::milliseconds timeout_;
  [[nodiscard]] result<records> of_version(result<records> x) const;

  std::string trace_;
  std::uint64_t at_;
};

} // namespace nightfloat::client
