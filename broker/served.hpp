// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace nightfloat::broker {

/// Whether a server listens at an `ipc://` endpoint; false for others. libzmq
/// removes whatever lies at an ipc path and binds there, so that a second
/// server would take the first one's place unseen.
[[nodiscard]] bool is_served(const std::string& endpoint);

} // namespace nightfloat::broker
