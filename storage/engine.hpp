// SPDX-License-Identifier: Apache-2.0
#pragma once

// The narrow port below the ledger: ordered keys and values, one atomic
// durable batch at a time, one writer. It decides nothing. What an engine
// promises is what `tests/storage/engine_conformance.hpp` asks of it, so that
// another engine can follow; no type of a storage library is named above it.

#include "domain/error.hpp"
#include "domain/store.hpp"
#include "storage/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::storage {

/// Keys from `first` (included) to `last` (excluded; empty: to the end).
struct key_range {
  std::string first;
  std::string last;
};

/// All keys that begin with `prefix`.
[[nodiscard]] key_range prefix_range(std::string_view prefix);

/// Sees one row; returns whether to go on.
using row_visitor = std::function<bool(std::string_view, std::string_view)>;

enum class scan_order : std::uint8_t { ascending, descending };

/// Rows that can be read: an engine, a snapshot, or an overlay upon one.
class view {
public:
  virtual ~view() = default;

  /// The value at `key`; empty if there is none. Fails with `storage_failed`,
  /// `corrupt`, or `unavailable` while the engine is closed.
  [[nodiscard]] virtual result<std::optional<std::string>>
  get(std::string_view key) const = 0;

  /// Visits the rows of `range` until `visit` returns false. Fails as `get`.
  [[nodiscard]] virtual result<void> scan(const key_range& range,
                                          scan_order order,
                                          const row_visitor& visit) const = 0;
};

/// What one `apply` writes, all or nothing. Range erasures come first, then
/// `rows` (an absent value erases); each key occurs once in `rows`.
struct write_batch {
  /// The writer's; a batch of any other than the newest epoch is refused.
  std::uint64_t epoch = 0;
  std::vector<key_range> erase_ranges;
  std::vector<std::pair<std::string, std::optional<std::string>>> rows;

  [[nodiscard]] bool empty() const noexcept {
    return erase_ranges.empty() && rows.empty();
  }
};

enum class apply_outcome : std::uint8_t {
  ok = 1,      ///< Durable, and visible to readers.
  failed = 2,  ///< Certainly not written; the engine goes on.
  unknown = 3, ///< May be there after `reopen`; until then no more is written.
};

struct apply_result {
  apply_outcome outcome = apply_outcome::ok;
  /// Why not: `no_space` or `fenced` (an older epoch) with `failed`,
  /// `storage_failed` with `unknown`.
  failure why{};
};

/// What an engine answers while it is closed.
[[nodiscard]] failure engine_closed();

/// Reads are thread-safe and never see a batch before it is durable; the rest
/// belongs to one thread. A fresh engine is closed: `reopen`, then `recover`.
class engine : public view {
public:
  /// Closes if open, opens, and makes durable again all that was recovered.
  /// Fails with `in_use`, `corrupt`, `bad_version`, `io_failed` or
  /// `storage_failed`; the sentence names the remedy.
  [[nodiscard]] virtual result<void> reopen() = 0;

  /// The newest epoch that was ever recovered; 0 in a new store.
  [[nodiscard]] virtual result<std::uint64_t> newest_epoch() const = 0;

  /// Makes `epoch` durable; from here on only its batches are applied. Fails
  /// with `fenced` unless it is greater than `newest_epoch`.
  [[nodiscard]] virtual result<void> recover(std::uint64_t epoch) = 0;

  /// Writes and syncs `batch`.
  [[nodiscard]] virtual apply_result apply(const write_batch& batch) = 0;

  /// Runs `read` on one consistent snapshot. Thread-safe.
  [[nodiscard]] virtual result<void>
  with_snapshot(const std::function<result<void>(const view&)>& read) const = 0;

  /// A consistent copy that an engine of the same kind can open at `target`,
  /// while writes go on: it holds all that was durable before, and perhaps
  /// batches that were written meanwhile, each whole. Thread-safe. Fails with
  /// `io_failed`, `no_space`, `unavailable` while closed, or
  /// `invalid_argument` if the target exists.
  [[nodiscard]] virtual result<void> checkpoint(const std::string& target) = 0;

  /// Sets one fault, or with `none` clears all. Thread-safe. Fails with
  /// `unsupported` where the engine has none of that kind.
  [[nodiscard]] virtual result<void> set_fault(const fault& x) = 0;

  /// What the engine says about itself, `compaction.*` first of all; none
  /// while it is closed. Thread-safe.
  [[nodiscard]] virtual std::vector<domain::store_figure> figures() const = 0;

  /// Gives everything back; reads fail with `unavailable` from here on.
  virtual void close() = 0;
};

} // namespace nightfloat::storage
