// SPDX-License-Identifier: Apache-2.0
#pragma once

// The data of an on-call instance as they stand. Internal to `on_call.cpp`.

#include "domain/error.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::exchange {

struct on_call_data {
  std::int32_t staff = 0;
  std::int32_t days = 0;
  std::int32_t weekend_offset = 0;
  std::int32_t adjacent_price = 0;
  std::int32_t wednesday_price = 0;
  /// By person.
  std::vector<std::int32_t> work_load;
  /// Days from 1 on, by person.
  std::vector<std::set<std::int32_t>> unavailable;
  std::vector<std::set<std::int32_t>> fixed;
};

/// Fails as `read_on_call` does.
[[nodiscard]] result<on_call_data> read_on_call_data(std::string_view text,
                                                     const std::string& source);

} // namespace nightfloat::exchange
