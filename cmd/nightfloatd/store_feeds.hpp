// SPDX-License-Identifier: Apache-2.0
#pragma once

// The watches of a store: each follows one programme's feed for one call of
// one session, and is moved on in a session of the pool when there is more.

#include "broker/envelope.hpp"
#include "client/ledger_operations.hpp"
#include "domain/session.hpp"
#include "storage/ledger.hpp"
#include "storage/session_pool.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace nightfloat::cmd {

struct feeds_world {
  storage::ledger* ledger = nullptr;
  storage::session_pool* pool = nullptr;
  /// Sends a frame to a session. Any thread.
  std::function<void(domain::session_id, broker::envelope)> send;
  /// Runs something later. Any thread.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> later;
};

/// Thread-safe.
class store_feeds {
public:
  /// One watch: who asked, in which call.
  struct key {
    domain::session_id session{};
    std::uint64_t correlation = 0;

    friend auto operator<=>(const key&, const key&) = default;
  };

  explicit store_feeds(feeds_world world);

  /// That `open` will be called, later and elsewhere, unless what this returns
  /// is dropped before: a `close` that comes first is not forgotten.
  [[nodiscard]] std::shared_ptr<const void> expect(const key& who);

  /// Opens a watch that does not send yet; returns the programme's version.
  /// Fails with `trimmed`, `overloaded`, `unavailable`, or `cancelled` where it
  /// was not expected or closed since. REQUIRES that what `expect` returned is
  /// still held.
  [[nodiscard]] result<std::uint64_t> open(const key& who,
                                           const broker::envelope& call,
                                           const client::watch_request& wish);

  /// From now on its frames are sent.
  void start(const key& who);

  void close(const key& who);
  void close_all(const domain::session_id& session);

private:
  struct feed {
    broker::envelope call;
    bool bare = false;
    std::unique_ptr<storage::subscription> from;
    /// One thread at a time moves it on.
    std::mutex moving;
  };

  /// REQUIRES the mutex.
  [[nodiscard]] std::size_t count_of(const domain::session_id& session) const;
  void mark(const key& who);
  void move_on(const key& who);
  void end(const key& who, const broker::envelope& call, failure why);

  feeds_world world_;
  std::mutex mutex_;
  // shared_ptr: a watch that is closed may be moving on just then.
  std::map<key, std::shared_ptr<feed>> feeds_;
  /// Asked for, and neither open nor closed yet.
  std::set<key> expected_;
  std::set<key> started_;
  std::set<key> marked_;
};

} // namespace nightfloat::cmd
