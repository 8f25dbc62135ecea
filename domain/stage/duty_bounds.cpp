// SPDX-License-Identifier: Apache-2.0
// What the duties cost at least under their plan, stage by stage: beside the
// search, once it has found something worth holding a bound against.
#include "domain/stage/duty_stages.hpp"
#include "domain/stage/lasting_problem.hpp"
#include "domain/stage/part.hpp"

#include <algorithm>

namespace nightfloat::domain::stage {

namespace {

/// Before that many rounds rosters are far from the best, and a bound from
/// there would be low.
constexpr auto rounds_before = 2u;
/// Bounds of one stage, each from a better roster than the one before.
constexpr auto bounds_max = 6u;
/// A week first, four weeks at last.
constexpr auto week = 7;
constexpr auto weeks_max = 4;

std::string parts_words(const frame& x, const duty_wish& wish) {
  auto parts = part_set{0};
  for (auto t : wish.templates)
    parts |= part_of(x.where.templates[t]);
  return to_text(parts);
}

} // namespace

/// Of faculty in several problems whom constraints tell whom to supervise,
/// none is known.
bool duty_stages::can_bound(const one_stage& x) const {
  auto alike = std::ranges::count_if(stages_, [&](const one_stage& y) {
    return y.search && y.residents == x.residents;
  });
  auto is_known = x.residents || !asks_supervision() || alike == 1;
  return x.search && is_known && x.bounds < bounds_max
         && (x.bounds == 0 || x.bound
             || (!has_siblings(x) && x.search->cost() < x.bound_near));
}

/// Its problem is made anew. Where only constraints look at other stages, the
/// problem without them stays, and costs no more.
void duty_stages::forget_bound(one_stage& x,
                               const solve::problem& without) const {
  if (x.lasting)
    return;
  if (!x.residents && asks_supervision()) {
    x.lasting = std::make_unique<solve::problem>(without);
    return;
  }
  x.bound.reset();
  x.least.reset();
  x.bounds = 0;
}

/// What others of the same people find changes what this one may cost, and so
/// would other days off than those that were chosen beforehand.
result<void> duty_stages::find_lasting(one_stage& x) const {
  auto lasts = !has_siblings(x) && !x.search->problem().shortened;
  if (lasts || x.lasting)
    return {};
  auto others = std::vector<duty_wish>{};
  for (const auto& y : stages_)
    if (&y != &x && y.residents == x.residents && y.search)
      others.push_back(y.wish);
  auto made = lasting_problem(*x_, plan_, fixed_, x.wish, others);
  if (!made)
    return made.error();
  x.lasting = std::make_unique<solve::problem>(std::move(*made));
  return {};
}

/// One that cannot be is not computed.
void duty_stages::begin_bound(one_stage& x) const {
  auto columns = x.wish.width == column_width::half_day ? 2 : 1;
  x.bound_near = x.search->cost();
  if (!find_lasting(x)) {
    x.bounds = bounds_max;
    return;
  }
  const auto& what = x.lasting ? *x.lasting : x.search->problem().what;
  auto made = solve::sliced_bound::make(
    what, x.search->best(),
    {.days = columns * week, .days_max = columns * week * weeks_max});
  if (made)
    x.bound.emplace(std::move(*made));
  else
    x.bounds = bounds_max;
}

/// Of the stage that has fewest so far.
void duty_stages::step_bounds(std::uint64_t moves) {
  if (done_ || first_ || round_ < rounds_before)
    return;
  auto* next = static_cast<one_stage*>(nullptr);
  for (auto& one : stages_)
    if (can_bound(one) && (next == nullptr || one.bounds < next->bounds))
      next = &one;
  if (next == nullptr)
    return;
  if (!next->bound)
    begin_bound(*next);
  if (!next->bound)
    return;
  auto more = next->bound->step(moves);
  if (auto now = next->bound->bound();
      now && (!next->least || next->least->value < now->value))
    next->least = now;
  if (more)
    return;
  next->bound.reset();
  ++next->bounds;
}

/// No price of a stage is negative.
std::optional<solve::weighed_bound>
duty_stages::least_of(const one_stage& x) const {
  if (!x.search)
    return solve::weighed_bound{lost_of(x).hard() * solve::bound_hard_weight};
  if (x.least)
    return solve::weighed_bound{std::max<std::int64_t>(0, x.least->value)};
  if (x.search->cost() == solve::score{})
    return solve::weighed_bound{};
  return {};
}

std::optional<solve::weighed_bound> duty_stages::bound() const {
  auto out = solve::weighed_bound{};
  for (const auto& x : stages_) {
    auto least = least_of(x);
    if (!least)
      return {};
    out.value += least->value;
  }
  return out;
}

std::vector<stage_cost> duty_stages::stage_costs() const {
  auto out = std::vector<stage_cost>{};
  for (const auto& x : stages_)
    if (auto cost = x.search ? x.search->cost() : lost_of(x);
        x.search || cost != solve::score{})
      out.push_back(stage_cost_of(parts_words(*x_, x.wish), cost, least_of(x)));
  return out;
}

} // namespace nightfloat::domain::stage
