// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/zmq_loop.hpp"
#include "client/connection.hpp"
#include "client/link.hpp"
#include "client/open_commits.hpp"
#include "client/watches.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::client {

/// What a worker serves over its link to the broker.
struct serving {
  std::vector<std::string> operations;
  link_hooks hooks;
};

/// The thread of one connection, or of several that were opened together.
struct connection::io_thread {
  std::unique_ptr<broker::zmq_loop> loop;
  std::vector<core*> members;

  [[nodiscard]] static result<std::shared_ptr<io_thread>>
  open(const config::network_options& network, const std::string& role);

  /// Every member says `bye`, and the thread has ended. Twice is no error.
  void end();
};

struct connection::core {
  connection_options options;
  domain::session_id session{};
  // shared_ptr: the last of those who share it closes the sockets.
  std::shared_ptr<io_thread> io;
  broker::zmq_loop* loop = nullptr;
  std::unique_ptr<link> to_broker;
  std::unique_ptr<link> to_store;
  std::unique_ptr<watches> feeds;
  std::unique_ptr<open_commits> commits;
  std::function<void(bool)> on_store_open;
  std::atomic<watch_id> watch_last{0};
  bool serves = false;
  /// A worker's handlers stand: until then calls are refused.
  std::atomic<bool> takes_calls{false};

  ~core();

  /// Opens the links on `io`, whose loop begins later.
  [[nodiscard]] static result<std::unique_ptr<core>>
  open(const config::network_options& network, connection_options options,
       const serving* what, std::shared_ptr<io_thread> io);

  void close();
  void begin(raw_call&& x, raw_handler done);
  /// See `link`; on the loop's thread.
  [[nodiscard]] bool takes_at_once(served_by who);
  link* pick(served_by who);

private:
  [[nodiscard]] result<void> open_link(const config::network_options& network,
                                       const std::string& server,
                                       const serving* what);
  [[nodiscard]] link_hooks guarded(const link_hooks& x);
  [[nodiscard]] commit_hooks hooks_of_commits();
};

} // namespace nightfloat::client
