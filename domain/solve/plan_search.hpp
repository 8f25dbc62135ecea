// SPDX-License-Identifier: Apache-2.0
#pragma once

// The year plan: which rotation each resident is on in each week. Cost is a
// sum of what is short (cover of rotations, weeks owed, runs too short or too
// long) and of small preferences; simulated annealing with changes of blocks
// of weeks brings it down. Covers are derived from the shifts' demand too, so
// that the second stage finds people of the right PGY.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/random.hpp"

#include <bitset>
#include <cstdint>
#include <vector>

namespace nightfloat::domain {

class plan_search {
public:
  static constexpr std::size_t rotations_max = 255;
  using rotation_set = std::bitset<rotations_max + 1>;

  /// `x` must outlive it. Plan rows of `base` by hand are locked.
  plan_search(const frame& x, std::uint64_t seed, std::uint64_t moves_max,
              const roster* base);

  /// Tries about `moves` moves; false when there is nothing more to do.
  bool step(std::uint64_t moves);

  [[nodiscard]] std::int64_t cost() const noexcept {
    return best_cost_;
  }

  [[nodiscard]] std::uint64_t moves() const noexcept {
    return moves_;
  }

  /// 0 to 1000.
  [[nodiscard]] std::uint32_t permille() const noexcept;

  /// True if the best plan has every cover and owes no requirement.
  [[nodiscard]] bool sound() const noexcept {
    return best_owed_ == 0;
  }

  /// Wants one more who fits `shift` in the week of `day`, and searches on.
  void want_more(std::size_t shift, std::int32_t day);

  /// The best plan so far: locked rows and one row a run, sorted.
  [[nodiscard]] std::vector<assignment> rows() const;

private:
  struct cover {
    std::size_t rotation = 0;
    std::uint16_t pgy_mask = 0xffff;
    std::int32_t min = 0;
    std::int32_t max = 0;
    bool derived = false;
  };

  struct change {
    std::size_t cell;
    std::uint8_t before;
  };

  struct pending {
    std::size_t slot;
    std::int64_t cost;
  };

  void make_covers();
  void derive_cover(std::size_t rotation, std::uint16_t mask);
  void make_rules();
  void make_unary();
  void lock(const roster* base);
  void fill();
  void rebuild();

  void set(std::size_t who, std::size_t week, std::uint8_t rotation);
  void count(std::size_t who, std::size_t week, std::uint8_t rotation, int by);
  [[nodiscard]] std::int64_t cover_cost(std::size_t index,
                                        std::size_t week) const noexcept;
  [[nodiscard]] std::int64_t rule_cost(std::size_t who, std::size_t rule) const;
  [[nodiscard]] std::int64_t run_cost(std::size_t who, const requirement& r,
                                      const rotation_set& family) const;
  [[nodiscard]] std::int64_t taste(std::size_t who) const;
  std::int64_t settle(bool keep_always, double limit);
  void undo();

  void construct_week(std::size_t week);
  bool place(std::size_t cover_index, std::size_t week);
  void try_move();
  void block_to(std::size_t who, std::size_t from, std::size_t length,
                std::uint8_t rotation);
  void exchange(std::size_t a, std::size_t b, std::size_t from,
                std::size_t length);
  void turn(std::size_t who, std::size_t from, std::size_t to,
            std::size_t length);
  void whole_run(std::size_t who, std::size_t& from, std::size_t& length) const;
  void trade(std::size_t a, std::size_t from, std::size_t length);
  void take_over(std::size_t who, std::size_t week);
  void guided();
  void propose();
  void remember();
  [[nodiscard]] std::size_t pick_length(std::size_t from);
  [[nodiscard]] bool away_all(std::size_t who, std::size_t week) const;
  void append_run(std::vector<assignment>& out, std::size_t who,
                  std::size_t from, std::size_t to) const;

  [[nodiscard]] std::uint8_t at(std::size_t who,
                                std::size_t week) const noexcept {
    return cells_[who * weeks_ + week];
  }

  const frame& x_;
  random_source random_;
  std::uint64_t moves_max_;
  std::uint64_t moves_ = 0;
  /// Cooling goes in rounds, each twice as long as the one before it.
  std::uint64_t round_ = 0;
  std::uint64_t round_begin_ = 0;
  double temperature_ = 0;
  /// Doubles with each round: the first only mends what was built.
  double hot_ = 40;
  std::size_t weeks_ = 0;
  /// Indices into the frame's people.
  std::vector<std::size_t> who_;
  std::uint8_t none_ = 0;
  std::vector<cover> covers_;
  std::vector<std::vector<std::size_t>> covers_of_;
  /// [cover * weeks + week]
  std::vector<std::int32_t> people_;
  std::vector<std::int32_t> more_;
  std::vector<rotation_set> families_;
  std::vector<rotation_set> after_;
  /// Requirements that apply, by person.
  std::vector<std::vector<std::size_t>> rules_of_;
  std::vector<std::size_t> rules_begin_;
  /// [rules_begin_[person] + i], the last of each person being `taste`.
  std::vector<std::int64_t> rule_costs_;
  /// [(person * weeks + week) * rotations + rotation]
  std::vector<std::int16_t> unary_;
  std::vector<std::uint8_t> locked_;
  /// [person * weeks + week]: on leave on some day of it.
  std::vector<std::uint8_t> absent_;
  std::vector<assignment> fixed_;
  std::vector<std::uint8_t> cells_;
  std::vector<std::uint8_t> best_;
  std::int64_t cost_ = 0;
  std::int64_t best_cost_ = 0;
  /// The part of the cost that covers and requirements make.
  std::int64_t owed_ = 0;
  std::int64_t best_owed_ = 0;
  /// What the move at hand has changed.
  std::vector<change> changes_;
  std::vector<pending> pending_;
  std::vector<std::size_t> touched_who_;
  std::int64_t cover_delta_ = 0;
  std::int64_t unary_delta_ = 0;
  std::size_t built_ = 0;
};

} // namespace nightfloat::domain
