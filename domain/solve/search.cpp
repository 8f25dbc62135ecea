// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/search.hpp"

#include "domain/solve/column_part.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/local_search.hpp"
#include "domain/solve/window_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <thread>

namespace nightfloat::domain::solve {

namespace {

/// Everybody off where that is allowed, else the first task that is.
grid first_roster(const problem& x) {
  auto out = grid{};
  out.reserve(x.allowed.size());
  for (auto set : x.allowed)
    out.push_back(static_cast<task>(std::countr_zero(set)));
  return out;
}

class searching {
public:
  searching(const problem& x, const search_options& options, grid start)
    : laid_{x}, options_{options}, shared_{options, start,
                                           evaluate(x, start).total},
      local_{laid_, start, options.seed}, columns_{x, options.seed,
                                                   options.used},
      windows_{window_search{x, options.seed * 2 + 1},
               window_search{x, options.seed * 2 + 2}} {
    if (laid_.plan)
      second_.emplace(laid_, start, ~options.seed);
  }

  search_result run() {
    if (laid_.choices == 0)
      return std::move(shared_).result();
    if (options_.moves_max > 0)
      in_turns();
    else if (options_.threads > 1)
      side_by_side();
    else
      interleaved();
    return std::move(shared_).result();
  }

private:
  void local_slice(local_search& local) {
    if (auto roster = shared_.better(local.best_cost()))
      local.offer(*roster, shared_.cost());
    auto cycles = local.cycles();
    auto moves = local.slice(shared_.used());
    if (local.cycles() != cycles)
      shared_.note(local.decision());
    shared_.count(moves, local.cycles() - cycles);
    shared_.offer(local.best(), local.best_cost(), to_string(local.part()));
  }

  /// What thinks in rows; false when there is nothing left to do. A row of a
  /// plan has far too many states.
  bool exact_slice(window_search& windows, const stop_request& stop) {
    if (laid_.plan)
      return false;
    if (columns_.slice(shared_, stop))
      return true;
    if (!columns_.too_large())
      return false;
    // A window asks for a roster that is worth it.
    if (local_.cycles() > 1)
      windows.step(shared_, stop);
    return true;
  }

  /// No clock decides anything, so that a seed and moves give one roster.
  void in_turns() {
    auto more = true;
    while (!shared_.over()) {
      local_slice(local_);
      if (more)
        more = exact_slice(windows_[0], options_.cancelled);
    }
  }

  /// One thread, a share of the time to each.
  void interleaved() {
    auto more = true;
    auto spent = 0.0;
    while (!shared_.over()) {
      auto from = shared_.used();
      if (more && spent <= 0) {
        more = exact_slice(windows_[0], [this] { return shared_.over(); });
        spent += shared_.used() - from;
      } else {
        local_slice(local_);
        spent -= shared_.used() - from;
      }
    }
  }

  void side_by_side() {
    auto stop = [this] {
      return shared_.over();
    };
    auto exact = std::jthread{[&] {
      while (!shared_.over() && exact_slice(windows_[0], stop)) {
      }
      while (!shared_.over() && second_)
        local_slice(*second_);
    }};
    while (!shared_.over())
      if (columns_.too_large() && local_.cycles() > 1)
        windows_[1].step(shared_, stop);
      else
        local_slice(local_);
  }

  tables laid_;
  const search_options& options_;
  incumbent shared_;
  local_search local_;
  /// Of the second thread, where there is nothing exact to do.
  std::optional<local_search> second_;
  column_part columns_;
  std::array<window_search, 2> windows_;
};

failure wrong(const std::string& what) {
  return {ec::invalid_argument, "solve: " + what};
}

} // namespace

result<search_result> search(const problem& x, const search_options& options) {
  if (auto ok = check(x); !ok)
    return ok.error();
  if (options.moves_max == 0 && !options.used)
    return wrong("neither moves nor a budget of time; say one");
  auto start = options.start.empty() ? first_roster(x) : options.start;
  if (start.size() != x.allowed.size())
    return wrong("the roster to begin with has " + std::to_string(start.size())
                 + " cells, not " + std::to_string(x.allowed.size()));
  for (auto i = std::size_t{0}; i < start.size(); ++i)
    if (start[i] >= x.tasks.size() || !has(x.allowed[i], start[i]))
      start[i] = static_cast<task>(std::countr_zero(x.allowed[i]));
  return searching{x, options, std::move(start)}.run();
}

} // namespace nightfloat::domain::solve
