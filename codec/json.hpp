// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values as JSON, for people, HTTP and scripts. 64-bit integers are exact;
// `codec/text.hpp` says how times, enumerators and bytes look; an empty
// optional is null. Reading is as strict as `codec/from_tree.hpp`.

#include "codec/from_tree.hpp"

#include <cstddef>

namespace nightfloat::codec {

/// Larger texts are refused before they are parsed.
constexpr std::size_t json_bytes_max = 64 << 20;

/// How much memory the values of a text of `size` bytes may take: rows of a
/// programme take six times their text, a list of digits 24 times.
[[nodiscard]] constexpr std::size_t json_budget_of(std::size_t size) noexcept {
  constexpr auto large = std::size_t{64} << 20;
  return large + 6 * size;
}

/// Appends JSON to a string, compact or indented by two spaces; a list of
/// scalars stays on one line.
class json_writer {
public:
  json_writer(std::string& out, bool pretty) noexcept
    : out_{out}, pretty_{pretty} {
  }

  void null();
  void truth(bool x);
  void integer_value(std::int64_t x);
  void integer_value(std::uint64_t x);
  /// Null where JSON has no such number.
  void number(double x);
  /// Any bytes, by the rule of `codec/text.hpp`.
  void text(std::string_view x);

  void begin(char bracket, bool on_one_line = false);
  void end(char bracket);
  void name(std::string_view x);
  /// Before each element of a list.
  void element();

private:
  void next();
  void line();

  std::string& out_;
  bool pretty_;
  bool first_ = true;
  std::uint32_t flat_ = 0;
  std::uint32_t depth_ = 0;
};

/// The tree of a JSON text (RFC 8259): no comments, no trailing commas, names
/// unique, at most 32 levels. Fails with `malformed` naming line and column,
/// or with `oversize` for too long a text or more values than
/// `json_budget_of` allows.
[[nodiscard]] result<tree> parse_json(std::string_view text);

template <class T>
void write_json(json_writer& out, const T& x) {
  if constexpr (std::is_same_v<T, bool>) {
    out.truth(x);
  } else if constexpr (integer<T>) {
    using wide
      = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    out.integer_value(static_cast<wide>(x));
  } else if constexpr (std::is_same_v<T, double>) {
    out.number(x);
  } else if constexpr (is_named_enum<T>) {
    auto name = name_of(x);
    if (name.empty())
      write_json(out, static_cast<std::underlying_type_t<T>>(x));
    else
      out.text(name);
  } else if constexpr (is_id<T>::value) {
    write_json(out, x.value);
  } else if constexpr (is_time_point<T>::value) {
    out.text(domain::to_string(x));
  } else if constexpr (is_duration<T>::value) {
    write_json(out, x.count());
  } else if constexpr (std::is_same_v<T, std::string>) {
    out.text(x);
  } else if constexpr (is_optional<T>::value) {
    x ? write_json(out, *x) : out.null();
  } else if constexpr (is_vector<T>::value || is_array<T>::value) {
    using element = typename T::value_type;
    out.begin('[', std::is_arithmetic_v<element> || is_id<element>::value
                     || x.empty());
    for (const auto& e : x) {
      out.element();
      write_json(out, e);
    }
    out.end(']');
  } else {
    static_assert(described<T>, "the type wants a Boost.Describe line");
    out.begin('{', member_count<T> == 0);
    with_members(x, [&](const auto&... member) {
      auto name = member_names<T>.begin();
      ((out.name(*name++), write_json(out, member)), ...);
    });
    out.end('}');
  }
}

/// On one line.
template <class T>
[[nodiscard]] std::string to_json(const T& x) {
  auto text = std::string{};
  auto out = json_writer{text, false};
  write_json(out, x);
  return text;
}

/// For people; ends with a newline.
template <class T>
[[nodiscard]] std::string to_json_pretty(const T& x) {
  auto text = std::string{};
  auto out = json_writer{text, true};
  write_json(out, x);
  return text += '\n';
}

/// Fails as `parse_json` does, and with `invalid_argument`, naming the dotted
/// path, if it does not fit `T`.
template <class T>
[[nodiscard]] result<T> from_json(std::string_view text) {
  auto parsed = parse_json(text);
  if (!parsed)
    return parsed.error();
  auto x = T{};
  auto fault = tree_fault{};
  if (!fill(x, *parsed, fault))
    return fault.as(ec::invalid_argument, "json");
  return x;
}

} // namespace nightfloat::codec
