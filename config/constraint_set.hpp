// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sets of constraints from files: `config/constraints/*.toml` and a
// programme's own.

#include "domain/stage/constraint.hpp"

#include <string>
#include <string_view>

namespace nightfloat::config {

/// A set from TOML. Fails with `configuration`: an unknown template or field,
/// a value of another kind or out of bounds, `source` and the path of the
/// field first.
[[nodiscard]] result<domain::stage::constraint_set>
read_constraint_set(std::string_view text, std::string_view source);

/// The same of a file, at most 1 MiB.
[[nodiscard]] result<domain::stage::constraint_set>
load_constraint_set(const std::string& path);

/// A shipped set by its name, else the file at that path. Fails as the two
/// above do; where there is no such file either, with the names that there are.
[[nodiscard]] result<domain::stage::constraint_set>
find_constraint_set(const std::string& name_or_path);

} // namespace nightfloat::config
