// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/generation.hpp"

#include "domain/solve/duty_search.hpp"
#include "domain/solve/frame.hpp"
#include "domain/solve/measure.hpp"
#include "domain/solve/year_search.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace nightfloat::domain {

namespace {

enum class phase { plan, duties, check, done };

/// Plans that are tried where shifts stay open, and how many may at most:
/// where more do, people are missing and no plan will find them.
constexpr std::uint32_t attempts_max = 4;
constexpr std::size_t open_max = 64;

constexpr std::array<const char*, 5> phase_names = {"plan", "duties", "check",
                                                    "done", "repair"};

} // namespace

struct generation::parts {
  generation_options options;
  std::optional<roster> base;
  struct frame frame;
  enum phase phase = phase::plan;
  std::optional<year_search> plan;
  std::optional<duty_search> duties;
  /// The plan under `duties`.
  std::vector<assignment> rows;
  /// The best of earlier attempts, under another plan.
  std::optional<duty_search> kept;
  std::vector<assignment> kept_rows;
  std::uint32_t attempts = 0;
  std::uint64_t spent = 0;
  std::uint16_t permille = 0;
  bool feasible = false;
  std::vector<std::string> unmet;

  [[nodiscard]] const roster* by_hand() const noexcept {
    return base ? &*base : nullptr;
  }

  [[nodiscard]] roster made() const {
    auto out = roster{.id = options.id};
    out.plan = duties ? rows : plan->rows();
    if (duties) {
      out.duties = duties->rows();
    } else if (base) {
      for (const auto& x : base->duties)
        if (x.source >= duty_source::manual)
          out.duties.push_back(x);
    }
    sort(out);
    return out;
  }

  void begin_duties() {
    spent += duties ? duties->moves() : 0;
    if (duties && (!kept || duties->hard() < kept->hard())) {
      kept = std::move(duties);
      kept_rows = std::move(rows);
    }
    rows = plan->rows();
    auto left = options.moves_max - std::min(options.moves_max, spent);
    duties.emplace(frame, options.seed, left, rows, by_hand());
    phase = phase::duties;
  }

  void end_duties();

  [[nodiscard]] std::vector<std::string> lacks() const;
};

/// Where places stay open, a plan with more people there is tried.
void generation::parts::end_duties() {
  auto left = spent + duties->moves() < options.moves_max;
  if (duties->hard() > 0 && left && ++attempts < attempts_max) {
    auto open = duties->open();
    if (!open.empty() && open.size() <= open_max && plan->sound()) {
      for (auto x : open)
        plan->want_more(x.shift, x.day);
      phase = phase::plan;
      return;
    }
  }
  if (kept && kept->hard() < duties->hard()) {
    spent += duties->moves();
    duties = std::move(kept);
    spent -= duties->moves();
    rows = std::move(kept_rows);
  }
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
                                     const roster* base) {
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
  if (options.moves_max == 0)
    options.moves_max = std::max<std::uint64_t>(20'000'000,
                                                x.people.size() * 100'000);
  y->options = options;
  // Where nobody asks for shifts, the plan is all there is to search.
  auto shifts
    = std::any_of(x.templates.begin(), x.templates.end(),
                  [](const shift_template& t) { return t.people_needed > 0; });
  auto moves = shifts ? options.moves_max / 4 : options.moves_max / 8 * 5;
  auto plan = year_search::make(y->frame, options.seed, moves, y->by_hand());
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
      if (!x.plan->step(moves))
        x.begin_duties();
      break;
    case phase::duties:
      if (!x.duties->step(moves))
        x.end_duties();
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

generation_progress generation::progress() const {
  const auto& x = *parts_;
  auto out = generation_progress{};
  auto name = static_cast<std::size_t>(x.phase);
  out.iterations = x.plan->moves();
  out.cost = x.plan->cost();
  auto permille = x.plan->permille() * 3 / 10;
  if (x.duties) {
    out.iterations += x.spent + x.duties->moves();
    out.cost += x.duties->cost();
    permille = 300 + x.duties->permille() * 7 / 10;
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

bool generation::feasible() const noexcept {
  return parts_->feasible;
}

std::vector<std::string> generation::unmet() const {
  return parts_->phase == phase::done ? parts_->unmet : parts_->lacks();
}

} // namespace nightfloat::domain
