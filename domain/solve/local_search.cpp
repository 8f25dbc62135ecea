// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/local_search.hpp"

#include "domain/solve/escape.hpp"

#include <algorithm>
#include <cmath>

namespace nightfloat::domain::solve {

namespace {

constexpr auto elite_max = std::size_t{5};
/// Shares of the budget: each part's first cycle, a long one of the part that
/// did better, and those that reheat.
constexpr auto first_cycle = 0.1;
constexpr auto long_cycle = 0.5;
constexpr auto later_cycle = 0.1;
/// Of what is left of the budget: the long cycle of who only anneals.
constexpr auto share_of_rest = 0.85;
/// A unit of Luby's of a cycle after a restart.
constexpr auto luby_cycle = 0.04;
/// Of the cheapest price: the last temperature.
constexpr auto cold_share = 0.12;
/// Of the dearest price: the first temperature; what later cycles begin with
/// at most, and how far below that they may.
constexpr auto hot_share = 0.6;
/// Of what the first cycle gained: what is left where a long one begins.
constexpr auto left_when_warm = 0.25;
/// A plan is tight: it has to be loosened by its hard rules, which weigh some
/// times as much as the dearest price.
constexpr auto hot_share_of_plan = 5.0;
constexpr auto reheat_most = 0.3;
constexpr auto reheat_range = 0.02;
constexpr auto annealing_slice = std::uint64_t{20'000};
constexpr auto rows_slice = std::uint64_t{8};

} // namespace

const char* to_string(local_part x) noexcept {
  return x == local_part::annealing ? "annealing" : "rows";
}

local_search::local_search(const tables& x, const grid& start,
                           std::uint64_t seed, const local_options& options)
  : x_{&x}, random_{seed}, annealing_{x, start, random_.next()},
    rows_{x, start, random_.next(), options.rows}, cycles_{options.anneals_from
                                                             ? local_parts
                                                             : 0},
    anneals_from_{options.anneals_from} {
  elite_.push_back({start, annealing_.best_cost()});
}

void local_search::offer(const grid& roster, score cost) {
  for (const auto& x : elite_)
    if (x.cost == cost && x.roster == roster)
      return;
  auto at = std::ranges::find_if(elite_,
                                 [&](const auto& x) { return cost < x.cost; });
  elite_.insert(at, {roster, cost});
  if (elite_.size() > elite_max)
    elite_.pop_back();
}

local_part local_search::choose() noexcept {
  // Stretches are exchanged between people; a row alone has no room.
  if (x_->plan || anneals_from_)
    return local_part::annealing;
  if (cycles_ < local_parts)
    return static_cast<local_part>(cycles_);
  auto [a, r] = reached_;
  auto better = a && (!r || *a < *r) ? local_part::annealing : local_part::rows;
  auto other = better == local_part::rows ? local_part::annealing
                                          : local_part::rows;
  return cycles_ % 5 == 4 ? other : better;
}

void local_search::begin_cycle(double used) {
  if (cycles_ > 0)
    end_cycle();
  auto widens = decided_ == stuck_decision::widen && !x_->plan
                && !anneals_from_;
  part_ = widens ? local_part::rows : choose();
  rows_.widen(decided_ == stuck_decision::widen);
  from_ = used;
  auto again = cycles_ > local_parts;
  to_ = std::min(1.0, used + length_of_cycle(used));
  if (1 - to_ < later_cycle / 2)
    to_ = 1;
  hot_ = first_heat();
  started_from_ = again && random_.below(2) == 1 ? random_.below(elite_.size())
                                                 : std::size_t{0};
  const auto& start = elite_[started_from_].roster;
  if (part_ == local_part::annealing)
    annealing_.restart(start);
  else
    rows_.restart(start);
  ++cycles_;
  why_ = decided_ == stuck_decision::go_on
           ? std::string{}
           : "stuck, " + std::string{to_string(decided_)} + ": ";
  decided_ = stuck_decision::go_on;
  stuck_.begin(sample(used));
}

double local_search::length_of_cycle(double used) const noexcept {
  if (decided_ == stuck_decision::restart)
    return luby_cycle * static_cast<double>(stuck_.restart_units());
  if (cycles_ < local_parts)
    return first_cycle;
  if (cycles_ > local_parts)
    return later_cycle;
  return anneals_from_ ? share_of_rest * (1 - used) : long_cycle;
}

/// The first cycles begin hot enough to forget the start, a long one of
/// annealing where the first had most behind it; later ones reheat from the
/// elite, by chance a lot or a little.
double local_search::first_heat() {
  if (cycles_ > local_parts && !(x_->plan && elite_[0].cost.hard() > 0))
    return reheat();
  if (cycles_ < local_parts || part_ != local_part::annealing)
    return full_heat();
  return anneals_from_.value_or(warm());
}

double local_search::reheat() {
  auto most = full_heat() * reheat_most;
  auto least = std::max(cold(), most * reheat_range);
  return most * std::pow(std::min(least / most, 1.0), random_.unit());
}

double local_search::full_heat() const noexcept {
  return (x_->plan ? hot_share_of_plan : hot_share)
         * static_cast<double>(x_->dear);
}

double local_search::cold() const noexcept {
  return cold_share * static_cast<double>(x_->cheap);
}

double local_search::warm() const noexcept {
  // A plan has to be loosened all over again.
  if (x_->plan)
    return full_heat();
  return full_heat()
         * std::pow(std::min(cold() / full_heat(), 1.0),
                    first_cooling_.until_left(left_when_warm));
}

/// A cycle that reheats and is stuck ends now.
void local_search::look(double used, double temperature,
                        const std::function<bool()>& stop) {
  // A plan's cycles begin as hot as they can while it breaks anything.
  if (!reheats() || x_->plan)
    return;
  stuck_.sample(sample(used));
  if (!stuck_.plateau())
    return;
  const auto& at = part_ == local_part::annealing ? annealing_.now()
                                                  : rows_.now();
  auto chance = escape_of(*x_, at, temperature, 3 * x_->dear, random_,
                          escape_draws, stop);
  auto decided = stuck_.decide(chance);
  if (decided != stuck_decision::widen && decided != stuck_decision::restart)
    return;
  decided_ = decided;
  to_ = used;
}

stuck_sample local_search::sample(double used) const noexcept {
  auto cost = part_ == local_part::annealing ? annealing_.best_cost()
                                             : rows_.best_cost();
  auto out = stuck_sample{used, moves_, number(cost), {}};
  // It says how near the best is only where nothing is broken: a place that
  // cannot be filled weighs another number in it.
  if (bound_ && cost.hard() == 0)
    out.bound = number(*bound_);
  return out;
}

double local_search::number(score x) const noexcept {
  return static_cast<double>(x.weighed(3 * x_->dear));
}

void local_search::end_cycle() {
  // Where it came to, not what it began from.
  auto& at = reached_[static_cast<std::size_t>(part_)];
  at = part_ == local_part::annealing ? annealing_.now().cost()
                                      : rows_.now().cost();
}

double local_search::part_of_cycle(double used) const noexcept {
  return std::clamp((used - from_) / (to_ - from_ + 1e-9), 0.0, 1.0);
}

double local_search::temperature(double used) const noexcept {
  return hot_ * std::pow(std::min(cold() / hot_, 1.0), part_of_cycle(used));
}

std::uint64_t local_search::slice(double used,
                                  const std::function<bool()>& stop) {
  if (cycles_ == 0 || used >= to_)
    begin_cycle(used);
  auto t = temperature(used);
  auto done = work(t, stop);
  moves_ += done;
  if (cycles_ == 1 && part_ == local_part::annealing)
    first_cooling_.sample(part_of_cycle(used), number(annealing_.now().cost()));
  look(used, t, stop);
  return done;
}

std::uint64_t local_search::work(double temperature,
                                 const std::function<bool()>& stop) {
  if (part_ == local_part::annealing) {
    annealing_.step(annealing_slice, temperature, stop);
    offer(annealing_.best(), annealing_.best_cost());
    return annealing_slice;
  }
  auto before = rows_.work();
  auto done = std::uint64_t{0};
  for (auto i = std::uint64_t{0}; i < rows_slice && done < annealing_slice;
       ++i) {
    if (stop && stop())
      break;
    rows_.step(temperature, 3 * x_->dear, stop);
    done = (rows_.work() - before) / work_of_move + i + 1;
  }
  offer(rows_.best(), rows_.best_cost());
  return done;
}

std::string local_search::decision() const {
  return why_ + std::string{to_string(part_)} + " from elite "
         + std::to_string(started_from_) + " at "
         + std::to_string(std::lround(hot_));
}

std::vector<move_profile> local_search::moves() const {
  auto out = std::vector<move_profile>{};
  for (auto i = std::size_t{0}; i < move_kinds; ++i) {
    const auto& x = annealing_.counts()[i];
    out.push_back(
      {to_string(static_cast<move_kind>(i)), x.tried, x.accepted, x.better});
  }
  return out;
}

std::vector<memory_profile> local_search::memory() const {
  auto elite = std::size_t{0};
  for (const auto& x : elite_)
    elite += bytes_of(x.roster);
  return {{"annealing", annealing_.bytes()},
          {"row search", rows_.state_bytes()},
          {"rows", rows_.row_bytes()},
          {"elite", elite}};
}

} // namespace nightfloat::domain::solve
