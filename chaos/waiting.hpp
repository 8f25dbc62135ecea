// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <thread>

namespace nightfloat::chaos {

/// Whether `condition` comes true within `limit`, asked again `pause` after
/// each answer.
template <class Condition>
bool comes_true(Condition condition,
                std::chrono::milliseconds limit = std::chrono::seconds{2},
                std::chrono::milliseconds pause
                = std::chrono::milliseconds{5}) {
  using clock = std::chrono::steady_clock;
  for (auto until = clock::now() + limit;;) {
    if (condition())
      return true;
    if (clock::now() >= until)
      return false;
    std::this_thread::sleep_for(pause);
  }
}

} // namespace nightfloat::chaos
