// SPDX-License-Identifier: Apache-2.0
#pragma once

// Configuration: TOML 1.0 into described values, as strictly as JSON. Errors
// begin with `file:line: dotted.path`.

#include "codec/from_tree.hpp"

#include <cstddef>
#include <string>

namespace nightfloat::codec {

/// Larger texts are refused before they are parsed.
constexpr std::size_t toml_bytes_max = 1 << 20;

/// Levels of dotted keys and brackets; deeper texts are refused as well.
constexpr std::size_t toml_depth_max = 64;

/// The tree of a TOML text. Fails with `configuration`, naming `source` and
/// line. Dates and times come as ISO text.
[[nodiscard]] result<tree> parse_toml(std::string_view text,
                                      std::string_view source);

/// A whole text file. Fails with `configuration`: it is not there, cannot be
/// read, or is larger than `toml_bytes_max`.
[[nodiscard]] result<std::string> read_toml_file(const std::string& path);

/// Fails with `configuration`, naming `source`, line and dotted path.
template <class T>
[[nodiscard]] result<T>
from_toml(std::string_view text, std::string_view source) {
  auto parsed = parse_toml(text, source);
  if (!parsed)
    return parsed.error();
  auto x = T{};
  auto fault = tree_fault{};
  if (!fill(x, *parsed, fault))
    return fault.as(ec::configuration, source);
  return x;
}

/// The file at `path` as `T`.
template <class T>
[[nodiscard]] result<T> load_toml(const std::string& path) {
  auto text = read_toml_file(path);
  if (!text)
    return text.error();
  return from_toml<T>(*text, path);
}

} // namespace nightfloat::codec
