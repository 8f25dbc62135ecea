// SPDX-License-Identifier: Apache-2.0
#pragma once

// The configuration of one nightfloatd process. docs/operating.md explains
// each field; config/node.toml ships the defaults below.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::config {

/// Where processes meet. An endpoint is `ipc://PATH` (directory mode 0700) or
/// `tcp://HOST:PORT`, the latter only with CURVE keys and an allow-list.
struct network_options {
  /// Directory of ipc sockets and the lifeline; a path holds 107 bytes.
  std::string runtime_dir;
  /// Empty: `ipc://<runtime_dir>/broker.sock`.
  std::string broker;
  /// Empty: `ipc://<runtime_dir>/store.sock`.
  std::string store;
  /// Empty beside ipc: `unix:<runtime_dir>/lifeline.sock`.
  std::string lifeline;
  /// File with this process's CURVE secret key; needed for tcp.
  std::string key_file;
  /// File with the servers' public keys, `NAME KEY` a line.
  std::string known_servers;
  /// File with the clients' public keys that may connect, `NAME KEY` a line.
  std::string allow_list;
  /// Names (CURVE) that may act for a person; on ipc the own uid may.
  std::vector<std::string> operators;
  std::uint32_t heartbeat_ms = 1'000;
  /// Silence after which a peer counts as gone.
  std::uint32_t liveness_ms = 3'000;
  /// Calls that may be outstanding per session.
  std::uint32_t credit = 256;
  /// Frames that may wait for one peer before it is disconnected.
  std::uint32_t peer_queue_max = 4'096;
  /// Where a worker finds the store's lifeline; empty: where the store says.
  std::string lifeline_at;
};
BOOST_DESCRIBE_STRUCT(network_options, (),
                      (runtime_dir, broker, store, lifeline, key_file,
                       known_servers, allow_list, operators, heartbeat_ms,
                       liveness_ms, credit, peer_queue_max, lifeline_at))

struct store_options {
  /// Holds the RocksDB directory; created with mode 0700.
  std::string state_dir;
  /// Transactions in one group commit, and how long to wait for more.
  std::uint32_t group_max = 256;
  std::uint32_t group_wait_us = 0;
  /// Transactions waiting before new ones are refused as overloaded.
  std::uint32_t waiting_max = 4'096;
  /// Bytes kept free on the disk: below it, `no_space` up front.
  std::uint64_t reserve_bytes = 64ull << 20;
  std::uint32_t visibility_timeout_ms = 10'000;
  /// Feed items kept per programme.
  std::uint32_t history_items = 100'000;
  std::uint32_t reply_retention_s = 86'400;
  std::uint32_t result_retention_s = 86'400;
  std::uint32_t retry_base_ms = 200;
  std::uint32_t retry_max_ms = 60'000;
  /// How long feed items are kept; 0: as long as `history_items` allows.
  std::uint32_t history_retention_s = 0;
  /// What may read from storage at one time, and what may wait for that.
  std::uint32_t sessions = 4;
  std::uint32_t sessions_waiting_max = 4'096;
  /// Changes held in memory before they are written to a table file, and what
  /// is kept of table files for reading.
  std::uint64_t write_buffer_bytes = 32ull << 20;
  std::uint64_t cache_bytes = 64ull << 20;
  /// Threads that write and merge table files.
  std::uint32_t compaction_threads = 2;
  /// Table files older than this are merged although nothing asks for it, so
  /// that erased history leaves the disk; 0: never.
  std::uint32_t compaction_period_s = 86'400;
  /// Retries of a kind: a share of its first attempts of the last minute, and
  /// so many a minute on top. Both 0: without end.
  std::uint32_t retry_share_percent = 20;
  std::uint32_t retry_floor = 60;
};
BOOST_DESCRIBE_STRUCT(store_options, (),
                      (state_dir, group_max, group_wait_us, waiting_max,
                       reserve_bytes, visibility_timeout_ms, history_items,
                       reply_retention_s, result_retention_s, retry_base_ms,
                       retry_max_ms, history_retention_s, sessions,
                       sessions_waiting_max, write_buffer_bytes, cache_bytes,
                       compaction_threads, compaction_period_s,
                       retry_share_percent, retry_floor))

struct worker_options {
  /// Calls and jobs that may run at one time; slots are apart.
  std::uint32_t calls_max = 64;
  std::uint32_t jobs_max = 1;
  /// Job kinds that it claims.
  std::vector<std::string> kinds{"generate", "purge", "contingency", "health",
                                 "fallback"};
  std::uint32_t threads = 2;
  /// How long SIGTERM waits for calls and jobs before it hands them back.
  std::uint32_t drain_ms = 5'000;
};
BOOST_DESCRIBE_STRUCT(worker_options, (),
                      (calls_max, jobs_max, kinds, threads, drain_ms))

struct log_options {
  /// `trace`, `debug`, `info`, `warn`, `error`.
  std::string level = "info";
  /// Empty: stderr (the journal under systemd).
  std::string file;
};
BOOST_DESCRIBE_STRUCT(log_options, (), (level, file))

struct node_options {
  /// `store`, `broker`, `worker`.
  std::string role;
  /// Tells workers apart: `1`, `2`, ...
  std::string instance = "1";
  /// Storage faults and crash points may be set. Never in a shipped unit.
  bool faults = false;
  /// Seeds everything random in the process; 0: drawn and printed.
  std::uint64_t seed = 0;
  network_options network;
  store_options store;
  worker_options worker;
  log_options log;
};
BOOST_DESCRIBE_STRUCT(node_options, (),
                      (role, instance, faults, seed, network, store, worker,
                       log))

} // namespace nightfloat::config
