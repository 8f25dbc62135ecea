// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who works when. Truth is duty intervals in UTC minutes; half-day slots,
// call nights and blocks are views. In storage a roster is one record per
// person and month (`duty_month`, columns) and one per person for the year
// plan (`year_plan`); in memory it is `roster`.

#include "domain/id.hpp"
#include "domain/programme.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

/// Who decided an interval; a larger number prevails, and `manual` and
/// `preload` are locked against the solver.
enum class duty_source : std::uint8_t {
  shift_template = 1,
  solver = 2,
  manual = 3,
  preload = 4,
};
BOOST_DESCRIBE_ENUM(duty_source, shift_template, solver, manual, preload)

/// One person's work from `start` until `end` (exclusive).
struct duty {
  person_id person{};
  shift_id shift{};
  instant start{};
  instant end{};
  template_id from{};
  rotation_id rotation{};
  duty_kind kind = duty_kind::clinical;
  duty_source source = duty_source::solver;
  /// False: planned. True: worked, as the person or the site reported.
  bool actual = false;
  /// Not assigned: the programme's own place.
  site_id site{};

  bool operator==(const duty&) const = default;
};
BOOST_DESCRIBE_STRUCT(duty, (),
                      (person, shift, start, end, from, rotation, kind, source,
                       actual, site))

// Two to a cache line: what validation reads and writes is memory bound.
static_assert(sizeof(duty) <= 32);

/// A person is on `rotation` from `first` to `last`, both included: the
/// rotation instance over which hours are averaged.
struct assignment {
  person_id person{};
  rotation_id rotation{};
  date first{};
  date last{};
  duty_source source = duty_source::solver;

  bool operator==(const assignment&) const = default;
};
BOOST_DESCRIBE_STRUCT(assignment, (), (person, rotation, first, last, source))

/// Columns of one person's duty that starts in one month, ordered by start.
/// Key `duty/<roster>/<person>/<YYYYMM>`.
struct duty_month {
  std::vector<std::uint32_t> shift;
  std::vector<std::int32_t> start;
  std::vector<std::uint16_t> length;
  std::vector<std::uint32_t> from;
  std::vector<std::uint32_t> rotation;
  std::vector<std::uint8_t> kind;
  std::vector<std::uint8_t> source;
  std::vector<std::uint8_t> actual;
  /// Empty where no row has one.
  std::vector<std::uint32_t> site;

  bool operator==(const duty_month&) const = default;
};
BOOST_DESCRIBE_STRUCT(duty_month, (),
                      (shift, start, length, from, rotation, kind, source,
                       actual, site))

/// Columns of one person's year. Key `plan/<roster>/<person>`.
struct year_plan {
  std::vector<std::uint32_t> rotation;
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> last;
  std::vector<std::uint8_t> source;

  bool operator==(const year_plan&) const = default;
};
BOOST_DESCRIBE_STRUCT(year_plan, (), (rotation, first, last, source))

/// Key `roster/current`: which roster is in force. Absent: none.
struct roster_head {
  roster_id roster{};
  /// The one before it, for revert; not assigned if there was none.
  roster_id before{};
  std::uint64_t seed = 0;

  bool operator==(const roster_head&) const = default;
};
BOOST_DESCRIBE_STRUCT(roster_head, (), (roster, before, seed))

/// A whole roster, sorted by (person, start). Both vectors are.
struct roster {
  roster_id id{};
  std::vector<duty> duties;
  std::vector<assignment> plan;

  bool operator==(const roster&) const = default;
};
BOOST_DESCRIBE_STRUCT(roster, (), (id, duties, plan))

/// Brings both vectors into their order.
void sort(roster& x);

/// The duties of one person; REQUIRES sorted. O(log n).
[[nodiscard]] std::span<const duty> duties_of(const roster& x,
                                              person_id who) noexcept;
[[nodiscard]] std::span<const assignment> plan_of(const roster& x,
                                                  person_id who) noexcept;

/// Columns from rows and back. `unpack` fails with `corrupt` if the columns
/// differ in length, a kind or source is none of ours, or rows are disordered.
[[nodiscard]] duty_month pack_duties(std::span<const duty> rows);
[[nodiscard]] result<std::vector<duty>> unpack(person_id who,
                                               const duty_month& columns);
[[nodiscard]] year_plan pack_plan(std::span<const assignment> rows);
[[nodiscard]] result<std::vector<assignment>> unpack(person_id who,
                                                     const year_plan& columns);

} // namespace nightfloat::domain
