// SPDX-License-Identifier: Apache-2.0
#pragma once

// Public instances as files: which format one is, how it is opened, and how
// its roster is written back.

#include "exchange/instance.hpp"
#include "exchange/text.hpp"

#include <string>
#include <vector>

namespace nightfloat::cmd {

/// What is asked for on the command line.
struct solving {
  /// A file, or a directory of INRC-II or of a block year; `KIND:` may stand
  /// before it.
  std::string where;
  /// Of INRC-II alone.
  std::string history;
  std::string weeks;
};

struct solvable {
  /// As before the colon: `shift-scheduling`.
  std::string kind;
  /// The path without what stood before it.
  std::string path;
  exchange::instance instance;
  /// A roster of it is a directory of files.
  bool is_directory = false;
  /// Its columns are weeks; the problem has one more, which closes the year.
  bool is_year = false;
  /// What was read otherwise than it is written, a sentence each.
  std::vector<std::string> notes;
};

/// The kinds that may stand before the colon.
[[nodiscard]] const std::vector<std::string>& solvable_kinds();

/// Reads an instance; the kind is that named, else recognised from what the
/// file says. Fails with `not_found` or `io_failed`, with `invalid_argument`
/// naming the line, with `malformed` for a file of no known kind.
[[nodiscard]] result<solvable> open_solvable(const solving& from);

/// That a file can be written there, before an hour is spent on what goes
/// into it. Fails with `io_failed`, `not_found`, or `invalid_argument` where it
/// is the instance itself.
[[nodiscard]] result<void> check_file_path(const solvable& x,
                                           const std::string& file);

/// The same for a roster; makes the directory where it is one.
[[nodiscard]] result<void> check_roster_path(const solvable& x,
                                             const std::string& out);

/// A roster as `roster_files` writes it, read back from a file or a directory.
/// Fails as `open_solvable` does.
[[nodiscard]] result<domain::solve::grid> read_roster(const solvable& x,
                                                      const std::string& from);

/// The files that hold the roster, `out` or within it.
[[nodiscard]] std::vector<exchange::text_file>
roster_files(const solvable& x, const std::string& out,
             const domain::solve::grid& roster);

} // namespace nightfloat::cmd
