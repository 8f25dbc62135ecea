// SPDX-License-Identifier: Apache-2.0
#pragma once

// The duties of a programme whose year plan is given: a problem for residents'
// nights and days together, one for half days, one for faculty, and more where
// the programme has more templates than one problem takes. They take turns;
// each sees what the others have at present as fixed work. A turn of one that
// nothing has changed around goes on where it was.

#include "domain/solve/score.hpp"
#include "domain/solve/sliced_bound.hpp"
#include "domain/stage/constraint_use.hpp"
#include "domain/stage/cost_bound.hpp"
#include "domain/stage/duty_improvement.hpp"
#include "domain/stage/part.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace nightfloat::domain::stage {

struct duty_options {
  std::uint64_t seed = 1;
  /// After so many moves it is done.
  std::uint64_t moves_max = 20'000'000;
  /// Done as soon as a round ends in which nothing is broken or open.
  bool quick = false;
  /// What the programme wants beside; null: nothing. Must outlive it.
  constraint_use* constraints = nullptr;
  /// Sorted duties to stay near, and what each other cell costs, soft. Must
  /// outlive it.
  std::span<const duty> near;
  std::uint32_t change_price = 0;
  /// So many cells at most, of all and of each person, are others than in
  /// `near`. It begins there, or at `start`, as far as that holds.
  std::optional<std::int64_t> changes_max;
  std::optional<std::int64_t> changes_max_each;

  [[nodiscard]] bool is_capped() const noexcept {
    return changes_max || changes_max_each;
  }
};

/// A day of somebody that cannot stay as it was.
struct lost_day {
  std::size_t who = 0;
  date day{};

  auto operator<=>(const lost_day&) const noexcept = default;
};

/// Not thread-safe; movable. Deterministic in its seed and steps.
class duty_stages {
public:
  /// `fixed` are all duties that stay, those of parts that are not in `parts`
  /// among them; `start`, if any, has duties of `parts` to begin with, as far
  /// as they are allowed. All sorted. `x` must outlive it. Fails as
  /// make_duty_problem and constraint_use::put do.
  [[nodiscard]] static result<duty_stages>
  begin(const frame& x, std::vector<assignment> plan, std::vector<duty> fixed,
        std::span<const duty> start, part_set parts,
        const duty_options& options);

  /// Works for about `moves` moves; false when there is nothing more to do.
  bool step(std::uint64_t moves);

  /// Done after so many moves of its own instead.
  void end_at(std::uint64_t moves) noexcept {
    options_.moves_max = moves;
  }

  /// Why it cannot go on, which is then done: the duties that one stage has
  /// found leave another none that its constraints could be applied to.
  [[nodiscard]] const std::optional<failure>& refused() const noexcept {
    return refused_;
  }

  /// The stages of which there are problems, and what the best costs by
  /// constraint.
  [[nodiscard]] std::vector<cost_share> shares() const;

  /// What each stage costs now and is known to cost at least, under this plan
  /// and whatever the other stages are.
  [[nodiscard]] std::vector<stage_cost> stage_costs() const;

  /// Of all stages together; absent unless it is known of each.
  [[nodiscard]] std::optional<solve::weighed_bound> bound() const;

  /// It is known what the best costs: faculty have seen whom to supervise.
  [[nodiscard]] bool priced() const noexcept;

  /// So it is, and every stage has a first roster.
  [[nodiscard]] bool constructed() const noexcept;

  /// Something stays broken or open that round after round does not mend.
  [[nodiscard]] bool stuck() const noexcept;

  /// People x columns of all stages.
  [[nodiscard]] std::uint64_t cells() const noexcept;

  /// Of the best so far, of all stages.
  [[nodiscard]] solve::score cost() const noexcept;

  [[nodiscard]] std::uint64_t moves() const noexcept {
    return moves_;
  }

  /// 0 to 1000.
  [[nodiscard]] std::uint32_t permille() const noexcept;

  /// By how many the changes of the best are more than they may be; 0 unless
  /// what cannot stay is more than that already.
  [[nodiscard]] std::int64_t over() const noexcept;

  /// Days that cannot stay as they were, by person and day. REQUIRES a cap.
  [[nodiscard]] const std::vector<lost_day>& lost() const noexcept {
    return lost_;
  }

  /// Days of people that no roster without open places leaves as they were:
  /// nobody needs to change more, somebody may. REQUIRES a cap.
  [[nodiscard]] std::int64_t changes_needed() const noexcept {
    return changes_needed_;
  }

  struct place {
    std::size_t shift = 0;
    std::int32_t day = 0;
    /// That are missing.
    std::int32_t heads = 0;
  };

  /// A place that the best leaves open, each template and day once.
  [[nodiscard]] std::vector<place> open() const;

  /// Heads that the best lacks there, added up.
  [[nodiscard]] std::int64_t open_heads() const;

  /// The best duties so far, the fixed ones included, numbered and sorted.
  [[nodiscard]] std::vector<duty> rows() const;

