// SPDX-License-Identifier: Apache-2.0
#pragma once

// The newest snapshot of each programme, where any thread may take it without
// a message to the cache and one back.
//
// **Invariant:** what lies here is the newest that the cache has: it takes a
// snapshot away before it applies the next item of the feed.

#include "actors/programme_snapshot.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace nightfloat::actors {

/// Thread-safe. Holds as many as the cache does.
class programme_shelf {
public:
  void put(snapshot_ptr x) {
    auto lock = std::lock_guard{mutex_};
    auto& at = newest_[x->name];
    at = std::move(x);
  }

  void take_away(std::string_view programme) {
    auto lock = std::lock_guard{mutex_};
    if (auto at = newest_.find(programme); at != newest_.end())
      newest_.erase(at);
  }

  /// Null where it is not here, is older than `at_least`, or where that is 0:
  /// only the store knows whether it is the newest of all.
  [[nodiscard]] snapshot_ptr find(std::string_view programme,
                                  std::uint64_t at_least) const {
    if (at_least == 0)
      return nullptr;
    auto lock = std::lock_guard{mutex_};
    auto at = newest_.find(programme);
    return at != newest_.end() && at->second->version >= at_least ? at->second
                                                                  : nullptr;
  }

private:
  mutable std::mutex mutex_;
  std::map<std::string, snapshot_ptr, std::less<>> newest_;
};

} // namespace nightfloat::actors
