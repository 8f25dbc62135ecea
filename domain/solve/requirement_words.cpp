// SPDX-License-Identifier: Apache-2.0
#include "domain/solve/requirement.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

namespace nightfloat::domain::solve {

namespace {

std::string people_words(std::int32_t n) {
  return n == 1 ? "1 person" : std::to_string(n) + " people";
}

/// `off`, `on D or E`
std::string doing_any_of(const problem& x, task_set set) {
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
           ? "may not be " + doing_any_of(what, gone)
           : "may only be " + doing_any_of(what, left);
}

std::string rule_words(const requirement& x, const naming& names) {
  auto out = names.rule({x.kind, x.rule, x.who, x.day, hard()});
  if (x.kind == rule_kind::run || x.kind == rule_kind::total)
    out += x.which == side::least  ? ", the least"
           : x.which == side::most ? ", the most"
                                   : ", exactly the target";
  return out;
}

/// `a, b and 7 more`
std::string list_words(const std::vector<std::string>& all) {
  constexpr auto shown = std::size_t{6};
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < all.size() && i < shown; ++i)
    out += (i == 0 ? "" : ", ") + all[i];
  if (all.size() > shown)
    out += " and " + std::to_string(all.size() - shown) + " more";
  return out;
}

/// `day 1, day 3 to day 9`
std::string day_words(const std::vector<std::int32_t>& days,
                      const naming& names) {
  auto out = std::vector<std::string>{};
  for (auto i = std::size_t{0}; i < days.size();) {
    auto last = i;
    while (last + 1 < days.size() && days[last + 1] == days[last] + 1)
      ++last;
    out.push_back(names.day(days[i])
                  + (last > i ? " to " + names.day(days[last]) : ""));
    i = last + 1;
  }
  return list_words(out);
}

/// Requirements that say the same of some people on some days.
struct saying {
  rule_kind kind{};
  std::string what;
  /// Of a demand: the tasks.
  std::string subject;
  std::vector<std::string> people;
  std::vector<std::int32_t> days;

  [[nodiscard]] bool is_like(const saying& x) const {
    return kind == x.kind && what == x.what && subject == x.subject;
  }
};

saying said(const requirement& x, const requirements& of, const naming& names) {
  auto out = saying{x.kind, {}, {}, {}, {}};
  const auto& what = of.what();
  if (x.day >= 0)
    out.days.push_back(x.day);
  if (x.who != fault::nobody)
    out.people.push_back(what.people[x.who].name);
  if (x.kind == rule_kind::demand) {
    out.subject = task_words(what, what.demands[x.rule].tasks);
    out.what = demand_words(x, what);
  } else {
    out.what = x.kind == rule_kind::cell ? cell_words(x, of)
                                         : rule_words(x, names);
  }
  if (names.by && (x.kind == rule_kind::demand || x.kind == rule_kind::cell))
    if (auto by = names.by({x.kind, x.rule, x.who, x.day, hard()}); !by.empty())
      out.what += " (" + by + ")";
  return out;
}

std::string told(const saying& x, const naming& names) {
  auto days = day_words(x.days, names);
  if (x.kind == rule_kind::demand)
    return x.subject + " on " + days + " " + x.what;
  if (x.kind == rule_kind::cell)
    return list_words(x.people) + " " + x.what + " on " + days;
  return (x.people.empty() ? "" : list_words(x.people) + ": ") + x.what
         + (days.empty() ? "" : ", " + days);
}

} // namespace

std::string sentence(const requirement& x, const requirements& of,
                     const naming& names) {
  return told(said(x, of, names), names);
}

std::vector<std::string> sentences(const std::vector<requirement>& all,
                                   const requirements& of,
                                   const naming& names) {
  // Days of the same people first, then people of the same days.
  auto by_people = std::vector<saying>{};
  for (const auto& x : all) {
    auto one = said(x, of, names);
    auto at = std::ranges::find_if(by_people, [&](const auto& other) {
      return one.is_like(other) && one.people == other.people;
    });
    if (at == by_people.end())
      by_people.push_back(std::move(one));
    else
      at->days.insert(at->days.end(), one.days.begin(), one.days.end());
  }
  auto by_days = std::vector<saying>{};
  for (auto& one : by_people) {
    std::ranges::sort(one.days);
    auto at = std::ranges::find_if(by_days, [&](const auto& other) {
      return one.is_like(other) && one.days == other.days;
    });
    if (at == by_days.end())
      by_days.push_back(std::move(one));
    else
      std::ranges::move(one.people, std::back_inserter(at->people));
  }
  auto out = std::vector<std::string>{};
  for (const auto& one : by_days)
    out.push_back(told(one, names));
  return out;
}

} // namespace nightfloat::domain::solve