  [[nodiscard]] const std::vector<assignment>& plan() const noexcept {
    return plan_;
  }

private:
  struct one_stage {
    duty_wish wish;
    bool residents = false;
    std::optional<duty_improvement> search;
    /// Where nobody may work any of its templates there is no search, and all
    /// its places stay open.
    std::vector<place> places;
    /// What constraints have put into its problem.
    applied constrained;
    /// What `search` has found, and how much of it others have seen.
    std::vector<duty> duties;
    /// Which state of the others it was built against.
    std::uint64_t built = 0;
    /// Its turns so far, those in a row that found nothing better, and how
    /// many it lets pass.
    std::uint32_t turns = 0;
    std::uint32_t idle = 0;
    std::uint32_t rests = 0;
    /// What it costs at least, the best so far and the one at work; from a
    /// roster of that cost, and how many ended before.
    std::optional<solve::weighed_bound> least;
    std::optional<solve::sliced_bound> bound;
    solve::score bound_near;
    std::uint32_t bounds = 0;
    /// What of its problem no other stage changes, where they change some.
    std::unique_ptr<solve::problem> lasting;
  };

  /// A stage that is built anew around what another has found may have to
  /// give up some of its own: what all of them had before is not lost.
  struct whole {
    std::int64_t over = 0;
    solve::score cost;
    std::vector<duty> rows;
    std::vector<place> open;
  };

  duty_stages(const frame& x, std::vector<assignment> plan,
              std::vector<duty> fixed, const duty_options& options);

  /// A hard unit each place that nobody may fill: what no search makes less.
  [[nodiscard]] static solve::score lost_of(const one_stage& x) noexcept;
  [[nodiscard]] solve::score lost_now() const noexcept;
  [[nodiscard]] solve::score cost_now() const noexcept;
  [[nodiscard]] std::vector<duty> rows_now() const;
  [[nodiscard]] std::vector<place> open_now() const;
  void keep_best();

  // duty_caps.cpp
  [[nodiscard]] result<void> begin_near();
  void hold(std::size_t which);
  void find_lost(std::span<const duty_problem> alone);
  void count_needed(std::span<const duty_problem> alone);
  [[nodiscard]] std::int64_t changes_but(std::size_t which) const;
  [[nodiscard]] std::int64_t changes_but(std::size_t which,
                                         std::size_t who) const;
  [[nodiscard]] std::int64_t over_now() const noexcept;

  // duty_bounds.cpp
  [[nodiscard]] bool can_bound(const one_stage& x) const;
  void forget_bound(one_stage& x, const solve::problem& without) const;
  [[nodiscard]] result<void> find_lasting(one_stage& x) const;
  void begin_bound(one_stage& x) const;
  void step_bounds(std::uint64_t moves);
  [[nodiscard]] std::optional<solve::weighed_bound>
  least_of(const one_stage& x) const;

  [[nodiscard]] bool asks_supervision() const noexcept;
  [[nodiscard]] bool is_stale() const noexcept;
  /// What was kept, where that costs less than what is there now, or what is
  /// there now costs nobody knows how much.
  [[nodiscard]] const whole* kept() const noexcept;

  [[nodiscard]] std::vector<place> open_in(const duty_problem& x,
                                           const solve::grid& roster) const;
  [[nodiscard]] result<void> build(std::size_t which);
  [[nodiscard]] result<void> constrain(one_stage& to, duty_problem& x);
  [[nodiscard]] bool outdated(const one_stage& x) const noexcept;
  [[nodiscard]] std::vector<std::int32_t>
  units_asked(const duty_problem& x) const;
  [[nodiscard]] std::vector<duty> others(std::size_t which) const;
  [[nodiscard]] bool has_siblings(const one_stage& x) const;
  [[nodiscard]] bool is_due(one_stage& x) const;
  void begin_turn();
  void end_turn();
  void end_round();
  [[nodiscard]] std::uint64_t turn_moves(const one_stage& x) const noexcept;

  const frame* x_;
  std::vector<assignment> plan_;
  std::vector<duty> fixed_;
  duty_options options_;
  std::vector<one_stage> stages_;
  std::optional<whole> best_;
  std::vector<lost_day> lost_;
  /// Of duties that no stage can have, days by index of people.
  std::vector<std::int64_t> unplaced_;
  std::int64_t changes_needed_ = 0;
  std::uint64_t moves_ = 0;
  /// Changes of residents' duties.
  std::uint64_t version_ = 1;
  std::size_t turn_ = 0;
  /// Every stage gets its first roster before any is searched, so that what a
  /// short budget leaves has all of them.
  bool first_ = true;
  std::uint32_t round_ = 0;
  /// Rounds without a better roster.
  std::uint32_t idle_ = 0;
  std::uint64_t moves_before_ = 0;
  solve::score cost_before_;
  solve::score best_before_;
  /// When that last became less, and its hard part.
  std::uint64_t better_at_ = 0;
  std::uint64_t mended_at_ = 0;
  bool done_ = false;
  std::optional<failure> refused_;
};

} // namespace nightfloat::domain::stage
