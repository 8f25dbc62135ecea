// SPDX-License-Identifier: Apache-2.0
#pragma once

// What `import` reads and how it shows it: a file becomes a staged import on
// top of what is in force. Nothing here writes anything.

#include "client/load.hpp"
#include "exchange/programme_csv.hpp"
#include "exchange/staged.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace nightfloat::cmd {

struct importing {
  std::string path;
  /// `csv`, `json`, `xlsx`, `weeks` or `block-year`; empty: by the path.
  std::string format;
  /// xlsx: the only sheet to read; empty: all.
  std::string sheet;
  exchange::acceptance accepted;
  bool drop_roster = false;
};

/// The file's content: a whole programme, or sheets for the one in force.
struct import_read {
  bool is_whole = false;
  exchange::imported whole;
  std::vector<exchange::sheet> sheets;
  std::vector<std::string> notes;
};

/// The format of `path`. Fails with `invalid_argument` where it cannot be
/// told.
[[nodiscard]] result<std::string> import_format(const importing& x);

/// Reads and checks all of it; `kept`: as `exchange::read_programme` takes it.
/// Fails as the reader of the format does.
[[nodiscard]] result<import_read>
read_import(const importing& x, const domain::programme* kept = nullptr);

/// `now`: what is in force, if anything is. Fails as the staging does, and with
/// `not_found` for sheets where nothing is.
[[nodiscard]] result<exchange::staged>
stage_import(const importing& x, import_read read,
             const std::optional<client::loaded>& now);

/// Prints names and changes, at most `show` of each table.
void print_staged(std::ostream& out, const exchange::staged& x,
                  std::size_t show);

} // namespace nightfloat::cmd
