// SPDX-License-Identifier: Apache-2.0
#include "domain/digest.hpp"

namespace nightfloat::domain {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

} // namespace

std::uint64_t fnv(std::string_view bytes) noexcept {
  auto hash = fnv_hash{};
  hash.add(bytes);
  return hash.value();
}

std::string hex(std::uint64_t x) {
  auto out = std::string(16, '0');
  for (auto i = out.size(); i-- > 0; x >>= 4)
    out[i] = hex_digits[x & 15];
  return out;
}

std::string hex(std::string_view bytes) {
  auto out = std::string{};
  out.reserve(2 * bytes.size());
  for (auto c : bytes) {
    out += hex_digits[static_cast<unsigned char>(c) >> 4];
    out += hex_digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

} // namespace nightfloat::domain
