// SPDX-License-Identifier: Apache-2.0
#pragma once

// A year of weekly rotations as internal-medicine programmes keep it:
//
//   residents_*.csv           id,track,year (R1, R2, R3, super_R3)
//   weeks_*.csv               monday_date,week,block
//   rotations_*.yaml          name, requirement, min_residents, max_residents
//   requirements_<Y>_<T>.yaml by family of rotations: constraints of a year Y
//                             and a track T
//
// It says who owes what and holds no roster. The block calendar is read from
// the weeks, not assumed.

#include "exchange/programme_csv.hpp"

#include <filesystem>

namespace nightfloat::exchange {

/// Reads the directory. Files of other names are passed over and noted, and
/// so are years or tracks for which there is no file of their own. Fails with
/// `not_found`, `io_failed`, `oversize`, `malformed` or `invalid_argument`;
/// the sentence begins with the place.
[[nodiscard]] result<imported>
read_block_year(const std::filesystem::path& directory);

} // namespace nightfloat::exchange
