// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/store.hpp"
#include "storage/engine.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::storage {

enum class census : std::uint8_t {
  heads, ///< The store and its programmes, without counting anything.
  rows,  ///< Every row is read and counted.
};

/// What lies in `from`. Fails as reading does.
[[nodiscard]] result<domain::store_state> take_census(const view& from,
                                                      census depth);

/// What the table of a key is called, by its first byte.
[[nodiscard]] std::string table_name(std::string_view key);

} // namespace nightfloat::storage
