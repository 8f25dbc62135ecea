// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/search.hpp"

#include "domain/solve/column_part.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/local_search.hpp"
#include "domain/solve/memory.hpp"
#include "domain/solve/window_search.hpp"

#include <algorithm>
#include <array>
#include <atomic>
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
  searching(const problem& x, const search_options& options, grid start,
            const memory_shares& memory)
    : laid_{x}, options_{options}, shared_{options, start,
                                           evaluate(x, start).total},
      local_{laid_, start, options.seed, {.rows = {.memory_max = memory.rows}}},
      warm_{local_.warm()},
      // By moves no clock decides anything, not even one that is there.
      columns_{x, options.seed, by_moves() ? nullptr : options.used,
               memory.columns},
      windows_{window_search{x, options.seed * 2 + 1, memory.window},
               window_search{x, options.seed * 2 + 2, memory.window}},
      times_{phase_times{options.clock}, phase_times{options.clock}} {
    if (laid_.plan)
      second_.emplace(laid_, start, ~options.seed,
                      local_options{.rows = {.memory_max = memory.rows}});
  }

  search_result run() {
    if (laid_.choices == 0)
      return ended();
    if (by_moves())
      in_turns();
    else if (options_.threads > 1)
      side_by_side();
    else
      interleaved();
    return ended();
  }

private:
  [[nodiscard]] bool by_moves() const noexcept {
    return options_.moves_max > 0;
  }

  search_result ended() {
    auto out = std::move(shared_).result();
    out.threads = second_thread_ ? 2 : 1;
    out.profile = profile(out.last.restarts);
    return out;
  }

  void local_slice(local_search& local, phase_times& times,
                   const stop_request& stop) {
    if (auto found = shared_.better(local.best_cost()))
      local.offer(found->roster, found->cost);
    local.know(shared_.progress().bound);
    auto cycles = local.cycles();
    auto phase = local.part() == local_part::rows ? search_phase::rows
                                                  : search_phase::annealing;
    auto moves
      = times.during(phase, [&] { return local.slice(shared_.used(), stop); });
    if (local.cycles() != cycles)
      shared_.note(local.decision());
    shared_.count(moves, local.cycles() - cycles);
    shared_.offer(local.best(), local.best_cost(), to_string(local.part()));
  }

  /// What thinks in rows; false when there is nothing left to do. A row of a
  /// plan has far too many states.
  bool exact_slice(std::size_t thread, const stop_request& stop) {
    if (laid_.plan)
      return false;
    if (!columns_.too_large()) {
      auto more = times_[thread].during(
        columns_.phase(), [&] { return columns_.slice(shared_, stop); });
      if (more || !columns_.too_large())
        return more;
    }
    // A window asks for a roster that is worth it.
    if (shared_.progress().restarts > 1)
      window_slice(thread, stop);
    return true;
  }

  void window_slice(std::size_t thread, const stop_request& stop) {
    times_[thread].during(search_phase::window,
                          [&] { windows_[thread].step(shared_, stop); });
  }

  search_profile profile(std::uint64_t restarts) const {
    auto out = search_profile{};
    out.moves = local_.moves();
    out.rows = local_.walked();
    if (second_) {
      auto others = second_->moves();
      for (auto i = std::size_t{0}; i < others.size(); ++i)
        out.moves[i] += others[i];
      out.rows += second_->walked();
    }
    out.rows += columns_.walked();
    out.columns = columns_.profile();
    out.restarts = restarts;
    auto windows = memory_profile{"windows", 0};
    for (const auto& x : windows_) {
      out.rows += x.walked();
      out.columns += x.profile();
      windows.bytes += x.bytes();
    }
    auto times = times_[0];
    times.add(times_[1]);
    out.phases = times.told();
    out.memory = local_.memory();
    if (second_)
      for (auto& x : second_->memory())
        out.memory.push_back({"second " + x.part, x.bytes});
    out.memory.insert(out.memory.begin(), {"tables", laid_.bytes()});
    for (auto& x : columns_.memory())
      out.memory.push_back(std::move(x));
    if (windows.bytes > 0)
      out.memory.push_back(std::move(windows));
    return out;
  }

  /// No clock decides anything, so that a seed and moves give one roster.
  void in_turns() {
    auto more = true;
    while (!shared_.over()) {
      local_slice(local_, times_[0], options_.cancelled);
      if (more)
        more = exact_slice(0, options_.cancelled);
    }
  }

  /// One thread, a share of the time to each.
  void interleaved() {
    auto stop = [this] {
      return shared_.over();
    };
    auto more = true;
    auto spent = 0.0;
    while (!shared_.over()) {
      auto from = shared_.used();
      if (more && spent <= 0) {
        more = exact_slice(0, stop);
        spent += shared_.used() - from;
      } else {
        local_slice(local_, times_[0], stop);
        spent -= shared_.used() - from;
      }
    }
  }

  void side_by_side() {
    auto stop = [this] {
      return shared_.over();
    };
    second_thread_ = true;
    auto second = std::jthread{[&] {
      beside(stop);
    }};
    while (!shared_.over()) {
      // Moves of a few days mend what is broken sooner than windows do.
      if (columns_.too_large() && local_.cycles() > 1
          && shared_.cost().hard() == 0)
        window_slice(0, stop);
      else
        local_slice(local_, times_[0], stop);
      warm_ = local_.warm();
    }
  }

  /// What the second thread does: exact parts, but for a long cycle of
  /// annealing where they do not come near the best, or are at their end.
  void beside(const stop_request& stop) {
    auto more = true;
    while (!shared_.over()) {
      if (!second_ && (!more || columns_.trails(shared_)))
        second_.emplace(laid_, shared_.best(), ~options_.seed,
                        local_options{.anneals_from = warm_.load()});
      if (second_ && (!more || !second_->reheats()))
        local_slice(*second_, times_[1], stop);
      else
        more = exact_slice(1, stop);
    }
  }

  tables laid_;
  const search_options& options_;
  incumbent shared_;
  local_search local_;
  /// Where a long cycle of it begins, for the other thread.
  std::atomic<double> warm_;
  bool second_thread_ = false;
  /// Of the second thread, where the exact parts do not help.
  std::optional<local_search> second_;
  column_part columns_;
  std::array<window_search, 2> windows_;
  /// Of the thread that anneals, and of the other one.
  std::array<phase_times, 2> times_;
};

failure wrong_search(const std::string& what) {
  return {ec::invalid_argument, "solve: " + what};
}

} // namespace

result<search_result> search(const problem& x, const search_options& options) {
  if (auto ok = check(x); !ok)
    return ok.error();
  if (options.moves_max == 0 && !options.used)
    return wrong_search("neither moves nor a budget of time; say one");
  auto memory = memory_shares_of(x, options.memory_max);
  if (!memory)
    return memory.error();
  auto start = options.start.empty() ? first_roster(x) : options.start;
  if (start.size() != x.allowed.size())
    return wrong_search("the roster to begin with has "
                        + std::to_string(start.size()) + " cells, not "
                        + std::to_string(x.allowed.size()));
  for (auto i = std::size_t{0}; i < start.size(); ++i)
    if (start[i] >= x.tasks.size() || !has(x.allowed[i], start[i]))
      start[i] = static_cast<task>(std::countr_zero(x.allowed[i]));
  return searching{x, options, std::move(start), *memory}.run();
}

} // namespace nightfloat::domain::solve
