// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::bench {

/// RocksDB set up as the ledger sets it up, and nothing above it: what a
/// synced write costs without a ledger.
class rocks_plain {
public:
  using rows = std::vector<std::pair<std::string, std::string>>;

  explicit rocks_plain(const std::string& directory);
  ~rocks_plain();

  /// One synced batch. Thread-safe. False if it failed.
  [[nodiscard]] bool write(const rows& x);

private:
  struct core;

  std::unique_ptr<core> core_;
};

} // namespace nightfloat::bench
