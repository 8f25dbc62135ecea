// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/conflict_set.hpp"

#include "domain/solve/cbc_mip.hpp"
#include "domain/solve/requirement_rows.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace nightfloat::domain::solve {

namespace {

/// Above that, a sum of broken units is none of rounding.
constexpr double broken_least = 1e-5;
constexpr double dual_least = 1e-9;
constexpr double whole_within = 1e-6;
constexpr auto days_of_week = 7;

using requirement_list = std::vector<requirement>;

struct answer {
  satisfiability is = satisfiability::unknown;
  /// Where it is impossible by a linear programme: those that are at odds.
  requirement_list odds;
};

bool all_whole(std::span<const double> values, std::size_t count) {
  return std::ranges::all_of(values.first(count), [](double x) {
    return std::abs(x - std::round(x)) < whole_within;
  });
}

requirement_list at_odds(const requirement_list& what,
                         const requirement_rows& rows,
                         std::span<const double> duals) {
  auto found = std::set<std::size_t>{};
  for (auto i = std::size_t{0}; i < duals.size(); ++i)
    if (rows.owners()[i] != requirement_rows::nobody
        && std::abs(duals[i]) > dual_least)
      found.insert(rows.owners()[i]);
  auto out = requirement_list{};
  for (auto i : found)
    out.push_back(what[i]);
  return out;
}

class oracle {
public:
  oracle(const requirements& of, const conflict_options& limits)
    : of_{of}, limits_{limits} {
  }

  /// `within`: runs are looked at there alone.
  answer ask(const requirement_list& what, day_span within) const {
    auto rows = requirement_rows{of_, what, within, limits_.columns_max,
                                 limits_.stop};
    if (!rows.is_whole())
      return {};
    auto lp = elastic(rows);
    if (!lp || lp->solve(limits_.stop) != lp_status::solved)
      return {};
    if (lp->objective() > broken_least)
      return {satisfiability::impossible, at_odds(what, rows, lp->duals())};
    if (all_whole(lp->values(), rows.columns()))
      return {satisfiability::possible, {}};
    return in_whole_numbers(rows);
  }

  [[nodiscard]] answer ask(const requirement_list& what) const {
    return ask(what, {0, of_.what().days - 1});
  }

  [[nodiscard]] bool stopped() const {
    return limits_.stop && limits_.stop();
  }

private:
  static std::optional<cbc_lp> elastic(const requirement_rows& rows) {
    auto programme = rows.elastic();
    auto lp = cbc_lp::make(programme.rows);
    if (!lp || !lp->add(programme.columns))
      return std::nullopt;
    return std::move(*lp);
  }

  answer in_whole_numbers(const requirement_rows& rows) const {
    auto whole = std::vector<std::uint32_t>{};
    for (auto i = 0U; i < rows.columns(); ++i)
      whole.push_back(i);
    auto options = mip_options{};
    options.nodes_max = limits_.nodes_max;
    auto found = solve_whole(rows.strict(), whole, options, limits_.stop);
    if (!found)
      return {};
    if (!found->values.empty())
      return {satisfiability::possible, {}};
    return {
      found->proved ? satisfiability::impossible : satisfiability::unknown, {}};
  }

  const requirements& of_;
  const conflict_options& limits_;
};

/// What is tried first is what is left out where either could be: sums of a
/// person before cells, demands last.
int rank(const requirement& x) {
  switch (x.kind) {
    case rule_kind::demand:
      return 2;
    case rule_kind::cell:
      return 1;
    default:
      return 0;
  }
}

/// What a conflict is about first of all: a demand, then a rule; cells last.
int hinge(const requirement& x) {
  return x.kind == rule_kind::demand ? 2 : x.kind == rule_kind::cell ? 0 : 1;
}

/// The deletion filter: `all_` is impossible at any time.
class filter {
public:
  filter(const oracle& of, requirement_list all)
    : of_{of}, all_{std::move(all)} {
    std::ranges::stable_sort(all_, {}, rank);
  }

  conflict smallest() {
    for (auto size = std::max<std::size_t>(1, all_.size() / 2); size > 0;
         size /= 2)
      pass(size);
    std::ranges::sort(all_);
    return {all_, sure_};
  }

private:
  void pass(std::size_t size) {
    for (auto at = std::size_t{0}; at < all_.size() && !of_.stopped();) {
      auto rest = all_;
      auto first = rest.begin() + static_cast<std::ptrdiff_t>(at);
      rest.erase(
        first,
        first + static_cast<std::ptrdiff_t>(std::min(size, all_.size() - at)));
      auto got = of_.ask(rest);
      if (got.is == satisfiability::impossible) {
        all_ = std::move(rest);
        shrink(got.odds, at);
        continue;
      }
      if (size == 1 && got.is == satisfiability::unknown)
        sure_ = false;
      at += size;
    }
    if (size == 1 && of_.stopped())
      sure_ = false;
  }

