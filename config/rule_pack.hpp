// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rule packs from files: `config/rules/*.toml` and a programme's own.

#include "domain/rules/pack.hpp"

#include <string>
#include <string_view>

namespace nightfloat::config {

/// A pack from TOML. Fails with `configuration`: an unknown rule or field, a
/// value of another kind or an impossible bound, `source` and the path of the
/// field first.
[[nodiscard]] result<domain::rule_pack> read_rule_pack(std::string_view text,
                                                       std::string_view source);

/// The same of a file, at most 1 MiB.
[[nodiscard]] result<domain::rule_pack> load_rule_pack(const std::string& path);

} // namespace nightfloat::config
