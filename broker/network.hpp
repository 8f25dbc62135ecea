// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where processes meet and what keeps strangers out, worked out of the
// configuration before any socket exists: ipc in a directory of mode 0700,
// tcp only with CURVE keys and, on the side that binds, an allow-list.

#include "broker/keys.hpp"
#include "config/node.hpp"
#include "domain/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::broker {

/// One socket as it shall be opened. Keys are empty on ipc.
struct socket_plan {
  std::string endpoint;
  key_pair own;
  /// Of the side that connects: the public key that it insists on.
  std::string server_key;
  /// Of the side that binds: who may connect, by key.
  std::vector<named_key> allowed;

  [[nodiscard]] bool curve() const noexcept {
    return !own.secret_key.empty();
  }
};

/// The broker's endpoint, and the store's; defaults lie in `runtime_dir`.
[[nodiscard]] std::string broker_endpoint(const config::network_options& x);
[[nodiscard]] std::string store_endpoint(const config::network_options& x);

/// `unix:PATH`, `tcp:HOST:PORT`, or empty where none is kept.
[[nodiscard]] std::string lifeline_address(const config::network_options& x);

/// Plans the socket that `server` (`broker` or `store`) binds. Fails with
/// `configuration` for an endpoint that is neither ipc nor tcp, a path over
/// 107 bytes, tcp without key file or allow-list, or a bad key file.
[[nodiscard]] result<socket_plan> plan_bind(const config::network_options& x,
                                            std::string_view server);

/// Plans the socket that connects to `server`. Fails like `plan_bind`; tcp
/// needs a key file and the server's line in `known_servers`.
[[nodiscard]] result<socket_plan> plan_connect(const config::network_options& x,
                                               std::string_view server);

/// Creates `runtime_dir` with mode 0700, or checks that it is a directory of
/// ours that nobody else may enter. Fails with `configuration`.
[[nodiscard]] result<void> prepare_runtime_dir(const std::string& path);

} // namespace nightfloat::broker
