// SPDX-License-Identifier: Apache-2.0
#pragma once

// The duties of a year whose plan is given: who works which shift. A cell is
// a person's day and holds at most one shift; whether it holds is priced as
// the rules see it (hours and free days by rotation, rest, call), in exact
// minutes. Greedy construction day by day, then annealing that begins at what
// is still open.

#include "domain/roster.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/random.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nightfloat::domain {

class duty_search {
public:
  /// `plan` sorted. Duties of `base` by hand are locked. `x` must outlive it.
  duty_search(const frame& x, std::uint64_t seed, std::uint64_t moves_max,
              std::span<const assignment> plan, const roster* base);

  /// Tries about `moves` moves; false when there is nothing more to do.
  bool step(std::uint64_t moves);

  /// Weighted places that are open and rules that are broken; 0: none.
  [[nodiscard]] std::int64_t hard() const noexcept {
    return best_.hard;
  }

  [[nodiscard]] std::int64_t cost() const noexcept {
    return best_.hard + best_.soft;
  }

  [[nodiscard]] std::uint64_t moves() const noexcept {
    return moves_;
  }

  /// 0 to 1000.
  [[nodiscard]] std::uint32_t permille() const noexcept;

  [[nodiscard]] bool constructed() const noexcept {
    return built_ >= x_->days;
  }

  /// A place that stays open: a template and a day.
  struct place {
    std::size_t shift = 0;
    std::int32_t day = 0;
  };

  /// The places that the best leaves open.
  [[nodiscard]] std::vector<place> open() const;

  /// The best duties so far, those by hand included, sorted. Rotations whose
  /// shifts ask for nobody are attended by all who are on them.
  [[nodiscard]] std::vector<duty> rows() const;

private:
  static constexpr std::int16_t locked = -1;

  struct price {
    std::int64_t hard = 0;
    std::int64_t soft = 0;

    price& operator+=(const price& x) noexcept {
      hard += x.hard;
      soft += x.soft;
      return *this;
    }
    price& operator-=(const price& x) noexcept {
      hard -= x.hard;
      soft -= x.soft;
      return *this;
    }
  };

  /// Days over which hours and free days of a person are averaged.
  struct averaging {
    std::int32_t first = 0;
    std::int32_t last = 0;
    instant from{};
    instant to{};
    std::int32_t leave = 0;
    std::int32_t eligible = 0;
    std::int64_t minutes_week_max = 0;
  };

  struct span_of_work {
    instant start{};
    instant end{};
    bool call = false;
  };

  struct edit {
    std::uint32_t who = 0;
    std::int32_t day = 0;
    std::int16_t to = 0;
    std::int16_t was = 0;
  };

  struct reach {
    std::uint32_t who;
    std::int32_t first;
    std::int32_t last;
  };

  // duty_tables.cpp
  void lock(const roster* base);
  void place_people(std::span<const assignment> plan);
  void cut_windows(std::span<const assignment> plan);
  void add_windows(std::vector<averaging>& out, std::size_t who,
                   std::int32_t first, std::int32_t last, std::uint16_t hours);
  void order_demand();

  // duty_cost.cpp
  [[nodiscard]] span_of_work work(std::size_t who, std::int32_t day) const;
  [[nodiscard]] std::int64_t on_leave(std::size_t who, std::int32_t day,
                                      const span_of_work& x) const;
  [[nodiscard]] price window_price(std::size_t who, const averaging& w) const;
  [[nodiscard]] price rest_price(std::size_t who, std::int32_t first,
                                 std::int32_t last) const;
  [[nodiscard]] price near(const reach& x) const;
  [[nodiscard]] price apply(const edit& x);
  bool consider(double limit, bool hard_never);
  void revoke();

  // duty_search.cpp
  [[nodiscard]] bool eligible(std::size_t which, std::size_t who,
                              std::int32_t day) const;
  [[nodiscard]] std::span<const std::uint32_t> pool(std::size_t which,
                                                    std::int32_t day) const;
  void construct_day(std::int32_t day);
  void fill_place(std::size_t which, std::int32_t day);
  void put(std::size_t who, std::int32_t day, std::int16_t to);
  void fill_open();
  void make_room(std::size_t who, std::int32_t day, std::size_t which);
  void pass_on();
  void exchange();
  void try_move();
  void remember();
  [[nodiscard]] std::size_t any_person(std::int32_t day, std::size_t like);

  // duty_rows.cpp
  void return_to_best();
  void attend();
  [[nodiscard]] duty row(std::size_t who, std::int32_t day,
                         std::uint32_t number) const;

  [[nodiscard]] std::size_t cell(std::size_t who,
                                 std::int32_t day) const noexcept {
    return who * static_cast<std::size_t>(x_->days)
           + static_cast<std::size_t>(day);
  }

  [[nodiscard]] std::size_t slot(std::size_t which,
                                 std::int32_t day) const noexcept {
    return which * static_cast<std::size_t>(x_->days)
           + static_cast<std::size_t>(day);
  }

  [[nodiscard]] instant midnight(std::int32_t day) const noexcept {
    return midnights_[static_cast<std::size_t>(day)];
  }

  const frame* x_;
  std::vector<instant> midnights_;
  random_source random_;
  std::uint64_t moves_max_;
  std::uint64_t moves_ = 0;
  /// [person * days + day]: index of the rotation, or none_.
  std::vector<std::uint16_t> rotation_;
  std::uint16_t none_ = 0;
  /// People by rotation and day, and the others' pools, as ranges.
  std::vector<std::uint32_t> pool_people_;
  std::vector<std::uint32_t> pool_begin_;
  std::vector<std::uint32_t> faculty_;
  std::vector<std::uint32_t> residents_;
  std::vector<std::vector<averaging>> windows_;
  /// Templates that ask for somebody, the hardest to fill first.
  std::vector<std::size_t> order_;
  /// [template * days + day]
  std::vector<std::int16_t> need_;
  std::vector<std::int16_t> have_;
  /// Slots that are short, and where each slot stands among them plus one.
  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> open_at_;
  /// 0: free, else template + 1, or `locked`.
  std::vector<std::int16_t> cells_;
  std::vector<std::int16_t> best_cells_;
  std::vector<span_of_work> fixed_;
  std::vector<duty> kept_;
  std::vector<std::int32_t> weekends_;
  std::vector<std::int32_t> nights_;
  price now_;
  price best_;
  std::vector<edit> edits_;
  std::vector<reach> reach_;
  std::int32_t built_ = 0;
  double temperature_ = 0;
  std::uint64_t round_begin_ = 0;
  std::uint64_t round_ = 0;
  std::int64_t round_hard_ = 0;
  std::uint32_t idle_rounds_ = 0;
};

} // namespace nightfloat::domain
