// SPDX-License-Identifier: Apache-2.0
#pragma once

// Days as bits, 64 to a word: where runs begin and end in a few instructions.

#include <bit>
#include <cstddef>
#include <cstdint>

namespace nightfloat::domain::solve {

using day_word = std::uint64_t;

inline bool bit_at(const day_word* x, std::int32_t day) noexcept {
  return (x[day >> 6] >> (day & 63) & 1) != 0;
}

inline void put_bit(day_word* x, std::int32_t day, bool value) noexcept {
  auto& word = x[day >> 6];
  auto mask = day_word{1} << (day & 63);
  word = value ? word | mask : word & ~mask;
}

/// The first day from `day` on whose bit is `value`; `days` if none.
template <bool value>
std::int32_t next_bit(const day_word* x, std::int32_t day,
                      std::int32_t days) noexcept {
  if (day >= days)
    return days;
  auto at = day >> 6;
  auto last = (days - 1) >> 6;
  auto word = (value ? x[at] : ~x[at]) & (~day_word{0} << (day & 63));
  while (word == 0) {
    if (at == last)
      return days;
    ++at;
    word = value ? x[at] : ~x[at];
  }
  auto found = (at << 6) + std::countr_zero(word);
  return found < days ? found : days;
}

/// The first day of the run of ones that `day` is in. REQUIRES its bit.
inline std::int32_t run_begin(const day_word* x, std::int32_t day) noexcept {
  auto at = day >> 6;
  auto gaps = ~x[at] << (63 - (day & 63));
  while (gaps == 0) {
    if (at == 0)
      return 0;
    --at;
    day = (at << 6) + 63;
    gaps = ~x[at];
  }
  return day - std::countl_zero(gaps) + 1;
}

} // namespace nightfloat::domain::solve
