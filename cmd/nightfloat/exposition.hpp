// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace nightfloat::cmd {

/// One Prometheus text from those of several processes: each family has its
/// HELP and TYPE once, all its samples follow. Sample lines are kept as they
/// are.
[[nodiscard]] std::string
merge_expositions(const std::vector<std::string>& texts);

} // namespace nightfloat::cmd
