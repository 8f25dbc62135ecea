// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_part.hpp"

#include <cstdlib>

namespace nightfloat::domain::solve {

namespace {

/// A programme comes to its end in about so many rounds; it may take that
/// share of the budget.
constexpr auto rounds_usual = 50.0;
constexpr auto generate_share = 0.3;
/// Days of a horizon that is worth looking at in windows.
constexpr auto long_horizon = 84;
/// Of a combination that nothing but its nodes ends.
constexpr auto nodes_without_clock = std::uint64_t{30};
constexpr auto learn_share = 0.02;
/// What repairs of the best get before they are judged.
constexpr auto repair_share = 0.08;
/// Within that part of the best a roster of its own is worth going on from.
constexpr auto near_enough = 50;

} // namespace

column_part::column_part(const problem& x, std::uint64_t seed,
                         std::function<double()> used, std::size_t memory_max)
  : memory_max_{memory_max}, long_{x.days >= long_horizon} {
  auto options = column_search_options{};
  options.generation.rows.memory_max = memory_max / 2;
  options.memory_max = options.repair.memory_max = memory_max;
  options.seed = seed;
  options.repair.seed = seed;
  if (!used)
    options.nodes_max = nodes_without_clock;
  options.used = std::move(used);
  if (auto made = column_search::make(x, options))
    search_.emplace(std::move(*made));
}

bool column_part::slice(incumbent& shared, const stop_request& stop) {
  if (!search_ || too_large_)
    return false;
  // Early rosters are poor, and there are many of them: not before the first
  // dive, and then now and then.
  auto used = shared.used();
  if (search_->dives() > 0 && used >= learn_at_)
    if (auto found = shared.better(known_)) {
      known_ = found->cost;
      search_->offer(found->roster);
      learn_at_ = used + learn_share;
    }
  auto was_settled = search_->settled();
  search_->step(stop);
  if (!was_settled)
    found_at_ = shared.used();
  if (auto bound = search_->bound())
    shared.bound(*bound);
  if (!search_->best().empty() && search_->cost() < known_) {
    known_ = found_ = search_->cost();
    found_at_ = shared.used();
    shared.offer(search_->best(), known_, "columns");
  }
  if (drops(shared))
    return false;
  auto rounds = static_cast<double>(search_->generation().rounds());
  if (long_ && search_->dives() == 0 && rounds > 0
      && shared.used() / rounds * rounds_usual > generate_share)
    too_large_ = true;
  return !search_->proved() && !too_large_;
}

bool column_part::trails(const incumbent& shared) const {
  if (!settled() || too_large_ || shared.used() - found_at_ < repair_share)
    return false;
  auto best = shared.cost();
  return found_.hard() > best.hard()
         || found_.soft() - best.soft() > std::abs(best.soft()) / near_enough;
}

/// Whether it held too much; the bound is known to the others.
bool column_part::drops(incumbent& shared) {
  if (search_->generation().bytes() <= memory_max_)
    return false;
  dropped_ = profile();
  dropped_rows_ = walked();
  dropped_memory_ = memory();
  shared.note("columns dropped: they hold over " + std::to_string(memory_max_)
              + " bytes");
  search_.reset();
  return true;
}

std::vector<memory_profile> column_part::memory() const {
  if (!search_)
    return dropped_memory_;
  const auto& x = search_->generation();
  return {{"columns", x.pool_bytes()},
          {"column rows", x.row_bytes()},
          {"programme", x.programme_bytes()}};
}

} // namespace nightfloat::domain::solve
