// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who has a session of storage, and who waits for one: so many work at one
// time, the others in the order in which they asked, each until its deadline.
//
// A session is made for one incarnation of storage (the epoch that serves).
// Before each use it is compared; one of before a recovery is invalidated and
// made anew. While storage recovers nobody is let in; those who wait go on
// waiting, so that a recovery shorter than their deadlines is not noticed.
//
// Pure: it knows neither thread nor clock.

#include "domain/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace nightfloat::storage {

struct session_limits {
  std::size_t sessions = 4;
  /// Work that may wait; more is refused as `overloaded`.
  std::size_t waiting_max = 4'096;
};

/// Names work that asked, for as long as it waits or has a session.
using session_ticket = std::uint64_t;

struct session_counts {
  std::size_t sessions = 0;
  std::size_t in_use = 0;
  std::size_t waiting = 0;
  std::uint64_t checked_out = 0;
  std::uint64_t given_back = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t refused = 0;
  /// Sessions that were found to be of an earlier incarnation, and made anew.
  std::uint64_t invalidated = 0;

  /// Sessions that nobody has and that are not there to be had.
  [[nodiscard]] std::uint64_t leaked() const noexcept {
    return checked_out - given_back - in_use;
  }
};

/// Not thread-safe.
class session_table {
public:
  using time_point = std::chrono::steady_clock::time_point;

  struct checkout {
    session_ticket who = 0;
    std::size_t session = 0;
    /// It was of an earlier incarnation, and has been made anew.
    bool renewed = false;
  };

  explicit session_table(session_limits limits);

  /// Waits from now on. Fails with `overloaded`, with `timed_out` where
  /// `not_after` has passed, and with `unavailable` once stopped.
  [[nodiscard]] result<session_ticket> ask(time_point now,
                                           time_point not_after);

  /// For work that is bounded otherwise and checks storage itself: it has no
  /// deadline, and is let in while storage recovers. Fails with `unavailable`
  /// once stopped.
  [[nodiscard]] result<session_ticket> ask_owed();

  /// Gives a free session to the one who has waited longest, if both are
  /// there. `incarnation` of storage; 0: it recovers.
  [[nodiscard]] std::optional<checkout> next(time_point now,
                                             std::uint64_t incarnation);

  /// REQUIRES that it was checked out.
  void give_back(std::size_t session);

  /// Those whose deadline has passed; they wait no more.
  [[nodiscard]] std::vector<session_ticket> expire(time_point now);

  /// The earliest deadline of those who wait; `max` if there is none.
  [[nodiscard]] time_point next_deadline() const;

  /// All that wait; nobody is let in any more.
  [[nodiscard]] std::vector<session_ticket> stop();

  [[nodiscard]] session_counts counts() const;

private:
  struct waiting {
    session_ticket who = 0;
    time_point not_after{};
  };

  [[nodiscard]] std::deque<waiting>* longest_waiting(bool serves);

  session_limits limits_;
  session_ticket last_ = 0;
  std::deque<waiting> asked_;
  std::deque<waiting> owed_;
  std::vector<std::size_t> free_;
  /// For which incarnation each session was made; 0: not yet.
  std::vector<std::uint64_t> made_for_;
  std::vector<bool> used_;
  session_counts counts_;
  bool stopped_ = false;
};

} // namespace nightfloat::storage
