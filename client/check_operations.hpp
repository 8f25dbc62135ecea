// SPDX-License-Identifier: Apache-2.0
#pragma once

// The jobs that look after a roster between two generations, and what they
// say: how it stands, and who works instead where somebody is lost.
// `docs/queue.md` says when they run.

#include "domain/id.hpp"
#include "domain/repair/absence.hpp"
#include "domain/resilience/defence.hpp"
#include "domain/rules/severity.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nightfloat::client {

/// Payload of a job of kind `health`: what the rules say of the roster in
/// force, from the day on which it runs, so many days, as far as the programme
/// goes.
struct health_job {
  static constexpr std::string_view kind = "health";

  std::uint32_t days = 90;
};
BOOST_DESCRIBE_STRUCT(health_job, (), (days))

/// How often one rule found something of one severity.
struct health_count {
  domain::severity severity = domain::severity::violation;
  std::string rule;
  std::uint32_t findings = 0;

  bool operator==(const health_count&) const = default;
};
BOOST_DESCRIBE_STRUCT(health_count, (), (severity, rule, findings))

/// Its result, which lies as `check/health` in the programme as well.
struct health_result {
  domain::window over;
  /// Of the programme, and the ledger time at which it was looked at.
  std::uint64_t version = 0;
  std::int64_t checked_ms = 0;
  domain::roster_id roster{};
  /// Why nothing was judged; empty: it was.
  std::string unknown;
  /// Worst severity first, then by rule: what `roster.validate` says of these
  /// days, counted.
  std::vector<health_count> counts;
  /// Places that shifts ask for, and those that nobody has: on all days of
  /// which something is generated, and on the first seven.
  std::uint32_t needed = 0;
  std::uint32_t missing = 0;
  std::uint32_t week_needed = 0;
  std::uint32_t week_missing = 0;
  domain::defence_level level = domain::defence_level::unknown;

  bool operator==(const health_result&) const = default;
};
BOOST_DESCRIBE_STRUCT(health_result, (),
                      (over, version, checked_ms, roster, unknown, counts,
                       needed, missing, week_needed, week_missing, level))

/// Payload of a job of kind `fallback`: for each of so many people who are
/// missed most (N-1), who works their shifts where they are lost from the day
/// on which it runs, so many days, as far as the programme goes.
struct fallback_job {
  static constexpr std::string_view kind = "fallback";
  /// More are taken as these.
  static constexpr std::uint32_t people_max = 16;

  std::uint32_t days = 14;
  std::uint32_t people = 8;
};
BOOST_DESCRIBE_STRUCT(fallback_job, (), (days, people))

/// A fallback roster as what it changes of the roster in force. It holds of
/// that one alone, and of that version while no duty of these people changes.
struct fallback_roster {
  domain::roster_id roster{};
  std::uint64_t version = 0;
  std::int64_t made_ms = 0;
  domain::person_id person{};
  std::string code;
  domain::window over;
  std::vector<domain::shift_move> moves;
  /// Shifts that are asked for and that nobody works even so.
  std::vector<domain::shift_id> open;
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(fallback_roster, (),
                      (roster, version, made_ms, person, code, over, moves,
                       open, sentence))

enum class fallback_state : std::uint8_t {
  whole = 1,    ///< Kept; no shift stays open.
  partial = 2,  ///< Kept; some shifts stay open.
  none = 3,     ///< Nothing of theirs can change, or they have no shifts.
  oversize = 4, ///< It was too large to be kept.
};
BOOST_DESCRIBE_ENUM(fallback_state, whole, partial, none, oversize)

/// What came of one person's loss.
struct fallback_note {
  domain::person_id person{};
  std::string code;
  /// Places that fall short by the loss, before anybody steps in.
  std::uint32_t lost = 0;
  fallback_state state = fallback_state::none;
  std::uint32_t moves = 0;
  std::uint32_t open = 0;
};
BOOST_DESCRIBE_STRUCT(fallback_note, (),
                      (person, code, lost, state, moves, open))

/// Its result.
struct fallback_result {
  domain::window over;
  std::uint64_t version = 0;
  domain::roster_id roster{};
  /// Why nobody's loss could be judged, or not for which days; empty: all was.
  std::string unknown;
  /// Whose loss costs a place; `people` are the first of them.
  std::uint32_t missed = 0;
  std::vector<fallback_note> people;
};
BOOST_DESCRIBE_STRUCT(fallback_result, (),
                      (over, version, roster, unknown, missed, people))

} // namespace nightfloat::client
