// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/explain.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace nightfloat::domain::solve {

namespace {

/// A difference of cost: `3 more`, `3 less`.
std::string more_or_less(std::int64_t n) {
  return std::to_string(std::abs(n)) + (n < 0 ? " less" : " more");
}

std::string signed_number(std::int64_t n) {
  return (n > 0 ? "+" : "") + std::to_string(n);
}

/// ` (run +15, demand -3)`
std::string parts_words(const evaluation& x) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < rule_kinds; ++i) {
    auto part = x.parts[i];
    if (part == score{})
      continue;
    out += out.empty() ? " (" : ", ";
    out += to_string(static_cast<rule_kind>(i));
    if (part.hard() != 0)
      out += " " + signed_number(part.hard()) + " broken";
    if (part.soft() != 0)
      out += " " + signed_number(part.soft());
  }
  return out.empty() ? out : out + ")";
}

/// `off`, `on D`
std::string doing(const problem& x, task t) {
  return t == off ? "off" : "on " + x.tasks[t];
}

std::string cost_words(const evaluation& x) {
  return price_words(x.total) + parts_words(x);
}

std::string names_listed(const problem& x,
                         const std::vector<std::uint32_t>& people) {
  constexpr auto shown = std::size_t{6};
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < people.size() && i < shown; ++i)
    out += (i == 0 ? "" : ", ") + x.people[people[i]].name;
  if (people.size() > shown)
    out += " and " + std::to_string(people.size() - shown) + " more";
  return out.empty() ? "nobody" : out;
}

/// Where nobody else may: that is the reason.
std::string next_best(const std::vector<stand_in>& people, std::size_t barred,
                      const problem& x) {
  if (!people.empty())
    return "the next best is " + sentence(people.front(), x);
  return barred == 0 ? "everybody is there already"
                     : "nobody else may be there";
}

} // namespace

naming plain_naming(const problem&) {
  return {[](std::int32_t day) { return "day " + std::to_string(day); },
          [](const fault& f) {
            return std::string{to_string(f.kind)};
          }};
}

std::string task_words(const problem& x, task_set tasks) {
  auto said = std::set<std::string>{};
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < x.tasks.size(); ++i)
    if (has(tasks, static_cast<task>(i)) && said.insert(x.tasks[i]).second)
      out += (out.empty() ? "" : " or ") + x.tasks[i];
  return out.empty() ? "nothing" : out;
}

std::string price_words(score x) {
  auto out = std::string{};
  if (auto n = x.hard(); n != 0)
    out += "breaks " + std::to_string(std::abs(n))
           + (std::abs(n) == 1 ? " rule" : " rules")
           + (n < 0 ? " fewer" : " more");
  if (x.soft() != 0 || out.empty())
    out += (out.empty() ? "costs " : " and costs ")
           + (x.soft() == 0 ? "the same" : more_or_less(x.soft()));
  return out;
}

std::string sentence(const other_task& what, const problem& x) {
  return doing(x, what.to) + " " + cost_words(what.price);
}

std::string sentence(const stand_in& what, const problem& x) {
  auto out = x.people[what.who].name + " " + doing(x, what.to);
  out += what.instead_of == fault::nobody
           ? ", one more head,"
           : " in the place of " + x.people[what.instead_of].name
               + ", who is then " + doing(x, what.other_to) + ",";
  return out + " " + cost_words(what.price);
}

std::string sentence(const cell_reasons& why, const problem& x,
                     const naming& names) {
  auto out = x.people[why.who].name + " is " + doing(x, why.now) + " on "
             + names.day(why.day) + ": ";
  out += why.tasks.empty() ? "nothing else is allowed there"
                           : sentence(why.tasks.front(), x);
  if (why.now == off)
    return out;
  return out + "; " + next_best(why.people, why.barred, x);
}

std::string sentence(const demand_reasons& why, const problem& x,
                     const naming& names) {
  const auto& rule = x.demands[why.demand];
  return task_words(x, rule.tasks) + " on " + names.day(rule.day) + " has "
         + names_listed(x, why.there) + "; "
         + next_best(why.people, why.barred, x);
}

} // namespace nightfloat::domain::solve
