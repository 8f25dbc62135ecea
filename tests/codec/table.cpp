// SPDX-License-Identifier: Apache-2.0
#include "tests/codec/table.hpp"

#include <cstdlib>

namespace nightfloat::test {

const std::vector<row>& table() {
  static const auto all = [] {
    auto rows = domain_rows();
    for (auto& more : {storage_rows(), broker_rows(), client_rows()})
      rows.insert(rows.end(), more.begin(), more.end());
    return rows;
  }();
  return all;
}

std::uint64_t seed() {
  auto text = std::getenv("NIGHTFLOAT_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 20'260'701;
}

} // namespace nightfloat::test
