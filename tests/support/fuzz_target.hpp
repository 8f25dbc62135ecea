// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the fuzz targets share: a broken property aborts, which libFuzzer
// reports with the input; seeds are valid values, one file a type.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace nightfloat::fuzz {

inline void holds(bool condition, const char* what) {
  if (condition)
    return;
  std::fprintf(stderr, "broken property: %s\n", what);
  std::abort();
}

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Writes a seed into the directory NIGHTFLOAT_FUZZ_SEEDS, if that is set.
inline void write_seed(const std::string& name, std::string_view bytes) {
  if (auto directory = std::getenv("NIGHTFLOAT_FUZZ_SEEDS")) {
    auto file = std::ofstream{std::string{directory} + "/" + name,
                              std::ios::binary};
    file << bytes;
    holds(file.good(), "the seed can be written");
  }
}

/// The types that may be chosen by the first byte are numbered in the order
/// of their list; a seed of the `i`-th begins with that byte.
inline std::string chosen(std::size_t i, std::string_view bytes) {
  return std::string(1, static_cast<char>(i)).append(bytes);
}

} // namespace nightfloat::fuzz
