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

#include <string>
#include <string_view>

namespace nightfloat::codec {

constexpr std::string_view base64_mark = "base64:";

[[nodiscard]] bool is_utf8(std::string_view x) noexcept;

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
    auto found = std::string_view{};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) {
        if (d.value == x)
          found = d.name;
      });
    return found;
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
    auto found = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) {
        if (name == d.name) {
          x = d.value;
          found = true;
        }
      });
    return found;
  }
}

/// `a, b, c`: what may be written for `E`.
template <class E>
  requires is_named_enum<E>
[[nodiscard]] std::string names_of() {
  auto all = std::string{};
  auto add = [&all](std::string_view name) {
    all.append(all.empty() ? "" : ", ").append(name);
  };
  if constexpr (std::is_same_v<E, ec>) {
    for (auto i = 0; i <= static_cast<int>(ec::io_failed); ++i)
      add(to_string(static_cast<ec>(i)));
  } else {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) { add(d.name); });
  }
  return all;
}

} // namespace nightfloat::codec
