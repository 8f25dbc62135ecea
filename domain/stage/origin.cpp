// SPDX-License-Identifier: Apache-2.0
#include "domain/stage/origin.hpp"

namespace nightfloat::domain::stage {

std::string origin(const applied& from, const solve::problem& in,
                   const solve::fault& x) {
  if (from.names.empty() || x.kind == solve::rule_kind::cell
      || x.kind == solve::rule_kind::next)
    return {};
  auto contract = x.who == solve::fault::nobody ? 0 : in.people[x.who].contract;
  auto which = from.tags.of_rule(x.kind, contract, x.rule);
  return which == rule_tags::nobody ? std::string{}
                                    : "constraint " + from.names[which];
}

std::string asking(const applied& from, const solve::problem& in,
                   const solve::fault& x) {
  if (x.kind != solve::rule_kind::cell)
    return origin(from, in, x);
  auto tasks = in.tasks.size();
  auto cell = in.cell_at(x.who, x.day);
  for (auto t = std::size_t{0}; x.rule == 0 && t < tasks; ++t)
    for (const auto& part : from.tags.of_cell(cell * tasks + t))
      if (part.price.hard() > 0)
        return "constraint " + from.names[part.from];
  return {};
}

std::uint64_t broken_units(const applied& from, const solve::problem& in,
                           const solve::grid& roster) {
  auto out = std::int64_t{0};
  if (!from.names.empty())
    for (const auto& share : cost_by_constraint(from, in, roster))
      out += share.constraint.empty() ? 0 : share.price.hard();
  return static_cast<std::uint64_t>(out);
}

} // namespace nightfloat::domain::stage
