// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/error.hpp"

#include <string>
#include <string_view>

namespace nightfloat::report {

/// Writes `text` to `path` whole or not at all: a temporary file beside it,
/// synced and renamed. Fails with `no_space` or `io_failed`, naming the path.
[[nodiscard]] result<void> write_file(const std::string& path,
                                      std::string_view text);

/// All of a file. Fails with `not_found` or `io_failed`, naming the path.
[[nodiscard]] result<std::string> read_file(const std::string& path);

} // namespace nightfloat::report
