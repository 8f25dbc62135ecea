// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/column_search.hpp"

#include "domain/solve/evaluate.hpp"
#include "domain/solve/weighed.hpp"

#include <numeric>

namespace nightfloat::domain::solve {

namespace {

/// The share of the budget that one combination may take.
constexpr auto combine_share = 0.1;
/// A programme comes to its end in about so many rounds; it may take that
/// share of the budget.
constexpr auto rounds_usual = 50.0;
constexpr auto generate_share = 0.3;
/// Without a better roster for that share of the budget, it dives again, and
/// takes other columns by chance.
constexpr auto stuck_share = 0.12;
constexpr auto dive_noise = 0.2;
constexpr auto nodes_max = std::uint64_t{2'000};
/// Columns that are combined at most: the newest.
constexpr auto columns_max = std::size_t{20'000};

} // namespace

column_search::column_search(const problem& x, std::uint64_t seed)
  : x_{x}, seed_{seed} {
  if (auto made = column_generation::make(x))
    columns_.emplace(std::move(*made));
  else
    phase_ = phase::nothing;
}

void column_search::learn(const incumbent& shared) {
  auto roster = shared.better(learnt_);
  if (!roster)
    return;
  learnt_ = shared.cost();
  auto days = static_cast<std::size_t>(x_.days);
  for (auto who = 0U; who < x_.people.size(); ++who)
    columns_->add(who, std::span{*roster}.subspan(x_.cell_at(who, 0), days));
}

bool column_search::slice(incumbent& shared, const stop_request& stop) {
  if (phase_ == phase::nothing)
    return false;
  switch (phase_) {
    case phase::generate:
      generate(shared, stop);
      break;
    case phase::dive:
      dive(shared, stop);
      break;
    case phase::combine:
      combine(shared, stop);
      break;
    case phase::repair:
      repair(shared, stop);
      break;
    case phase::nothing:
      break;
  }
  return true;
}

void column_search::generate(incumbent& shared, const stop_request& stop) {
  auto more = columns_->step(stop);
  if (auto bound = columns_->bound())
    shared.bound(*bound);
  generated_ = !more;
  if (generated_)
    phase_ = phase::dive;
  if (columns_->rounds() > 0)
    round_share_ = shared.used() / static_cast<double>(columns_->rounds());
  if (!generated_ && round_share_ * rounds_usual > generate_share) {
    too_large_ = true;
    phase_ = phase::nothing;
  }
}

void column_search::dive(incumbent& shared, const stop_request& stop) {
  if (!dive_) {
    learn(shared);
    auto how = dive_options{};
    how.seed = seed_ + dives_;
    how.noise = dives_ == 0 ? 0.0 : dive_noise;
    dive_.emplace(*columns_, how);
    ++dives_;
  }
  if (dive_->step(stop))
    return;
  if (!dive_->roster().empty())
    offer(shared, dive_->roster(), "dive");
  dive_.reset();
  dived_at_ = shared.used();
  phase_ = phase::combine;
}

void column_search::combine(incumbent& shared, const stop_request& stop) {
  learn(shared);
  const auto& pool = columns_->columns();
  auto count = std::min(pool.size(), columns_max);
  auto which = std::vector<std::uint32_t>(count);
  std::iota(which.begin(), which.end(),
            static_cast<std::uint32_t>(pool.size() - count));
  auto how = combine_options{};
  how.nodes_max = nodes_max;
  how.cutoff = weighed(shared.cost(), columns_->shape().hard_weight());
  auto until = shared.used() + combine_share;
  auto found = solve::combine(columns_->shape(), pool, which, how, [&] {
    return stop && (stop() || shared.used() > until);
  });
  if (found && !found->roster.empty())
    offer(shared, found->roster, "columns");
  phase_ = phase::repair;
}

void column_search::repair(incumbent& shared, const stop_request& stop) {
  if (!repair_) {
    auto how = repair_options{};
    how.seed = seed_;
    repair_.emplace(*columns_, *shared.better(hard(1'000'000)), how);
  } else if (auto roster = shared.better(repair_->cost())) {
    repair_->offer(*roster);
  }
  repair_->step(stop);
  auto used = shared.used();
  if (repair_->cost() < shared.cost()) {
    offer(shared, repair_->best(), "repair");
    better_at_ = used;
  }
  // Stuck: columns of another dive, and all of them combined.
  if (generated_ && used - std::max(better_at_, dived_at_) > stuck_share)
    phase_ = phase::dive;
}

void column_search::offer(incumbent& shared, const grid& roster,
                          const char* by) {
  shared.offer(roster, evaluate(x_, roster).total, by);
}

} // namespace nightfloat::domain::solve
