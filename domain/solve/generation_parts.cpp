// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/generation_parts.hpp"

#include "domain/solve/measure.hpp"
#include "domain/solve/rebase.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

/// Plans that are tried where shifts stay open, and how many may at most:
/// where more do, people are missing and no plan will find them.
constexpr std::uint32_t attempts_max = 4;
constexpr std::size_t open_max = 64;

} // namespace

/// What is wanted can be made: says now what would fail later.
result<void> generation::parts::check_parts() const {
  if (options.stages == 0 || (options.stages & ~stage::every_part) != 0)
    return failure{ec::invalid_argument,
                   "generate: no stage to make, name some of "
                     + stage::to_text(stage::every_part)};
  auto begun = stage::duty_stages::begin(frame, {}, fixed, {}, duty_parts(),
                                         {});
  if (!begun)
    return at("generate", begun.error());
  auto planned = (options.stages & stage::plan_part) != 0
                 || (base && !base->plan.empty());
  for (auto t : stage::templates_of(frame, duty_parts()))
    if (!planned && frame.where.templates[t].rotation.assigned())
      return failure{ec::invalid_argument,
                     "generate: shift " + frame.where.templates[t].code
                       + " is of a rotation and there is no plan, make the "
                         "plan too or begin from a roster that has one"};
  return {};
}

bool generation::parts::is_frozen(const duty& x) const noexcept {
  return options.frozen_to != date{}
         && frame.site.local_date(x.start) <= options.frozen_to;
}

/// The base as the search of the plan sees it: cut at the frozen day.
roster generation::parts::base_of_plan() {
  auto out = *base;
  out.plan.clear();
  for (auto row : base->plan) {
    if (!by_hand(row.source) && row.first <= options.frozen_to) {
      auto past = row;
      past.last = std::min(row.last, options.frozen_to);
      frozen.push_back(past);
      past.source = duty_source::manual;
      out.plan.push_back(past);
      row.first = past.last + date::duration{1};
    }
    if (row.first <= row.last)
      out.plan.push_back(row);
  }
  return out;
}

std::vector<assignment>
generation::parts::thawed(std::vector<assignment> x) const {
  for (auto& row : x)
    for (const auto& was : frozen)
      if (row.person == was.person && row.first == was.first
          && row.last == was.last)
        row.source = was.source;
  return x;
}

/// Where nobody asks for shifts, the plan is all there is to search.
result<void> generation::parts::plan_first() {
  auto shifts = std::ranges::any_of(
    frame.where.templates, [](const auto& t) { return t.people_needed > 0; });
  auto moves = std::min(options.moves_max, usual_moves(frame.people()));
  moves = shifts ? moves / 4 : moves / 8 * 5;
  auto from = base ? std::optional{base_of_plan()} : std::nullopt;
  auto made = year_search::make(frame, from ? &*from : nullptr,
                                {.seed = options.seed,
                                 .moves_max = moves,
                                 .constraints = use ? &*use : nullptr,
                                 .change_price = options.keep_price});
  if (!made)
    return made.error();
  plan = std::move(*made);
  return {};
}

/// A plan that is there is not searched, but constraints of plans are put where
/// they belong all the same: it is asked later whether somebody took them.
result<void> generation::parts::take_plan() {
  if (!use || (options.stages & stage::plan_part) == 0)
    return {};
  auto ok = plan_first();
  plan.reset();
  return ok;
}

void generation::parts::keep_duties() {
  constexpr auto all
    = static_cast<stage::part_set>(stage::every_part & ~stage::plan_part);
  if (!base)
    return;
  for (const auto& x : base->duties) {
    auto which = frame.index(x.from);
    auto made
      = which == frame::npos
          ? duty_parts() == all
          : (stage::part_of(frame.where.templates[which]) & duty_parts()) != 0;
    if (by_hand(x.source) || !made || is_frozen(x))
      fixed.push_back(x);
  }
}

void generation::parts::refuse(const failure& why) {
  refused = at("generate", why);
  phase = generation_phase::done;
}

