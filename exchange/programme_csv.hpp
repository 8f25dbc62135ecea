// SPDX-License-Identifier: Apache-2.0
#pragma once

// A programme as a directory of CSV files, without loss in either direction:
//
//   programme.csv     key,value: name, zone, the block calendar, first, last...
//   rules.toml        the programme's own rule pack
//   sites.csv         code,name,zone,people_max
//   holidays.csv      day,name
//   people.csv        code,name,role,track,faculty
//   pgy.csv           person,academic_year,pgy
//   credentials.csv   person,kind,first,last,status
//   activities.csv    code,name,category,procedure,room_units,credential
//   rotations.csv     code,name,kind,people_min,people_max,site,...
//   templates.csv     code,name,rotation,kind,role,start,length,weekdays,...
//   absences.csv      person,first,last,kind,status
//   requirements.csv  name,kind,pgy,track,weeks,fulfilled_by,after
//   roster.csv        person,start,end,template,... one row a duty
//   plan.csv          person,rotation,first,last,source
//
// Things are named by their codes. Only programme.csv and people.csv must be
// there. A duty's start and end are in UTC (2026-07-01T12:00Z) or, without
// the Z, as the clock at its site shows them: of a time that comes twice the
// earlier is a start and the later an end, and one that clocks skip is
// refused.

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
  /// Some things were numbered by their place, for the source has no numbers.
  bool by_place = false;
};

/// Reads a directory as above. Fails with `not_found`, `io_failed`,
/// `oversize`, `malformed` or `invalid_argument`; the sentence begins with
/// `file:line:column` and says what to write instead.
///
/// In a table without an `id` column a row has the number of its place. Where
/// `kept` is given, it has the number of the same code there, and a new code
/// the lowest that `kept` does not use: rosters go by numbers, and one that
/// stays in force keeps its people wherever a row was put in.
[[nodiscard]] result<imported>
read_programme(const std::filesystem::path& directory,
               const domain::programme* kept = nullptr);

/// Writes the directory, all files or, as far as the system allows, none: each
/// is written beside its place and synced before the first is renamed. Files
/// of a roster are removed where `roster` is null, and rules.toml where there
/// are no own rules. Fails with `io_failed`,
/// `no_space`, or `invalid_argument` where `x` names a rotation, person or
/// template that it does not hold or two things by one code.
[[nodiscard]] result<void>
write_programme(const std::filesystem::path& directory,
                const domain::programme& x,
                const domain::roster* roster = nullptr);

} // namespace nightfloat::exchange
