// SPDX-License-Identifier: Apache-2.0

// Within every rule, and still asked about by those who must work it:
// attending weeks with at most one week between, and in-house calls less than
// three nights apart, which ACGME allows on average (VI.F.7).

#include "domain/conflict/find.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace nightfloat::domain {

namespace {

/// On so many days of a week of the calendar one attends that week.
constexpr std::size_t attending_days_min = 4;
/// Weeks from the beginning of one to that of the next, at least.
constexpr int weeks_apart_min = 3;
constexpr int nights_apart_min = 3;

date monday_of(date x) noexcept {
  return x - (static_cast<int>(weekday_of(x)) - 1) * one_day;
}

/// One day or week of a chain, with a shift of it.
struct link {
  date first{};
  date last{};
  std::vector<shift_id> shifts;
};

class chains {
public:
  chains(const rule_context& context, const person_facts& who,
         std::vector<conflict>& out)
    : context_{context}, who_{who}, out_{out} {
  }

  /// Says each run of `links`, in order, that are less than `apart` days from
  /// one's beginning to the next one's. `what` is `attending week`.
  void add(const std::vector<link>& links, int apart, const char* what,
           severity how) {
    for (auto i = std::size_t{0}; i < links.size();) {
      auto end = i + 1;
      while (end < links.size()
             && links[end].first - links[end - 1].first < apart * one_day)
        ++end;
      if (end - i > 1)
        say({links.begin() + static_cast<std::ptrdiff_t>(i),
             links.begin() + static_cast<std::ptrdiff_t>(end)},
            apart, what, how);
      i = end;
    }
  }

private:
  void say(std::vector<link> run, int apart, const char* what, severity how) {
    auto x = conflict{.kind = conflict_kind::back_to_back, .place = what};
    x.what.rule = name_of(x.kind);
    x.what.clause = "programme policy";
    x.what.severity = how;
    x.what.person = who_.id;
    x.what.from = context_.midnight(run.front().first);
    x.what.to = context_.midnight(run.back().last + one_day);
    auto least = run[1].first - run[0].first;
    for (auto i = std::size_t{1}; i < run.size(); ++i)
      least = std::min(least, run[i].first - run[i - 1].first);
    x.what.measured = least.count();
    x.what.limit = apart;
    x.what.unit = "days";
    // The last one is where to begin: who has begun a chain knows of it.
    for (auto i = run.rbegin(); i != run.rend(); ++i)
      x.what.shifts.insert(x.what.shifts.end(), i->shifts.begin(),
                           i->shifts.end());
    x.what.sentence = "back_to_back: " + who_.code + " has "
                      + std::to_string(run.size()) + " " + what + "s from "
                      + to_string(run.front().first) + " to "
                      + to_string(run.back().last) + ", the closest "
                      + std::to_string(least.count())
                      + (least.count() == 1 ? " day" : " days")
                      + " from one to the next, give one of them away";
    out_.push_back(std::move(x));
  }

  const rule_context& context_;
  const person_facts& who_;
  std::vector<conflict>& out_;
};

struct attended {
  std::set<date> days;
  std::vector<shift_id> shifts;
};

std::vector<link> attending_weeks(const rule_context& context,
                                  std::span<const duty> duties) {
  auto weeks = std::map<date, attended>{};
  for (const auto& x : duties)
    if (x.kind == duty_kind::supervision) {
      auto day = context.day_of(x.start);
      auto& week = weeks[monday_of(day)];
      week.days.insert(day);
      if (week.shifts.empty() || week.shifts.back() != x.shift)
        week.shifts.push_back(x.shift);
    }
  auto out = std::vector<link>{};
  for (auto& [first, x] : weeks)
    if (x.days.size() >= attending_days_min)
      out.push_back({first, first + 6 * one_day, std::move(x.shifts)});
  return out;
}

std::vector<link> calls(const rule_context& context,
                        std::span<const duty> duties) {
  auto out = std::vector<link>{};
  for (const auto& x : duties) {
    auto day = context.day_of(x.start);
    if (x.kind == duty_kind::in_house_call
        && (out.empty() || out.back().first != day))
      out.push_back({day, day, {x.shift}});
  }
  return out;
}

} // namespace

std::vector<conflict> back_to_back_of(const rule_context& context,
                                      const person_facts& who,
                                      std::span<const duty> duties) {
  auto out = std::vector<conflict>{};
  auto to = chains{context, who, out};
  if (who.role == person_role::faculty)
    to.add(attending_weeks(context, duties), weeks_apart_min * 7,
           "attending week", severity::warning);
  to.add(calls(context, duties), nights_apart_min, "in-house call",
         severity::notice);
  return out;
}

std::vector<conflict> find_back_to_back(const what_if& rules, window over) {
  auto out = std::vector<conflict>{};
  const auto& context = rules.context();
  for (const auto& who : context.people)
    std::ranges::move(
      back_to_back_of(context, who, duties_of(rules.what(), who.id)),
      std::back_inserter(out));
  auto first = context.midnight(over.first);
  auto last = context.midnight(over.last + one_day);
  std::erase_if(out, [&](const conflict& x) {
    return x.what.to <= first || x.what.from >= last;
  });
  return out;
}

} // namespace nightfloat::domain
