// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where everything lies in an engine: docs/storage-format.md shows these keys
// and rows byte by byte. The first byte of a key names its table; numbers in
// keys are 8 bytes, big-endian, so that a scan meets them in order. Fields of
// rows are only ever appended; anything else is a new `format_version`.

#include "domain/job.hpp"
#include "domain/ledger.hpp"
#include "domain/queue.hpp"
#include "domain/schedule.hpp"
#include "domain/session.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::storage {

/// A store of another version is refused with `bad_version`.
constexpr std::uint32_t format_version = 1;

constexpr std::size_t programme_name_max = 128;
constexpr std::size_t record_key_max = 512;
constexpr std::size_t reply_key_max = 512;

/// Scope of replies that actors made a key for (alone, or followed by a space
/// and more); kept an hour.
constexpr std::string_view internal_scope = "internal";

namespace layout {

constexpr std::string_view format = "m/format";
constexpr std::string_view epoch = "m/epoch";
constexpr std::string_view totals = "m/totals";

[[nodiscard]] std::string number(std::uint64_t x);
/// The 8 bytes at the end of a key; 0 if it is shorter.
[[nodiscard]] std::uint64_t number_at_end(std::string_view key) noexcept;

[[nodiscard]] std::string head(std::string_view programme);
[[nodiscard]] std::string records(std::string_view programme);
[[nodiscard]] std::string record(std::string_view programme,
                                 std::string_view key);
[[nodiscard]] std::string items(std::string_view programme);
[[nodiscard]] std::string item(std::string_view programme,
                               std::uint64_t version);
[[nodiscard]] std::string erasures(std::string_view programme);
[[nodiscard]] std::string erasure(std::string_view programme,
                                  std::uint64_t version);
[[nodiscard]] std::string reply(std::string_view programme,
                                std::string_view scope, std::string_view key);
[[nodiscard]] std::string job(std::uint64_t sequence);
[[nodiscard]] std::string live_state(std::uint64_t sequence);
[[nodiscard]] std::string ended_state(std::uint64_t sequence);
[[nodiscard]] std::string job_number(domain::job_id id);
[[nodiscard]] std::string unique_job(std::string_view programme,
                                     std::string_view kind,
                                     std::string_view name);
[[nodiscard]] std::string paused_kind(std::string_view kind);
[[nodiscard]] std::string kind_rate(std::string_view kind);
[[nodiscard]] std::string schedule(std::string_view programme,
                                   std::string_view name);

constexpr std::string_view heads = "p";
constexpr std::string_view replies = "r";
constexpr std::string_view live_states = "s";
constexpr std::string_view ended_states = "e";
constexpr std::string_view paused_kinds = "k";
constexpr std::string_view schedules = "c";
constexpr std::string_view kind_rates = "l";

} // namespace layout

/// A record's row: its revision in 8 bytes, then its bytes.
[[nodiscard]] std::string pack_record(std::uint64_t revision,
                                      std::string_view bytes);
/// 0 for a row that is too short to be one.
[[nodiscard]] std::uint64_t revision_of(std::string_view row) noexcept;
[[nodiscard]] std::string_view bytes_of(std::string_view row) noexcept;

/// Of the store; written once.
struct stored_format {
  std::uint32_t version = format_version;
  std::int64_t created_ms = 0;
};
BOOST_DESCRIBE_STRUCT(stored_format, (), (version, created_ms))

/// Of the store; written with every batch.
struct stored_totals {
  std::int64_t ledger_time_ms = 0;
  /// The sequence of the next job.
  std::uint64_t job_next = 1;
  /// No live job lies below: a scan from here meets no old tombstones.
  std::uint64_t job_first = 1;
  /// No ended job lies below.
  std::uint64_t ended_first = 1;
  /// For how long nothing expires, after a step of the wall clock.
  std::int64_t hold_left_ms = 0;
};
BOOST_DESCRIBE_STRUCT(stored_totals, (),
                      (ledger_time_ms, job_next, job_first, ended_first,
                       hold_left_ms))

