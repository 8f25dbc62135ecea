// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the processes of a cluster are called: `store`, `broker`, `worker-1`,
// `worker-2`, ...

#include <cstdint>
#include <string>
#include <string_view>

namespace nightfloat::chaos {

/// `instance` tells workers apart; there is one of each other role.
[[nodiscard]] inline std::string member_name(std::string_view role,
                                             std::string_view instance) {
  auto name = std::string{role};
  return role == "worker" ? name + "-" + std::string{instance} : name;
}

/// The n-th worker, from 1 on.
[[nodiscard]] inline std::string worker_name(std::uint32_t n) {
  return member_name("worker", std::to_string(n));
}

} // namespace nightfloat::chaos
