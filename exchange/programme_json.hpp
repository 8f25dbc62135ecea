// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme with its roster as one JSON file: the described structs as they
// are, one row a line, so that two exports can be compared by eye and by diff.

#include "exchange/programme_csv.hpp"

#include <string>
#include <string_view>

namespace nightfloat::exchange {

/// The file. Fails with `invalid_argument` as `check_consistent` does.
[[nodiscard]] result<std::string>
write_json_programme(const domain::programme& x,
                     const domain::roster* roster = nullptr);

/// Reads it back, sorted. Fails with `malformed`, `oversize`, `bad_version` or
/// `invalid_argument`; the sentence begins with `source` and the dotted path.
[[nodiscard]] result<imported> read_json_programme(std::string_view text,
                                                   const std::string& source);

} // namespace nightfloat::exchange
