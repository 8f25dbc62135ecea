// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/measure.hpp"

#include "domain/rules/validate.hpp"
#include "domain/solve/demand.hpp"
#include "domain/solve/frame.hpp"

#include <utility>

namespace nightfloat::domain {

namespace {

std::string count_words(std::size_t count, const std::string& one,
                        const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// `3 open places and 1 broken rule`, as far as there are any.
std::string lacks(const roster_measure& x, bool plan) {
  auto parts = std::vector<std::string>{};
  if (x.open_places > 0)
    parts.push_back(count_words(x.open_places, "open place", "open places"));
  if (plan && x.plan_gaps > 0)
    parts.push_back(
      count_words(x.plan_gaps, "gap of the plan", "gaps of the plan"));
  if (x.breaches > 0)
    parts.push_back(count_words(x.breaches, "broken rule", "broken rules"));
  if (parts.empty())
    return "nothing open";
  auto out = parts.front();
  for (auto i = std::size_t{1}; i < parts.size(); ++i)
    out += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return out;
}

} // namespace

roster_measure measure(const frame& x, const roster& what) {
  auto out = roster_measure{};
  out.duties = what.duties.size();
  out.planned = !what.plan.empty();
  auto demands = judge_demands(x, what);
  out.places = demands.places;
  out.open_places = demands.open_places;
  out.plan_gaps = demands.plan_gaps;
  out.sentences = std::move(demands.sentences);
  auto over = window{x.first, x.day(x.days - 1)};
  auto own = pack_of(x.where);
  auto pack = own ? std::move(*own) : acgme_2025();
  for (auto& found : validate(x.where, what, pack, over))
    // Open places are counted and said above.
    if (is_breach(found.severity) && found.rule != "coverage") {
      ++out.breaches;
      out.sentences.push_back(std::move(found.sentence));
    }
  return out;
}

result<roster_measure> measure(const programme& where, const roster& what,
                               date first, date last) {
  auto x = make_frame(where, first, last);
  if (!x)
    return x.error();
  return measure(*x, what);
}

std::string why_worse(const roster_measure& made,
                      const roster_measure& in_force) {
  auto plan = made.planned && in_force.planned;
  auto total = [&](const roster_measure& x) {
    return x.open_places + x.breaches + (plan ? x.plan_gaps : 0);
  };
  if (total(made) <= total(in_force))
    return {};
  return "the new one has " + lacks(made, plan) + ", the one in force "
         + lacks(in_force, plan);
}

std::string why_empty(const roster_measure& made) {
  if (made.duties > 0 || made.places == 0)
    return {};
  return "the new one has no duties although shifts ask for "
         + count_words(made.places, "place", "places");
}

} // namespace nightfloat::domain
