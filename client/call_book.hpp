// SPDX-License-Identifier: Apache-2.0
#pragma once

// The calls of a line that have not ended: by number, by the correlation of
// the copy whose answer is awaited, and by when something is due.

#include "broker/envelope.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace nightfloat::client {

struct line_call {
  /// Operation, programme, caller, key, trace, revision and body are read.
  broker::envelope frame;
  std::chrono::steady_clock::time_point deadline{};
  bool repeat = true;
  /// Sent again after so long without an answer; 0: not.
  std::chrono::milliseconds silence{0};
  /// Feed frames follow the reply, until `drop`.
  bool streams = false;
};

enum class call_phase : std::uint8_t { waiting, sent, resting };

/// A call and what became of it so far. The book keeps `number`, `due` and,
/// while it is `sent`, `correlation`.
struct booked_call {
  std::uint64_t number = 0;
  line_call what;
  call_phase at = call_phase::waiting;
  /// A copy of it was sent and its answer will not be heard.
  bool open_fate = false;
  /// Takes no credit.
  bool is_free = false;
  std::uint64_t correlation = 0;
  std::uint32_t tries = 0;
  std::chrono::steady_clock::time_point due{};
};

/// Not thread-safe. A reference to a call holds until that call is erased.
class call_book {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Books a call that waits, due at its deadline. REQUIRES: a number that is
  /// not 0 and not in the book. O(log n).
  booked_call& add(std::uint64_t number, line_call&& what);

  /// Null if it is not in the book. O(1) expected.
  [[nodiscard]] booked_call* find(std::uint64_t number);

  /// The call whose answer is awaited under `correlation`, or null. O(1)
  /// expected.
  [[nodiscard]] booked_call* find_sent(std::uint64_t correlation);

  /// From now on `x` is sent, under `correlation`. REQUIRES: it is not yet,
  /// and no other is under that.
  void send_as(booked_call& x, std::uint64_t correlation);

  /// From now on `x` is in another phase; an answer to its copy finds nothing.
  void turn(booked_call& x, call_phase to);

  /// Something is due for `x` at `when`, and at no other time. O(log n).
  void arm(booked_call& x, time_point when);

  /// O(log n).
  void erase(booked_call& x);

  /// When something is due next; none in an empty book.
  [[nodiscard]] std::optional<time_point> due() const;

  /// The call that this is due for: of several the one with the least number.
  /// Null in an empty book.
  [[nodiscard]] booked_call* next_due();

  /// The numbers of those that are sent, in order.
  [[nodiscard]] std::vector<std::uint64_t> all_sent() const;

  [[nodiscard]] std::size_t sent() const noexcept {
    return sent_.size();
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return calls_.size();
  }

private:
  /// A node each, so that references hold.
  std::unordered_map<std::uint64_t, booked_call> calls_;
  /// Numbers by correlation.
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> sent_;
  /// With the numbers.
  std::set<std::pair<time_point, std::uint64_t>> due_;
};

} // namespace nightfloat::client
