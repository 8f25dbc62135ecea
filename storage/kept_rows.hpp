// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/engine.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>

namespace nightfloat::storage {

/// Rows that were asked for lately, kept in memory: what a transaction expects
/// and replaces is mostly what one before it wrote, and the engine would look
/// for each among all that was written since its last table. Rows that nobody
/// asks for (history, replies) take no place. Absent rows are not kept.
///
/// Not thread-safe. Must hear of each batch, in their order, and that one was
/// not written; then it never differs from `base`.
class kept_rows final : public view {
public:
  /// What a row takes beside its key and value, about.
  static constexpr auto row_overhead = std::size_t{176};

  /// Keeps `bytes_max` at most, as `bytes` counts them, those asked for last.
  kept_rows(const view& base, std::size_t bytes_max) noexcept
    : base_{&base}, bytes_max_{bytes_max} {
  }

  /// Fails as `base` does; what is kept asks nobody.
  [[nodiscard]] result<std::optional<std::string>>
  get(std::string_view key) const override;

  [[nodiscard]] result<void> scan(const key_range& range, scan_order order,
                                  const row_visitor& visit) const override {
    return base_->scan(range, order, visit);
  }

  /// As `get`, by whoever asks last: the row is kept no longer.
  [[nodiscard]] result<std::optional<std::string>> take(std::string_view key);

  /// Keeps a row that will be asked for before it is written. REQUIRES that
  /// the next batch has it.
  void keep(const std::string& key, const std::string& value);

  /// Rows that are kept are from here on as `batch` leaves them. O(rows), and
  /// O(kept) for each range that it erases.
  void write(const write_batch& batch);

  /// Keeps nothing: `base` may be other than what it heard of.
  void forget() noexcept;

  /// Keys and values that are kept, and `row_overhead` for each.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return bytes_;
  }

private:
  struct row {
    std::string key;
    std::string value;

    [[nodiscard]] std::size_t bytes() const noexcept {
      return key.size() + value.size() + row_overhead;
    }
  };
  using rows = std::list<row>;

  void insert(std::string_view key, std::string value) const;
  void drop(rows::iterator at) const;
  void make_room() const;

  const view* base_;
  std::size_t bytes_max_;
  // What was asked for last comes first.
  mutable rows rows_;
  mutable boost::unordered_flat_map<std::string_view, rows::iterator> places_;
  mutable std::size_t bytes_ = 0;
};

} // namespace nightfloat::storage
