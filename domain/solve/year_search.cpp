// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/year_search.hpp"

#include "domain/solve/annealing.hpp"
#include "domain/solve/churn.hpp"
#include "domain/solve/evaluate.hpp"
#include "domain/solve/rebase.hpp"
#include "domain/solve/step_bound.hpp"
#include "domain/solve/year_problem.hpp"
#include "domain/stage/plan_layout.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace nightfloat::domain {

namespace {

/// Moves of the first round, and of a person in it; each round after the
/// second is twice as long.
constexpr auto round_moves_min = std::uint64_t{50'000};
constexpr auto round_moves_each = std::uint64_t{10'000};
constexpr auto slice_moves = std::uint64_t{5'000};
/// Of the dearest price, where a round begins: most years are met from cold,
/// and cost least then; tight ones have to be loosened, for longer.
constexpr auto hot_share_of_year = 0.06;
constexpr auto hot_share_later = 5.0;
constexpr auto longer_later = std::uint64_t{4};
/// Rounds that end as they began, after which the year is taken to be too
/// tight: its shifts may well be worked all the same.
constexpr auto rounds_in_vain = 3;
constexpr auto cold = 1.5;
constexpr auto cold_share_of_year = 0.15;
constexpr auto price_broken = std::int64_t{1'000};

} // namespace

struct year_search::parts {
  const frame& x;
  random_source random;
  std::uint64_t moves_max;
  std::uint64_t moves = 0;
  std::uint64_t round = 0;
  std::uint64_t round_begin = 0;
  /// Absent: there is nobody to plan for, or nowhere to go.
  std::optional<year_problem> problem;
  /// The same with the rules of constraints, where there are any.
  stage::constraint_use* constraints = nullptr;
  std::optional<solve::problem> constrained;
  std::optional<solve::tables> laid;
  std::optional<solve::annealing> search;
  std::size_t rounds = 0;
  double hot = 0;
  /// Hard faults when the round began, and rounds that ended with no fewer.
  std::int64_t owed = 0;
  int in_vain = 0;
  year_wishes more;
  bool wished = false;
  std::vector<assignment> fixed;
  /// Of the first problem: wishes cost nothing or more.
  std::optional<solve::weighed_bound> least;

  [[nodiscard]] const solve::grid& best() const noexcept {
    return search ? search->best() : problem->start;
  }

  void keep_fixed(const roster* base);
  [[nodiscard]] const solve::problem& searched() const noexcept {
    return constrained ? *constrained : problem->what;
  }

  [[nodiscard]] result<void> stay_near(const roster& base, std::uint32_t price);
  [[nodiscard]] result<void> constrain();
  void begin_round();
  [[nodiscard]] double temperature() const noexcept;
  void append_run(std::vector<assignment>& out, std::size_t who,
                  std::size_t from, std::size_t to, std::size_t rotation) const;
};

/// Nobody plans for faculty: what they have stays whoever decided it.
void year_search::parts::keep_fixed(const roster* base) {
  for (auto who = std::size_t{0}; base != nullptr && who < x.people(); ++who)
    for (const auto& row : plan_of(*base, x.where.people[who].id))
      if ((!x.resident(who) || by_hand(row.source))
          && x.index(row.rotation) != frame::npos)
        fixed.push_back(row);
}

result<void> year_search::parts::stay_near(const roster& base,
                                           std::uint32_t price) {
  auto near = grid_of_plan(x, *problem, base);
  if (auto ok = solve::price_changes(problem->what, near, solve::soft(price),
                                     0);
      !ok)
    return at("generate", ok.error());
  problem->start = std::move(near);
  return {};
}

/// Constraints may split the classes that covers count, so that they are
/// applied anew to each set of demands.
result<void> year_search::parts::constrain() {
  if (constraints == nullptr)
    return {};
  auto all = problem->what;
  auto done = constraints->put(stage::plan_layout(x, *problem), all);
  if (!done)
    return at("generate", done.error());
  if (auto ok = solve::check(all); !ok)
    return at("generate: the year plan", ok.error());
  constrained = std::move(all);
  return {};
}

/// Searches from the best plan so far, with the wishes as they are now.
void year_search::parts::begin_round() {
  auto start = best();
  search.reset();
  if (!laid || wished) {
    set_demands(*problem, more);
    // They could be applied before, to as many rules of the same kinds.
    NIGHTFLOAT_EXPECT(constrain());
    laid.emplace(searched());
    if (!least)
      least = solve::least_of_steps(searched());
    rounds = 0;
    in_vain = 0;
  }
  search.emplace(*laid, start, random.next());
  hot = (rounds == 0 ? hot_share_of_year : hot_share_later)
        * static_cast<double>(laid->dear);
  auto first = std::max(round_moves_min,
                        problem->who.size() * round_moves_each);
  round = rounds == 0
            ? first
            : longer_later * first << std::min<std::size_t>(rounds - 1, 20);
  round_begin = moves;
  owed = search->best_cost().hard();
  wished = false;
  ++rounds;
}

double year_search::parts::temperature() const noexcept {
  auto lowest = std::max(cold,
                         cold_share_of_year * static_cast<double>(laid->cheap));
  auto part = static_cast<double>(moves - round_begin)
              / static_cast<double>(round);
  return hot * std::pow(std::min(lowest / hot, 1.0), part);
}

/// Days of a run that no row by hand covers, as rows.
void year_search::parts::append_run(std::vector<assignment>& out,
                                    std::size_t who, std::size_t from,
                                    std::size_t to,
                                    std::size_t rotation) const {
  const auto& person = x.where.people[who];
  auto row = assignment{.person = person.id,
                        .rotation = x.where.rotations[rotation].id};
  auto open = false;
  for (auto d = x.weeks[from].first; d <= x.weeks[to].last;
       d += date::duration{1}) {
    auto taken = std::ranges::any_of(fixed, [&](const auto& f) {
      return f.person == person.id && f.first <= d && d <= f.last;
    });
    if (!taken) {
      if (!open)
        row.first = d;
      row.last = d;
      open = true;
    } else if (open) {
      out.push_back(row);
      open = false;
    }
  }
  if (open)
    out.push_back(row);
}

year_search::year_search(std::unique_ptr<parts> x) : parts_{std::move(x)} {
}

year_search::year_search(year_search&&) noexcept = default;
year_search& year_search::operator=(year_search&&) noexcept = default;
year_search::~year_search() = default;

result<year_search> year_search::make(const frame& x, const roster* base,
                                      const year_options& options) {
  auto out = std::unique_ptr<parts>{
    new parts{.x = x,
              .random = random_source{options.seed},
              .moves_max = std::max<std::uint64_t>(options.moves_max, 1)}};
  out->keep_fixed(base);
  auto somebody = false;
  for (auto i = std::size_t{0}; i < x.people(); ++i)
    somebody = somebody || x.resident(i);
  if (somebody && !x.weeks.empty() && !x.where.rotations.empty()) {
    auto made = make_year_problem(x, base);
    if (!made)
      return made.error();
    out->problem = std::move(*made);
    out->constraints = options.constraints;
    if (base != nullptr && options.change_price > 0)
      if (auto ok = out->stay_near(*base, options.change_price); !ok)
        return ok.error();
    if (auto ok = out->constrain(); !ok)
      return ok.error();
    out->more.assign(out->problem->covers.size() * out->problem->weeks, 0);
  } else if (options.constraints != nullptr) {
    options.constraints->nobody(stage::stage_kind::year);
  }
  return year_search{std::move(out)};
}

bool year_search::step(std::uint64_t moves) {
  auto& p = *parts_;
  if (!p.problem)
    return false;
  if (!p.laid)
    p.begin_round();
  if (p.laid->choices == 0)
    return false;
  auto until = std::min(p.moves_max, p.moves + moves);
  while (p.moves < until) {
    if (p.wished || p.moves - p.round_begin >= p.round)
      p.begin_round();
    auto slice = std::min(slice_moves, p.moves_max - p.moves);
    p.search->step(slice, p.temperature());
    p.moves += slice;
    if (p.moves - p.round_begin < p.round)
      continue;
    p.in_vain += p.search->best_cost().hard() < p.owed ? 0 : 1;
    if (sound() || p.in_vain >= rounds_in_vain)
      return false;
  }
  return p.moves < p.moves_max;
}

std::int64_t year_search::cost() const noexcept {
  auto now = price();
  return now.hard() * price_broken + now.soft();
}

solve::score year_search::price() const noexcept {
  return parts_->search ? parts_->search->best_cost() : solve::score{};
}

const std::optional<solve::weighed_bound>& year_search::bound() const noexcept {
  return parts_->least;
}

std::uint64_t year_search::moves() const noexcept {
  return parts_->moves;
}

std::uint32_t year_search::permille() const noexcept {
  return static_cast<std::uint32_t>(
    std::min<std::uint64_t>(1'000, parts_->moves * 1'000 / parts_->moves_max));
}

bool year_search::sound() const {
  const auto& p = *parts_;
  if (!p.problem)
    return true;
  auto costs = solve::evaluate(p.problem->what, p.best());
  auto wishes = costs.parts[static_cast<std::size_t>(solve::rule_kind::demand)];
  return costs.total.hard() == 0 && wishes == solve::score{};
}

void year_search::want_more(std::size_t shift, std::int32_t day) {
  auto& p = *parts_;
  const auto& t = p.x.where.templates[shift];
  if (!p.problem || !t.rotation.assigned() || t.role != person_role::resident)
    return;
  auto rotation = p.x.index(t.rotation);
  auto mask = pgy_mask_of(t);
  auto week = p.x.week_of_day[static_cast<std::size_t>(day)];
  const auto& covers = p.problem->covers;
  for (auto c = std::size_t{0}; c < covers.size(); ++c)
    if (covers[c].rotation == rotation && covers[c].pgy_mask == mask
        && covers[c].derived)
      ++p.more[c * p.problem->weeks + week];
  p.wished = true;
}

std::vector<assignment> year_search::rows() const {
  const auto& p = *parts_;
  auto out = p.fixed;
  for (auto who = std::size_t{0}; p.problem && who < p.problem->who.size();
       ++who) {
    auto on = [&](std::size_t week) {
      auto cell = p.problem->what.cell_at(who, static_cast<std::int32_t>(week));
      return p.problem->rotation_of[p.best()[cell]];
    };
    for (auto k = std::size_t{0}; k < p.problem->weeks;) {
      auto begin = k;
      auto rotation = on(k);
      while (k < p.problem->weeks && on(k) == rotation)
        ++k;
      if (rotation != frame::npos)
        p.append_run(out, p.problem->who[who], begin, k - 1, rotation);
    }
  }
  std::ranges::sort(out, [](const auto& a, const auto& b) {
    return a.person != b.person ? a.person < b.person : a.first < b.first;
  });
  return out;
}

} // namespace nightfloat::domain
