// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/memory.hpp"

#include "domain/solve/tables.hpp"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>

namespace nightfloat::domain::solve {

namespace {

/// Of rosters that a search keeps whole: start, best, elites and on the way.
constexpr auto rosters = std::size_t{24};
/// Two parts of each thread work on a roster each, with all that is counted of
/// it.
constexpr auto states_searched = std::size_t{4};
/// A vector that grew holds up to twice what is in it.
constexpr auto slack = std::size_t{2};

struct contract_needs {
  std::size_t table = 0;
  /// Of each person in a state.
  std::size_t person = 0;
};

contract_needs needs_of(const problem& x, const contract& c) {
  auto days = static_cast<std::size_t>(x.days);
  auto words = (days + 63) / 64;
  auto bits = c.runs.size() + c.groups.size() + 1 + 2 * c.orders.size();
  auto out = contract_needs{};
  out.table = 512 + c.runs.size() * (sizeof(run_rule) + 8 * (days + 3))
              + (bits + 63) / 64 * 8 * (x.tasks.size() + days)
              + x.tasks.size() * 8 * c.totals.size()
              + c.totals.size() * sizeof(total_rule)
              + c.groups.size() * (sizeof(group_rule) + 2 * days)
              + c.windows.size() * sizeof(window_rule) + 4 * (days + 1)
              + 2 * c.clashes.size() * sizeof(clash_link)
              + c.orders.size() * sizeof(order_rule);
  for (const auto& rule : c.groups)
    out.table += rule.spans.size() * sizeof(day_span);
  out.person = 8
               * (bits * words + c.totals.size() + c.groups.size()
                  + c.windows.size() * days + 8);
  return out;
}

/// How many demands there are that differ in what heads cost.
std::size_t demand_shapes(const problem& x) {
  using pieces = std::vector<std::pair<std::int32_t, score>>;
  auto pieces_of = [](const std::vector<head_price>& from) {
    auto out = pieces{};
    for (const auto& piece : from)
      out.emplace_back(piece.heads, piece.each);
    return out;
  };
  auto known = std::set<std::pair<pieces, pieces>>{};
  for (const auto& d : x.demands)
    known.emplace(pieces_of(d.under), pieces_of(d.over));
  return known.size();
}

} // namespace

std::size_t memory_least(const problem& x) {
  auto known = x.tasks.size() == tasks_max
                 ? ~task_set{0}
                 : (task_set{1} << x.tasks.size()) - 1;
  auto cells = x.allowed.size();
  auto out = cells * (rosters + sizeof(std::uint32_t))
             + x.classes.size() * sizeof(std::uint32_t);
  for (auto set : x.allowed)
    out += static_cast<std::size_t>(std::popcount(set & known));
  auto of = std::vector<contract_needs>{};
  for (const auto& c : x.contracts) {
    of.push_back(needs_of(x, c));
    out += of.back().table;
  }
  for (const auto& one : x.people)
    out += states_searched * of[one.contract].person;
  for (const auto& d : x.demands)
    out += 24 + 4 * static_cast<std::size_t>(std::popcount(d.tasks & known))
           + states_searched * 12;
  // A table of prices by heads for each shape of demand, and a copy of it
  // while they are laid out.
  out += demand_shapes(x) * (x.people.size() + 2) * sizeof(score) * 2;
  out += static_cast<std::size_t>(x.days) * x.tasks.size() * 8
         + (x.spreads.size() + 3) * x.people.size() * 8 * states_searched
         + x.pairs.size() * 16;
  return slack * out;
}

result<memory_shares> memory_shares_of(const problem& x, std::size_t most) {
  if (most == 0)
    return memory_shares{no_memory_limit, no_memory_limit, no_memory_limit};
  auto least = memory_least(x);
  if (least > most)
    return failure{ec::oversize,
                   "solve: the tables of " + std::to_string(x.people.size())
                     + " people, " + std::to_string(x.days) + " days and "
                     + std::to_string(x.tasks.size()) + " tasks take about "
                     + std::to_string(least) + " bytes, at most "
                     + std::to_string(most)
                     + " are allowed; allow more, or solve fewer days at once"};
  auto rest = most - least;
  return memory_shares{rest / 4, rest / 2, rest / 8};
}

} // namespace nightfloat::domain::solve
