// SPDX-License-Identifier: Apache-2.0
#pragma once

// A cluster of real nightfloatd processes on this machine: a store, a broker
// and workers, their configuration files, logs and sockets, and the record of
// them in `cluster.json`, so that another process can find and end them. It
// knows processes and the public protocol, nothing of what runs inside.
//
//   <dir>/cluster.json   who runs (mode 0600)
//   <dir>/conf/*.toml    one configuration a process
//   <dir>/log/*.log      its stdout and stderr
//   <dir>/store/         the ledger

#include "chaos/files.hpp"
#include "chaos/namespaces.hpp"
#include "chaos/process.hpp"
#include "chaos/proxy.hpp"
#include "config/node.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

class connection;

} // namespace nightfloat::client

namespace nightfloat::chaos {

/// How long a cluster may take until every member serves.
inline constexpr auto ready_limit = std::chrono::seconds{30};

struct cluster_options {
  /// State directory, created with mode 0700.
  std::string dir;
  /// Directory of the sockets; empty: a short private one is chosen.
  std::string runtime_dir;
  /// Path of the daemon; empty: `nightfloatd` beside this program.
  std::string daemon;
  std::uint32_t workers = 2;
  /// Storage faults and crash points may be set.
  bool faults = false;
  /// Workers meet store and broker through the links of a proxy: see `links`.
  bool relayed = false;
  /// The members meet over tcp with keys of their own, each in the namespace
  /// of its name; REQUIRED to outlive the cluster. Who calls `wait_ready` and
  /// who connects is `clients`, among the servers or in that namespace.
  const namespaces* apart = nullptr;
  /// The processes end when the thread that starts them does, by this signal
  /// (see spawn_options).
  bool end_with_parent = false;
  int end_signal = SIGTERM;
  /// What else the configuration files say; role, instance, directories and
  /// `faults` are filled in.
  config::node_options base;
};

/// One started process; `name` is `store`, `broker`, `worker-1`, ...
struct member {
  std::string name;
  std::string role;
  std::string instance;
  process_id process;

  bool operator==(const member&) const = default;
};
BOOST_DESCRIBE_STRUCT(member, (), (name, role, instance, process))

/// `cluster.json`.
struct cluster_record {
  std::uint32_t format = 1;
  std::string daemon;
  std::string runtime_dir;
  /// The socket directory was made for this cluster and goes with it.
  bool runtime_dir_owned = false;
  bool faults = false;
  std::vector<member> members;

  bool operator==(const cluster_record&) const = default;
};
BOOST_DESCRIBE_STRUCT(cluster_record, (),
                      (format, daemon, runtime_dir, runtime_dir_owned, faults,
                       members))

/// How one process of a member ended, or one of those before it.
struct member_end {
  std::string name;
  process_end how;
};
BOOST_DESCRIBE_STRUCT(member_end, (), (name, how))

/// What `drain` found.
struct drain_report {
  /// Ended by themselves after SIGTERM.
  std::vector<std::string> drained;
  /// Had to be killed after the time limit.
  std::vector<std::string> killed;
  /// Had ended before.
  std::vector<std::string> gone;
  /// Every end of a child of ours since the cluster was opened.
  std::vector<member_end> ends;
};
BOOST_DESCRIBE_STRUCT(drain_report, (), (drained, killed, gone, ends))

/// Not thread-safe. Destroying it leaves the processes as they are.
class cluster {
public:
  /// Makes directories and configuration files of a new cluster, or takes over
  /// that of `options.dir` with the members that still run. Starts nothing.
  /// Fails with `in_use` while another process starts or ends this cluster.
  static result<cluster> open(cluster_options options);

  /// The cluster recorded in `dir`; its members are started again as their
  /// configuration files say. Fails with `not_found` without a record,
  /// `malformed` or `bad_version` where it cannot be read.
  static result<cluster> attach(const std::string& dir);

  /// Names of the members that it has or shall have: store, broker, workers.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept {
    return names_;
  }

  /// Starts one member unless it runs; true: it was started. Its record is on
  /// disk before this returns.
  [[nodiscard]] result<bool> start(std::string_view name);

  /// Returns when every member that was started answers `status` as `serving`.
  /// Fails with the tail of its log when one ends, and with `timed_out`.
  [[nodiscard]] result<void> wait_ready(std::chrono::milliseconds limit);

  /// The running process of a member, or null.
  [[nodiscard]] process* find(std::string_view name);

  /// Names of the members that run now.
  [[nodiscard]] std::vector<std::string> running();

  /// Ends everything in the order workers, broker, store: SIGTERM, `limit` for
  /// each group, then SIGKILL. Removes record and sockets; keeps the ledger.
  /// Fails with `in_use` while another process starts or ends this cluster,
  /// `io_failed` where a process outlives even SIGKILL; the record then stays.
  [[nodiscard]] result<drain_report> drain(std::chrono::milliseconds limit);

  /// Every end of a child of ours since the cluster was opened or this asked.
  [[nodiscard]] std::vector<member_end> take_ends();

  [[nodiscard]] const cluster_record& record() const noexcept {
    return record_;
  }

  /// How to reach this cluster.
  [[nodiscard]] config::network_options network() const;

  /// The same through the links of the load, `clients:store` and so on.
  [[nodiscard]] config::network_options relayed_network() const;

  /// What a proxy must pass on before a relayed cluster is started:
  /// `worker-1:broker`, `worker-1:store`, `worker-1:lifeline`, ...,
  /// `clients:broker`, `clients:store`.
  [[nodiscard]] std::vector<proxy_link> links() const;

  /// Where a member logs, and the last lines of it.
  [[nodiscard]] std::string log_file(std::string_view name) const;
  [[nodiscard]] std::string log_tail(std::string_view name,
                                     std::size_t lines) const;

private:
  struct held {
    std::string name;
    process running;
  };

  cluster() = default;

  result<void> take_over();
  result<void> lay_out();
  result<void> draw_keys() const;
  [[nodiscard]] config::network_options
  apart_network(const std::string& name) const;
  result<void> write_configuration(const member& x);
  [[nodiscard]] std::string relay_path(std::string_view link) const;
  result<void> save() const;
  void wait_any_end(std::chrono::milliseconds limit) const;
  std::vector<std::uint64_t> serving(client::connection& door) const;
  result<void> check_running();
  void note_end(held& one);
  result<void> end_one(held& one, std::chrono::milliseconds limit,
                       drain_report& report);
  result<void> end_group(std::string_view role, std::chrono::milliseconds limit,
                         drain_report& report);
  void remove_sockets() const;

  cluster_options options_;
  /// Somebody else's: its configuration files stay as they are.
  bool attached_ = false;
  cluster_record record_;
  std::vector<std::string> names_;
  std::vector<held> held_;
  std::vector<member_end> ends_;
  file_lock lock_;
};

/// Splits `worker-2` into role and instance; `store` has instance `1`.
[[nodiscard]] member member_of(std::string_view name);

/// The daemon beside the running program (/proc/self/exe), or `not_found`.
[[nodiscard]] result<std::string> daemon_beside_us();

} // namespace nightfloat::chaos
