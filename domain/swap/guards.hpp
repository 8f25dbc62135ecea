// SPDX-License-Identifier: Apache-2.0
#pragma once

// The guards that a change of duties expects and touches, beside those of its
// people.

#include "domain/roster.hpp"

#include <set>
#include <string>
#include <string_view>

namespace nightfloat::domain {

/// Adds the guards of every week in which `work` covers or supervises `unit`.
void add_unit_guards(std::string_view unit, const duty& work,
                     std::set<std::string>& out);

} // namespace nightfloat::domain
