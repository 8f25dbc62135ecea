// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/generation.hpp"

#include "domain/solve/generation_parts.hpp"
#include "domain/solve/rebase.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace nightfloat::domain {

namespace {

using phase = generation_phase;

/// In the one number that a caller is told.
constexpr std::int64_t price_hard = 10'000;

constexpr std::array<const char*, 5> phase_names = {"plan", "duties", "check",
                                                    "done", "repair"};

} // namespace

generation::generation(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

generation::generation(generation&&) noexcept = default;
generation& generation::operator=(generation&&) noexcept = default;
generation::~generation() = default;

namespace {

result<void> check_kept(const frame& x, const roster& base) {
  auto wrong = [](const std::string& what) {
    return failure{ec::invalid_argument,
                   "generate: " + what
                     + ", begin from a roster of this programme"};
  };
  for (const auto& d : base.duties)
    if (x.index(d.person) == frame::npos)
      return wrong("the roster to keep names person "
                   + std::to_string(d.person.value) + ", who is unknown");
  for (const auto& p : base.plan)
    if (x.index(p.person) == frame::npos || x.index(p.rotation) == frame::npos)
      return wrong("the plan to keep names person "
                   + std::to_string(p.person.value) + " or rotation "
                   + std::to_string(p.rotation.value) + ", one is unknown");
  return {};
}

} // namespace

result<generation>
generation::begin(const programme& x, generation_options options,
                  const roster* base, const generation_start* start) {
  if (auto pack = pack_of(x); !pack)
    return at("generate", pack.error());
  auto made = make_frame(x, options.first, options.last);
  if (!made)
    return made.error();
  if (x.templates.size() >= 10'000)
    return failure{ec::oversize,
                   "generate: " + std::to_string(x.templates.size())
                     + " templates are too many (at most 9999), split the "
                       "programme"};
  auto y = std::make_unique<parts>();
  y->frame = std::move(*made);
  if (base != nullptr) {
    if (auto ok = check_kept(y->frame, *base); !ok)
      return ok.error();
    y->base = *base;
    sort(*y->base);
  }
  if (start != nullptr) {
    y->start = *start;
    std::erase_if(y->start->what.duties,
                  [](const duty& d) { return by_hand(d.source); });
  }
  if (!options.constraints.constraints.empty()) {
    auto use = stage::constraint_use::make(options.constraints);
    if (!use)
      return at("generate", use.error());
    y->use = std::move(*use);
  }
  y->quick = options.moves_max == 0;
  if (y->quick)
    options.moves_max = usual_moves(x.people.size());
  y->options = options;
  if (auto ok = y->check_caps(); !ok)
    return ok.error();
  y->keep_duties();
  if (auto ok = y->check_parts(); !ok)
    return ok.error();
  if ((y->options.stages & stage::plan_part) == 0 || y->begins_planned()) {
    if (auto ok = y->take_plan(); !ok)
      return ok.error();
    y->begin_duties();
    if (y->refused)
      return *y->refused;
    return generation{std::move(y)};
  }
  if (auto ok = y->plan_first(); !ok)
    return ok.error();
  return generation{std::move(y)};
}

generation::state generation::step(std::uint64_t moves) {
  auto& x = *parts_;
  moves = std::max<std::uint64_t>(moves, 1);
  switch (x.phase) {
    case phase::plan:
      if (!x.plan->step(moves)
          || (x.used >= x.plan_until && x.duty_parts() != 0))
        x.begin_duties();
      break;
    case phase::duties:
      x.step_duties(moves);
      break;
    case phase::check:
      x.unmet = x.lacks();
      x.feasible = x.unmet.empty();
      x.phase = phase::done;
      break;
    case phase::done:
      break;
  }
  auto now = progress().permille;
  x.permille = std::max(x.permille, now);
  return x.phase == phase::done ? state::done : state::more;
}

void generation::used(double share) noexcept {
  parts_->used = std::max(parts_->used, share);
}

generation_progress generation::progress() const {
  const auto& x = *parts_;
  auto out = generation_progress{};
  auto name = static_cast<std::size_t>(x.phase);
  auto permille = 0u;
  if (x.plan) {
    out.iterations = x.plan->moves();
    out.plan_cost = x.plan->cost();
    permille = x.plan->permille() * 3 / 10;
  } else if (x.begins_planned()) {
    out.plan_cost = x.start->plan_cost;
  }
  out.cost = out.plan_cost;
  out.iterations += x.spent;
  out.restarts = x.attempts;
  if (const auto* best = x.leading(); best != nullptr && best->priced()) {
    auto cost = best->cost();
    out.has_duties = true;
    out.hard = cost.hard();
    out.soft = cost.soft();
    out.cost += cost.hard() * price_hard + cost.soft();
    if (auto least = best->bound()) {
      out.has_bound = true;
      out.bound = std::max<std::int64_t>(0, least->soft_at(cost.hard()));
    }
  }
  if (x.duties) {
    out.iterations += x.duties->moves();
    permille = x.plan ? 300 + x.duties->permille() * 7 / 10
                      : x.duties->permille();
    if (x.phase == phase::duties && x.duties->constructed())
      name = 4;
  }
  if (x.phase == phase::done)
    permille = 1'000;
  out.permille = std::max(x.permille, static_cast<std::uint16_t>(permille));
  out.phase = phase_names[name];
  return out;
}

roster generation::best() const {
  return parts_->made();
}

std::size_t generation::open_places() const {
  const auto* best = parts_->leading();
  return best != nullptr ? best->open().size() : 0;
}

const std::optional<failure>& generation::refused() const noexcept {
  return parts_->refused;
}

std::vector<stage::skipped_constraint> generation::left_out() const {
  const auto& x = *parts_;
  return x.use && x.use_settled
           ? x.use->left_out(stage::kinds_of(x.options.stages))
           : std::vector<stage::skipped_constraint>{};
}

result<stage::open_places> generation::open_bound() const {
  return parts_->open_bound();
}

std::vector<stage::stage_cost> generation::stage_costs() const {
  const auto& x = *parts_;
  auto out = std::vector<stage::stage_cost>{};
  if (x.plan)
    out.push_back(
      stage::stage_cost_of("plan", x.plan->price(), x.plan->bound()));
  if (const auto* best = x.leading(); best != nullptr && best->priced()) {
    auto more = best->stage_costs();
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

std::optional<solve::weighed_bound> generation::bound() const {
  const auto* best = parts_->leading();
  return best != nullptr && best->priced() ? best->bound() : std::nullopt;
}

std::uint64_t generation::changes_needed() const noexcept {
  const auto& x = *parts_;
  return x.is_capped() && x.duties
           ? static_cast<std::uint64_t>(x.duties->changes_needed())
           : 0;
}

bool generation::feasible() const noexcept {
  return parts_->feasible;
}

std::vector<std::string> generation::unmet() const {
  return parts_->phase == phase::done ? parts_->unmet : parts_->lacks();
}

} // namespace nightfloat::domain
