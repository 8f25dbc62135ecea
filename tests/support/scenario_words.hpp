// SPDX-License-Identifier: Apache-2.0
#pragma once

// One line of a scenario file, taken word by word from the front: dates,
// times on the wall of the site, days that repeat. tests/scenarios/README.md
// is the grammar.

#include "domain/time.hpp"
#include "domain/zone.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nightfloat::test {

/// Remembers the first thing that is wrong with the line; what is taken after
/// it is empty.
class line_words {
public:
  explicit line_words(std::string_view text);

  [[nodiscard]] bool empty() const noexcept;

  /// The next word; empty if there is none.
  [[nodiscard]] std::string_view peek() const noexcept;

  /// Takes the next word; a fault if there is none.
  std::string_view take(std::string_view wanted);

  /// Takes the next word if it is `word`.
  [[nodiscard]] bool skip(std::string_view word);

  /// All that is left, blanks as they were.
  std::string_view rest();

  /// A whole number in `[least, most]`.
  int number(std::string_view wanted, int least, int most);

  /// `2026-07-01`
  domain::date day();

  /// `2026-07-01 .. 2026-07-28`, or one day alone.
  domain::window days();

  /// A date, or `every day|Mon Tue ..|<n> days <days> [except <date> ..]`;
  /// never empty.
  std::vector<domain::date> dates();

  /// Bits of the weekdays that come next, Monday the lowest; 0 if none do.
  std::uint8_t weekdays();

  /// `07:00 -> [next day|2026-07-02] 19:00` as minutes after the midnight of
  /// `first`. An end that is not after the start is on the next day.
  std::pair<int, int> hours(domain::date first);

  bool fail(std::string what);

  [[nodiscard]] const std::string& fault() const noexcept {
    return fault_;
  }

private:
  int minute();

  std::string_view left_;
  std::string fault_;
};

[[nodiscard]] bool is_date(std::string_view word);
[[nodiscard]] bool is_time(std::string_view word);

/// Starts take the earlier of two, ends the later, as `zone` says.
[[nodiscard]] domain::instant wall(const domain::zone& site, domain::date day,
                                   int minute, bool is_end);

/// `2026-07-01 .. 2026-07-28` where both are midnights of the site, else
/// `2026-07-01 07:00 -> 19:00`; the end has its date where it needs one.
[[nodiscard]] std::string show_span(const domain::zone& site,
                                    domain::instant from, domain::instant to);

/// `2026-07-01 07:00`
[[nodiscard]] std::string show_time(const domain::zone& site,
                                    domain::instant when);

} // namespace nightfloat::test
