// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ledger.hpp"
#include "metrics/registry.hpp"
#include "storage/job_table.hpp"

#include <array>

namespace nightfloat::storage {

/// What the ledger counts, in the registry of its process.
struct ledger_metrics {
  ledger_metrics();

  /// Counts one answer; `us` since the transaction arrived.
  void answered(const domain::transaction& x, const domain::commit_answer& said,
                std::uint64_t us);

  /// Notes how long it took to find what a key had met before: `us` is the
  /// whole decision, which that ended. Nothing of one whose key was new.
  void looked_up(const domain::transaction& x,
                 const domain::commit_answer& said, std::uint64_t us);

  /// Shows the queue as it is.
  void show(const job_table& jobs, std::size_t waiting);

  /// By outcome, as numbered in `commit_outcome`.
  std::array<metrics::counter*, 7> outcomes{};
  metrics::histogram& duration;
  metrics::histogram& group_size;
  metrics::histogram& sync;
  metrics::histogram& key_lookup;
  metrics::counter& recoveries;
  metrics::counter& key_hit;
  metrics::counter& key_miss;
  metrics::counter& key_conflict;
  metrics::counter& key_pending;
  metrics::gauge& waiting;
  metrics::gauge& ready;
  metrics::gauge& delayed;
  metrics::gauge& leased;
  metrics::gauge& awaiting;
};

} // namespace nightfloat::storage
