// SPDX-License-Identifier: Apache-2.0
#include "codec/bytes.hpp"
#include "storage/chain.hpp"
#include "storage/ledger_core.hpp"
#include "storage/limits.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::storage {

using domain::change;
using domain::transaction;

namespace {

/// History is trimmed in runs, one range at a time: a row each would cost
/// every commit a tombstone.
constexpr auto trim_run_max = std::uint64_t{256};
constexpr auto internal_retention = std::chrono::hours{1};

stored_reply pending_reply(const domain::reservation& x) {
  return {.fingerprint = x.fingerprint, .pending = x.job};
}

} // namespace

result<std::vector<change>> ledger_core::changes_of(const transaction& x,
                                                    read_once& seen) const {
  auto changes = std::vector<change>{};
  changes.reserve(x.put.size() + x.erase.size() + x.touch.size());
  auto before_bytes = std::size_t{0};
  auto add = [&](const std::string& key,
                 std::optional<std::string> after) -> result<void> {
    auto row = seen.get(layout::record(x.programme, key));
    if (!row)
      return row.error();
    auto one = change{.key = key, .after = std::move(after)};
    if (**row) {
      one.revision_before = revision_of(***row);
      one.before = std::string{bytes_of(***row)};
      before_bytes += one.before->size();
    }
    changes.push_back(std::move(one));
    if (before_bytes <= before_bytes_max)
      return {};
    return failure{ec::oversize,
                   "commit: the records that it replaces have too many bytes "
                   "(more than "
                     + std::to_string(before_bytes_max)
                     + "), replace fewer at once"};
  };
  for (const auto& one : x.put)
    if (auto done = add(one.key, one.bytes); !done)
      return done.error();
  for (const auto& key : x.erase)
    if (auto done = add(key, std::nullopt); !done)
      return done.error();
  for (const auto& key : x.touch)
    if (auto done = add(key, std::string{}); !done)
      return done.error();
  return changes;
}

result<ledger_core::head_change*>
ledger_core::head_of(const std::string& programme) {
  if (auto i = heads_.find(programme); i != heads_.end())
    return &i->second;
  auto row = kept_.get(layout::head(programme));
  if (!row)
    return row.error();
  auto found = head_change{};
  if (*row) {
    auto head = codec::decode<stored_head>(**row);
    if (!head)
      return at("stored head of a programme", head.error());
    found.head = std::move(*head);
  }
  found.version_before = found.head.version;
  return &heads_.emplace(programme, std::move(found)).first->second;
}

result<domain::commit_answer> ledger_core::write(const transaction& x,
                                                 std::vector<change> changes) {
  auto of = head_of(x.programme);
  if (!of)
    return of.error();
  auto& head = (*of)->head;
  give_schedules(x.programme, head);
  const auto version = head.version + 1;
  if (auto done = write_jobs(x, version); !done)
    return done.error();
  head.version = version;
  head.ledger_time_ms = time_.now_ms();
  write_records(x, version);
  write_item({.programme = x.programme,
              .version = version,
              .ledger_time_ms = head.ledger_time_ms,
              .changes = std::move(changes),
              .events = x.publish,
              .caller = x.caller,
              .trace = x.trace,
              .chain = {}},
             **of);
  write_replies(x, version);
  auto said = domain::commit_answer{
    .outcome = domain::commit_outcome::committed, .version = version};
  if (x.reply) {
    said.status = x.reply->status;
    said.body = x.reply->body;
  } else if (x.complete && !x.complete->failed) {
    said.body = x.complete->result;
  }
  if (x.reserve)
    said.pending = x.reserve->job;
  return said;
}

void ledger_core::write_records(const transaction& x, std::uint64_t version) {
  for (const auto& one : x.put)
    rows_.put(layout::record(x.programme, one.key),
              pack_record(version, one.bytes));
  for (const auto& key : x.touch)
    rows_.put(layout::record(x.programme, key), pack_record(version, {}));
  for (const auto& key : x.erase)
    rows_.erase(layout::record(x.programme, key));
  if (!x.erase.empty())
    rows_.put(layout::erasure(x.programme, version),
              codec::encode(stored_erasure{x.erase}));
}

