// SPDX-License-Identifier: Apache-2.0
#pragma once

// Output for people names people, rotations and shifts by their codes and
// tells times on the clock of the hospital.

#include "cmd/nightfloat/context.hpp"
#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/zone.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::cmd {

/// One programme with what output needs of it.
class directory {
public:
  /// An unknown zone shows UTC.
  explicit directory(domain::programme x);

  [[nodiscard]] const domain::programme& programme() const noexcept {
    return programme_;
  }

  [[nodiscard]] std::string code(domain::person_id x) const;
  [[nodiscard]] std::string code(domain::rotation_id x) const;
  [[nodiscard]] std::string code(domain::template_id x) const;

  /// `2026-07-04 07:00` on the hospital's clock.
  [[nodiscard]] std::string time(domain::instant x) const;
  [[nodiscard]] domain::date day(domain::instant x) const;
  /// Of that day, 0 to 1439.
  [[nodiscard]] int minute(domain::instant x) const;

  /// `2026-07-01 to 2026-07-28`, of `[from, to)`.
  [[nodiscard]] std::string days(domain::instant from,
                                 domain::instant to) const;

  /// Fails with `not_found`, naming the nearest thing to do.
  [[nodiscard]] result<domain::person_id>
  person(const std::string& code_of_person) const;

private:
  domain::programme programme_;
  domain::zone zone_;
};

/// `2026-07-04 07:00` on the hospital's clock, of ledger time in Unix
/// milliseconds; `-` of 0.
[[nodiscard]] std::string ledger_time(const directory& names, std::int64_t ms);

/// `2026-07-04T12:00Z`, of what is no programme's.
[[nodiscard]] std::string ledger_time(std::int64_t ms);

/// The people of the programme without its roster.
[[nodiscard]] result<directory> load_directory(context& x,
                                               const std::string& programme);

/// The shift of `who` that `text` names: its number, or the date on which it
/// starts. Fails with `not_found`, or `invalid_argument` where it is neither
/// or several start on that day; the sentence lists them.
[[nodiscard]] result<domain::shift_id>
find_shift(const directory& names, const domain::roster& roster,
           domain::person_id who, const std::string& text);

} // namespace nightfloat::cmd
