// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a roster under search may be left: moves drawn by chance, each followed
// by a greedy descent around it, which shows whether it falls straight back.

#include "domain/solve/random.hpp"
#include "domain/solve/state.hpp"
#include "domain/solve/stuck.hpp"

#include <functional>

namespace nightfloat::domain::solve {

constexpr std::size_t escape_draws = 256;

/// Of reassignments, exchanges between two and turns of three people, at that
/// temperature; a hard unit weighs `hard_weight`. Of the moves drawn, those
/// that are not allowed count as refused. Some tens of milliseconds at most;
/// `stop` is asked within, and ends it with what it says then.
[[nodiscard]] escape_chance
escape_of(const tables& x, const state& from, double temperature,
          std::int64_t hard_weight, random_source& random,
          std::size_t draws = escape_draws,
          const std::function<bool()>& stop = {});

} // namespace nightfloat::domain::solve
