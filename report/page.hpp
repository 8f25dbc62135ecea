// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/error.hpp"

#include <string>
#include <string_view>

namespace nightfloat::report {

/// `x` with the five characters that mean something in HTML replaced.
[[nodiscard]] std::string escaped(std::string_view x);

/// A whole HTML page with the house's style, around `body` (HTML).
[[nodiscard]] std::string page(std::string_view title, std::string_view body);

/// Writes `text` to `path` whole or not at all: a temporary file beside it,
/// synced and renamed. Fails with `no_space` or `io_failed`, naming the path.
[[nodiscard]] result<void> write_file(const std::string& path,
                                      std::string_view text);

} // namespace nightfloat::report
