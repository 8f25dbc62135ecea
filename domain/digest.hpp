// SPDX-License-Identifier: Apache-2.0
// A short fingerprint that is the same on every machine and in every build,
// and bytes as hexadecimal digits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// FNV-1a of 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): tells two texts
/// apart by mistake, not by malice. O(1) a byte.
class fnv_hash {
public:
  void add(std::string_view bytes) noexcept {
    for (auto c : bytes)
      value_ = (value_ ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
  }

  [[nodiscard]] std::uint64_t value() const noexcept {
    return value_;
  }

private:
  std::uint64_t value_ = 14'695'981'039'346'656'037u;
};

/// The fingerprint of one text.
[[nodiscard]] std::uint64_t fnv(std::string_view bytes) noexcept;

/// 16 small digits, the first ones zero where `x` is short.
[[nodiscard]] std::string hex(std::uint64_t x);

/// Two small digits a byte.
[[nodiscard]] std::string hex(std::string_view bytes);

} // namespace nightfloat::domain
