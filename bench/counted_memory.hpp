// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much memory something takes at its peak: a program that links the source
// counts all that `new` gives it, where asked to.

#include <cstddef>

namespace nightfloat::bench {

/// Counts from here on until it is destroyed. One at a time.
class counted_memory {
public:
  counted_memory() noexcept;
  ~counted_memory();
  counted_memory(const counted_memory&) = delete;
  counted_memory& operator=(const counted_memory&) = delete;

  /// Bytes held at most at any time, beyond those at the beginning.
  [[nodiscard]] std::size_t peak() const noexcept;

  /// Bytes held now, beyond those at the beginning.
  [[nodiscard]] std::size_t held() const noexcept;
};

} // namespace nightfloat::bench
