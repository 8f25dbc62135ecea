// SPDX-License-Identifier: Apache-2.0
#pragma once

// One client of a workload, and one follower of the feed: shared by the
// workload's own files alone.

#include "chaos/workload.hpp"

#include <string>

namespace nightfloat::chaos {

/// How long a client waits for a job's end.
constexpr std::uint32_t job_limit_ms = 10'000;

struct workload::self {
  std::uint32_t client = 0;
  step what = nullptr;
  std::uint32_t think_ms = 0;
  std::mt19937_64 rng;
  std::uint64_t count = 0;
  /// The newest version that it saw.
  std::uint64_t seen = 0;
  /// What it last knew of each record: bytes and revision.
  std::map<std::string, std::pair<std::string, std::uint64_t>> known{};

  std::uint64_t draw(std::uint64_t below) {
    return below == 0 ? 0 : rng() % below;
  }
};

struct workload::watcher {
  std::uint32_t number = 0;
  std::mutex mutex;
  std::vector<watched_item> items;
  /// The feed ended; it is to be watched again from the last item on.
  bool ended = false;
  client::watch_id id = 0;

  void end(client::connection& link) const {
    link.unwatch(id);
  }
};

} // namespace nightfloat::chaos
