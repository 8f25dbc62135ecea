// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a person sees of a search while it runs, and its clock: the search
// knows none.

#include "cmd/nightfloat/terminal.hpp"
#include "domain/solve/search.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace nightfloat::cmd {

/// `1675`, or `3 broken + 1675` where hard rules are.
[[nodiscard]] std::string cost_words(domain::solve::score x);

/// How far `cost` may be from the best there is, as a part of it; nothing where
/// that cannot be said.
[[nodiscard]] std::optional<double>
gap_of(domain::solve::score cost,
       const std::optional<domain::solve::score>& bound);

/// Draws a line on stderr while it lives, on a terminal only. All members may
/// be called from any thread.
class search_watch {
public:
  /// `moves_max` is the budget where it is not 0, else time is. `phase` is what
  /// is shown until there is a roster.
  search_watch(std::chrono::milliseconds budget, std::uint64_t moves_max,
               std::string phase = "starting");

  /// The part of the time that is used up.
  [[nodiscard]] double used() const;

  /// Shows how far it is; at most as often as an eye can follow.
  void draw();

  /// How far the search is, with a better roster or without.
  void improved(const domain::solve::search_progress& x);

  [[nodiscard]] std::chrono::milliseconds spent() const;
  [[nodiscard]] double seconds() const;

private:
  std::chrono::milliseconds budget_;
  std::uint64_t moves_max_;
  std::string phase_;
  std::chrono::steady_clock::time_point begun_;
  std::mutex mutex_;
  domain::solve::search_progress last_;
  bool has_any_ = false;
  std::chrono::steady_clock::time_point drawn_;
  progress_bar bar_;
};

} // namespace nightfloat::cmd
