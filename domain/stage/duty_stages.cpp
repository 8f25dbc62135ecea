// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/duty_stages.hpp"

#include "domain/solve/churn.hpp"
#include "domain/stage/duty_roster.hpp"
#include "domain/stage/duty_view.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace nightfloat::domain::stage {

namespace {

/// Moves a cell of the first round, and how much longer each next one is.
constexpr auto cell_moves = 12.0;
constexpr auto turn_moves_min = 5'000.0;
constexpr auto growth = 1.5;
/// Turns that a stage lets pass, at the most, after turns in vain: the others
/// get their time.
constexpr auto rests_max = 7u;
/// Rounds, and moves a cell, without a better roster after which it is done;
/// moves a cell without fewer faults after which it is stuck.
constexpr auto idle_rounds_max = 4u;
constexpr auto idle_moves_max = std::uint64_t{500};
constexpr auto stuck_moves_max = std::uint64_t{150};
/// Moves of the search for one of a bound: until there is one, as who asks for
/// half a minute wants to know how good it is, and then, to raise it.
constexpr auto first_bound_share = std::uint64_t{3};
constexpr auto bound_share = std::uint64_t{8};

bool earlier(const duty& a, const duty& b) noexcept {
  return std::pair{a.person, a.start} < std::pair{b.person, b.start};
}

stage_kind kind_of(column_width width, bool residents) noexcept {
  if (!residents)
    return stage_kind::faculty;
  return width == column_width::day ? stage_kind::call : stage_kind::slots;
}

void join(std::vector<duty>& to, std::span<const duty> more) {
  to.insert(to.end(), more.begin(), more.end());
}

} // namespace

duty_stages::duty_stages(const frame& x, std::vector<assignment> plan,
                         std::vector<duty> fixed, const duty_options& options)
  : x_{&x}, plan_{std::move(plan)}, fixed_{std::move(fixed)}, options_{options},
    unplaced_(x.people()) {
}

result<duty_stages>
duty_stages::begin(const frame& x, std::vector<assignment> plan,
                   std::vector<duty> fixed, std::span<const duty> start,
                   part_set parts, const duty_options& options) {
  auto out = duty_stages{x, std::move(plan), std::move(fixed), options};
  for (auto& wish : wishes_of(x, parts)) {
    auto& one = out.stages_.emplace_back();
    const auto& first = x.where.templates[wish.templates.front()];
    one.residents = first.role != person_role::faculty;
    for (const auto& d : start)
      if (std::ranges::binary_search(wish.templates, x.index(d.from)))
        one.duties.push_back(d);
    one.wish = std::move(wish);
  }
  // Says now whatever could be wrong with one of them.
  for (auto i = std::size_t{0}; i < out.stages_.size(); ++i)
    if (auto ok = out.build(i); !ok)
      return ok.error();
  if (options.is_capped())
    if (auto ok = out.begin_near(); !ok)
      return ok.error();
  out.begin_turn();
  return out;
}

std::vector<duty> duty_stages::others(std::size_t which) const {
  auto out = fixed_;
  for (auto i = std::size_t{0}; i < stages_.size(); ++i)
    if (i != which && stages_[i].residents == stages_[which].residents)
      join(out, stages_[i].duties);
  std::ranges::sort(out, earlier);
  return out;
}

