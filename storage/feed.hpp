// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reading what is durable, apart from the writer: history, and the feed of
// one programme.

#include "storage/engine.hpp"
#include "storage/layout.hpp"
#include "storage/ledger.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::storage {

/// A programme's head; version 0 if nobody has written to it.
[[nodiscard]] result<stored_head> read_head(const view& from,
                                            const std::string& programme);

/// Items `first` and after, at most `items_max` and about a megabyte.
[[nodiscard]] result<std::vector<domain::feed_item>>
read_items(const view& from, const std::string& programme, std::uint64_t first,
           std::size_t items_max);

/// An item's row. Fails with `corrupt` or `malformed`.
[[nodiscard]] result<domain::feed_item> unpack_item(std::string_view row);

/// `trimmed`, with the oldest version that history still has.
[[nodiscard]] failure history_begins(const std::string& programme,
                                     std::uint64_t oldest);

/// Who follows which programme. Thread-safe.
class feed_readers {
public:
  explicit feed_readers(std::size_t most) noexcept : most_{most} {
  }

  /// Fails with `overloaded`.
  [[nodiscard]] result<std::uint64_t> add(const std::string& programme,
                                          std::function<void()> wake);
  /// After it has returned, that reader is not woken any more.
  void remove(const std::string& programme, std::uint64_t reader);

  void wake(const std::string& programme);
  void wake_all();
  [[nodiscard]] std::size_t count() const;

private:
  std::size_t most_;
  mutable std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::size_t count_ = 0;
  std::map<std::string, std::map<std::uint64_t, std::function<void()>>> wakes_;
};

struct subscription_options {
  std::string programme;
  std::uint64_t since = 0;
  std::uint64_t lag_max = 0;
};

/// REQUIRES that both outlive it. Fails with `trimmed`, also for a version
/// that is yet to come, or `overloaded`.
[[nodiscard]] result<std::unique_ptr<subscription>>
make_subscription(const engine& from, feed_readers& readers,
                  const subscription_options& options,
                  std::function<void()> wake);

} // namespace nightfloat::storage
