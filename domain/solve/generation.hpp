// SPDX-License-Identifier: Apache-2.0
#pragma once

// Makes a roster: first the year plan (who is on which rotation in which
// week), then the duties of each rotation (who works which shift), by a first
// roster and then the search (stage/duty_stages.hpp). It works in steps of a
// number of moves and knows no clock, so that the same seed and the same moves
// give the same roster, and a caller may stop between any two steps.
//
// It never returns nothing: what cannot be met is left open and said. Where
// everything is met it goes on making the roster fairer, as long as it may.

#include "domain/programme.hpp"
#include "domain/roster.hpp"
#include "domain/stage/constraint_use.hpp"
#include "domain/stage/cost_bound.hpp"
#include "domain/stage/open_bound.hpp"
#include "domain/stage/part.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nightfloat::domain {

struct frame;

/// More people or days than this are refused: the tables grow with both.
constexpr std::size_t generation_people_max = 5'000;
constexpr std::int32_t generation_days_max = 800;

struct generation_options {
  std::uint64_t seed = 1;
  /// The days to fill, both included. The epoch in both: as the programme
  /// says. A part of the year needs its year plan in `base` or makes one.
  date first{};
  date last{};
  /// The number that the roster will bear.
  roster_id id{};
  /// Moves of search after which it is done. 0: done once a roster without
  /// faults has been made fairer for a while, or after as many moves as the
  /// programme's size asks for.
  std::uint64_t moves_max = 0;
  /// What is made; the rest is taken from `base` as it is.
  stage::part_set stages = stage::every_part;
  /// What the programme wants of it beside the rules of the field.
  stage::constraint_set constraints;
  /// What each cell costs, of a week or of duty, that is another than in
  /// `base`; so few change as that is worth. 0: nothing.
  std::uint32_t keep_price = 0;
  /// So many days of people at most (a cell of compare/rosters.hpp) have other
  /// duty than in `base`, of all and of each person. Never exceeded. The plan
  /// then stays as it is.
  std::optional<std::uint32_t> changes_max;
  std::optional<std::uint32_t> changes_max_each;
  /// All of `base` up to this day stays as it is. The epoch: nothing does.
  date frozen_to{};
};

/// What an earlier generation of the same had come to.
struct generation_start {
  /// Sorted. A plan that is there is taken as it is, so it must be of this
  /// programme and have what is by hand in `base`; duties count as far as they
  /// fit. What of it is by hand does not count: that is in `base`.
  roster what;
  /// Of its plan, as `generation_progress` said it.
  std::int64_t plan_cost = 0;
};

/// Which days of people have other duty than in another roster.
struct roster_changes {
  std::uint64_t all = 0;
  /// The most of one person, and who.
  std::uint64_t most_each = 0;
  person_id who{};
};

/// By person and local day; numbers of shifts and sources do not count.
[[nodiscard]] roster_changes count_changes(const frame& x, const roster& before,
                                           const roster& after);

/// How far a generation is.
struct generation_progress {
  /// 0 to 1000; never falls.
  std::uint16_t permille = 0;
  /// `plan`, `duties`, `repair`, `check`, `done`.
  std::string phase;
  /// What the best roster so far still lacks, weighted; 0 is perfect.
  std::int64_t cost = 0;
  /// Moves tried, construction included. Moves with every step.
  std::uint64_t iterations = 0;
  /// Duties are being made and it is known what they cost: the next two are
  /// of them.
  bool has_duties = false;
  /// Demands that are broken or open, and the price of the rest.
  std::int64_t hard = 0;
  std::int64_t soft = 0;
  /// It is known what they cost at least under their plan: no roster that
  /// breaks no more has a soft price below that.
  bool has_bound = false;
  std::int64_t bound = 0;
  /// What the plan costs; a part of `cost`.
  std::int64_t plan_cost = 0;
  /// Plans that were begun again because of places that stayed open.
  std::uint32_t restarts = 0;
};

/// Not thread-safe; movable. Holds copies of all it needs.
class generation {
public:
  enum class state { more, done };

  /// Prepares the tables. Duties and plan entries of `base` with source
  /// `manual` or `preload` are kept as they are; others of it are read only
  /// where they are of parts that are not made. Fails with `invalid_argument`
  /// (bad dates, dangling ids, unknown zone, shifts of rotations wanted without
  /// a plan, a cap without a roster to be near to), `configuration` (a
  /// constraint that says nonsense), `oversize`, or `infeasible` where more of
  /// `base` cannot stay than may change.
  /// Where there is a `start`, it begins there.
  [[nodiscard]] static result<generation>
  begin(const programme& x, generation_options options,
        const roster* base = nullptr, const generation_start* start = nullptr);

  generation(generation&&) noexcept;
  generation& operator=(generation&&) noexcept;
  ~generation();

  /// Works for about `moves` moves (a move is of the order of a microsecond)
  /// and returns whether there is more to do. A `done` generation stays so.
  state step(std::uint64_t moves);

  /// How much of a caller's budget of time is used, 0 to 1: the plan then
  /// takes no more than its share of what there was, as it stands. Never told:
  /// moves alone decide.
  void used(double share) noexcept;

  [[nodiscard]] generation_progress progress() const;

  /// The best roster so far, sorted; complete in form after every step.
  [[nodiscard]] roster best() const;

  /// Shifts of a day that `best()` leaves short; looks at all of them.
  [[nodiscard]] std::size_t open_places() const;

  /// Why it ended without a roster to use: a constraint that no stage could
  /// take, name first. Which those are shows only once there is a plan.
  [[nodiscard]] const std::optional<failure>& refused() const noexcept;

  /// Optional constraints that no stage could take; none before there are
  /// duties.
  [[nodiscard]] std::vector<stage::skipped_constraint> left_out() const;

  /// What the plan and each stage of duties cost and are known to cost at
  /// least: the plan beside all others, duties under their plan. Caps on
  /// changes are not in it.
  [[nodiscard]] std::vector<stage::stage_cost> stage_costs() const;

  /// What no duties under the plan of `best()` cost less than; absent where it
  /// is not known of each stage.
  [[nodiscard]] std::optional<solve::weighed_bound> bound() const;

  /// True once done, if every demand and requirement is met and the rule pack
  /// finds no violation in `best()`.
  [[nodiscard]] bool feasible() const noexcept;

  /// What `best()` leaves open, and what of it no roster of its plan fills;
  /// builds all problems anew. Fails as `begin` does.
  [[nodiscard]] result<stage::open_places> open_bound() const;

  /// Days of people that have to have other duty than in `base` for every
  /// place to be filled: no roster does with less. 0 where no cap was asked
  /// for.
  [[nodiscard]] std::uint64_t changes_needed() const noexcept;

  /// What `best()` does not meet, a sentence each, the worst first; at most
  /// `unmet_max`, the last of which then counts the rest. Before it is done
  /// this judges the whole roster anew.
  [[nodiscard]] std::vector<std::string> unmet() const;

  static constexpr std::size_t unmet_max = 200;

private:
  struct parts;
  explicit generation(std::unique_ptr<parts> x);

  std::unique_ptr<parts> parts_;
};

} // namespace nightfloat::domain
