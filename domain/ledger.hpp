// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of the ledger: what a transaction may ask and how it is answered.
// All or nothing, acknowledged after fsync. The order of checks is: whether
// programme, scope and key can be addressed, (1) reply key, (2) completion, (3)
// remaining time, fence and holds of other jobs, (4) expectations and
// `before_ms`, (5) limits, then the jobs that it submits and cancels.

#include "domain/error.hpp"
#include "domain/job.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::domain {

/// Bounds of one transaction, so that another engine can follow. What is
/// larger is staged under a fresh prefix and published by a small one.
constexpr std::size_t expectations_max = 64;
constexpr std::size_t writes_max = 64;
constexpr std::size_t transaction_bytes_max = 1 << 20;
constexpr std::size_t holds_max = 8;

/// Names no record: see `transaction::before_ms`.
constexpr std::string_view ledger_time_key = "ledger/time";

/// The record at `key` has this revision; 0: there is none.
struct expectation {
  std::string key;
  std::uint64_t revision = 0;

  bool operator==(const expectation&) const = default;
};
BOOST_DESCRIBE_STRUCT(expectation, (), (key, revision))

/// No record under `prefix` was written after version `since`.
struct unchanged {
  std::string prefix;
  std::uint64_t since = 0;

  bool operator==(const unchanged&) const = default;
};
BOOST_DESCRIBE_STRUCT(unchanged, (), (prefix, since))

struct write {
  std::string key;
  std::string bytes;

  bool operator==(const write&) const = default;
};
BOOST_DESCRIBE_STRUCT(write, (), (key, bytes))

/// The transaction holds only while `token` is the lease of `job`.
struct fence {
  job_id job{};
  struct token token {};

  bool operator==(const fence&) const = default;
};
BOOST_DESCRIBE_STRUCT(fence, (), (job, token))

/// The reply owed to an idempotency key: stored with the effect, sent from
/// the stored bytes, byte for byte, to the first caller and every repeat.
struct owed_reply {
  /// Caller and operation.
  std::string scope;
  std::string key;
  /// Of the whole canonical request.
  std::string fingerprint;
  ec status = ec::none;
  std::string body;

  bool operator==(const owed_reply&) const = default;
};
BOOST_DESCRIBE_STRUCT(owed_reply, (), (scope, key, fingerprint, status, body))

/// Marks a key as pending on a job: duplicates attach to the job.
struct reservation {
  std::string scope;
  std::string key;
  std::string fingerprint;
  job_id job{};

  bool operator==(const reservation&) const = default;
};
BOOST_DESCRIBE_STRUCT(reservation, (), (scope, key, fingerprint, job))

struct event {
  std::string kind;
  std::string body;

  bool operator==(const event&) const = default;
};
BOOST_DESCRIBE_STRUCT(event, (), (kind, body))

/// One change of one programme. Carries a reply key or a completion, so that
/// it may be sent again after silence.
struct transaction {
  std::string programme;
  std::vector<expectation> expect;
  std::vector<unchanged> expect_unchanged;
  std::vector<write> put;
  std::vector<std::string> erase;
  /// Guards: a new revision without bytes.
  std::vector<std::string> touch;
  std::vector<job> submit;
  std::optional<fence> fenced_by;
  std::optional<completion> complete;
  std::optional<owed_reply> reply;
  std::optional<reservation> reserve;
  std::vector<event> publish;
  /// Ms left when it was sent; 0: no limit. Each hop subtracts what it used;
  /// the store turns it into its own steady deadline on arrival.
  std::uint32_t remaining_ms = 0;
  /// Jobs to cancel; a leased one is asked to stop.
  std::vector<job_id> cancel;
  /// Who caused it, for the audit; set by the receiving end.
  std::string caller;
  std::string trace;
  /// Prefixes under which, from this commit on and until the lease of
  /// `fenced_by` ends in whatever way, only its job writes: all others are
  /// refused with `held`. Replaces what the job held before.
  std::vector<std::string> hold;
  /// The decision holds only before that ledger time, in ms; from then on it
  /// is in conflict with `ledger_time_key`, and `actual` is the time. 0: it
  /// does not depend on time.
  std::int64_t before_ms = 0;

  bool operator==(const transaction&) const = default;
};
BOOST_DESCRIBE_STRUCT(transaction, (),
                      (programme, expect, expect_unchanged, put, erase, touch,
                       submit, fenced_by, complete, reply, reserve, publish,
                       remaining_ms, cancel, caller, trace, hold, before_ms))

enum class commit_outcome : std::uint8_t {
  committed = 1,
  replayed = 2,
  conflict = 3,
  fenced = 4,
  refused = 5,
  unknown = 6,
};
BOOST_DESCRIBE_ENUM(commit_outcome, committed, replayed, conflict, fenced,
                    refused, unknown)

/// `committed`: `version` is the programme's new one, and `body` the owed
/// reply. `replayed`: status, body and version of the first time. `conflict`:
/// `key` stood at `actual`. `refused`: `code` and `detail` say why, and with
/// `held`, `in_progress` and `overloaded` when to come back.
/// `unknown`: ask again with the same key.
struct commit_answer {
  commit_outcome outcome = commit_outcome::unknown;
  std::uint64_t version = 0;
  ec status = ec::none;
  std::string body;
  std::string key;
  std::uint64_t actual = 0;
  ec code = ec::none;
  std::string detail;
  std::uint32_t retry_after_ms = 0;
  /// With `refused` and `in_progress`: the job that the key waits for, or that
  /// has the unique name.
  job_id pending{};

  bool operator==(const commit_answer&) const = default;
};
BOOST_DESCRIBE_STRUCT(commit_answer, (),
                      (outcome, version, status, body, key, actual, code,
                       detail, retry_after_ms, pending))

/// A refusal by what only this copy of the commit met, and an earlier one need
/// not have: that one may have happened.
[[nodiscard]] inline bool is_of_one_copy(const commit_answer& x) noexcept {
  return x.outcome == commit_outcome::refused
         && (x.code == ec::overloaded || x.code == ec::unavailable
             || x.code == ec::timed_out || x.code == ec::no_space
             || x.code == ec::storage_failed);
}

struct record {
  std::string key;
  /// The programme version that last wrote it; 0: absent.
  std::uint64_t revision = 0;
  std::string bytes;

  bool operator==(const record&) const = default;
};
BOOST_DESCRIBE_STRUCT(record, (), (key, revision, bytes))

/// One record's change. An absent `after` means erased; an absent `before`
/// means that there was none, or that history is not retained.
struct change {
  std::string key;
  std::uint64_t revision_before = 0;
  std::optional<std::string> before;
  std::optional<std::string> after;

  bool operator==(const change&) const = default;
};
BOOST_DESCRIBE_STRUCT(change, (), (key, revision_before, before, after))

/// One whole transaction as the change feed shows it. `chain` is SHA-256 over
/// the previous item's chain and this item's bytes with an empty chain.
struct feed_item {
  std::string programme;
  std::uint64_t version = 0;
  std::int64_t ledger_time_ms = 0;
  std::vector<change> changes;
  std::vector<event> events;
  std::string caller;
  std::string trace;
  std::string chain;

  bool operator==(const feed_item&) const = default;
};
BOOST_DESCRIBE_STRUCT(feed_item, (),
                      (programme, version, ledger_time_ms, changes, events,
                       caller, trace, chain))

} // namespace nightfloat::domain
