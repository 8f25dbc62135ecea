// SPDX-License-Identifier: Apache-2.0
#include "domain/conflict/resolve.hpp"

#include "domain/conflict/find.hpp"
#include "domain/rules/repair.hpp"
#include "domain/rules/repair_steps.hpp"
#include "domain/rules/who_can.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

constexpr std::size_t resolutions_max = 3;
constexpr std::size_t shifts_max = 8;
constexpr std::size_t people_max = 5;
constexpr auto two_weeks = minutes{14 * 1'440};
/// What the busiest may work in four weeks, in minutes.
constexpr std::int64_t full_load = 4 * 80 * 60;

/// Work of `who` in the two weeks before `when` and the two after it.
std::int64_t load_of(const what_if& rules, person_id who, instant when) {
  auto total = std::int64_t{0};
  for (const auto& x : duties_of(rules.what(), who)) {
    auto from = std::max(x.start, when - two_weeks);
    auto to = std::min(x.end, when + two_weeks);
    if (counts(x.kind) && from < to)
      total += (to - from).count();
  }
  return total;
}

class solving {
public:
  solving(const programme& where, const what_if& rules, const conflict& x)
    : where_{where}, rules_{rules}, x_{x} {
  }

  std::vector<resolution> all() {
    switch (x_.kind) {
      case conflict_kind::overbooked_facility:
        empty_room();
        break;
      case conflict_kind::back_to_back:
        break_chain();
        break;
      case conflict_kind::call_cascade:
        move_two();
        if (out_.empty())
          repair_it();
        break;
      default:
        repair_it();
    }
    std::ranges::stable_sort(out_, [](const auto& a, const auto& b) {
      return std::tuple{b.score, a.what.minutes}
             < std::tuple{a.score, b.what.minutes};
    });
    return std::move(out_);
  }

private:
  void repair_it() {
    for (auto& fix : repairs_of(rules_, x_.what)) {
      auto people = people_in(fix);
      take(std::move(fix), std::move(people));
    }
  }

  bool is_full() const {
    return out_.size() >= resolutions_max;
  }

  /// Whose duty a repair changes: who gets some, and who has the shift now.
  std::vector<person_id> people_in(const repair& fix) const {
    auto out = std::vector<person_id>{};
    for (const auto& step : fix.steps) {
      if (step.person.assigned())
        out.push_back(step.person);
      if (x_.what.person.assigned() && step.shift.assigned())
        out.push_back(x_.what.person);
    }
    return out;
  }

  void take(repair fix, std::vector<person_id> people) {
    std::ranges::sort(people);
    people.erase(std::unique(people.begin(), people.end()), people.end());
    auto busiest = std::int64_t{0};
    for (const auto& step : fix.steps)
      if (step.person.assigned() && step.kind != repair_kind::shorten)
        busiest = std::max(busiest, load_of(rules_, step.person, step.from));
    auto more = people.empty() ? 0 : std::ssize(people) - 1;
    auto cost = std::min<std::int64_t>(300, fix.minutes * 300 / 1'440)
                + std::min<std::int64_t>(300, 150 * more)
                + std::min<std::int64_t>(400, busiest * 400 / full_load);
    out_.push_back({.what = std::move(fix),
                    .people = std::move(people),
                    .score = static_cast<std::uint32_t>(1'000 - cost)});
  }

  void take(mended x) {
    auto people = std::vector<person_id>{};
    for (const auto& work : x.what.gone)
      people.push_back(work.person);
    for (const auto& work : x.what.come)
      people.push_back(work.person);
    take(std::move(x.is), std::move(people));
  }

  bool may(const mended& x) const {
    return !rules_.first_worse(x.what);
  }

  /// Takes shifts off, of those there at the worst minute that is left, until
  /// there is room at all times.
  void empty_room() {
    auto left = rules_.what().duties;
    auto tried = std::set<shift_id>{};
    auto sum = mended{};
    for (auto now = still_full(left); !now.empty(); now = still_full(left)) {
      auto next = take_one_off(sum, now.front().what.shifts, tried);
      if (next.is.steps.empty())
        return;
      sum = std::move(next);
      std::erase_if(left, [&](const duty& x) {
        return std::ranges::find(sum.what.gone, x) != sum.what.gone.end();
      });
    }
    if (!sum.is.steps.empty())
      take(std::move(sum));
  }

  /// What is left of the conflict with those duties.
  std::vector<conflict> still_full(std::span<const duty> duties) const {
    const auto& context = rules_.context();
    auto out = find_overbooked(
      where_, context, duties,
      {context.day_of(x_.what.from), context.day_of(x_.what.to)});
    std::erase_if(out, [&](const conflict& x) {
      return x.place != x_.place || x.what.to <= x_.what.from
             || x.what.from >= x_.what.to;
    });
    return out;
  }

  /// `sum` and one shift more that may be left undone; nothing: there is none.
  mended take_one_off(const mended& sum, std::span<const shift_id> shifts,
                      std::set<shift_id>& tried) const {
    for (auto shift : shifts) {
      if (tried.size() >= shifts_max)
        return {};
      if (!shift.assigned() || !tried.insert(shift).second)
        continue;
      auto parts = parts_of(rules_.what(), shift);
      if (!parts)
        continue;
      auto next = joined(sum, taken_off(rules_.context(), *parts));
      if (may(next))
        return next;
    }
    return {};
  }

  /// Gives the last week of a chain to one other person, whole, where that
  /// ends it and makes none for them.
  void break_chain() {
    auto last = last_week();
    const auto* owner = rules_.context().person_of(x_.what.person);
    if (last.empty() || chains_with(*owner, last, false) > 0)
      return;
    auto asked = std::size_t{0};
    for (const auto& who : who_can(rules_, last.front())) {
      if (who.fitness != fitness::legal || asked++ >= people_max || is_full())
        return;
      auto sum = mended{};
      for (const auto& parts : last)
        sum = joined(sum, given(rules_.context(), parts, who.person));
      const auto& facts = *rules_.context().person_of(who.person);
      if (!may(sum) || chains_with(facts, last, true) > chains_of(facts))
        continue;
      sum.is.sentence = "give the later week (" + std::to_string(last.size())
                        + " shifts from "
                        + rules_.context().clock_of(last.front().front().start)
                        + " to "
                        + rules_.context().clock_of(last.back().back().end)
                        + ") to " + facts.code;
      take(std::move(sum));
    }
  }

  /// The shifts of the chain's last week, each with its parts.
  std::vector<std::vector<duty>> last_week() const {
    auto out = std::vector<std::vector<duty>>{};
    const auto& context = rules_.context();
    auto from
      = context.midnight(context.day_of(x_.what.to - minutes{1}) - 6 * one_day);
    for (auto shift : x_.what.shifts) {
      if (!shift.assigned())
        continue;
      auto parts = parts_of(rules_.what(), x_.what.person, shift);
      if (!parts.empty() && parts.front().start >= from)
        out.push_back(std::move(parts));
    }
    return out;
  }

  std::size_t chains_of(const person_facts& who) const {
    return back_to_back_of(rules_.context(), who,
                           duties_of(rules_.what(), who.id))
      .size();
  }

  /// Chains about the time of this one that somebody has with those shifts
  /// added, or without them.
  std::size_t chains_with(const person_facts& who,
                          const std::vector<std::vector<duty>>& shifts,
                          bool added) const {
    auto all = std::vector<duty>{};
    std::ranges::copy(duties_of(rules_.what(), who.id),
                      std::back_inserter(all));
    for (const auto& parts : shifts)
      for (const auto& x : parts)
        if (added)
          all.push_back(x);
        else
          std::erase(all, x);
    std::ranges::sort(all, {}, &duty::start);
    auto found = back_to_back_of(rules_.context(), who, all);
    if (!added)
      std::erase_if(found, [&](const conflict& x) {
        return x.what.to <= x_.what.from || x.what.from >= x_.what.to;
      });
    return found.size();
  }

  /// Gives the call to somebody whose own shift is in the way, and that shift
  /// to a third.
  void move_two() {
    // Only one with a number is a cascade.
    auto call = x_.what.shifts.empty() ? std::vector<duty>{}
                                       : parts_of(rules_.what(), x_.what.person,
                                                  x_.what.shifts.front());
    if (call.empty())
      return;
    auto asked = std::size_t{0};
    for (const auto& who : who_can(rules_, call)) {
      if (is_full() || asked >= people_max)
        return;
      auto first = given(rules_.context(), call, who.person);
      for (const auto& parts : in_the_way(who)) {
        ++asked;
        auto next = third(first, parts, who.person);
        if (!next.is.steps.empty()) {
          take(std::move(next));
          break;
        }
      }
    }
  }

  /// The candidate's own shifts that speak against them.
  std::vector<std::vector<duty>> in_the_way(const candidate& who) const {
    auto out = std::vector<std::vector<duty>>{};
    for (const auto& x : who.against)
      for (auto shift : x.shifts) {
        if (out.size() >= 2)
          return out;
        if (!shift.assigned())
          continue;
        auto parts = parts_of(rules_.what(), who.person, shift);
        if (!parts.empty())
          out.push_back(std::move(parts));
      }
    return out;
  }

  mended third(const mended& first, const std::vector<duty>& parts,
               person_id second) const {
    auto asked = std::size_t{0};
    for (const auto& who : who_can(rules_, parts)) {
      if (who.fitness != fitness::legal || asked++ >= people_max)
        return {};
      if (who.person == x_.what.person || who.person == second)
        continue;
      auto both = joined(first, given(rules_.context(), parts, who.person));
      if (may(both))
        return both;
    }
    return {};
  }

  const programme& where_;
  const what_if& rules_;
  const conflict& x_;
  std::vector<resolution> out_;
};

} // namespace

std::vector<resolution> resolutions_of(const programme& where,
                                       const what_if& rules,
                                       const conflict& x) {
  return solving{where, rules, x}.all();
}

void add_resolutions(const programme& where, const what_if& rules,
                     std::vector<conflict>& all, std::size_t conflicts_max) {
  for (auto& x : all) {
    if (x.what.severity == severity::notice)
      continue;
    if (conflicts_max-- == 0)
      return;
    x.resolutions = resolutions_of(where, rules, x);
  }
}

} // namespace nightfloat::domain
