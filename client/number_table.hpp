// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small values by number, in one flat table: what is in flight is looked up
// for every frame, and a node of its own for each would cost more than all
// that is done with it. Linear probing; what is erased leaves no mark.

#include "domain/error.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace nightfloat::client {

/// Not thread-safe. Keeps the memory of the most that it has held. Pointers
/// to values hold until the next `add` or `erase`.
template <class T>
class number_table {
public:
  /// REQUIRES: not 0, and not there. O(1) expected.
  void add(std::uint64_t number, T x) {
    NIGHTFLOAT_EXPECT(number != 0 && find(number) == nullptr);
    if (2 * (size_ + 1) > slots_.size())
      grow();
    put({number, std::move(x)});
    ++size_;
  }

  /// Null if it is not there. O(1) expected.
  [[nodiscard]] T* find(std::uint64_t number) noexcept {
    if (number == 0 || size_ == 0)
      return nullptr;
    for (auto i = home_of(number); slots_[i].number != 0; i = after(i)) {
      if (slots_[i].number == number)
        return &slots_[i].value;
    }
    return nullptr;
  }

  /// No effect if it is not there. O(1) expected.
  void erase(std::uint64_t number) noexcept {
    auto* known = find(number);
    if (known == nullptr)
      return;
    auto hole = home_of(number);
    while (&slots_[hole].value != known)
      hole = after(hole);
    // Whoever could not be put nearer to its home because of it moves up.
    for (auto i = after(hole); slots_[i].number != 0; i = after(i)) {
      if (distance(home_of(slots_[i].number), i) < distance(hole, i))
        continue;
      slots_[hole] = std::move(slots_[i]);
      hole = i;
    }
    slots_[hole] = {};
    --size_;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

private:
  struct slot {
    std::uint64_t number = 0;
    T value{};
  };

  static constexpr std::size_t slots_first = 16;

  /// Fibonacci hashing (Knuth, TAOCP 6.4): numbers that follow one another
  /// come to lie far apart, so that runs are short.
  [[nodiscard]] std::size_t home_of(std::uint64_t number) const noexcept {
    return (number * 0x9e37'79b9'7f4a'7c15u) >> shift_;
  }

  [[nodiscard]] std::size_t after(std::size_t i) const noexcept {
    return (i + 1) & (slots_.size() - 1);
  }

  [[nodiscard]] std::size_t distance(std::size_t from,
                                     std::size_t to) const noexcept {
    return (to - from) & (slots_.size() - 1);
  }

  void put(slot x) {
    auto i = home_of(x.number);
    while (slots_[i].number != 0)
      i = after(i);
    slots_[i] = std::move(x);
  }

  void grow() {
    auto size = slots_.empty() ? slots_first : 2 * slots_.size();
    auto before = std::exchange(slots_, std::vector<slot>(size));
    shift_ = 64 - std::countr_zero(size);
    for (auto& x : before) {
      if (x.number != 0)
        put(std::move(x));
    }
  }

  std::vector<slot> slots_;
  std::size_t size_ = 0;
  int shift_ = 63;
};

} // namespace nightfloat::client
