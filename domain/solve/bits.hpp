// SPDX-License-Identifier: Apache-2.0
#pragma once

// Days as bits, 64 to a word: where runs begin and end in a few instructions.
// What reads them takes words by number: a row's own, or a row's with some
// days changed.

#include <bit>
#include <cstddef>
#include <cstdint>

namespace nightfloat::domain::solve {

using day_word = std::uint64_t;

inline void put_bit(day_word* x, std::int32_t day, bool value) noexcept {
  auto& word = x[day >> 6];
  auto mask = day_word{1} << (day & 63);
  word = value ? word | mask : word & ~mask;
}

/// The row's words with the days [first, first + count) as in `days`, its
/// lowest bit the first of them. REQUIRES 0 < count < 64.
class changed_words {
public:
  changed_words(const day_word* base, std::int32_t first, std::int32_t count,
                day_word days) noexcept
    : base_{base}, at_{first >> 6} {
    auto shift = first & 63;
    auto mask = (day_word{1} << count) - 1;
    low_ = (base[at_] & ~(mask << shift)) | (days << shift);
    if (shift + count > 64)
      high_ = (base[at_ + 1] & ~(mask >> (64 - shift)))
              | (days >> (64 - shift));
    else
      last_ = at_;
  }

  day_word operator[](std::int32_t i) const noexcept {
    if (i == at_)
      return low_;
    return i == at_ + 1 && last_ != at_ ? high_ : base_[i];
  }

private:
  const day_word* base_;
  std::int32_t at_;
  std::int32_t last_ = -1;
  day_word low_ = 0;
  day_word high_ = 0;
};

template <class Words>
bool bit_at(const Words& x, std::int32_t day) noexcept {
  return (x[day >> 6] >> (day & 63) & 1) != 0;
}

/// The first day from `day` on whose bit is `value`; `days` if none.
template <bool value, class Words>
std::int32_t
next_bit(const Words& x, std::int32_t day, std::int32_t days) noexcept {
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
template <class Words>
std::int32_t run_begin(const Words& x, std::int32_t day) noexcept {
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

struct some_bits {
  bool any = false;
  bool all = false;
};

/// Whether any and all of the days [first, last] are set. REQUIRES
/// last - first < 64.
template <class Words>
some_bits
bits_within(const Words& x, std::int32_t first, std::int32_t last) noexcept {
  auto shift = first & 63;
  auto count = last - first + 1;
  auto word = x[first >> 6] >> shift;
  if (shift + count > 64)
    word |= x[(first >> 6) + 1] << (64 - shift);
  auto mask = ~day_word{0} >> (64 - count);
  return {(word & mask) != 0, (word & mask) == mask};
}

} // namespace nightfloat::domain::solve
