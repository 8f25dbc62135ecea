// SPDX-License-Identifier: Apache-2.0
#pragma once

// Writes a programme with its roster in any of the formats, without asking
// anybody anything.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <string>
#include <vector>

namespace nightfloat::cmd {

struct exporting {
  std::string path;
  /// `csv`, `json`, `xlsx`, `ics` or `weeks`.
  std::string format;
  /// Id of the programme.
  std::string programme;
  domain::person_id person{};
  domain::rotation_id rotation{};
  /// Empty: `path`, if it is there.
  std::string previous;
  /// One end that is not given is the programme's.
  domain::window over{};
  bool halves = false;
  domain::instant stamp{};
};

/// `json` for x.json and so on, `weeks` for x.csv, else `csv`, a directory.
[[nodiscard]] std::string format_of(const std::string& path);

/// Returns what is to be said about it. Fails as the writer of the format
/// does; then nothing has changed.
[[nodiscard]] result<std::vector<std::string>>
write_export(const domain::programme& where, const domain::roster* roster,
             const exporting& to);

} // namespace nightfloat::cmd
