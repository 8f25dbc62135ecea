// SPDX-License-Identifier: Apache-2.0
#include "storage/engine.hpp"

namespace nightfloat::storage {

key_range prefix_range(std::string_view prefix) {
  auto last = std::string{prefix};
  // The next prefix of the same length: the last byte that can grow, grown.
  while (!last.empty() && last.back() == '\xff')
    last.pop_back();
  if (!last.empty())
    last.back()
      = static_cast<char>(static_cast<unsigned char>(last.back()) + 1);
  return {std::string{prefix}, std::move(last)};
}

failure engine_closed() {
  return {ec::unavailable, "store: the engine is closed, try again", 50};
}

} // namespace nightfloat::storage