/// Its problem against what the others are now, from what it has.
result<void> duty_stages::build(std::size_t which) {
  auto& one = stages_[which];
  auto wish = one.wish;
  if (options_.is_capped())
    wish.near = options_.near;
  auto made = make_duty_problem(*x_, plan_, others(which), wish);
  if (!made)
    return made.error();
  one.built = version_;
  one.idle = one.rests = 0;
  one.search.reset();
  one.places.clear();
  if (made->empty()) {
    one.duties.clear();
    one.places = open_in(*made, {});
    if (options_.constraints != nullptr)
      options_.constraints->nobody(kind_of(one.wish.width, one.residents));
    return {};
  }
  forget_bound(one, made->what);
  if (auto ok = constrain(one, *made); !ok)
    return ok.error();
  if (auto price = solve::soft(options_.change_price); price != solve::score{})
    if (auto ok = solve::price_changes(
          made->what, grid_of_duties(*made, options_.near), price, 0);
        !ok)
      return at("stage", ok.error());
  if (auto ok = solve::check(made->what); !ok)
    return at("stage", ok.error());
  auto start = grid_of_duties(*made, one.duties);
  one.search.emplace(std::move(*made), std::move(start),
                     options_.seed + which * 7'919 + round_);
  if (options_.is_capped())
    hold(which);
  return {};
}

std::uint64_t duty_stages::turn_moves(const one_stage& x) const noexcept {
  auto cells = static_cast<double>(x.search->cells());
  auto length = std::max(cells * cell_moves, turn_moves_min)
                * std::pow(growth, x.turns);
  // A last round is not begun for half of its moves.
  auto left = static_cast<double>(options_.moves_max
                                  - std::min(moves_, options_.moves_max));
  return static_cast<std::uint64_t>(
    std::max(1.0, length * 2 > left ? left : length));
}

/// Whether others of the same people change what it can find.
bool duty_stages::has_siblings(const one_stage& x) const {
  return x.residents && std::ranges::count_if(stages_, [](const one_stage& y) {
                          return y.residents && y.search;
                        }) > 1;
}

/// One that costs nothing, or found nothing lately, lets others have its time.
bool duty_stages::is_due(one_stage& x) const {
  if (!x.search
      || (x.search->constructed() && x.search->cost() == solve::score{}))
    return false;
  if (has_siblings(x))
    return true;
  if (x.rests == 0)
    return true;
  --x.rests;
  return false;
}

void duty_stages::begin_turn() {
  for (; turn_ < stages_.size(); ++turn_) {
    auto& one = stages_[turn_];
    if (outdated(one)) {
      if (auto ok = build(turn_); !ok) {
        refused_ = ok.error();
        done_ = true;
        return;
      }
    }
    if (!is_due(one))
      continue;
    if (options_.is_capped())
      hold(turn_);
    if (first_)
      one.search->begin_round(0, 0);
    else
      one.search->begin_round(turn_moves(one), one.turns++);
    moves_before_ = one.search->moves();
    cost_before_ = one.search->cost();
    return;
  }
  end_round();
}

void duty_stages::end_turn() {
  auto& one = stages_[turn_];
  auto better = one.turns <= 1 || one.search->cost() < cost_before_;
  one.idle = better ? 0 : one.idle + 1;
  one.rests = std::min((1u << std::min(one.idle, 8u)) - 1, rests_max);
  auto now = duties_of_grid(one.search->problem(), one.search->best(), plan_);
  if (now != one.duties) {
    one.duties = std::move(now);
    if (one.residents)
      one.built = ++version_;
  }
  keep_best();
  ++turn_;
  begin_turn();
}

/// Faculty who do not know yet what residents ask for cost too little: after a
/// turn of residents, and within one that has found something.
bool duty_stages::is_stale() const noexcept {
  if (!asks_supervision())
    return false;
  auto unseen = std::ranges::any_of(stages_, [this](const one_stage& x) {
    return !x.residents && x.search && outdated(x);
  });
  if (unseen || turn_ >= stages_.size())
    return unseen;
  const auto& now = stages_[turn_];
  return now.residents && now.search && now.search->cost() != cost_before_;
}

void duty_stages::keep_best() {
  if (is_stale())
    return;
  auto over = over_now();
  auto now = cost_now();
  if (!best_ || std::pair{over, now} < std::pair{best_->over, best_->cost})
    best_ = whole{over, now, rows_now(), open_now()};
}

const duty_stages::whole* duty_stages::kept() const noexcept {
  return best_
             && (is_stale()
                 || std::pair{best_->over, best_->cost}
                      < std::pair{over_now(), cost_now()})
           ? &*best_
           : nullptr;
}

solve::score duty_stages::cost() const noexcept {
  const auto* before = kept();
  return before != nullptr ? before->cost : cost_now();
}

std::vector<duty_stages::place> duty_stages::open() const {
  const auto* before = kept();
  return before != nullptr ? before->open : open_now();
}

std::int64_t duty_stages::open_heads() const {
  auto out = std::int64_t{0};
  for (const auto& x : open())
    out += x.heads;
  return out;
}

std::vector<duty> duty_stages::rows() const {
  const auto* before = kept();
  return before != nullptr ? before->rows : rows_now();
}

void duty_stages::end_round() {
  turn_ = 0;
  if (std::exchange(first_, false))
    return begin_turn();
  auto now = cost();
  auto better = round_ == 0 || now < best_before_;
  idle_ = better ? 0 : idle_ + 1;
  if (better)
    better_at_ = moves_;
  if (round_ == 0 || now.hard() < best_before_.hard())
    mended_at_ = moves_;
  best_before_ = now;
  ++round_;
  auto idle = idle_ >= idle_rounds_max
              && moves_ - better_at_ > idle_moves_max * cells();
  auto lost = lost_now();
  done_ = (options_.quick && now.hard() <= lost.hard()) || idle || now <= lost;
  if (!done_)
    begin_turn();
}

bool duty_stages::step(std::uint64_t moves) {
  auto until = std::min(options_.moves_max, moves_ + moves);
  while (!done_ && moves_ < until) {
    auto& search = *stages_[turn_].search;
    auto more = search.step(until - moves_);
    moves_ += search.moves() - moves_before_;
    moves_before_ = search.moves();
    if (!more)
      end_turn();
  }
  step_bounds(moves / (bound() ? bound_share : first_bound_share));
  return !done_ && moves_ < options_.moves_max;
}

bool duty_stages::priced() const noexcept {
  return best_ || !asks_supervision();
}

bool duty_stages::constructed() const noexcept {
  return priced() && std::ranges::all_of(stages_, [](const one_stage& x) {
           return !x.search || x.search->constructed();
         });
}

bool duty_stages::stuck() const noexcept {
  return round_ > 1 && best_before_.hard() > 0
         && moves_ - mended_at_ > stuck_moves_max * cells();
}

std::uint64_t duty_stages::cells() const noexcept {
  auto out = std::uint64_t{1};
  for (const auto& x : stages_)
    out += x.search ? x.search->cells() : 0;
  return out;
}

solve::score duty_stages::lost_of(const one_stage& x) noexcept {
  auto out = solve::score{};
  for (const auto& one : x.places)
    out += solve::hard(one.heads);
  return out;
}

solve::score duty_stages::lost_now() const noexcept {
  auto out = solve::score{};
  for (const auto& x : stages_)
    out += lost_of(x);
  return out;
}

solve::score duty_stages::cost_now() const noexcept {
  auto out = lost_now();
  for (const auto& x : stages_)
    if (x.search)
      out += x.search->cost();
  return out;
}

std::uint32_t duty_stages::permille() const noexcept {
  if (done_)
    return 1'000;
  // Nobody knows when it will be good enough: ever slower.
  auto far = static_cast<double>(moves_)
             / static_cast<double>(moves_ + cells() * 200);
  auto used
    = static_cast<double>(moves_)
      / static_cast<double>(std::max<std::uint64_t>(options_.moves_max, 1));
  return static_cast<std::uint32_t>(1'000 * std::max(far, used));
}

std::vector<duty_stages::place>
duty_stages::open_in(const duty_problem& x, const solve::grid& roster) const {
  auto out = std::vector<place>{};
  for (auto i = std::size_t{0}; i < x.demanded.size(); ++i) {
    auto column = static_cast<std::size_t>(x.what.demands[i].day);
    if (auto heads = heads_missing(x, roster, i); heads > 0)
      out.push_back({x.demanded[i],
                     (x.meaning.columns[column].day - x_->first).count(),
                     heads});
  }
  return out;
}

std::vector<duty_stages::place> duty_stages::open_now() const {
  auto out = std::vector<place>{};
  for (const auto& one : stages_) {
    auto more = one.search ? open_in(one.search->problem(), one.search->best())
                           : one.places;
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

std::vector<duty> duty_stages::rows_now() const {
  auto out = fixed_;
  for (const auto& one : stages_)
    if (one.search)
      join(out,
           duties_of_grid(one.search->problem(), one.search->best(), plan_));
  number_shifts(*x_, out);
  std::ranges::sort(out, earlier);
  return out;
}

} // namespace nightfloat::domain::stage
