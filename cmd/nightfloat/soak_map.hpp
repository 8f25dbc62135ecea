// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a map of metastability is drawn once more.

#include "soak/metastability.hpp"

#include <string>

namespace nightfloat::cmd {

/// The command that draws the map of `scenario` as `x` says; `triggers` and
/// `loads` are lists as they were given, empty: they were not.
[[nodiscard]] std::string
map_command_line(const soak::map_options& x, const std::string& scenario,
                 const std::string& triggers, const std::string& loads);

} // namespace nightfloat::cmd
