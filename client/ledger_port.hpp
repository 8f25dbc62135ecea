// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ledger as `load` and `publish` need it: a connection offers it over the
// wire, a test over a ledger in the same process.

#include "client/operations.hpp"
#include "domain/error.hpp"
#include "domain/ledger.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::client {

class ledger_port {
public:
  virtual ~ledger_port() = default;

  /// Answers every key, absent ones with revision 0.
  [[nodiscard]] virtual result<records>
  read(const std::string& programme, const std::vector<std::string>& keys) = 0;

  /// One page of the records under `prefix` with keys after `after`.
  [[nodiscard]] virtual result<records> scan(const std::string& programme,
                                             const std::string& prefix,
                                             const std::string& after)
    = 0;

  /// Feed items `since` + 1 to `until`, in order, without a gap. Fails with
  /// `trimmed` where history no longer reaches.
  [[nodiscard]] virtual result<std::vector<domain::feed_item>>
  changes(const std::string& programme, std::uint64_t since,
          std::uint64_t until)
    = 0;

  /// Repeats by key after silence; a failure is one of the way there.
  [[nodiscard]] virtual result<domain::commit_answer>
  commit(const domain::transaction& change) = 0;
};

} // namespace nightfloat::client
