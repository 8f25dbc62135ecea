// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a running command has at hand: the global options, the way to the
// cluster, opened when first asked for, and how to end.

#include "client/connection.hpp"
#include "client/ledger_port.hpp"
#include "client/load.hpp"
#include "cmd/nightfloat/command.hpp"
#include "cmd/nightfloat/command_line.hpp"
#include "codec/json.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>

namespace nightfloat::cmd {

/// A programme, and the ledger that holds it.
struct held_programme {
  std::string id;
  /// Lives until `forget_doors`.
  client::ledger_port* ledger = nullptr;
};

class context {
public:
  explicit context(global_options x);
  ~context();

  [[nodiscard]] const global_options& global() const noexcept {
    return global_;
  }

  [[nodiscard]] std::chrono::milliseconds timeout() const noexcept;

  /// The cluster directory, whether or not it exists.
  [[nodiscard]] result<std::string> dir() const;

  /// How to reach the cluster. Fails with `not_found` where none runs in the
  /// cluster directory, `unavailable` where its store has ended. Once one ran
  /// there, the cluster of the whole host never takes its place.
  [[nodiscard]] result<config::network_options> network();

  /// The connection to broker and store; both have welcomed us. Fails as
  /// `network` does, and with `unavailable` where one does not answer.
  [[nodiscard]] result<client::connection*> door();

  /// The same to the store alone, which is all that the ledger and the queue
  /// need: a dead broker is no reason to be blind.
  [[nodiscard]] result<client::connection*> store_door();
  [[nodiscard]] result<client::ledger_port*> ledger();

  /// Closes every door and ledger that was opened, so that the next is opened
  /// to where the cluster is by then: one that was started anew may have other
  /// sockets. What was handed out is gone.
  void forget_doors();

  /// The ledger as it was at `version`; 0: as it is.
  [[nodiscard]] result<client::ledger_port*> ledger_at(std::uint64_t version);

  /// The same to both, whether or not anybody answers.
  [[nodiscard]] result<client::connection*> unsure_door();

  /// The programme that was named, or the only one. Fails with `not_found`
  /// for one that the store does not hold, `invalid_argument` where the store
  /// holds several and none was named.
  [[nodiscard]] result<std::string> programme();

  /// The one that was named; empty: none was, all are meant. Fails with
  /// `not_found` for one that the store does not hold.
  [[nodiscard]] result<std::string> programme_if_named();

  /// A programme as `programme` finds it and the ledger, as they were at
  /// `version`; 0: as they are. Fails as `programme` and `ledger_at` do.
  [[nodiscard]] result<held_programme> held(std::uint64_t version = 0);

  /// Options of a call about that programme.
  [[nodiscard]] client::call_options about(std::string programme,
                                           std::string key = {}) const;

  /// The trace id of everything that this process asks.
  [[nodiscard]] const std::string& trace() const noexcept {
    return trace_;
  }

  /// Prints `x` as JSON if the user asked for that; true: it did.
  template <class T>
  bool print_json(const T& x) const {
    if (global_.json)
      std::cout << codec::to_json_pretty(x);
    return global_.json;
  }

  /// Says what failed on stderr, with --json on stdout; returns the code.
  int fail(const failure& x) const;

  /// The same for a mutating call that may be repeated by `key`.
  int fail(const failure& x, const std::string& key) const;

private:
  using connection_ptr = std::unique_ptr<client::connection>;

  result<connection_ptr> open(bool to_broker, bool wait);

  global_options global_;
  std::string trace_;
  bool was_recorded_ = false;
  connection_ptr door_;
  connection_ptr store_door_;
  std::unique_ptr<client::ledger_port> ledger_;
  std::unique_ptr<client::ledger_port> past_;
};

/// `path` from the root, without `.`, `..` and a slash at its end.
[[nodiscard]] std::string absolute_path(const std::string& path);

/// Whether this user may open the socket of `endpoint`, where it is one of this
/// host: ZeroMQ goes on trying as if nobody were there. Fails with `forbidden`.
[[nodiscard]] result<void> check_may_open(const std::string& endpoint);

/// Says what is wrong in a file, which is no mistake of the command line and
/// no verdict; returns the code.
int fail_of_file(const context& x, const failure& why);

/// How nightfloat ends after `code`: a refusal is a verdict.
[[nodiscard]] int exit_status_of(ec code) noexcept;

/// `id` is at most 64 characters of a-z, 0-9, `-` and `_`, the first of them a
/// letter. Fails with `invalid_argument`.
[[nodiscard]] result<void> check_programme_id(const std::string& id);

} // namespace nightfloat::cmd