/// Of a programme; written with every batch that changes it.
struct stored_head {
  std::uint64_t version = 0;
  /// The oldest feed item still kept.
  std::uint64_t oldest = 1;
  std::int64_t ledger_time_ms = 0;
  /// Of item `version`: 32 bytes, empty before the first.
  std::string chain;
  /// How many of the schedules that every programme gets it was given.
  std::uint32_t schedules = 0;
};
BOOST_DESCRIBE_STRUCT(stored_head, (),
                      (version, oldest, ledger_time_ms, chain, schedules))

/// Keys that a version erased: what `expect_unchanged` could not see else.
struct stored_erasure {
  std::vector<std::string> keys;
};
BOOST_DESCRIBE_STRUCT(stored_erasure, (), (keys))

/// The reply to an idempotency key; `pending` while a job owes it.
struct stored_reply {
  std::string fingerprint;
  domain::job_id pending{};
  ec status = ec::none;
  std::string body;
  std::uint64_t version = 0;
  /// Ledger time; 0: does not expire (pending).
  std::int64_t expires_ms = 0;
};
BOOST_DESCRIBE_STRUCT(stored_reply, (),
                      (fingerprint, pending, status, body, version, expires_ms))

/// An attempt that was counted. One that a completion ended has the version
/// of that transaction, so that it can be replayed; else 0.
struct ended_attempt {
  domain::token token{};
  std::uint64_t version = 0;
  std::int64_t ended_ms = 0;
  ec code = ec::none;
  std::string detail;

  bool operator==(const ended_attempt&) const = default;
};
BOOST_DESCRIBE_STRUCT(ended_attempt, (),
                      (token, version, ended_ms, code, detail))

/// Where a job stands: all that the queue keeps in memory. Its payload lies
/// in its own row, written once. Declared so that the small ones lie together;
/// the order of its bytes is the described one.
struct stored_state {
  domain::job_id id{};
  std::string programme;
  std::string kind;
  std::int64_t submitted_ms = 0;
  std::int64_t changed_ms = 0;
  std::int64_t run_at_ms = 0;
  /// Of the newest lease; it stays when the lease has ended, for audits.
  domain::token token{};
  domain::session_id session{};
  domain::completion last;
  std::vector<ended_attempt> ended;
  /// The row of the reply that it owes; empty: none.
  std::string owed_row;
  /// Prefixes that it holds against others; gone with the lease.
  std::vector<std::string> hold;
  std::uint32_t attempts_max = 5;
  std::uint32_t attempt_ms_max = 600'000;
  std::uint32_t attempts = 0;
  /// By how much the retry budget of its kind stretched its backoff.
  std::uint32_t stretched_ms = 0;
  std::uint8_t priority = 5;
  /// `ready` with a later `run_at_ms` is delayed.
  domain::job_state state = domain::job_state::ready;
  bool cancel_wanted = false;
  /// Its own row has the name under which it is the only one.
  bool is_unique = false;
};
BOOST_DESCRIBE_STRUCT(stored_state, (),
                      (id, programme, kind, priority, attempts_max,
                       attempt_ms_max, submitted_ms, changed_ms, state,
                       run_at_ms, attempts, token, session, cancel_wanted, last,
                       ended, owed_row, hold, is_unique, stretched_ms))

/// A kind of job that is paused; no row: it is not.
struct stored_pause {
  /// Ledger time.
  std::int64_t since_ms = 0;
};
BOOST_DESCRIBE_STRUCT(stored_pause, (), (since_ms))

/// A schedule and how far it is. Times are ledger time in ms; 0: never.
struct stored_schedule {
  std::string programme;
  domain::schedule what;
  bool paused = false;
  /// The first time that is not yet dealt with.
  std::int64_t next_ms = 0;
  std::int64_t fired_ms = 0;
  domain::job_id fired{};
  std::int64_t missed_ms = 0;

  bool operator==(const stored_schedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(stored_schedule, (),
                      (programme, what, paused, next_ms, fired_ms, fired,
                       missed_ms))

} // namespace nightfloat::storage
