// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/alternatives.hpp"

#include "domain/solve/budget.hpp"
#include "domain/solve/churn.hpp"
#include "domain/solve/random.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

namespace nightfloat::domain::solve {

namespace {

/// Of what is left: the first search where others follow.
constexpr auto first_roster_share = 0.5;
constexpr auto price_attempts_max = 5;
/// Of one shared cell.
constexpr auto price_least = 0.02;
constexpr auto price_raise = 2.0;
constexpr auto fall_most = 0.2;
constexpr auto fall_least = 0.7;

failure wrong_choice(const std::string& what) {
  return {ec::invalid_argument, "alternatives: " + what, 0};
}

result<void> check_options(const alternatives_options& x) {
  if (x.count < 1 || x.count > alternatives_max)
    return wrong_choice(std::to_string(x.count)
                        + " rosters are asked for, 1 to "
                        + std::to_string(alternatives_max) + " can be had");
  for (auto percent : {x.within_percent, x.apart_percent})
    if (!(percent >= 0 && percent <= 100))
      return wrong_choice("a percent is not from 0 to 100 ("
                          + std::to_string(percent) + ")");
  if (x.how.moves_max == 0 && !x.how.used)
    return wrong_choice("neither moves nor a budget of time; say one");
  return {};
}

class collecting {
public:
  collecting(const problem& x, const alternatives_options& options)
    : x_{x}, options_{options}, budget_{options.how}, random_{
                                                        options.how.seed} {
  }

  result<alternatives_result> run() {
    auto share = options_.count > 1 ? first_roster_share : 1.0;
    auto first = search_with(budget_, share, x_, options_.how.start);
    if (!first)
      return first.error();
    out_.best = std::move(*first);
    out_.all.push_back(judged(out_.best.best));
    while (out_.all.size() < options_.count && !budget_.over()) {
      auto next = another();
      if (!next)
        return next.error();
      if (!*next)
        break;
      out_.all.push_back(std::move(**next));
    }
    out_.best.last.moves = budget_.total().moves;
    out_.best.last.restarts = budget_.total().restarts;
    out_.best.profile = budget_.profile();
    for (auto& one : out_.all) {
      one.apart.clear();
      for (const auto& other : out_.all)
        one.apart.push_back(percent_apart(x_, one.roster, other.roster));
    }
    return std::move(out_);
  }

private:
  [[nodiscard]] double allowance() const {
    return static_cast<double>(out_.all.front().cost.total.soft())
           * options_.within_percent / 100;
  }

  /// What a shared cell has to cost so that all that have to differ are worth
  /// what the best may be exceeded by.
  [[nodiscard]] double first_price() const {
    auto cells = static_cast<double>(x_.allowed.size()) * options_.apart_percent
                 / 100;
    return std::max(price_least, allowance() / std::max(1.0, cells));
  }

  /// Dearer by a lot where a roster is too near; where it is far enough, as
  /// much cheaper as it is further than it has to be.
  [[nodiscard]] double next_price(double price, const alternative& x) const {
    if (!x.is_apart)
      return price * price_raise;
    auto nearest = *std::ranges::min_element(x.apart);
    auto enough = nearest > 0 ? options_.apart_percent / nearest : 1;
    return price * std::clamp(enough, fall_most, fall_least);
  }

  [[nodiscard]] alternative judged(const grid& roster) const {
    auto out = alternative{roster, evaluate(x_, roster)};
    for (const auto& one : out_.all)
      out.apart.push_back(percent_apart(x_, roster, one.roster));
    out.is_apart = std::ranges::all_of(
      out.apart, [&](double x) { return x >= options_.apart_percent; });
    if (out_.all.empty())
      return out;
    auto best = out_.all.front().cost.total;
    out.is_near_best
      = out.cost.total.hard() <= best.hard()
        && static_cast<double>(out.cost.total.soft() - best.soft())
             <= allowance();
    return out;
  }

  /// Sharing a cell with one of those there costs; with several, more. What is
  /// under 1 is the price of so many of the cells, drawn by chance.
  [[nodiscard]] problem avoiding(double price) {
    auto out = x_;
    auto n = x_.tasks.size();
    auto whole = std::floor(price);
    for (auto at = std::size_t{0}; at < x_.allowed.size(); ++at) {
      auto here = soft(static_cast<std::int64_t>(whole)
                       + (random_.unit() < price - whole ? 1 : 0));
      for (const auto& one : out_.all)
        for (auto t = std::size_t{0}; t < n; ++t)
          if (is_same(x_, static_cast<task>(t), one.roster[at]))
            out.cell[at * n + t] += here;
    }
    return out;
  }

  /// Those that are both by their cost, others by how far they are.
  static auto rank(const alternative& x) {
    auto is_good = x.is_near_best && x.is_apart;
    auto nearest = *std::ranges::min_element(x.apart);
    return std::tuple{x.cost.total.hard(), !is_good, !x.is_near_best,
                      is_good ? 0 : -nearest, x.cost.total.soft()};
  }

  result<std::optional<alternative>> another() {
    auto best = std::optional<alternative>{};
    auto price = first_price();
    auto most = static_cast<double>(extra_cost_max)
                / static_cast<double>(x_.allowed.size() * alternatives_max);
    auto missing = options_.count - out_.all.size();
    for (auto i = 0; i < price_attempts_max && !budget_.over(); ++i) {
      auto share = 1.0
                   / static_cast<double>(missing * price_attempts_max
                                         - static_cast<std::size_t>(i));
      auto found = search_with(budget_, share, avoiding(std::min(price, most)),
                               out_.all.back().roster);
      if (!found)
        return found.error();
      auto one = judged(found->best);
      auto was_good = best && best->is_near_best && best->is_apart;
      auto is_apart = one.is_apart;
      price = next_price(price, one);
      if (!best || rank(one) < rank(*best))
        best = std::move(one);
      // A lower price may do, until it does not.
      if ((was_good && !is_apart) || (is_apart && price < price_least))
        break;
    }
    if (best && *std::ranges::min_element(best->apart) == 0)
      best.reset();
    return best;
  }

  const problem& x_;
  const alternatives_options& options_;
  search_budget budget_;
  random_source random_;
  alternatives_result out_;
};

} // namespace

double percent_apart(const problem& x, const grid& a, const grid& b) {
  return 100 * static_cast<double>(changes_between(x, a, b).size())
         / static_cast<double>(x.allowed.size());
}

result<alternatives_result>
find_alternatives(const problem& x, const alternatives_options& options) {
  if (auto ok = check(x); !ok)
    return ok.error();
  if (auto ok = check_options(options); !ok)
    return ok.error();
  return collecting{x, options}.run();
}

} // namespace nightfloat::domain::solve