void ledger_core::write_item(const domain::feed_item& item, head_change& of) {
  auto bytes = codec::encode(item);
  of.head.chain = chain_link(of.head.chain, bytes);
  rows_.put(layout::item(item.programme, item.version), of.head.chain + bytes);
  trim(item.programme, of);
}

void ledger_core::trim(const std::string& programme, head_change& of) {
  const auto keep = options_.history_items;
  const auto run = std::clamp<std::uint64_t>(keep / 4, 1, trim_run_max);
  if (of.head.version - of.head.oldest + 1 < keep + run)
    return;
  // Rows of this very batch cannot be erased by it.
  const auto oldest = std::min(of.head.version - keep + 1,
                               of.version_before + 1);
  let_go(programme, of, oldest);
}

std::chrono::milliseconds
ledger_core::retention_of(std::string_view scope) const {
  const auto internal
    = scope == internal_scope
      || (scope.starts_with(internal_scope)
          && scope.substr(internal_scope.size()).starts_with(' '));
  return internal ? internal_retention : options_.reply_retention;
}

void ledger_core::write_replies(const transaction& x, std::uint64_t version) {
  if (x.reply) {
    const auto keep = retention_of(x.reply->scope).count();
    rows_.put(layout::reply(x.programme, x.reply->scope, x.reply->key),
              codec::encode(stored_reply{
                .fingerprint = x.reply->fingerprint,
                .pending = {},
                .status = x.reply->status,
                .body = x.reply->body,
                .version = version,
                .expires_ms = time_.now_ms() + keep,
              }));
  }
  if (x.reserve)
    rows_.put(layout::reply(x.programme, x.reserve->scope, x.reserve->key),
              codec::encode(pending_reply(*x.reserve)));
}

void ledger_core::write_submission(const transaction& x, domain::job job) {
  job.programme = x.programme;
  auto change = job_change{.sequence = totals_.job_next++,
                           .state = submitted(job, time_.now_ms())};
  change.open = open_of(x, job);
  if (!change.open.empty())
    change.state.state = domain::job_state::waiting;
  if (!job.unique.empty()) {
    change.unique_row = layout::unique_job(x.programme, job.kind, job.unique);
    rows_.put(change.unique_row, layout::number(job.id.value));
  }
  if (x.reserve && x.reserve->job == job.id) {
    change.state.owed_row = layout::reply(x.programme, x.reserve->scope,
                                          x.reserve->key);
    change.owed = pending_reply(*x.reserve);
  }
  auto row = codec::encode(job);
  kept_.keep(layout::job(change.sequence), row);
  rows_.put(layout::job(change.sequence), std::move(row));
  rows_.put(layout::job_number(job.id), layout::number(change.sequence));
  rows_.put(layout::live_state(change.sequence), codec::encode(change.state));
  changed_jobs_.insert_or_assign(job.id.value, std::move(change));
  ++fresh_jobs_;
}

result<void> ledger_core::write_jobs(const transaction& x,
                                     std::uint64_t version) {
  // All reading that may fail comes first: a transaction is whole or nothing.
  for (auto id : x.cancel)
    if (auto job = job_of(id); !job)
      return job.error();
  if (!x.hold.empty()) {
    auto job = job_of(x.fenced_by->job);
    if (!job)
      return job.error();
    (*job)->state.hold = x.hold;
    save(**job, version);
    holders_.insert(x.fenced_by->job.value);
  }
  if (x.complete) {
    auto job = job_of(x.fenced_by->job);
    if (!job)
      return job.error();
    complete((*job)->state, x.fenced_by->token, *x.complete, version,
             options_.pause, time_.now_ms(), random_);
    spend_retry((*job)->state);
    save(**job, version);
  }
  for (auto id : x.cancel) {
    auto& job = changed_jobs_.at(id.value);
    cancel(job.state, time_.now_ms());
    save(job, version);
  }
  for (const auto& job : x.submit)
    write_submission(x, job);
  return {};
}

} // namespace nightfloat::storage
