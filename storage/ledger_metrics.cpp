// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_metrics.hpp"

#include <string>

namespace nightfloat::storage {

using domain::commit_outcome;

namespace {

metrics::registry& registry() {
  return metrics::process_registry();
}

metrics::gauge& depth(const char* queue) {
  return registry().gauge_of("background_task_queue_depth",
                             "Jobs that have not ended, by state.",
                             {{"queue_name", queue}});
}

metrics::counter& idempotency(const char* outcome) {
  return registry().counter_of("idempotency_requests_total",
                               "What a reply key met in the ledger.",
                               {{"outcome", outcome}});
}

metrics::histogram& span(const char* name, const char* what) {
  return registry().histogram_of(name, what, {}, metrics::unit::microseconds);
}

} // namespace

ledger_metrics::ledger_metrics()
  : duration{span("db_transaction_duration_seconds",
                  "From a transaction's arrival to its answer.")},
    group_size{registry().histogram_of("db_group_size",
                                       "Transactions that shared one sync.", {},
                                       metrics::unit::count)},
    sync{span("db_sync_duration_seconds", "One synced write of a group.")},
    key_lookup{span("idempotency_lookup_duration_seconds",
                    "Finding what a known reply key is answered with.")},
    recoveries{registry().counter_of("db_recoveries_total",
                                     "Reopenings after a failed sync.")},
    key_hit{idempotency("hit")}, key_miss{idempotency("miss")},
    key_conflict{idempotency("conflict")}, key_pending{idempotency("pending")},
    waiting{registry().gauge_of("db_transactions_waiting",
                                "Transactions that wait to be decided.")},
    ready{depth("ready")}, delayed{depth("delayed")}, leased{depth("leased")},
    awaiting{depth("waiting")} {
  const auto names = std::array{"",       "committed", "replayed", "conflict",
                                "fenced", "refused",   "unknown"};
  for (auto i = std::size_t{1}; i < names.size(); ++i)
    outcomes[i] = &registry().counter_of("db_transactions_total",
                                         "Transactions by outcome.",
                                         {{"outcome", names[i]}});
}

void ledger_metrics::answered(const domain::transaction& x,
                              const domain::commit_answer& said,
                              std::uint64_t us) {
  outcomes[static_cast<std::size_t>(said.outcome)]->add();
  duration.record(us);
  if (!x.reply && !x.reserve)
    return;
  if (said.outcome == commit_outcome::replayed)
    key_hit.add();
  else if (said.outcome == commit_outcome::committed)
    key_miss.add();
  else if (said.code == ec::key_reused)
    key_conflict.add();
  else if (said.code == ec::in_progress)
    key_pending.add();
}

void ledger_metrics::looked_up(const domain::transaction& x,
                               const domain::commit_answer& said,
                               std::uint64_t us) {
  if (!x.reply && !x.reserve)
    return;
  if (said.outcome == commit_outcome::replayed || said.code == ec::key_reused)
    key_lookup.record(us);
}

void ledger_metrics::show(const job_table& jobs, std::size_t count) {
  waiting.set(static_cast<std::int64_t>(count));
  ready.set(static_cast<std::int64_t>(jobs.ready()));
  delayed.set(static_cast<std::int64_t>(jobs.delayed()));
  leased.set(static_cast<std::int64_t>(jobs.leased()));
  awaiting.set(static_cast<std::int64_t>(jobs.waiting()));
}

} // namespace nightfloat::storage
