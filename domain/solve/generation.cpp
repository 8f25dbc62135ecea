// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/generation.hpp"

#include "domain/solve/frame.hpp"
#include "domain/solve/measure.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/solve/year_search.hpp"
#include "domain/stage/duty_stages.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace nightfloat::domain {

namespace {

enum class phase { plan, duties, check, done };

/// Plans that are tried where shifts stay open, and how many may at most:
/// where more do, people are missing and no plan will find them.
constexpr std::uint32_t attempts_max = 4;
constexpr std::size_t open_max = 64;
/// Of what is left of a budget of time, what the plan may take.
constexpr double plan_share = 0.25;
/// In the one number that a caller is told.
constexpr std::int64_t price_hard = 10'000;

constexpr std::array<const char*, 5> phase_names = {"plan", "duties", "check",
                                                    "done", "repair"};

} // namespace

struct generation::parts {
  generation_options options;
  /// No number of moves was asked for.
  bool quick = false;
  std::optional<roster> base;
  /// Where it begins, its duties without those by hand.
  std::optional<generation_start> start;
  struct frame frame;
  enum phase phase = phase::plan;
  std::optional<year_search> plan;
  /// Duties that stay as they are.
  std::vector<duty> fixed;
  std::optional<stage::duty_stages> duties;
  /// The best of earlier attempts, under another plan.
  std::optional<stage::duty_stages> kept;
  std::uint32_t attempts = 0;
  /// No other plan will be tried.
  bool settled = false;
  std::uint64_t spent = 0;
  /// Of a budget of time: so far, and at what the plan ends.
  double used = 0;
  double plan_until = plan_share;
  std::uint16_t permille = 0;
  bool feasible = false;
  std::vector<std::string> unmet;

  [[nodiscard]] bool begins_planned() const noexcept {
    return start && !start->what.plan.empty();
  }

  [[nodiscard]] std::vector<assignment> rows() const {
    if (plan)
      return plan->rows();
    if (begins_planned() && (options.stages & stage::plan_part) != 0)
      return start->what.plan;
    return base ? base->plan : std::vector<assignment>{};
  }

  /// The duties to show: the best of those under any plan; null: none yet.
  [[nodiscard]] const stage::duty_stages* leading() const noexcept {
    if (kept && (!duties || kept->cost() < duties->cost()))
      return &*kept;
    return duties ? &*duties : nullptr;
  }

  [[nodiscard]] roster made() const {
    auto out = roster{.id = options.id};
    const auto* best = leading();
    out.plan = best != nullptr ? best->plan() : rows();
    out.duties = best != nullptr ? best->rows() : fixed;
    sort(out);
    return out;
  }

  [[nodiscard]] stage::part_set duty_parts() const noexcept {
    return options.stages & static_cast<stage::part_set>(~stage::plan_part);
  }

  [[nodiscard]] result<void> check_parts() const;
  void keep_duties();
  void begin_duties();
  void end_attempt();
  void step_duties(std::uint64_t moves);
  [[nodiscard]] std::vector<std::string> lacks() const;
};

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
    if (by_hand(x.source) || !made)
      fixed.push_back(x);
  }
}

void generation::parts::begin_duties() {
  phase = phase::check;
  if (duty_parts() == 0)
    return;
  auto left = options.moves_max - std::min(options.moves_max, spent);
  auto from = start ? std::span<const duty>{start->what.duties}
                    : std::span<const duty>{};
  auto begun = stage::duty_stages::begin(
    frame, rows(), fixed, from, duty_parts(),
    {.seed = options.seed, .moves_max = left, .quick = quick});
  // What fits was found out at the beginning and is no matter of the plan.
  NIGHTFLOAT_EXPECT(begun);
  duties.emplace(std::move(*begun));
  phase = phase::duties;
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
    phase = phase::plan;
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
  if (more && !duties->stuck())
    return;
  if (!settled)
    end_attempt();
  else if (!more || quick)
    phase = phase::check;
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

generation::generation(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

generation::generation(generation&&) noexcept = default;
generation& generation::operator=(generation&&) noexcept = default;
generation::~generation() = default;

namespace {

result<void> check_base(const frame& x, const roster& base) {
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

result<generation> generation::begin(const programme& x,
                                     generation_options options,
                                     const roster* base,
                                     const generation_start* start) {
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
    if (auto ok = check_base(y->frame, *base); !ok)
      return ok.error();
    y->base = *base;
    sort(*y->base);
  }
  if (start != nullptr) {
    y->start = *start;
    std::erase_if(y->start->what.duties,
                  [](const duty& d) { return by_hand(d.source); });
  }
  y->quick = options.moves_max == 0;
  auto usual = std::max<std::uint64_t>(20'000'000, x.people.size() * 100'000);
  if (y->quick)
    options.moves_max = usual;
  y->options = options;
  y->keep_duties();
  if (auto ok = y->check_parts(); !ok)
    return ok.error();
  if ((options.stages & stage::plan_part) == 0 || y->begins_planned()) {
    y->begin_duties();
    return generation{std::move(y)};
  }
  // Where nobody asks for shifts, the plan is all there is to search.
  auto shifts
    = std::any_of(x.templates.begin(), x.templates.end(),
                  [](const shift_template& t) { return t.people_needed > 0; });
  auto moves = std::min(options.moves_max, usual);
  moves = shifts ? moves / 4 : moves / 8 * 5;
  auto plan = year_search::make(y->frame, options.seed, moves,
                                y->base ? &*y->base : nullptr);
  if (!plan)
    return plan.error();
  y->plan = std::move(*plan);
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
  if (const auto* best = x.leading()) {
    auto cost = best->cost();
    out.has_duties = true;
    out.hard = cost.hard();
    out.soft = cost.soft();
    out.cost += cost.hard() * price_hard + cost.soft();
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

bool generation::feasible() const noexcept {
  return parts_->feasible;
}

std::vector<std::string> generation::unmet() const {
  return parts_->phase == phase::done ? parts_->unmet : parts_->lacks();
}

} // namespace nightfloat::domain
