// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/window_search.hpp"

#include "domain/solve/evaluate.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain::solve {

namespace {

constexpr auto length_usual = 42;
/// The share of the budget that one window may take.
constexpr auto window_share = 0.2;

} // namespace

window_search::window_search(const problem& x, std::uint64_t seed,
                             std::size_t memory_max)
  : x_{x}, random_{seed}, memory_max_{memory_max}, length_{std::min(
                                                     length_usual, x.days)},
    tried_(static_cast<std::size_t>(x.days)) {
}

/// Of some windows by chance, the one whose days were tried longest ago.
day_window window_search::choose() {
  auto best = std::int32_t{0};
  auto oldest = std::numeric_limits<std::uint64_t>::max();
  for (auto tries = 0; tries < 12; ++tries) {
    auto first = static_cast<std::int32_t>(
      random_.below(static_cast<std::size_t>(x_.days - length_ + 1)));
    auto age = std::uint64_t{0};
    for (auto day = first; day < first + length_; ++day)
      age += tried_[static_cast<std::size_t>(day)];
    if (age < oldest) {
      oldest = age;
      best = first;
    }
  }
  return window_around(x_, best, best + length_);
}

void window_search::count(const column_part& columns) {
  ++did_.windows;
  did_ += columns.profile();
  walked_ += columns.walked();
  auto held = std::size_t{0};
  for (const auto& x : columns.memory())
    held += x.bytes;
  bytes_ = std::max(bytes_, held);
}

void window_search::step(incumbent& shared, const stop_request& stop) {
  auto roster = shared.best();
  auto at = choose();
  ++steps_;
  for (auto day = at.first; day < at.last; ++day)
    tried_[static_cast<std::size_t>(day)] = steps_;
  auto part = window_problem(x_, roster, at);
  auto start = window_part(x_, roster, at);
  auto from = shared.used();
  auto options = search_options{};
  options.used = [&] {
    return std::min(1.0, (shared.used() - from) / window_share);
  };
  options.cancelled = stop;
  auto here = incumbent{options, start, evaluate(part, start).total};
  // No clock ends a combination of a search by moves: its nodes do. Rows count
  // as the moves that they take the time of.
  auto columns = column_part{part, random_.next(),
                             shared.by_moves() ? nullptr : options.used,
                             memory_max_};
  auto counted = std::uint64_t{0};
  for (auto more = true; more && !here.over() && !columns.settled();) {
    more = columns.slice(here, [&] { return here.over(); });
    auto moves = columns.walked().states / work_of_move;
    if (shared.by_moves())
      shared.count(moves - std::exchange(counted, moves));
  }
  count(columns);
  auto found = here.better(evaluate(part, start).total);
  if (!found)
    return;
  auto whole = with_window(x_, shared.best(), at, found->roster);
  if (shared.offer(whole, evaluate(x_, whole).total, "window"))
    ++did_.windows_better;
}

} // namespace nightfloat::domain::solve
