// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/tables.hpp"

#include "domain/solve/prices.hpp"
#include "domain/solve/profile.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

namespace nightfloat::domain::solve {

namespace {

/// Whether some row of `days` days can make the total cost.
bool binds(const total_rule& rule, std::int32_t days, std::int32_t before) {
  auto [low, high] = std::ranges::minmax(rule.weights);
  auto least = std::int64_t{low} * days + before;
  auto most = std::int64_t{high} * days + before;
  return rule.square != score{} || least < rule.min || most > rule.max;
}

void lay_runs(const contract& from, std::int32_t days, contract_table& to) {
  for (const auto& rule : from.runs) {
    auto& at = to.runs.emplace_back(run_table{rule, {}});
    for (auto length = 0; length <= days; ++length)
      at.inside.push_back(run_price(rule, length, 0, false, false));
  }
}

/// REQUIRES all rules laid out.
void lay_sets(std::size_t tasks, contract_table& to) {
  to.tasks = tasks;
  to.rules_of.assign(to.rule_words() * tasks, 0);
  auto put = [&](std::size_t rule, task_set set) {
    for (auto t = std::size_t{0}; t < tasks; ++t)
      to.rules_of[rule / 64 * tasks + t]
        |= std::uint64_t{has(set, static_cast<task>(t))} << rule % 64;
  };
  auto at = std::size_t{0};
  for (const auto& x : to.runs)
    put(at++, x.rule.tasks);
  for (const auto& x : to.groups)
    put(at++, x.tasks);
  at = to.orders_from();
  for (const auto& x : to.orders) {
    put(at++, x.first);
    put(at++, x.then);
  }
}

/// REQUIRES spans laid out.
void lay_rules_on(std::int32_t days, contract_table& to) {
  auto n = static_cast<std::size_t>(days);
  to.rules_on.assign(to.rule_words() * n, ~std::uint64_t{0});
  for (auto i = std::size_t{0}; i < to.groups.size(); ++i)
    for (auto day = std::size_t{0}; day < n; ++day)
      if (auto rule = to.runs.size() + i; to.span_of[i * n + day] < 0)
        to.rules_on[rule / 64 * n + day] &= ~(std::uint64_t{1} << rule % 64);
}

void lay_totals(const problem& x, std::uint32_t which, contract_table& to) {
  const auto& from = x.contracts[which];
  for (auto i = 0U; i < from.totals.size(); ++i) {
    auto any = std::ranges::any_of(x.people, [&](const person& one) {
      return one.contract == which
             && binds(from.totals[i], x.days, one.total_before[i]);
    });
    if (!any)
      continue;
    to.totals.push_back(from.totals[i]);
    to.total_from.push_back(i);
  }
  for (auto t = std::size_t{0}; t < x.tasks.size(); ++t)
    for (const auto& rule : to.totals)
      to.weights.push_back(rule.weights[t]);
}

void lay_spans(const contract& from, std::int32_t days, contract_table& to) {
  to.groups = from.groups;
  to.span_of.assign(from.groups.size() * static_cast<std::size_t>(days), -1);
  for (auto i = std::size_t{0}; i < from.groups.size(); ++i)
    for (auto s = std::size_t{0}; s < from.groups[i].spans.size(); ++s) {
      const auto& span = from.groups[i].spans[s];
      for (auto day = span.first; day <= span.last; ++day)
        to.span_of[i * static_cast<std::size_t>(days)
                   + static_cast<std::size_t>(day)]
          = static_cast<std::int16_t>(s);
    }
}

bool is_next(const clash_link& a, const clash_link& b) {
  return a.here == b.here && a.there == b.there && a.price == b.price
         && a.last + 1 == b.first;
}

/// Rules between weeks are many, of each day with each: by day they are few.
void lay_clashes(const contract& from, std::int32_t days, contract_table& to) {
  auto of_day
    = std::vector<std::vector<clash_link>>(static_cast<std::size_t>(days));
  for (const auto& rule : from.clashes) {
    of_day[static_cast<std::size_t>(rule.first)].push_back(
      {rule.first_tasks, rule.second_tasks, rule.price, rule.second,
       rule.second});
    of_day[static_cast<std::size_t>(rule.second)].push_back(
      {rule.second_tasks, rule.first_tasks, rule.price, rule.first,
       rule.first});
  }
  for (auto& all : of_day) {
    to.clash_from.push_back(static_cast<std::uint32_t>(to.clashes.size()));
    std::ranges::sort(all, {}, [](const clash_link& x) {
      return std::tuple{x.here, x.there, x.price, x.first};
    });
    for (auto i = std::size_t{0}; i < all.size(); ++i)
      if (i > 0 && is_next(to.clashes.back(), all[i]))
        to.clashes.back().last = all[i].last;
      else
        to.clashes.push_back(all[i]);
  }
  to.clash_from.push_back(static_cast<std::uint32_t>(to.clashes.size()));
  to.clashes.shrink_to_fit();
}

} // namespace

tables::tables(const problem& x, bool with_pools)
  : what{x}, people{x.people.size()}, days{x.days}, tasks{x.tasks.size()},
    words{(static_cast<std::size_t>(x.days) + 63) / 64} {
  lay_contracts();
  lay_demands();
  lay_prices();
  lay_options();
  if (with_pools)
    lay_pools();
  lay_spreads();
  pairs_of.resize(people);
  for (auto i = 0U; i < x.pairs.size(); ++i) {
    pairs_of[x.pairs[i].one].push_back(i);
    pairs_of[x.pairs[i].other].push_back(i);
  }
  find_prices();
}

void tables::lay_contracts() {
  for (auto i = 0U; i < what.contracts.size(); ++i) {
    auto& to = contracts.emplace_back();
    lay_runs(what.contracts[i], days, to);
    lay_totals(what, i, to);
    lay_spans(what.contracts[i], days, to);
    to.windows = what.contracts[i].windows;
    lay_clashes(what.contracts[i], days, to);
    to.orders = what.contracts[i].orders;
    lay_sets(tasks, to);
    lay_rules_on(days, to);
  }
}

void tables::lay_demands() {
  auto of_day
    = std::vector<std::vector<std::uint32_t>>(static_cast<std::size_t>(days));
  for (auto i = 0U; i < what.demands.size(); ++i)
    of_day[static_cast<std::size_t>(what.demands[i].day)].push_back(i);
  auto classes = what.classes.empty()
                   ? std::size_t{1}
                   : std::ranges::max(what.classes) + std::size_t{1};
  for (const auto& list : of_day)
    for (auto c = std::size_t{0}; c < classes; ++c)
      for (auto t = std::size_t{0}; t < tasks; ++t) {
        demand_from.push_back(static_cast<std::uint32_t>(demand_list.size()));
        for (auto i : list)
          if (has(what.demands[i].tasks, static_cast<task>(t))
              && (what.demands[i].classes >> c & 1) != 0)
            demand_list.push_back(i);
      }
  demand_from.push_back(static_cast<std::uint32_t>(demand_list.size()));
  for (auto cell = std::size_t{0}; cell < what.classes.size(); ++cell) {
    auto day = cell % static_cast<std::size_t>(days);
    demand_row.push_back(
      static_cast<std::uint32_t>((day * classes + what.classes[cell]) * tasks));
  }
}

void tables::lay_prices() {
  auto known = std::map<std::vector<score>, std::uint32_t>{};
  for (const auto& x : what.demands) {
    auto shape = std::vector<score>{};
    for (auto heads = 0; heads <= static_cast<std::int32_t>(people); ++heads)
      shape.push_back(x.cost(heads));
    auto [at, fresh]
      = known.try_emplace(shape, static_cast<std::uint32_t>(prices.size()));
    if (fresh)
      prices.insert(prices.end(), shape.begin(), shape.end());
    demand_tasks.push_back(x.tasks);
    price_least.push_back(std::ranges::min(shape));
    price_from.push_back(at->second);
  }
}

void tables::lay_options() {
  for (auto set : what.allowed) {
    choices += std::has_single_bit(set) ? 0 : 1;
    option_from.push_back(static_cast<std::uint32_t>(options.size()));
    for (auto t = std::size_t{0}; t < tasks; ++t)
      if (has(set, static_cast<task>(t)))
        options.push_back(static_cast<task>(t));
  }
  option_from.push_back(static_cast<std::uint32_t>(options.size()));
  auto free = std::ranges::count_if(what.allowed,
                                    [](task_set set) { return has(set, off); });
  plan = static_cast<std::size_t>(free) * 4 < what.allowed.size();
  kin.assign(tasks, 0);
  for (auto set : what.families)
    for (auto t = std::size_t{0}; t < tasks; ++t)
      if (has(set, static_cast<task>(t)))
        kin[t] = set & ~only(static_cast<task>(t));
}

void tables::lay_pools() {
  has_pools = true;
  open_cells.reserve(choices);
  for (auto at = std::uint32_t{0}; at < what.allowed.size(); ++at)
    if (!std::has_single_bit(what.allowed[at]))
      open_cells.push_back(at);
  for (auto day = 0; day < days; ++day)
    for (auto t = std::size_t{0}; t < tasks; ++t) {
      pool_from.push_back(static_cast<std::uint32_t>(pooled.size()));
      for (auto who = std::size_t{0}; who < people; ++who)
        if (has(what.allowed[what.cell_at(who, day)], static_cast<task>(t)))
          pooled.push_back(static_cast<std::uint16_t>(who));
    }
  pool_from.push_back(static_cast<std::uint32_t>(pooled.size()));
}

void tables::lay_spreads() {
  spreads_of_day.resize(static_cast<std::size_t>(days));
  for (auto i = 0U; i < what.spreads.size(); ++i) {
    const auto& rule = what.spreads[i];
    for (auto day : rule.days)
      spreads_of_day[static_cast<std::size_t>(day)].push_back(i);
    auto weight = std::ranges::max(rule.weights);
    auto same = weight > 0 && std::ranges::all_of(rule.weights, [&](auto w) {
                  return w == 0 || w == weight;
                });
    spread_weight.push_back(same ? weight : 0);
  }
}

void tables::find_prices() {
  auto least = std::int64_t{0};
  auto seen = [&](score x) {
    auto price = std::abs(x.soft());
    dear = std::max(dear, price);
    if (price > 0 && (least == 0 || price < least))
      least = price;
  };
  for (const auto& x : what.demands)
    for (const auto* list : {&x.under, &x.over})
      for (const auto& piece : *list)
        seen(piece.each);
  for (const auto& c : what.contracts) {
    for (auto price : c.next)
      seen(price);
    for (const auto& rule : c.windows)
      seen(rule.over);
    for (const auto& rule : c.runs) {
      seen(rule.shorter);
      seen(rule.longer);
    }
    for (const auto& rule : c.totals) {
      seen(rule.under);
      seen(rule.over);
    }
    for (const auto& rule : c.groups) {
      seen(rule.over);
      seen(rule.partial);
    }
    for (const auto& rule : c.clashes)
      seen(rule.price);
    for (const auto& rule : c.orders)
      seen(rule.price);
  }
  for (auto x : what.cell)
    seen(x);
  for (const auto& x : what.spreads)
    seen(x.price);
  for (const auto& x : what.pairs)
    seen(x.price);
  cheap = std::max<std::int64_t>(least, 1);
}

std::size_t tables::bytes() const noexcept {
  auto out = bytes_of(demand_from) + bytes_of(demand_row)
             + bytes_of(demand_list) + bytes_of(demand_tasks)
             + bytes_of(price_from) + bytes_of(prices) + bytes_of(price_least)
             + bytes_of(kin) + bytes_of(spread_weight) + bytes_of(option_from)
             + bytes_of(options) + bytes_of(open_cells) + bytes_of(pool_from)
             + bytes_of(pooled) + bytes_of(spreads_of_day) + bytes_of(pairs_of);
  for (const auto& x : spreads_of_day)
    out += bytes_of(x);
  for (const auto& x : pairs_of)
    out += bytes_of(x);
  for (const auto& c : contracts) {
    out += sizeof(c) + bytes_of(c.rules_of) + bytes_of(c.rules_on)
           + bytes_of(c.weights) + bytes_of(c.total_from) + bytes_of(c.span_of)
           + bytes_of(c.clashes) + bytes_of(c.clash_from) + bytes_of(c.orders);
    for (const auto& x : c.runs)
      out += sizeof(x) + bytes_of(x.inside);
    for (const auto& x : c.totals)
      out += sizeof(x) + bytes_of(x.weights);
    for (const auto& x : c.groups)
      out += sizeof(x) + bytes_of(x.spans);
    for (const auto& x : c.windows)
      out += sizeof(x) + bytes_of(x.weights);
  }
  return out;
}

} // namespace nightfloat::domain::solve
