// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/shift_holders.hpp"

#include "domain/error.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

/// A number of 32 random bits, scaled to the places that there are.
std::size_t shift_holders::home(shift_id shift) const noexcept {
  constexpr auto golden = std::uint32_t{0x9e37'79b9};
  auto mixed = std::uint64_t{shift.value * golden};
  return static_cast<std::size_t>(mixed * entries_.size() >> 32);
}

std::size_t shift_holders::next(std::size_t i) const noexcept {
  return i + 1 == entries_.size() ? 0 : i + 1;
}

void shift_holders::put(const entry& x) noexcept {
  auto i = home(x.shift);
  while (entries_[i].holder != 0)
    i = next(i);
  entries_[i] = x;
}

void shift_holders::grow() {
  auto old = std::exchange(
    entries_, std::vector<entry>(entries_.size() + entries_.size() / 4 + 16));
  for (const auto& x : old)
    if (x.holder != 0)
      put(x);
}

void shift_holders::add(shift_id shift, std::uint32_t holder) {
  // Some places stay open, else walks become long.
  if ((used_ + 1) * 8 > entries_.size() * 7)
    grow();
  put({shift, holder + 1});
  ++used_;
}

void shift_holders::remove(shift_id shift, std::uint32_t holder) {
  NIGHTFLOAT_EXPECT(!entries_.empty());
  auto gap = home(shift);
  while (entries_[gap].shift != shift || entries_[gap].holder != holder + 1) {
    NIGHTFLOAT_EXPECT(entries_[gap].holder != 0);
    gap = next(gap);
  }
  entries_[gap] = {};
  --used_;
  // Close the gap: pull back whoever had to walk across it.
  auto walked = [&](std::size_t from, std::size_t to) {
    return to >= from ? to - from : to + entries_.size() - from;
  };
  for (auto i = next(gap); entries_[i].holder != 0; i = next(i)) {
    if (walked(home(entries_[i].shift), i) < walked(gap, i))
      continue;
    entries_[gap] = std::exchange(entries_[i], {});
    gap = i;
  }
}

std::vector<std::uint32_t> shift_holders::of(shift_id shift) const {
  auto out = std::vector<std::uint32_t>{};
  if (entries_.empty())
    return out;
  for (auto i = home(shift); entries_[i].holder != 0; i = next(i))
    if (entries_[i].shift == shift)
      out.push_back(entries_[i].holder - 1);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

} // namespace nightfloat::domain
