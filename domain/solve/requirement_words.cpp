// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/requirement.hpp"

#include <algorithm>
#include <bit>

namespace nightfloat::domain::solve {

namespace {

std::string people_words(std::int32_t n) {
  return n == 1 ? "1 person" : std::to_string(n) + " people";
}

/// `off`, `on D or E`
std::string doing(const problem& x, task_set set) {
  if (set == only(off))
    return "off";
  if (!has(set, off))
    return "on " + task_words(x, set);
  return "off or on " + task_words(x, set & ~only(off));
}

std::string demand_words(const requirement& x, const problem& of) {
  const auto& rule = of.demands[x.rule];
  return x.which == side::least
           ? "needs " + people_words(least_heads(rule))
           : "takes " + people_words(most_heads(rule)) + " at most";
}

/// What a cell leaves: `may only be off`.
std::string cell_words(const requirement& x, const requirements& of) {
  const auto& what = of.what();
  auto cell = what.cell_at(x.who, x.day);
  auto left = of.able(x.who, x.day);
  if (x.rule == 1)
    left &= what.allowed[cell];
  else
    for (auto t = std::size_t{0}; t < what.tasks.size(); ++t)
      if (what.cell[cell * what.tasks.size() + t].hard() > 0)
        left &= ~only(static_cast<task>(t));
  auto gone = of.able(x.who, x.day) & ~left;
  if (left == 0)
    return "may not be anywhere";
  return std::popcount(gone) < std::popcount(left)
           ? "may not be " + doing(what, gone)
           : "may only be " + doing(what, left);
}

/// Days of one person: `day 3`, `day 3 to day 9`.
std::string day_range(std::int32_t first, std::int32_t last,
                      const naming& names) {
  return first == last ? names.day(first)
                       : names.day(first) + " to " + names.day(last);
}

std::string rule_words(const requirement& x, const requirements& of,
                       const naming& names) {
  auto out = std::string{};
  if (x.who != fault::nobody)
    out = of.what().people[x.who].name + ": ";
  out += names.rule({x.kind, x.rule, x.who, x.day, hard()});
  if (x.kind == rule_kind::run || x.kind == rule_kind::total)
    out += x.which == side::least  ? ", the least"
           : x.which == side::most ? ", the most"
                                   : ", exactly the target";
  return x.day < 0 ? out : out + ", " + names.day(x.day);
}

} // namespace

std::string sentence(const requirement& x, const requirements& of,
                     const naming& names) {
  if (x.kind == rule_kind::demand)
    return task_words(of.what(), of.what().demands[x.rule].tasks) + " on "
           + names.day(x.day) + " " + demand_words(x, of.what());
  if (x.kind == rule_kind::cell)
    return of.what().people[x.who].name + " " + cell_words(x, of) + " on "
           + names.day(x.day);
  return rule_words(x, of, names);
}

std::vector<std::string> sentences(const std::vector<requirement>& all,
                                   const requirements& of,
                                   const naming& names) {
  auto out = std::vector<std::string>{};
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    const auto& one = all[i];
    if (one.kind != rule_kind::cell) {
      out.push_back(sentence(one, of, names));
      continue;
    }
    auto words = cell_words(one, of);
    auto last = i;
    while (last + 1 < all.size() && all[last + 1].kind == rule_kind::cell
           && all[last + 1].rule == one.rule && all[last + 1].who == one.who
           && all[last + 1].day == all[last].day + 1
           && cell_words(all[last + 1], of) == words)
      ++last;
    out.push_back(of.what().people[one.who].name + " " + words + " on "
                  + day_range(one.day, all[last].day, names));
    i = last;
  }
  return out;
}

} // namespace nightfloat::domain::solve
