// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_search.hpp"

#include "domain/solve/evaluate.hpp"
#include "domain/solve/weighed.hpp"

namespace nightfloat::domain::solve {

struct column_search::parts {
  parts(column_generation x, const column_search_options& o)
    : options{o}, generation{std::move(x)} {
  }

  enum class phase : std::uint8_t { bound, dive, repair };

  void take(const grid& roster);
  void turn();
  bool dive_on(const stop_request& stop);
  bool repair_on(const stop_request& stop);

  column_search_options options;
  column_generation generation;
  phase now = phase::bound;
  std::optional<column_dive> dive;
  std::optional<column_repair> repair;
  std::uint64_t dives = 0;
  /// Rounds of pricing when the turn began, and of the last dive.
  std::uint64_t began = 0;
  std::uint64_t last_dive = 0;
  grid best;
  score cost;
  repair_counts none;
};

void column_search::parts::take(const grid& roster) {
  auto total = evaluate(generation.shape().of(), roster).total;
  if (!best.empty() && total >= cost)
    return;
  best = roster;
  cost = total;
  if (repair)
    repair->offer(best);
}

/// The next dive, or, after one, repairs where there is something to repair.
void column_search::parts::turn() {
  if (now == phase::dive && !best.empty()) {
    if (!repair)
      repair.emplace(generation, best, options.repair);
    now = phase::repair;
  } else {
    generation.free_all();
    auto how = dive_options{};
    how.seed = options.seed + dives;
    how.rounds = options.dive_rounds;
    how.noise = dives == 0 ? 0 : options.noise;
    if (!best.empty())
      how.cutoff = weighed(cost, generation.shape().hard_weight());
    dive.emplace(generation, how);
    ++dives;
    now = phase::dive;
  }
  began = generation.rounds();
}

bool column_search::parts::dive_on(const stop_request& stop) {
  if (dive->step(stop))
    return true;
  if (stop && stop())
    return false;
  if (!dive->roster().empty())
    take(dive->roster());
  dive.reset();
  last_dive = generation.rounds() - began;
  turn();
  return true;
}

bool column_search::parts::repair_on(const stop_request& stop) {
  auto more = repair->step(stop);
  take(repair->best());
  if (more && repair->idle() && generation.rounds() >= began + last_dive)
    turn();
  return more;
}

column_search::column_search(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

column_search::column_search(column_search&&) noexcept = default;
column_search& column_search::operator=(column_search&&) noexcept = default;
column_search::~column_search() = default;

result<column_search>
column_search::make(const problem& x, const column_search_options& options) {
  auto generation = column_generation::make(x, options.generation);
  if (!generation)
    return generation.error();
  return column_search{
    std::make_unique<parts>(std::move(*generation), options)};
}

bool column_search::step(const stop_request& stop) {
  auto& x = *parts_;
  if (proved())
    return false;
  switch (x.now) {
    case parts::phase::bound:
      if (x.generation.step(stop))
        return true;
      if (stop && stop())
        return false;
      x.turn();
      return true;
    case parts::phase::dive:
      return x.dive_on(stop);
    case parts::phase::repair:
      return x.repair_on(stop);
  }
  return false;
}

void column_search::offer(const grid& roster) {
  const auto& x = parts_->generation.shape().of();
  for (auto who = std::uint32_t{0}; who < x.people.size(); ++who)
    parts_->generation.add(who, {roster.data() + x.cell_at(who, 0),
                                 static_cast<std::size_t>(x.days)});
  parts_->take(roster);
}

const grid& column_search::best() const noexcept {
  return parts_->best;
}

score column_search::cost() const noexcept {
  return parts_->cost;
}

std::optional<score> column_search::bound() const {
  return parts_->generation.bound();
}

bool column_search::proved() const {
  auto least = bound();
  return least && !parts_->best.empty() && parts_->cost <= *least;
}

const column_generation& column_search::generation() const noexcept {
  return parts_->generation;
}

const repair_counts& column_search::repairs() const noexcept {
  return parts_->repair ? parts_->repair->counts() : parts_->none;
}

std::uint64_t column_search::dives() const noexcept {
  return parts_->dives;
}

} // namespace nightfloat::domain::solve
