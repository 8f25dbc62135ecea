// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/engine.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace nightfloat::storage {

/// Rows of `base` by their keys, each asked for once: most of what a
/// transaction writes it has expected before. REQUIRES that `base` stays as it
/// is meanwhile.
class read_once {
public:
  explicit read_once(const view& base) noexcept : base_{&base} {
  }

  /// Fails like `view::get`. The row stays until this object ends.
  [[nodiscard]] result<const std::optional<std::string>*> get(std::string key) {
    auto i = rows_.find(key);
    if (i == rows_.end()) {
      auto row = base_->get(key);
      if (!row)
        return row.error();
      i = rows_.emplace(std::move(key), std::move(*row)).first;
    }
    return &i->second;
  }

private:
  const view* base_;
  std::map<std::string, std::optional<std::string>> rows_;
};

} // namespace nightfloat::storage
