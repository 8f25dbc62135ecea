// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/churn.hpp"

#include "domain/solve/budget.hpp"
#include "domain/solve/tables.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

namespace nightfloat::domain::solve {

namespace {

/// Of what is left: the first search, and each with higher prices.
constexpr auto first_search_share = 0.4;
constexpr auto later_share = 0.3;
constexpr auto searches_max = 8U;
constexpr auto change_raise = 4;

failure wrong_change(const std::string& what) {
  return {ec::invalid_argument, "changes: " + what, 0};
}

result<void> check_base(const problem& x, const grid& base) {
  if (base.size() != x.allowed.size())
    return wrong_change("the roster to stay near has "
                        + std::to_string(base.size()) + " cells, not "
                        + std::to_string(x.allowed.size()));
  if (std::ranges::any_of(base, [&](auto t) { return t >= x.tasks.size(); }))
    return wrong_change(
      "the roster to stay near has a task that the problem has not");
  return {};
}

result<void> check_day(const problem& x, const char* name, std::int32_t day) {
  if (day >= 0 && day <= x.days)
    return {};
  return wrong_change(std::string{name} + " is beyond the horizon ("
                      + std::to_string(day) + " of " + std::to_string(x.days)
                      + " days)");
}

/// How much a change costs for each person.
using change_prices = std::vector<std::int64_t>;

/// `x` with prices that are higher than `once` by what `by_person` says.
problem dearer(const problem& x, const grid& base, const change_prices& prices,
               score once) {
  auto out = x;
  auto n = x.tasks.size();
  for (auto who = std::size_t{0}; who < x.people.size(); ++who) {
    auto more = soft(prices[who]) - once;
    for (auto day = 0; day < x.days; ++day) {
      auto at = x.cell_at(who, day);
      for (auto t = std::size_t{0}; t < n; ++t)
        if (!is_same(x, static_cast<task>(t), base[at]))
          out.cell[at * n + t] += more;
    }
  }
  return out;
}

class near_search {
public:
  near_search(const problem& x, const grid& base, const churn_caps& caps,
              score price, const search_options& options)
    : x_{x}, base_{base}, caps_{caps}, price_{price}, budget_{options},
      most_{extra_cost_max / static_cast<std::int64_t>(x.allowed.size())} {
  }

  result<churn_result> run() {
    if (auto ok = once(caps_.any() ? first_search_share : 1.0, base_); !ok)
      return ok.error();
    auto prices = change_prices(x_.people.size(), price_.soft());
    auto more = caps_.any() && adapt(prices);
    if (caps_.any() && !more && !budget_.over() && !proved())
      if (auto ok = once(1.0, out_.found.best); !ok)
        return ok.error();
    while (more && !budget_.over() && out_.searches < searches_max) {
      auto found = search_with(budget_, later_share,
                               dearer(x_, base_, prices, price_),
                               out_.found.best);
      if (!found)
        return found.error();
      out_.price_most = std::max(out_.price_most,
                                 soft(*std::ranges::max_element(prices)));
      // At higher prices a bound, and what a trace says, is not of these.
      take(std::move(*found));
      more = adapt(prices);
    }
    return finished();
  }

private:
  /// The fewest broken rules, then the nearest to the caps, then the cheapest.
  [[nodiscard]] auto rank(const grid& roster) const {
    auto cost = evaluate(x_, roster).total;
    return std::tuple{cost.hard(), over_caps(x_, base_, roster, caps_),
                      cost.soft()};
  }

  /// At the prices that the problem has.
  result<void> once(double share, grid start) {
    auto found = search_with(budget_, share, x_, std::move(start));
    if (!found)
      return found.error();
    out_.price_most = price_;
    auto& all = out_.found;
    all.last.bound = std::max(all.last.bound, found->last.bound);
    all.threads = found->threads;
    if (out_.searches == 0)
      all.best = found->best;
    std::ranges::copy(found->trace, std::back_inserter(all.trace));
    take(std::move(*found));
    return {};
  }

  void take(search_result found) {
    ++out_.searches;
    last_ = found.best;
    if (rank(found.best) < rank(out_.found.best))
      out_.found.best = std::move(found.best);
  }

  [[nodiscard]] bool proved() const {
    const auto& bound = out_.found.last.bound;
    return bound && *bound >= evaluate(x_, out_.found.best).total;
  }

  /// Dearer for those who are over their cap, for all where the whole is, until
  /// the caps hold; then between what held and what did not, for what holds at
  /// less may cost less. False where there is no other price to try.
  bool adapt(change_prices& prices) {
    if (over_caps(x_, base_, last_, caps_) > 0)
      low_ = prices;
    else if (low_)
      high_ = prices;
    else
      return false;
    if (!high_)
      return raise_prices(prices);
    auto next = prices;
    for (auto who = std::size_t{0}; who < next.size(); ++who)
      next[who] = std::midpoint((*low_)[who], (*high_)[who]);
    if (next == *low_ || next == *high_)
      return false;
    prices = std::move(next);
    return true;
  }

  bool raise_prices(change_prices& prices) const {
    auto counts = std::vector<std::int32_t>(x_.people.size());
    auto changes = changes_between(x_, base_, last_);
    for (const auto& one : changes)
      ++counts[one.who];
    auto all_over = caps_.changes_max
                    && static_cast<std::int32_t>(changes.size())
                         > *caps_.changes_max;
    auto any = false;
    for (auto who = std::size_t{0}; who < counts.size(); ++who) {
      auto over = caps_.changes_max_each
                  && counts[who] > *caps_.changes_max_each;
      if (!all_over && !over)
        continue;
      auto next = std::clamp<std::int64_t>(prices[who] * change_raise, 1,
                                           most_);
      any = any || next > prices[who];
      prices[who] = next;
    }
    return any;
  }