/// Searches the duties under the plan as it is.
result<void> generation::parts::try_duties() {
  auto left = options.moves_max - std::min(options.moves_max, spent);
  auto near = base ? std::span<const duty>{base->duties}
                   : std::span<const duty>{};
  // Changes that are worth nothing would use up what may change.
  auto change_price = is_capped() ? std::max(options.keep_price, 1u)
                                  : options.keep_price;
  auto begin = [&](std::span<const duty> from) {
    return stage::duty_stages::begin(
      frame, rows(), fixed, from, duty_parts(),
      {.seed = options.seed,
       .moves_max = left,
       .quick = quick,
       .constraints = use ? &*use : nullptr,
       .near = near,
       .change_price = change_price,
       .changes_max = options.changes_max,
       .changes_max_each = options.changes_max_each});
  };
  auto begun = begin(start         ? std::span<const duty>{start->what.duties}
                     : is_capped() ? near
                                   : std::span<const duty>{});
  // What was put by for another roster in force may be too far from this one.
  if (begun && start && begun->over() > 0)
    begun = begin(near);
  if (!begun)
    return begun.error();
  duties.emplace(std::move(*begun));
  phase = generation_phase::duties;
  return check_lost();
}

/// All but constraints was found to fit at the beginning and is no matter of
/// the plan.
void generation::parts::begin_duties() {
  phase = generation_phase::check;
  if (duty_parts() != 0)
    if (auto ok = try_duties(); !ok) {
      if (!kept)
        return refuse(ok.error());
      // Another plan would do; the best of those before has one.
      settled = true;
      std::swap(kept, duties);
      phase = generation_phase::duties;
    }
  if (!use || std::exchange(use_settled, true))
    return;
  if (auto ok = use->settle(stage::kinds_of(options.stages)); !ok)
    refuse(ok.error());
}

/// Where places stay open, a plan with more people there is tried; the best
/// of all goes on.
void generation::parts::end_attempt() {
  spent += duties->moves();
  auto left = spent < options.moves_max;
  auto wants = std::vector<stage::duty_stages::place>{};
  if (plan && plan->sound() && left && duties->cost().hard() > 0
      && ++attempts < attempts_max)
    wants = duties->open();
  // A plan finds nobody for shifts that are of no rotation.
  std::erase_if(wants, [&](const auto& x) {
    return !frame.where.templates[x.shift].rotation.assigned();
  });
  if (!kept || duties->cost() < kept->cost())
    std::swap(kept, duties);
  duties.reset();
  if (!wants.empty() && wants.size() <= open_max) {
    for (auto x : wants)
      plan->want_more(x.shift, x.day);
    phase = generation_phase::plan;
    plan_until = used + plan_share * (1 - used);
    return;
  }
  settled = true;
  std::swap(kept, duties);
  spent -= duties->moves();
  duties->end_at(options.moves_max - std::min(options.moves_max, spent));
}

void generation::parts::step_duties(std::uint64_t moves) {
  auto more = duties->step(moves);
  if (const auto& why = duties->refused(); why)
    return refuse(*why);
  if (more && !duties->stuck())
    return;
  if (!settled)
    end_attempt();
  else if (!more || quick)
    phase = generation_phase::check;
}

result<stage::open_places> generation::parts::open_bound() const {
  auto out = stage::open_places{.plan_searched = plan.has_value()};
  const auto* best = leading();
  if (best == nullptr)
    return out;
  auto least = stage::least_open(frame, duty_parts(), best->plan(), fixed);
  if (!least)
    return at("generate", least.error());
  out.least = *least;
  out.open = best->open_heads();
  return out;
}

/// Asks the rules and the demands themselves; the searches have no say.
std::vector<std::string> generation::parts::lacks() const {
  auto out = measure(frame, made()).sentences;
  if (out.size() > unmet_max) {
    auto rest = out.size() - unmet_max + 1;
    out.resize(unmet_max - 1);
    out.push_back("and " + std::to_string(rest) + " more of this kind");
  }
  return out;
}

} // namespace nightfloat::domain
