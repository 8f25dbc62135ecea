// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a search did with its time and memory, part by part. Counts are the
// same on every machine where the search is; seconds are there only where the
// caller gave it a clock.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nightfloat::domain::solve {

/// What a thread is at. `bound` prices rows and solves the programme until
/// nothing is to be gained, `combine` puts rosters together by CBC, `repair`
/// does all of these for a few people, and `window` for a few weeks.
enum class search_phase : std::uint8_t {
  annealing,
  rows,
  bound,
  dive,
  combine,
  repair,
  window,
};
BOOST_DESCRIBE_ENUM(search_phase, annealing, rows, bound, dive, combine, repair,
                    window)
constexpr std::size_t search_phases = 7;

[[nodiscard]] const char* to_string(search_phase x) noexcept;

struct move_profile {
  std::string kind;
  std::uint64_t tried = 0;
  std::uint64_t accepted = 0;
  /// Of those accepted: the best roster of the cycle so far.
  std::uint64_t better = 0;

  /// REQUIRES the same kind.
  move_profile& operator+=(const move_profile& x) noexcept;
};
BOOST_DESCRIBE_STRUCT(move_profile, (), (kind, tried, accepted, better))

/// Whole rows of one person, by dynamic programming.
struct row_profile {
  /// Neighbourhoods tried by row_search.
  std::uint64_t tried = 0;
  /// Walks over the days of a row, and the states that they compared.
  std::uint64_t walks = 0;
  std::uint64_t states = 0;

  row_profile& operator+=(const row_profile& x) noexcept;
};
BOOST_DESCRIBE_STRUCT(row_profile, (), (tried, walks, states))

/// The exact parts: columns are rows of people, and the programme chooses.
struct column_profile {
  std::uint64_t rounds = 0;
  /// Rows priced, and those that were new.
  std::uint64_t priced = 0;
  std::uint64_t columns = 0;
  /// Linear programmes, and the simplex iterations of all of them.
  std::uint64_t programmes = 0;
  std::uint64_t iterations = 0;
  std::uint64_t dives = 0;
  /// Rows that dives took for their people, and dives that were given up, so
  /// that all their people were free again.
  std::uint64_t propagations = 0;
  std::uint64_t backtracks = 0;
  /// Searches by CBC, and their nodes.
  std::uint64_t combinations = 0;
  std::uint64_t nodes = 0;
  std::uint64_t repairs = 0;
  std::uint64_t repairs_better = 0;
  std::uint64_t repairs_proved = 0;
  /// A few weeks of everybody, each with columns of its own.
  std::uint64_t windows = 0;
  std::uint64_t windows_better = 0;

  column_profile& operator+=(const column_profile& x) noexcept;
};
BOOST_DESCRIBE_STRUCT(column_profile, (),
                      (rounds, priced, columns, programmes, iterations, dives,
                       propagations, backtracks, combinations, nodes, repairs,
                       repairs_better, repairs_proved, windows, windows_better))

struct phase_profile {
  std::string phase;
  /// Pieces of work between two looks at the clock.
  std::uint64_t steps = 0;
  double seconds = 0;

  /// REQUIRES the same phase.
  phase_profile& operator+=(const phase_profile& x) noexcept;
};
BOOST_DESCRIBE_STRUCT(phase_profile, (), (phase, steps, seconds))

struct memory_profile {
  std::string part;
  /// At the most.
  std::uint64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(memory_profile, (), (part, bytes))

struct search_profile {
  std::vector<move_profile> moves;
  row_profile rows;
  column_profile columns;
  std::uint64_t restarts = 0;
  /// Of both threads together; only those that there was work for.
  std::vector<phase_profile> phases;
  std::vector<memory_profile> memory;

  [[nodiscard]] std::uint64_t bytes() const noexcept;

  /// Of two searches, one after the other: what the first held is free again.
  search_profile& operator+=(const search_profile& x);
};
BOOST_DESCRIBE_STRUCT(search_profile, (),
                      (moves, rows, columns, restarts, phases, memory))

/// Seconds from any beginning; only ever more of them. Empty: no clock.
using search_clock = std::function<double()>;

/// The time of one thread by phase. Not thread-safe.
class phase_times {
public:
  explicit phase_times(const search_clock& clock) : clock_{&clock} {
  }

  /// Does `work` and counts its time as that phase's.
  template <class Work>
  auto during(search_phase phase, Work&& work) {
    auto of = running{*this, phase};
    return work();
  }

  void add(const phase_times& x) noexcept;

  [[nodiscard]] std::vector<phase_profile> told() const;

private:
  struct running {
    running(phase_times& of, search_phase phase);
    ~running();
    running(const running&) = delete;
    running& operator=(const running&) = delete;

    phase_times& of;
    std::size_t at;
    double from;
  };

  [[nodiscard]] double now() const {
    return *clock_ ? (*clock_)() : 0.0;
  }

  const search_clock* clock_;
  std::array<std::uint64_t, search_phases> steps_{};
  std::array<double, search_phases> seconds_{};
};

/// What a vector holds.
template <class T>
[[nodiscard]] std::size_t bytes_of(const std::vector<T>& x) noexcept {
  return x.capacity() * sizeof(T);
}

} // namespace nightfloat::domain::solve
