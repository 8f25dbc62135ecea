// SPDX-License-Identifier: Apache-2.0
#pragma once

// Described values as TOML 1.0, for people who go on editing: plain members
// first, then a table for each member that is a struct and one for each
// element of a list of structs. An empty optional is left out, which reads
// back as its default.

#include "codec/text.hpp"

#include <string>
#include <string_view>

namespace nightfloat::codec {

namespace detail {

/// A basic string, quotes included.
[[nodiscard]] std::string toml_text(std::string_view bytes);

/// The shortest text that reads back as `x`.
[[nodiscard]] std::string toml_number(double x);

/// Whether `T` is written under a heading of its own.
template <class T>
inline constexpr bool is_toml_table = described<T>;
template <class T>
inline constexpr bool is_toml_table<std::vector<T>> = described<T>;
template <class T>
inline constexpr bool is_toml_table<std::optional<T>> = described<T>;

template <class T>
std::string toml_value(const T& x) {
  if constexpr (std::is_same_v<T, bool>) {
    return x ? "true" : "false";
  } else if constexpr (integer<T>) {
    return std::to_string(x);
  } else if constexpr (std::is_same_v<T, double>) {
    return toml_number(x);
  } else if constexpr (is_named_enum<T>) {
    return toml_text(name_of(x));
  } else if constexpr (is_id<T>::value) {
    return std::to_string(x.value);
  } else if constexpr (is_time_point<T>::value) {
    return toml_text(domain::to_string(x));
  } else if constexpr (is_duration<T>::value) {
    return std::to_string(x.count());
  } else if constexpr (std::is_same_v<T, std::string>) {
    return toml_text(x);
  } else {
    static_assert(is_vector<T>::value || is_array<T>::value);
    auto out = std::string{};
    for (const auto& one : x)
      out.append(out.empty() ? "" : ", ").append(toml_value(one));
    return "[" + out + "]";
  }
}

template <class T>
void append_toml_line(std::string& out, std::string_view name, const T& x) {
  if constexpr (is_optional<T>::value) {
    if (x)
      append_toml_line(out, name, *x);
  } else {
    out.append(name).append(" = ").append(toml_value(x)).append("\n");
  }
}

template <described T>
void append_toml(std::string& out, const std::string& path, const T& x);

/// The table or tables of a member, headings included.
template <class T>
void append_toml_tables(std::string& out, const std::string& path, const T& x) {
  if constexpr (is_vector<T>::value) {
    for (const auto& one : x) {
      out.append("\n[[").append(path).append("]]\n");
      append_toml(out, path, one);
    }
  } else if constexpr (is_optional<T>::value) {
    if (x)
      append_toml_tables(out, path, *x);
  } else {
    out.append("\n[").append(path).append("]\n");
    append_toml(out, path, x);
  }
}

template <described T>
void append_toml(std::string& out, const std::string& path, const T& x) {
  auto each = [&](auto&& f) {
    with_members(x, [&](const auto&... member) {
      auto name = member_names<T>.begin();
      (f(*name++, member), ...);
    });
  };
  each([&](std::string_view name, const auto& member) {
    if constexpr (!is_toml_table<std::remove_cvref_t<decltype(member)>>)
      append_toml_line(out, name, member);
  });
  each([&](std::string_view name, const auto& member) {
    if constexpr (is_toml_table<std::remove_cvref_t<decltype(member)>>)
      append_toml_tables(
        out, (path.empty() ? path : path + ".") + std::string{name}, member);
  });
}

} // namespace detail

/// What `from_toml` reads back to an equal value, where lists of structs are
/// empty by default.
template <described T>
[[nodiscard]] std::string to_toml(const T& x) {
  auto out = std::string{};
  detail::append_toml(out, {}, x);
  return out;
}

} // namespace nightfloat::codec
