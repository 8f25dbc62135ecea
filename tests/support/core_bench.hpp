// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ledger core on a memory disk with hands on its clocks: one call decides
// one batch, syncs it and adopts it.

#include "storage/feed.hpp"
#include "storage/ledger_core.hpp"
#include "storage/memory_engine.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nightfloat::domain {

inline std::ostream& operator<<(std::ostream& out, commit_outcome x) {
  const char* names[] = {"none",   "committed", "replayed", "conflict",
                         "fenced", "refused",   "unknown"};
  return out << names[static_cast<int>(x)];
}

inline std::ostream& operator<<(std::ostream& out, job_state x) {
  const char* names[] = {"none",      "delayed",     "ready",    "leased",
                         "completed", "dead_letter", "cancelled"};
  return out << names[static_cast<int>(x)];
}

} // namespace nightfloat::domain

namespace nightfloat::test {

using namespace std::chrono_literals;
using domain::commit_answer;
using domain::commit_outcome;
using domain::transaction;

/// A transaction of programme `p`, under a reply key of its own.
transaction change(const std::string& key, std::vector<domain::write> put = {});

domain::job work(std::uint64_t id, const std::string& kind = "generate",
                 std::uint8_t priority = 5);

struct core_bench {
  storage::memory_disk disk;
  storage::core_options options;
  storage::moment now{storage::steady_time{} + 1h, 1'800'000'000'000};
  std::unique_ptr<storage::memory_engine> engine;
  std::unique_ptr<storage::ledger_core> core;

  explicit core_bench(storage::core_options x = {});

  /// A new process on the disk as it is.
  void start();

  void reopen();

  /// The power goes and comes back.
  void cut();

  void advance(std::chrono::milliseconds by);

  void begin();

  commit_answer decide(const transaction& x);

  /// Seals, syncs, adopts.
  void finish();

  /// A batch of its own.
  commit_answer commit(const transaction& x);

  /// An empty batch: what time alone brings about.
  void tick();

  std::vector<domain::lease>
  claim(domain::session_id session, std::uint32_t count = 1,
        std::vector<std::string> kinds = {"generate"});

  domain::job_view show(std::uint64_t id);

  domain::record record(const std::string& key);

  std::uint64_t version();

  std::vector<domain::feed_item> items(std::uint64_t first = 1);
};

inline domain::fence fence_of(const domain::lease& x) {
  return {.job = x.work.id, .token = x.fence};
}

/// A transaction that completes `x`, without a reply key of its own.
transaction completion_of(const domain::lease& x,
                          const std::string& result = "result");

transaction failure_of(const domain::lease& x, bool final = false);

/// A transaction that submits `x` under the reply key `key`.
transaction submission(const std::string& key, const domain::job& x);

/// The same, with the key reserved for the job's own result.
transaction reservation_of(const std::string& key, const domain::job& x);

} // namespace nightfloat::test
