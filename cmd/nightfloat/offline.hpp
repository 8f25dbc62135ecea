// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme in a file (csv, json) in the place of a cluster, so that much
// can be tried at a desk: what is read from it is in force, and publishing
// writes it anew.

#include "client/load.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <optional>
#include <string>

namespace nightfloat::cmd {

/// What is in force in `path`; its version is 0. Fails with `not_found` where
/// there is no such file, `invalid_argument` where it holds a schedule and no
/// programme or is a block-year, which is never written, or as its reader does.
[[nodiscard]] result<client::loaded> load_offline(const std::string& path);

/// Puts a programme and its roster in force there: a `.json` file, else a
/// directory of CSV. Fails as the writer does; a file is the old or the new
/// whole.
[[nodiscard]] result<void> save_offline(const std::string& path,
                                        const domain::programme& x,
                                        const domain::roster* roster);

} // namespace nightfloat::cmd
