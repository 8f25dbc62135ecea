// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who holds which shift, in few bytes each: one flat table with open places,
// one entry for each part of a shift.

#include "domain/id.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nightfloat::domain {

class shift_holders {
public:
  /// One more part of `shift` is with `holder`.
  void add(shift_id shift, std::uint32_t holder);

  /// One part less. REQUIRES that it is there.
  void remove(shift_id shift, std::uint32_t holder);

  /// All who hold any part of it, ascending.
  [[nodiscard]] std::vector<std::uint32_t> of(shift_id shift) const;

  [[nodiscard]] std::size_t bytes() const noexcept {
    return entries_.capacity() * sizeof(entry);
  }

private:
  struct entry {
    shift_id shift{};
    /// Plus one; 0: an open place.
    std::uint32_t holder = 0;
  };

  [[nodiscard]] std::size_t home(shift_id shift) const noexcept;
  [[nodiscard]] std::size_t next(std::size_t i) const noexcept;
  void put(const entry& x) noexcept;
  void grow();

  std::vector<entry> entries_;
  std::size_t used_ = 0;
};

} // namespace nightfloat::domain
