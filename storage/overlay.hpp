// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/engine.hpp"

#include <map>
#include <optional>
#include <string>

namespace nightfloat::storage {

/// What a batch has decided so far, upon what is durable: later members of
/// the batch are decided against both. Each row is kept in its last form, so
/// a row written twice in a batch is written once to disk.
class overlay final : public view {
public:
  explicit overlay(const view& base) noexcept : base_{&base} {
  }

  [[nodiscard]] result<std::optional<std::string>>
  get(std::string_view key) const override;

  [[nodiscard]] result<void> scan(const key_range& range, scan_order order,
                                  const row_visitor& visit) const override;

  void put(std::string key, std::string value);
  void erase(std::string key);

  /// Rows of the range are gone once the batch is applied; readers of the
  /// overlay still see them. REQUIRES that the batch writes none of them.
  void erase_range(key_range range);

  [[nodiscard]] bool empty() const noexcept {
    return rows_.empty() && ranges_.empty();
  }

  /// Moves everything into a batch; the overlay is empty again.
  [[nodiscard]] write_batch take(std::uint64_t epoch);

  void clear() noexcept;

private:
  using rows = std::map<std::string, std::optional<std::string>, std::less<>>;

  const view* base_;
  rows rows_;
  std::vector<key_range> ranges_;
};

} // namespace nightfloat::storage
