// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_search.hpp"

#include "domain/solve/column_roster.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/price_gcd.hpp"
#include "domain/solve/weighed.hpp"

#include <algorithm>

namespace nightfloat::domain::solve {

struct column_search::parts {
  parts(column_generation x, const column_search_options& o)
    : options{o}, generation{std::move(x)} {
  }

  enum class phase : std::uint8_t { bound, dive, combine, repair };

  void take(const grid& roster);
  void begin_dive();
  void begin_repairs();
  std::vector<std::uint32_t> worth_combining(const stop_request& stop) const;
  bool combine_on(const stop_request& stop);
  bool dive_on(const stop_request& stop);
  bool repair_on(const stop_request& stop);

  column_search_options options;
  column_generation generation;
  phase now = phase::bound;
  std::optional<column_dive> dive;
  std::optional<column_repair> repair;
  std::uint64_t dives = 0;
  bool settled = false;
  /// Rounds of pricing when the turn began, and of the last dive.
  std::uint64_t began = 0;
  std::uint64_t last_dive = 0;
  grid best;
  score cost;
  repair_counts none;
  column_profile did;
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

void column_search::parts::begin_dive() {
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
  began = generation.rounds();
}

void column_search::parts::begin_repairs() {
  settled = true;
  if (best.empty())
    return begin_dive();
  if (!repair)
    repair.emplace(generation, best, options.repair);
  now = phase::repair;
  began = generation.rounds();
}

/// Those whose reduced cost leaves room under the best, the cheapest first;
/// some of them where `stop` said so.
std::vector<std::uint32_t>
column_search::parts::worth_combining(const stop_request& stop) const {
  const auto& x = generation.shape().of();
  auto gap = best.empty() ? unbounded
                          : weighed(cost, generation.shape().hard_weight())
                              - generation.programme_value()
                              - static_cast<double>(price_gcd(x)) + 1e-6;
  auto found = std::vector<std::pair<double, std::uint32_t>>{};
  for (auto at = std::uint32_t{0}; at < generation.columns().size(); ++at) {
    if (at % columns_between == 0 && stop && stop())
      break;
    if (auto more = generation.reduced_cost(at); more <= gap)
      found.emplace_back(more, at);
  }
  std::ranges::sort(found);
  found.resize(std::min({found.size(), options.columns_max,
                         generation.columns_within(options.memory_max)}));
  auto out = std::vector<std::uint32_t>{};
  for (const auto& [more, at] : found)
    out.push_back(at);
  return out;
}

bool column_search::parts::combine_on(const stop_request& stop) {
  if (!generation.solved()) {
    generation.step(stop);
    return !(stop && stop());
  }
  auto how = combine_options{};
  how.nodes_max = options.nodes_max;
  how.seed = static_cast<std::uint32_t>(options.seed + dives);
  if (!best.empty())
    how.cutoff = weighed(cost, generation.shape().hard_weight());
  auto until = options.used ? options.used() + options.combine_share : 0.0;
  auto columns = worth_combining(stop);
  if (stop && stop())
    return false;
  auto found
    = combine(generation.shape(), generation.columns(), columns, how, [&] {
        return (stop && stop()) || (options.used && options.used() > until);
      });
  ++did.combinations;
  if (found)
    did.nodes += found->nodes;
  if (found && !found->roster.empty())
    take(found->roster);
  begin_repairs();
  return !(stop && stop());
}

bool column_search::parts::dive_on(const stop_request& stop) {
  if (dive->step(stop))
    return true;
  if (stop && stop())
    return false;
  did.propagations += dive->rows_taken();
  if (!dive->roster().empty())
    take(dive->roster());
  else
    ++did.backtracks;
  dive.reset();
  generation.free_all();
  last_dive = generation.rounds() - began;
  now = phase::combine;
  return true;
}

bool column_search::parts::repair_on(const stop_request& stop) {
  auto more = repair->step(stop);
  take(repair->best());
  if (more && repair->idle() && generation.rounds() >= began + last_dive)
    begin_dive();
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
      x.begin_dive();
      return true;
    case parts::phase::dive:
      return x.dive_on(stop);
    case parts::phase::combine:
      return x.combine_on(stop);
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

bool column_search::settled() const noexcept {
  return parts_->settled;
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

search_phase column_search::phase() const noexcept {
  switch (parts_->now) {
    case parts::phase::bound:
      return search_phase::bound;
    case parts::phase::dive:
      return search_phase::dive;
    case parts::phase::combine:
      return search_phase::combine;
    case parts::phase::repair:
      return search_phase::repair;
  }
  return search_phase::bound;
}

column_profile column_search::profile() const {
  auto out = parts_->did;
  out += parts_->generation.profile();
  const auto& mended = repairs();
  out.dives = parts_->dives;
  out.propagations += mended.rows_taken;
  out.backtracks += mended.given_up;
  out.combinations += mended.combinations;
  out.nodes += mended.nodes;
  out.repairs = mended.tries;
  out.repairs_better = mended.better;
  out.repairs_proved = mended.proved + mended.pruned;
  return out;
}

} // namespace nightfloat::domain::solve
