// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where a run takes place: a cluster of its own, with a proxy between its
// sockets if the plan has faults of the network, and a disk of its own for the
// store if it has one; a link for the load and one that no fault reaches. Or a
// cluster of `nightfloat up` that runs already.

#include "chaos/cluster.hpp"
#include "chaos/loop_disk.hpp"
#include "chaos/namespaces.hpp"
#include "chaos/nemesis.hpp"
#include "chaos/plan.hpp"
#include "chaos/proxy.hpp"
#include "client/connection.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace nightfloat::chaos {

struct arena_options {
  plan what;
  std::uint64_t seed = 1;
  /// Made by the caller; the cluster goes below it.
  std::string directory;
  /// State directory of a cluster that runs; empty: its own.
  std::string against;
  std::string daemon;
  std::string build;
};

/// REQUIRES one thread, which lives on while the arena does.
class arena {
public:
  /// Starts everything, or leaves nothing behind.
  [[nodiscard]] static result<std::unique_ptr<arena>>
  open(const arena_options& options);

  arena(const arena&) = delete;
  arena& operator=(const arena&) = delete;

  /// As `close`.
  ~arena();

  [[nodiscard]] client::connection& load_link() noexcept {
    return *load_;
  }

  [[nodiscard]] client::connection& operator_link() noexcept {
    return *operator_;
  }

  [[nodiscard]] chaos::cluster& cluster() noexcept {
    return *cluster_;
  }

  [[nodiscard]] nemesis_reach reach() noexcept;

  /// Ends links, processes, proxy and disk; says how the processes ended. A
  /// cluster that ran before runs on.
  drain_report close();

private:
  arena() = default;

  result<void> take(const arena_options& options);
  result<void> lay_out(const arena_options& options);
  result<void> part(const arena_options& options);
  result<void> start(const arena_options& options);
  result<void> connect(const arena_options& options);

  std::uint32_t workers_ = 0;
  bool owned_ = true;
  /// While it is held nobody else starts or ends a cluster that is not ours.
  file_lock lock_;
  // In the order in which they are needed.
  std::optional<loop_disk> disk_;
  std::optional<namespaces> apart_;
  /// Why there are none.
  std::string not_apart_;
  /// This thread is among the servers, whom no fault of packets reaches.
  std::optional<inside> among_servers_;
  std::optional<chaos::cluster> cluster_;
  std::unique_ptr<proxy> proxy_;
  std::unique_ptr<client::connection> load_;
  std::unique_ptr<client::connection> operator_;
};

} // namespace nightfloat::chaos
