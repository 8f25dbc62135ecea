// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme as a directory of CSV files, without loss in either direction:
//
//   programme.csv     key,value: name, zone, the block calendar, first, last...
//   people.csv        code,name,role,track
//   pgy.csv           person,academic_year,pgy
//   rotations.csv     code,name,kind,people_min,people_max,...
//   templates.csv     code,name,rotation,kind,role,start,length,weekdays,...
//   absences.csv      person,first,last,kind,status
//   requirements.csv  name,kind,pgy,track,weeks,fulfilled_by,after
//   roster.csv        person,start,end,template,... one row a duty
//   plan.csv          person,rotation,first,last,source
//
// People, rotations and templates are named by their codes. Only
// programme.csv and people.csv must be there.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::exchange {

/// What a reader found: consistent in itself, or the reader had failed.
struct imported {
  domain::programme programme;
  /// Absent where the source has neither duties nor a plan.
  std::optional<domain::roster> roster;
  /// What was read otherwise than it is written, or passed over; a sentence
  /// each.
  std::vector<std::string> notes;
};

/// Reads a directory as above. Fails with `not_found`, `io_failed`,
/// `oversize`, `malformed` or `invalid_argument`; the sentence begins with
/// `file:line:column` and says what to write instead.
[[nodiscard]] result<imported>
read_programme(const std::filesystem::path& directory);

/// Writes the directory, all files or, as far as the system allows, none: each
/// is written beside its place and synced before the first is renamed. Files
/// of a roster are removed where `roster` is null. Fails with `io_failed`,
/// `no_space`, or `invalid_argument` where `x` names a rotation, person or
/// template that it does not hold or two things by one code.
[[nodiscard]] result<void>
write_programme(const std::filesystem::path& directory,
                const domain::programme& x,
                const domain::roster* roster = nullptr);

} // namespace nightfloat::exchange
