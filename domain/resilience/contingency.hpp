// SPDX-License-Identifier: Apache-2.0
#pragma once

// N-1: is every demand still met when any one person is lost for the window?
// As grids do, losses may be re-dispatched: idle and eligible people step in.
// What is short before anybody is lost is counted apart and charged to nobody.
//
// A demand cell is (shift template, day, people needed), or in a programme
// without shift templates (rotation, week, least people).

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/rules/pack.hpp"
#include "domain/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nightfloat::domain {

/// What losing `person` costs, in places (one person in one cell).
struct vulnerability {
  person_id person{};
  /// Places that fall short.
  std::uint32_t lost = 0;
  /// Of those, filled again with all rules kept.
  std::uint32_t redispatched = 0;
  /// Still short when only who is free and eligible counts (best matching).
  std::uint32_t short_optimistic = 0;
  /// Still short when every rule holds as well (scarcest place first).
  std::uint32_t short_achievable = 0;

  bool operator==(const vulnerability&) const = default;
};
BOOST_DESCRIBE_STRUCT(vulnerability, (),
                      (person, lost, redispatched, short_optimistic,
                       short_achievable))

/// A demand that the roster does not meet as it stands.
struct base_gap {
  template_id from{};
  rotation_id rotation{};
  /// The day, or the week's first.
  date day{};
  std::uint16_t needed = 0;
  std::uint16_t present = 0;

  bool operator==(const base_gap&) const = default;
};
BOOST_DESCRIBE_STRUCT(base_gap, (), (from, rotation, day, needed, present))

struct contingency {
  /// Why it could not be computed, or not for which days; empty: it was.
  std::string unknown;
  /// Cells looked at.
  std::uint32_t cells = 0;
  /// Places missing before anybody is lost.
  std::uint32_t missing = 0;
  std::vector<base_gap> base_gaps;
  /// Those whose loss costs a place at all, worst first.
  std::vector<vulnerability> people;
  /// Nobody's loss leaves a place short, and nothing is unknown.
  bool n1_pass = false;

  bool operator==(const contingency&) const = default;
};
BOOST_DESCRIBE_STRUCT(contingency, (),
                      (unknown, cells, missing, base_gaps, people, n1_pass))

/// Whether `over`, clipped to the programme's days, survives each loss. A
/// roster without duties, demands without numbers, or more than
/// `judged_days_max` days are `unknown`; so are days with demands of which
/// nothing is generated, and the rest is computed. REQUIRES both sorted.
[[nodiscard]] contingency n1(const programme& where, const roster& what,
                             const rule_pack& pack, window over);

/// The same in steps, between which something else may be done, or no more.
/// Not thread-safe.
class n1_search {
public:
  /// REQUIRES both sorted; all but `over` must outlive it.
  n1_search(const programme& where, const roster& what, const rule_pack& pack,
            window over);

  n1_search(n1_search&&) noexcept;
  n1_search& operator=(n1_search&&) noexcept;

  ~n1_search();

  /// Loses one more person; false: everybody was lost once.
  [[nodiscard]] bool step();

  /// What was found. REQUIRES that `step` has said false.
  [[nodiscard]] contingency take();

private:
  struct parts;

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain
