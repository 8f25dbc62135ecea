// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the codec does with each stored or sent type, behind plain functions
// over bytes: every type is compiled once, for all tests and fuzz targets.

#include "domain/error.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::test {

struct row {
  /// `folder.type`
  std::string name;
  /// The bytes of the fixed sample of the golden files, and of a random value.
  std::string (*sample)(std::string_view name);
  std::string (*random)(std::mt19937_64& engine);
  /// Read and written again.
  result<std::string> (*recode)(std::string_view bytes);
  /// Whether each member that `old` holds is that of `now`, or at its default,
  /// as one is that a former form did not have. REQUIRES readable bytes.
  bool (*agrees)(std::string_view old, std::string_view now);
  /// REQUIRES readable bytes.
  std::string (*to_json)(std::string_view bytes, bool pretty);
  result<std::string> (*from_json)(std::string_view text);
  std::string (*schema)();
};

/// In the order of `types.hpp`.
[[nodiscard]] const std::vector<row>& table();

[[nodiscard]] std::vector<row> domain_rows();
[[nodiscard]] std::vector<row> storage_rows();
[[nodiscard]] std::vector<row> broker_rows();
[[nodiscard]] std::vector<row> client_rows();

/// NIGHTFLOAT_SEED, or one; tests print it when a check fails.
[[nodiscard]] std::uint64_t seed();

} // namespace nightfloat::test