  churn_result finished() {
    auto& last = out_.found.last;
    last.best = evaluate(x_, out_.found.best).total;
    last.moves = budget_.total().moves;
    last.restarts = budget_.total().restarts;
    out_.found.profile = budget_.profile();
    out_.changes = changes_between(x_, base_, out_.found.best);
    out_.caps_hold = over_caps(x_, base_, out_.found.best, caps_) == 0;
    return std::move(out_);
  }

  const problem& x_;
  const grid& base_;
  const churn_caps& caps_;
  score price_;
  search_budget budget_;
  std::int64_t most_;
  churn_result out_;
  grid last_;
  /// Prices at which the caps did not hold, and at which they did.
  std::optional<change_prices> low_;
  std::optional<change_prices> high_;
};

} // namespace

bool is_same(const problem& x, task a, task b) noexcept {
  if (a == b || x.tasks[a] == x.tasks[b])
    return true;
  return std::ranges::any_of(
    x.families, [&](task_set one) { return has(one, a) && has(one, b); });
}

std::vector<cell_change> changes_between(const problem& x, const grid& base,
                                         const grid& roster) {
  auto out = std::vector<cell_change>{};
  for (auto who = 0U; who < x.people.size(); ++who)
    for (auto day = 0; day < x.days; ++day) {
      auto at = x.cell_at(who, day);
      if (!is_same(x, base[at], roster[at]))
        out.push_back(
          {who, day, base[at], roster[at], !has(x.allowed[at], base[at])});
    }
  return out;
}

result<void> price_changes(problem& x, const grid& base, score price,
                           std::int32_t from_day) {
  if (auto ok = check_base(x, base); !ok)
    return ok;
  if (auto ok = check_day(x, "the first day of prices", from_day); !ok)
    return ok;
  auto most = extra_cost_max / static_cast<std::int64_t>(x.allowed.size());
  if (price.hard() != 0 || price.soft() < 0 || price.soft() > most)
    return wrong_change("the price of one is not from 0 to "
                        + std::to_string(most) + " ("
                        + std::to_string(price.soft()) + ")");
  auto n = x.tasks.size();
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    for (auto day = from_day; day < x.days; ++day) {
      auto at = x.cell_at(who, day);
      for (auto t = std::size_t{0}; t < n; ++t)
        if (!is_same(x, static_cast<task>(t), base[at]))
          x.cell[at * n + t] += price;
    }
  return {};
}

result<void> keep_past(problem& x, const grid& base, std::int32_t day) {
  if (auto ok = check_base(x, base); !ok)
    return ok;
  if (auto ok = check_day(x, "the first day that is not past", day); !ok)
    return ok;
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    for (auto past = 0; past < day; ++past) {
      auto at = x.cell_at(who, past);
      x.allowed[at] = only(base[at]);
    }
  return {};
}

result<void> freeze(problem& x, const grid& base, std::int32_t first,
                    std::int32_t last) {
  if (auto ok = check_base(x, base); !ok)
    return ok;
  for (auto day : {first, last})
    if (auto ok = check_day(x, "a frozen day", day); !ok)
      return ok;
  for (auto who = std::size_t{0}; who < x.people.size(); ++who)
    for (auto day = first; day < last; ++day) {
      auto at = x.cell_at(who, day);
      if (has(x.allowed[at], base[at]))
        x.allowed[at] = only(base[at]);
    }
  return {};
}

score usual_change_price(const problem& x) {
  constexpr auto changes_of_a_place = 4;
  auto dear = std::int64_t{0};
  for (const auto& d : x.demands)
    for (const auto& piece : d.under)
      dear = std::max(dear, piece.each.soft());
  if (dear == 0)
    dear = tables{x}.dear;
  return soft(std::max<std::int64_t>(1, (dear + changes_of_a_place - 1)
                                          / changes_of_a_place));
}

std::int64_t over_caps(const problem& x, const grid& base, const grid& roster,
                       const churn_caps& caps) {
  auto changes = changes_between(x, base, roster);
  auto out = std::int64_t{0};
  if (caps.changes_max)
    out += std::max<std::int64_t>(0, static_cast<std::int64_t>(changes.size())
                                       - *caps.changes_max);
  if (!caps.changes_max_each)
    return out;
  auto counts = std::vector<std::int64_t>(x.people.size());
  for (const auto& one : changes)
    ++counts[one.who];
  for (auto n : counts)
    out += std::max<std::int64_t>(0, n - *caps.changes_max_each);
  return out;
}

result<churn_result> search_near(const problem& x, const grid& base,
                                 const churn_caps& caps, score price,
                                 const search_options& options) {
  if (auto ok = check(x); !ok)
    return ok.error();
  if (auto ok = check_base(x, base); !ok)
    return ok.error();
  for (auto cap : {caps.changes_max, caps.changes_max_each})
    if (cap && *cap < 0)
      return wrong_change(
        "at most " + std::to_string(*cap)
        + " of them is not a number of changes, 0 or more is");
  if (options.moves_max == 0 && !options.used)
    return wrong_change("neither moves nor a budget of time; say one");
  return near_search{x, base, caps, price, options}.run();
}

} // namespace nightfloat::domain::solve
