// SPDX-License-Identifier: Apache-2.0
#pragma once

// An import before it is one: what a file would make of the programme in
// force, which of its names were only alike, and row by row what would be
// other than it is. Pure; publishing it is somebody else's (client/publish).

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "exchange/names.hpp"
#include "exchange/sheet.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::exchange {

BOOST_DESCRIBE_ENUM(likeness, code, name, alike, ambiguous, unknown)

/// A name that was no exact one.
struct name_match {
  /// `person`, `rotation` or `shift`.
  std::string kind;
  /// As the file has it, and where first.
  std::string text;
  std::string place;
  likeness how = likeness::unknown;
  std::uint32_t score = 0;
  /// Code and name of whom it seems to mean; empty: nobody.
  std::string code;
  std::string name;
  /// The code of the next best, where it is ambiguous.
  std::string other;
  bool accepted = false;

  bool operator==(const name_match&) const = default;
};
BOOST_DESCRIBE_STRUCT(name_match, (),
                      (kind, text, place, how, score, code, name, other,
                       accepted))

enum class change_kind : std::uint8_t { added, changed, removed };
BOOST_DESCRIBE_ENUM(change_kind, added, changed, removed)

/// One row of a table that would be other than it is.
struct row_change {
  std::string table;
  change_kind what = change_kind::added;
  /// The person's code; empty: of nobody.
  std::string person;
  /// The day on which it begins, where it has one.
  std::optional<domain::date> day;
  std::string before;
  std::string after;

  bool operator==(const row_change&) const = default;
};
BOOST_DESCRIBE_STRUCT(row_change, (), (table, what, person, day, before, after))

/// What the user says about names that are not exact.
struct acceptance {
  /// Alike from this score on; above 100: none.
  unsigned score = 101;
  /// By the text of the file: the code that is meant; an empty one passes
  /// over what bears the name.
  std::map<std::string, std::string, std::less<>> by_text;
};

struct staged {
  domain::programme programme;
  std::optional<domain::roster> roster;
  std::vector<name_match> matches;
  std::vector<row_change> changes;
  std::vector<std::string> notes;

  /// Whether all names are exact or accepted: else it may not be published.
  [[nodiscard]] bool is_ready() const;
};

/// What is in force, as far as anything is.
struct in_force {
  const domain::programme* programme = nullptr;
  const domain::roster* roster = nullptr;
};

/// Stages a programme that came whole. `roster`: that which would be in force.
[[nodiscard]] staged stage_whole(const in_force& now, domain::programme x,
                                 std::optional<domain::roster> roster,
                                 std::vector<std::string> notes);

/// Stages sheets of people x weeks, days or half days on what is in force:
/// what they show replaces what was, what they do not show (people, days)
/// stays. Sheets that are no schedule are passed over and noted. Fails with
/// `invalid_argument` at the first cell that cannot be meant or where no sheet
/// is a schedule, `not_found` for an unknown zone. REQUIRES a programme in
/// force.
[[nodiscard]] result<staged> stage_sheets(const in_force& now,
                                          const std::vector<sheet>& sheets,
                                          const acceptance& accepted);

/// A short text that is another one for other changes, and on another
/// programme.
[[nodiscard]] std::string digest_of(const staged& x);

} // namespace nightfloat::exchange
