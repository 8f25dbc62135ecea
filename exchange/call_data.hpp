// SPDX-License-Identifier: Apache-2.0
#pragma once

// The data of a call block as they stand. Internal to `call_block.cpp`.

#include "domain/error.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace nightfloat::exchange {

struct call_data {
  std::int32_t days = 0;
  std::int32_t calls_max = 0;
  std::int32_t calls_min = 0;
  std::int32_t weekend_calls_max = 0;
  std::int32_t offsite = 0;
  std::int32_t offsite_juniors = 0;
  std::int32_t vgh = 0;
  std::int32_t vgh_juniors = 0;
  std::int32_t sph = 0;
  std::int32_t sph_juniors = 0;
  /// Days from 1 on.
  std::set<std::int32_t> weekends;
  /// Resident and day, both from 1 on: away.
  std::set<std::pair<std::int32_t, std::int32_t>> away;

  [[nodiscard]] std::int32_t residents() const noexcept {
    return offsite + vgh + sph;
  }
};

/// Fails as `read_call_block` does.
[[nodiscard]] result<call_data> read_call_data(std::string_view text,
                                               const std::string& source);

} // namespace nightfloat::exchange
