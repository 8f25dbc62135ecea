// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `from_json` takes, as JSON Schema (draft 2020-12). Structs are written
// out in place; no member is required, since missing ones keep their default.

#include "codec/json.hpp"

#include <limits>

namespace nightfloat::codec {

namespace detail {

template <integer T>
void write_integer_schema(json_writer& out) {
  out.name("type");
  out.text("integer");
  out.name("minimum");
  write_json(out, std::numeric_limits<T>::min());
  out.name("maximum");
  write_json(out, std::numeric_limits<T>::max());
}

inline void write_text_schema(json_writer& out, std::string_view keyword,
                              std::string_view value) {
  out.name("type");
  out.text("string");
  if (keyword.empty())
    return;
  out.name(keyword);
  out.text(value);
}

template <class T>
void write_keywords(json_writer& out);

template <class T>
void write_schema(json_writer& out) {
  out.begin('{');
  write_keywords<T>(out);
  out.end('}');
}

template <class E>
void write_enum_schema(json_writer& out) {
  out.name("enum");
  out.begin('[', true);
  for (auto rest = names_of<E>(); !rest.empty();) {
    auto end = rest.find(", ");
    out.element();
    out.text(rest.substr(0, end));
    rest.erase(0, end == rest.npos ? end : end + 2);
  }
  out.end(']');
}

template <class T>
void write_list_schema(json_writer& out) {
  out.name("type");
  out.text("array");
  out.name("items");
  write_schema<typename T::value_type>(out);
  if constexpr (is_array<T>::value) {
    for (auto bound : {"minItems", "maxItems"}) {
      out.name(bound);
      write_json(out, std::uint64_t{std::tuple_size_v<T>});
    }
  }
}

template <class T>
void write_member_schema(json_writer& out, const T& by_default) {
  out.begin('{');
  write_keywords<T>(out);
  if constexpr (!described<T> && !is_optional<T>::value) {
    out.name("default");
    write_json(out, by_default);
  }
  out.end('}');
}

template <described T>
void write_object_schema(json_writer& out) {
  const auto defaults = T{};
  out.name("type");
  out.text("object");
  out.name("additionalProperties");
  out.truth(false);
  out.name("properties");
  out.begin('{');
  with_members(defaults, [&](const auto&... member) {
    auto name = member_names<T>.begin();
    ((out.name(*name++), write_member_schema(out, member)), ...);
  });
  out.end('}');
}

template <class T>
void write_keywords(json_writer& out) {
  if constexpr (std::is_same_v<T, bool>) {
    out.name("type");
    out.text("boolean");
  } else if constexpr (integer<T>) {
    write_integer_schema<T>(out);
  } else if constexpr (std::is_same_v<T, double>) {
    out.name("type");
    out.text("number");
  } else if constexpr (is_named_enum<T>) {
    write_enum_schema<T>(out);
  } else if constexpr (is_id<T>::value || is_duration<T>::value) {
    write_integer_schema<typename T::rep>(out);
  } else if constexpr (std::is_same_v<T, domain::date>) {
    write_text_schema(out, "format", "date");
  } else if constexpr (std::is_same_v<T, domain::instant>) {
    write_text_schema(out, "pattern",
                      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$");
  } else if constexpr (std::is_same_v<T, std::string>) {
    write_text_schema(out, {}, {});
  } else if constexpr (is_optional<T>::value) {
    out.name("anyOf");
    out.begin('[');
    out.element();
    write_schema<typename T::value_type>(out);
    out.element();
    out.begin('{');
    out.name("type");
    out.text("null");
    out.end('}');
    out.end(']');
  } else if constexpr (is_vector<T>::value || is_array<T>::value) {
    write_list_schema<T>(out);
  } else {
    static_assert(described<T>, "the type wants a Boost.Describe line");
    write_object_schema<T>(out);
  }
}

} // namespace detail

/// The schema of `T`, indented.
template <class T>
[[nodiscard]] std::string json_schema() {
  auto text = std::string{};
  auto out = json_writer{text, true};
  out.begin('{');
  out.name("$schema");
  out.text("https://json-schema.org/draft/2020-12/schema");
  detail::write_keywords<T>(out);
  out.end('}');
  return text += '\n';
}

} // namespace nightfloat::codec
