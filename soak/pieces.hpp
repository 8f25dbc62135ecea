// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace nightfloat::soak {

/// Spends `whole_s` in pieces of `piece_s`, the last one up to twice as long;
/// `spend` is given the seconds of each, and true from it ends the rest. True:
/// one did. False: none did, or `stop` was set before it came to that.
template <class Spend>
bool in_pieces(double whole_s, double piece_s, const std::atomic<bool>& stop,
               Spend spend) {
  for (auto left_s = whole_s; !stop;) {
    auto s = left_s < 2 * piece_s ? left_s : piece_s;
    if (spend(s))
      return true;
    left_s -= s;
    if (left_s <= 0)
      break;
  }
  return false;
}

} // namespace nightfloat::soak
