// SPDX-License-Identifier: Apache-2.0
#pragma once

// The cluster under load, with a sample programme and a roster in it: its own
// one, started and ended with the run, or one that runs already.

#include "chaos/cluster.hpp"
#include "chaos/proxy.hpp"
#include "client/connection.hpp"
#include "soak/nightfloat_target.hpp"
#include "soak/scenario.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::soak {

struct world_options {
  cluster_terms terms;
  std::uint64_t seed = 1;
  /// Of its own cluster; made.
  std::string directory;
  /// A cluster that runs; empty: its own.
  std::string against;
  std::string daemon;
  std::string build;
  /// Its disk can be made slow, its clients can be cut off: see `slow`, `cut`.
  bool faults = false;
  bool relayed = false;
  std::function<void(std::string_view phase)> on_phase;
};

/// REQUIRES one thread, which lives on while the cluster does.
class world {
public:
  explicit world(world_options options);

  /// Ends what it started.
  ~world();
  world(const world&) = delete;
  world& operator=(const world&) = delete;

  /// Everything up to a roster in force. Fails with `in_use` where another
  /// cluster runs in the directory, and as its steps do.
  [[nodiscard]] result<void> open();

  [[nodiscard]] target& under_load() noexcept {
    return *target_;
  }

  /// For what is not load: samples, drains.
  [[nodiscard]] client::connection& own_link() noexcept {
    return *own_;
  }

  [[nodiscard]] chaos::cluster& processes() noexcept {
    return *cluster_;
  }

  /// Thread-safe.
  [[nodiscard]] std::vector<chaos::member> members() const;

  /// Starts a process again that has ended. REQUIRES its own cluster.
  [[nodiscard]] result<void> restart(std::string_view name);

  /// Each sync of the store takes so much longer from now on; 0: no longer.
  [[nodiscard]] result<void> slow(std::uint32_t delay_ms);

  /// Syncs that were delayed since the store began; none: it did not tell.
  [[nodiscard]] std::optional<std::uint64_t> slowed();

  /// Cuts every connection of the users; how many there were.
  std::size_t cut();

  /// Nothing of the store's files stays in the system's cache. REQUIRES its
  /// own cluster.
  void forget_files() const;

  [[nodiscard]] const std::string& programme() const noexcept {
    return programme_;
  }

  /// True: no job is ready, delayed or leased any more.
  [[nodiscard]] bool drain(std::chrono::milliseconds limit);

  /// The users leave: their connections close.
  void dismiss();

  /// What had to be killed at the end; empty where it was not its own.
  std::vector<std::string> close();

private:
  result<void> start();
  result<void> publish(nightfloat_terms& to);
  result<void> first_roster();
  result<void> connect(nightfloat_terms terms);
  void note_members();
  void say(std::string_view phase) const;

  world_options options_;
  std::string programme_ = "soak";
  /// Of this run alone: a cluster that runs remembers what one before it, of
  /// the same seed, has done.
  std::uint64_t run_;
  std::optional<chaos::cluster> cluster_;
  mutable std::mutex mutex_;
  std::vector<chaos::member> members_;
  std::unique_ptr<chaos::proxy> between_;
  std::unique_ptr<client::connection> own_;
  std::vector<std::unique_ptr<client::connection>> links_;
  std::unique_ptr<target> target_;
};

} // namespace nightfloat::soak
