// SPDX-License-Identifier: Apache-2.0
#pragma once

// A roster as events of a calendar. An event is "this person works this
// shift": its name (UID) is made of both numbers, so it stays the same
// however often a roster is exported, made anew or looked at from another
// side, and a shift that passes to somebody else is cancelled for the one and
// new for the other.

#include "domain/programme.hpp"
#include "domain/roster.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nightfloat::exchange {

struct calendar_event {
  std::string uid;
  /// IANA zone in which the event is shown.
  std::string zone;
  domain::instant start{};
  domain::instant end{};
  std::string summary;
  std::string location;
  std::string description;
  std::string category;
  bool cancelled = false;
  /// Goes up with every change that the holder of a calendar should see.
  std::uint32_t sequence = 0;
  /// When it was last changed (DTSTAMP).
  domain::instant stamp{};

  bool operator==(const calendar_event&) const = default;
};

/// Whose events; nothing assigned: everybody's.
struct calendar_choice {
  /// The programme's id: the right side of each UID.
  std::string programme;
  domain::person_id person{};
  domain::rotation_id rotation{};
};

/// The duties of `x` that `which` chooses, by start; all of sequence 0 and of
/// `stamp`. Texts are calendar_text. Duties of unknown people or shifts are
/// named by number.
[[nodiscard]] std::vector<calendar_event>
events_of(const domain::programme& where, const domain::roster& x,
          const calendar_choice& which, domain::instant stamp);

/// Makes `now` the successor of `before`: what is as it was keeps sequence
/// and stamp, what differs counts its sequence up, what is gone is said to be
/// cancelled. Cancellations of what ended more than 31 days before `stamp`
/// are left out.
void follow(std::vector<calendar_event>& now,
            const std::vector<calendar_event>& before, domain::instant stamp);

/// `text` as a calendar can hold it: line breaks as LF, other control
/// characters as spaces, bytes that are not UTF-8 as question marks, without
/// blanks at its ends.
[[nodiscard]] std::string calendar_text(std::string_view text);

} // namespace nightfloat::exchange
