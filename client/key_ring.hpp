// SPDX-License-Identifier: Apache-2.0
#pragma once

// The CURVE keys of all who meet in one cluster over tcp, in one directory:
// NAME.key for each, and `public`, which is everybody's known_servers and
// allow_list.

#include "config/node.hpp"
#include "domain/error.hpp"

#include <string>
#include <vector>

namespace nightfloat::client {

/// Draws a pair for each name. `directory` exists and holds none of them yet.
/// Fails as broker::write_key_file does.
[[nodiscard]] result<void> draw_keys(const std::string& directory,
                                     const std::vector<std::string>& names);

/// Points the options of `name` at its keys.
void use_keys(const std::string& directory, const std::string& name,
              config::network_options& to);

} // namespace nightfloat::client