  /// Those at odds alone, where they still are; `at` stays behind those that
  /// were tried.
  void shrink(const requirement_list& odds, std::size_t& at) {
    if (odds.empty() || odds.size() == all_.size()
        || of_.ask(odds).is != satisfiability::impossible)
      return;
    auto tried = std::set<requirement>(
      all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(at));
    all_ = odds;
    std::ranges::stable_sort(all_, {}, [&](const auto& x) {
      return std::pair{!tried.contains(x), rank(x)};
    });
    at = static_cast<std::size_t>(std::ranges::count_if(
      all_, [&](const auto& x) { return tried.contains(x); }));
  }

  const oracle& of_;
  requirement_list all_;
  bool sure_ = true;
};

class hunt {
public:
  hunt(const problem& x, const conflict_options& options)
    : x_{x}, options_{options}, of_{x, options.facts_from}, oracle_{of_,
                                                                    options} {
    if (!options.roster.empty())
      for (const auto& one : of_.broken(options.roster))
        open_.insert(one);
  }

  conflict_report run() {
    for (auto day = 0; day < x_.days && !done(); ++day)
      look([&] { return of_.of_days(day, day + 1); }, {day, day});
    for (auto who = 0U; who < x_.people.size() && !done(); ++who)
      look([&] { return of_.of_person(who); }, {0, x_.days - 1});
    for (auto day = 0; day < x_.days && !done(); day += days_of_week) {
      auto last = std::min(day + days_of_week, x_.days);
      look([&] { return of_.of_days(day, last); }, {day, last - 1});
    }
    auto whole = satisfiability::unknown;
    if (!done())
      whole = look([&] { return of_.all(); }, {0, x_.days - 1});
    if (!out_.conflicts.empty() || options_.proved)
      out_.all = satisfiability::impossible;
    else if (has_roster() && open_.empty())
      out_.all = satisfiability::possible;
    else
      out_.all = whole;
    return std::move(out_);
  }

private:
  [[nodiscard]] bool has_roster() const noexcept {
    return !options_.roster.empty();
  }

  [[nodiscard]] bool done() const {
    return out_.conflicts.size() >= options_.conflicts_max
           || (has_roster() && open_.empty()) || oracle_.stopped();
  }

  [[nodiscard]] bool is_open(const requirement_list& what) const {
    return !has_roster() || std::ranges::any_of(what, [&](const auto& x) {
      return open_.contains(x);
    });
  }

  /// All conflicts among those, each of which loses what it hinges on.
  template <class Wanted>
  satisfiability look(Wanted wanted, day_span within) {
    auto what = wanted();
    std::erase_if(what, [&](const auto& x) { return gone_.contains(x); });
    while (!done() && is_open(what)) {
      auto got = oracle_.ask(what, within);
      if (got.is != satisfiability::impossible)
        return got.is;
      auto found = narrowed(std::move(got), what, within);
      if (found.of.empty())
        return satisfiability::unknown;
      settle(found.of);
      out_.conflicts.push_back(std::move(found));
      std::erase_if(what, [&](const auto& x) { return gone_.contains(x); });
    }
    return satisfiability::unknown;
  }

  /// What is at odds within some days is at odds; which of it is needed is
  /// asked of all days.
  conflict narrowed(answer got, const requirement_list& what,
                    day_span within) const {
    if (!got.odds.empty()
        && oracle_.ask(got.odds, within).is == satisfiability::impossible)
      return filter{oracle_, std::move(got.odds)}.smallest();
    return filter{oracle_, what}.smallest();
  }

  /// What the roster breaks of it, else a demand or a rule before a cell, is
  /// let go, so that the next conflict is another one.
  void settle(const requirement_list& found) {
    auto any = false;
    for (const auto& x : found)
      if (open_.contains(x)) {
        let_go(x);
        any = true;
      }
    if (!any)
      let_go(*std::ranges::max_element(found, {}, hinge));
  }

  /// All sides: which of them a roster breaks is not always known.
  void let_go(requirement x) {
    gone_.insert(x);
    for (auto which : {side::least, side::most, side::exact}) {
      x.which = which;
      open_.erase(x);
    }
  }

  const problem& x_;
  const conflict_options& options_;
  requirements of_;
  oracle oracle_;
  /// What the roster breaks and no conflict explains yet.
  std::set<requirement> open_;
  std::set<requirement> gone_;
  conflict_report out_;
};

} // namespace

const char* to_string(satisfiability x) noexcept {
  switch (x) {
    case satisfiability::possible:
      return "possible";
    case satisfiability::impossible:
      return "impossible";
    case satisfiability::unknown:
      break;
  }
  return "unknown";
}

satisfiability can_hold(const requirements& of,
                        const std::vector<requirement>& what,
                        const conflict_options& limits) {
  return oracle{of, limits}.ask(what).is;
}

result<conflict_report> find_conflicts(const problem& x,
                                       const conflict_options& options) {
  if (auto ok = check(x); !ok)
    return ok.error();
  if (!options.roster.empty() && options.roster.size() != x.allowed.size())
    return failure{ec::invalid_argument,
                   "conflicts: the roster has "
                     + std::to_string(options.roster.size()) + " cells, not "
                     + std::to_string(x.allowed.size()),
                   0};
  return hunt{x, options}.run();
}

} // namespace nightfloat::domain::solve
