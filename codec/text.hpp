// SPDX-License-Identifier: Apache-2.0
#pragma once

// The forms that scalars take in JSON and TOML. Dates and instants are ISO
// text; enumerators and error codes are their names.
//
// Text is UTF-8. A string of ours may hold any bytes: what is not UTF-8, or
// begins with the mark itself, is written as `base64:` and its base64, and
// read back from it; so every string survives, and text stays readable.

#include "codec/types.hpp"
#include "domain/error.hpp"
#include "domain/time.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::codec {

constexpr std::string_view base64_mark = "base64:";

[[nodiscard]] bool is_utf8(std::string_view x) noexcept;

/// The beginning of `x`, of `bytes_max` bytes at most and, where `x` is UTF-8,
/// of whole characters.
[[nodiscard]] std::string_view clipped(std::string_view x,
                                       std::size_t bytes_max) noexcept;

/// The string as text, by the rule above.
[[nodiscard]] std::string text_of(std::string_view bytes);

/// Back again. Fails with `invalid_argument` on a mark without base64.
[[nodiscard]] result<std::string> bytes_of(std::string_view text);

/// RFC 4648 section 4, padded.
[[nodiscard]] std::string to_base64(std::string_view bytes);
[[nodiscard]] result<std::string> from_base64(std::string_view text);

/// The code of that name.
[[nodiscard]] std::optional<ec> parse_ec(std::string_view name) noexcept;

template <class T>
inline constexpr bool is_named_enum
  = described_enum<T> || std::is_same_v<T, ec>;

/// The enumerator's name, or "" for a number that has none.
template <class E>
  requires is_named_enum<E>
[[nodiscard]] std::string_view name_of(E x) {
  if constexpr (std::is_same_v<E, ec>) {
    return x > ec::io_failed ? std::string_view{} : to_string(x);
  } else {
    for (const auto& one : enumerators_of<E>) {
      if (one.value == x)
        return one.name;
    }
    return {};
  }
}

/// Whether `E` has an enumerator `name`; sets `x` to it.
template <class E>
  requires is_named_enum<E>
[[nodiscard]] bool find_name(std::string_view name, E& x) {
  if constexpr (std::is_same_v<E, ec>) {
    auto code = parse_ec(name);
    if (code)
      x = *code;
    return code.has_value();
  } else {
    for (const auto& one : enumerators_of<E>) {
      if (one.name == name) {
        x = one.value;
        return true;
      }
    }
    return false;
  }
}

/// `a, b, c`.
[[nodiscard]] std::string listed(std::span<const std::string_view> names);

/// `a, b, c`: what may be written for `E`.
template <class E>
  requires is_named_enum<E>
[[nodiscard]] std::string names_of() {
  auto names = std::vector<std::string_view>{};
  if constexpr (std::is_same_v<E, ec>) {
    for (auto i = 0; i <= static_cast<int>(ec::io_failed); ++i)
      names.push_back(to_string(static_cast<ec>(i)));
  } else {
    for (const auto& one : enumerators_of<E>)
      names.push_back(one.name);
  }
  return listed(names);
}

} // namespace nightfloat::codec
