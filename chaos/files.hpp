// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files and directories of a cluster, all of them private to their owner.

#include "domain/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace nightfloat::chaos {

/// Makes `path` and its parents; the last one has mode 0700. Fails with
/// `forbidden` where it exists and belongs to another or is open to others,
/// `io_failed` else.
[[nodiscard]] result<void> make_private(const std::filesystem::path& path);

/// Replaces `path` whole, or not at all; mode 0600. Fails with `no_space` or
/// `io_failed`.
[[nodiscard]] result<void> replace_file(const std::filesystem::path& path,
                                        std::string_view text);

/// Fails with `not_found`, `io_failed`, or `oversize` above `bytes_max`, which
/// is in whole MiB.
[[nodiscard]] result<std::string> read_file(const std::filesystem::path& path,
                                            std::uintmax_t bytes_max = 1 << 20);

/// The last `lines` lines of a file; empty where there is none.
[[nodiscard]] std::string tail(const std::filesystem::path& path,
                               std::size_t lines);

/// The longest directory whose sockets fit a socket address (107 bytes).
constexpr std::size_t socket_dir_bytes_max
  = 107 - std::string_view{"/lifeline.sock"}.size();

/// Chooses a directory for the sockets of the cluster in `dir`: below
/// $XDG_RUNTIME_DIR where that is set, usable and short enough, else a fresh
/// one below /tmp. It exists on return. Fails as make_private does.
[[nodiscard]] result<std::string> choose_runtime_dir(const std::string& dir);

/// `$XDG_STATE_HOME/nightfloat` or `~/.local/state/nightfloat`. Fails with
/// `configuration` where neither variable is set.
[[nodiscard]] result<std::string> default_state_dir();

/// An exclusive lock on a file, held until destroyed or released.
class file_lock {
public:
  file_lock() = default;

  /// Fails with `in_use` while another process holds it, `io_failed` where it
  /// cannot be made or locked.
  static result<file_lock> take(const std::filesystem::path& path);

  file_lock(file_lock&& other) noexcept;
  file_lock& operator=(file_lock&& other) noexcept;
  ~file_lock();

  void release() noexcept;

private:
  int fd_ = -1;
};

} // namespace nightfloat::chaos
