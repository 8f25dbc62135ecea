// SPDX-License-Identifier: Apache-2.0
#include "storage/fence_check.hpp"

namespace nightfloat::storage {

bool fence_holds(const domain::token& presented, const lease_view* current,
                 std::chrono::steady_clock::time_point now) {
  return current != nullptr && current->token == presented
         && now < current->deadline;
}

} // namespace nightfloat::storage
