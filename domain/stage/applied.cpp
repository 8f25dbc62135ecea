// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/applied.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain::stage {

namespace {

using solve::rule_kind;
using solve::score;

std::vector<cost_share> named(const applied& from,
                              const std::vector<tagged_price>& parts,
                              score whole) {
  auto out = std::vector<cost_share>{};
  for (const auto& part : parts) {
    out.push_back({from.names[part.from], part.price});
    whole -= part.price;
  }
  if (whole != score{})
    out.push_back({{}, whole});
  return out;
}

/// The two tasks that meet on the fault's day.
std::uint64_t step_of(const solve::problem& in, const solve::grid& roster,
                      const solve::fault& x) {
  auto before = x.day == 0 ? in.people[x.who].last
                           : roster[in.cell_at(x.who, x.day - 1)];
  return before * in.tasks.size() + roster[in.cell_at(x.who, x.day)];
}

} // namespace

void rule_tags::rule(rule_kind kind, std::uint32_t contract,
                     std::uint32_t which, std::uint32_t from) {
  rules_[{kind, contract, which}] = from;
}

void rule_tags::cell(std::uint64_t at, std::uint32_t from, score price) {
  cells_[at].push_back({at, from, price});
}

void rule_tags::next(std::uint32_t contract, std::uint64_t at,
                     std::uint32_t from, score price) {
  nexts_[contract].push_back({at, from, price});
}

void rule_tags::copied(std::uint32_t contract, std::uint32_t to) {
  auto more = std::map<key, std::uint32_t>{};
  for (const auto& [where, from] : rules_)
    if (auto kind = std::get<0>(where);
        std::get<1>(where) == contract && kind != rule_kind::demand
        && kind != rule_kind::spread && kind != rule_kind::pair)
      more[{kind, to, std::get<2>(where)}] = from;
  rules_.merge(more);
  if (auto steps = nexts_.find(contract); steps != nexts_.end())
    nexts_[to] = steps->second;
}

std::uint32_t rule_tags::of_rule(rule_kind kind, std::uint32_t contract,
                                 std::uint32_t which) const {
  auto found = rules_.find({kind, contract, which});
  return found == rules_.end() ? nobody : found->second;
}

std::vector<tagged_price> rule_tags::of_cell(std::uint64_t at) const {
  auto found = cells_.find(at);
  return found == cells_.end() ? std::vector<tagged_price>{} : found->second;
}

std::vector<tagged_price> rule_tags::of_next(std::uint32_t contract,
                                             std::uint64_t at) const {
  auto out = std::vector<tagged_price>{};
  if (auto found = nexts_.find(contract); found != nexts_.end())
    std::ranges::copy_if(found->second, std::back_inserter(out),
                         [&](const auto& x) { return x.at == at; });
  return out;
}

std::vector<cost_share> shares_of(const applied& from, const solve::problem& in,
                                  const solve::grid& roster,
                                  const solve::fault& x) {
  switch (x.kind) {
    case rule_kind::cell: {
      // Rule 1 is that the task is not allowed there: the stage says so.
      if (x.rule != 0)
        return {{{}, x.price}};
      auto cell = in.cell_at(x.who, x.day);
      return named(from,
                   from.tags.of_cell(cell * in.tasks.size() + roster[cell]),
                   x.price);
    }
    case rule_kind::next:
      return named(
        from,
        from.tags.of_next(in.people[x.who].contract, step_of(in, roster, x)),
        x.price);
    default: {
      auto own = x.kind != rule_kind::demand && x.kind != rule_kind::spread
                 && x.kind != rule_kind::pair;
      auto which = from.tags.of_rule(
        x.kind, own ? in.people[x.who].contract : 0U, x.rule);
      if (which == rule_tags::nobody)
        return {{{}, x.price}};
      return {{from.names[which], x.price}};
    }
  }
}

std::vector<cost_share> cost_by_constraint(const applied& from,
                                           const solve::problem& in,
                                           const solve::grid& roster) {
  auto all = std::vector<cost_share>{};
  for (const auto& fault : solve::faults(in, roster))
    for (auto& share : shares_of(from, in, roster, fault))
      all.push_back(std::move(share));
  return sum_by_name(std::move(all));
}

std::vector<cost_share> sum_by_name(std::vector<cost_share> all) {
  auto sums = std::map<std::string, score>{};
  for (const auto& share : all)
    sums[share.constraint] += share.price;
  auto out = std::vector<cost_share>{};
  for (const auto& [name, price] : sums)
    if (price != score{})
      out.push_back({name, price});
  std::ranges::stable_sort(
    out, [](const auto& a, const auto& b) { return a.price > b.price; });
  return out;
}

} // namespace nightfloat::domain::stage
