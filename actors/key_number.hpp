// SPDX-License-Identifier: Apache-2.0
#pragma once

// The numbers in keys of records, read back: domain/keys.hpp writes them.

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace nightfloat::actors {

/// Of a person's number.
constexpr std::size_t person_digits = 8;

/// What `digits` say in that base; nothing where one of them is none.
template <class Number>
[[nodiscard]] std::optional<Number>
read_number(std::string_view digits, int base = 16) noexcept {
  auto value = Number{};
  const auto* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, base);
  if (error != std::errc{} || end != last)
    return std::nullopt;
  return value;
}

} // namespace nightfloat::actors
