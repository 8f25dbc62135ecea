// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/error.hpp"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace nightfloat::report {

/// Writes all of `text`; the errno of what went wrong, 0: nothing did.
[[nodiscard]] int write_all(int descriptor, std::string_view text) noexcept;

/// Writes `text` to `path` whole or not at all: a temporary file beside it,
/// synced and renamed, and its directory synced. Of several that write one path
/// at a time, in whatever process, the last stands. `mode` is who may open it,
/// less the umask. Fails with `no_space` or `io_failed`, naming the path.
[[nodiscard]] result<void>
write_file(const std::string& path, std::string_view text, mode_t mode = 0644);

/// All of a file. Fails with `not_found` or `io_failed`, naming the path.
[[nodiscard]] result<std::string> read_file(const std::string& path);

} // namespace nightfloat::report
