// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"

#include <string>

namespace nightfloat::config {

/// `x` as the TOML text that loads to the same options: every field, in the
/// order of its description, sections last.
[[nodiscard]] std::string to_toml(const node_options& x);

} // namespace nightfloat::config
