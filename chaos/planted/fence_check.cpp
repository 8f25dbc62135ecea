// SPDX-License-Identifier: Apache-2.0
// no_fence: any token may act for a job, whoever holds its lease.

#include "storage/fence_check.hpp"

#include "chaos/planted/planted.hpp"

#define fence_holds sound_fence_holds
#include "storage/fence_check.cpp"
#undef fence_holds

namespace nightfloat::storage {

bool fence_holds(const domain::token& presented, const lease_view* current,
                 std::chrono::steady_clock::time_point now) {
  return planted::is_awake("no_fence")
         || sound_fence_holds(presented, current, now);
}

} // namespace nightfloat::storage
