// SPDX-License-Identifier: Apache-2.0
#pragma once

// From a file to options that a process can start with. Every fault is one
// sentence: file, line or dotted path, what is wrong, what to do.

#include "config/node.hpp"
#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace nightfloat::config {

/// What `sockaddr_un` holds, without its terminating zero.
constexpr std::size_t socket_path_bytes_max = 107;

/// What a command line may set beside the file; empty: as the file says.
struct node_overrides {
  std::string role;
  std::string instance;
  std::string runtime_dir;
  std::string state_dir;
  std::string log_level;
  /// Where key files with relative names lie (systemd's credentials); empty:
  /// in the working directory.
  std::string credentials;
  std::optional<std::uint64_t> seed;
  /// True: storage faults and crash points may be set.
  bool faults = false;
};

/// `x` with the endpoints that are left empty written out.
[[nodiscard]] network_options completed(network_options x);

/// Whether a process can start with `x`, which is `completed`. Fails with
/// `configuration`, naming the first dotted path at fault.
[[nodiscard]] result<void> check(const node_options& x);

/// Reads the TOML file, applies `over`, completes and checks. Fails with
/// `configuration`.
[[nodiscard]] result<node_options> load_node(const std::string& path,
                                             const node_overrides& over = {});

} // namespace nightfloat::config
