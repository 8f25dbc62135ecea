// SPDX-License-Identifier: Apache-2.0
#include "domain/compare/rosters.hpp"

#include "domain/calendar.hpp"
#include "domain/clock.hpp"
#include "domain/rules/coverage.hpp"
#include "domain/rules/validate.hpp"
#include "domain/solve/demand.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

/// A duty without the numbers that differ from file to file.
struct plain_duty {
  instant start{};
  instant end{};
  std::string_view shift;
  duty_kind kind = duty_kind::clinical;

  bool operator==(const plain_duty&) const = default;
  auto operator<=>(const plain_duty&) const = default;
};

template <class Content>
using cells_by_day = std::map<date, std::vector<Content>>;

struct cells_of_person {
  /// By the first day of the week: `rotation ICU`.
  cells_by_day<std::string> weeks;
  cells_by_day<plain_duty> days;
};

using all_cells = std::map<std::string, cells_of_person>;

std::string code_of(const programme& where, person_id who) {
  const auto* known = find(where, who);
  return known == nullptr ? "person " + std::to_string(who.value) : known->code;
}

std::string code_of(const programme& where, rotation_id on) {
  const auto* known = find(where, on);
  return known == nullptr ? std::to_string(on.value) : known->code;
}

/// Rows of one person that go on on the same rotation are one.
std::vector<assignment> stays_of(std::span<const assignment> plan) {
  auto out = std::vector<assignment>{};
  for (const auto& row : plan)
    if (!out.empty() && out.back().rotation == row.rotation
        && out.back().last + one_day == row.first)
      out.back().last = row.last;
    else
      out.push_back(row);
  return out;
}

/// One roster and all that is asked about it.
class side {
public:
  /// `weeks` are those of `over`.
  static result<side> make(const compared_roster& x, window over,
                           std::span<const week_slot> weeks) {
    auto pack = pack_of(x.where);
    if (!pack)
      return pack.error();
    auto site = zone::find(x.where.info.zone);
    if (!site)
      return at("compare", site.error());
    auto context = rule_context::make(x.where, *pack);
    if (!context)
      return context.error();
    return side{x, over, weeks, *site, *std::move(context), *pack};
  }

  const all_cells& cells() const noexcept {
    return cells_;
  }

  const roster_state& state() const noexcept {
    return state_;
  }

  std::vector<finding>& findings() noexcept {
    return findings_;
  }

  std::string text_of(const std::vector<plain_duty>& all) const {
    auto out = std::string{};
    for (const auto& x : all)
      out += (out.empty() ? "" : ", ") + std::string{x.shift}
             + (x.shift.empty() ? "" : " ")
             + clock_text(site_.local_minute(x.start)) + "-"
             + clock_text(site_.local_minute(x.end));
    return out;
  }

  static std::string text_of(const std::vector<std::string>& stays) {
    auto out = std::string{};
    for (const auto& x : stays)
      out += (out.empty() ? "" : ", ") + x;
    return out;
  }

  /// Which finding it is, whatever the numbers of people and shifts.
  std::tuple<std::string, severity, std::string, instant, instant, std::int64_t,
             std::string>
  key_of(const finding& x) const {
    auto who = x.person.assigned() ? code_of(x_.where, x.person)
                                   : std::string{};
    // A unit's own name is in its sentence alone.
    return {x.rule,
            x.severity,
            who,
            x.from,
            x.to,
            x.measured,
            who.empty() ? x.sentence : std::string{}};
  }

private:
  side(const compared_roster& x, window over, std::span<const week_slot> weeks,
       const zone& site, rule_context context, const rule_pack& pack)
    : x_{x}, over_{over}, site_{site}, context_{std::move(context)} {
    fill_weeks(weeks);
    fill_days();
    fill_open();
    fill_plan_gaps();
    fill_groups();
    findings_ = validate(x.where, x.what, pack, over);
    state_.findings = static_cast<std::uint32_t>(findings_.size());
    state_.breaches = static_cast<std::uint32_t>(std::ranges::count_if(
      findings_, [](const finding& one) { return is_breach(one.severity); }));
  }

  void fill_weeks(std::span<const week_slot> weeks) {
    for (const auto& who : x_.where.people) {
      auto& own = cells_[who.code].weeks;
      for (const auto& stay : stays_of(plan_of(x_.what, who.id))) {
        auto week = std::ranges::lower_bound(weeks, stay.first, {},
                                             &week_slot::last);
        for (; week != weeks.end() && week->first <= stay.last; ++week) {
          auto text = "rotation " + code_of(x_.where, stay.rotation);
          auto first = std::max(week->first, stay.first);
          auto last = std::min(week->last, stay.last);
          if (first != week->first || last != week->last)
            text += " " + to_string(first) + " to " + to_string(last);
          own[week->first].push_back(std::move(text));
        }
      }
    }
  }

  void fill_days() {
    auto from = context_.midnight(over_.first);
    auto to = context_.midnight(over_.last + one_day);
    for (const auto& who : x_.where.people) {
      auto& own = cells_[who.code].days;
      for (const auto& work : duties_of(x_.what, who.id)) {
        if (work.start < from || work.start >= to)
          continue;
        const auto* shift = find(x_.where, work.from);
        own[context_.day_of(work.start)].push_back(
          {.start = work.start,
           .end = work.end,
           .shift = shift == nullptr ? std::string_view{} : shift->code,
           .kind = work.kind});
        ++state_.duties;
      }
      for (auto& [day, all] : own)
        std::ranges::sort(all);
    }
  }

  void fill_open() {
    auto cover = find_cover(context_, x_.what.duties, over_);
    for (const auto& one : cover.wrong) {
      if (one.present >= one.needed)
        continue;
      state_.open_places += std::uint32_t{one.needed} - one.present;
      state_.open.push_back({.shift = context_.templates[one.shift].code,
                             .day = one.day,
                             .present = one.present,
                             .needed = one.needed});
    }
  }

  void fill_plan_gaps() {
    const auto& info = x_.where.info;
    auto first = std::max(over_.first, info.first);
    auto last = std::min(over_.last, info.last);
    if (auto in = make_frame(x_.where, first, last))
      state_.plan_gaps
        = static_cast<std::uint32_t>(judge_demands(*in, x_.what).plan_gaps);
  }

  void fill_groups() {
    auto members = std::map<std::string, std::vector<work_tally>>{};
    for (const auto& who : context_.people)
      members[group_of(context_, who, over_.first)].push_back(tally_of(
        context_, x_.where.holidays, duties_of(x_.what, who.id), over_));
    for (const auto& [group, all] : members)
      state_.groups.push_back(spread_of(group, all));
  }

  const compared_roster& x_;
  window over_;
  zone site_;
  rule_context context_;
  all_cells cells_;
  roster_state state_;
  std::vector<finding> findings_;
};

std::uint32_t permille_of(std::uint32_t part, std::uint32_t whole) noexcept {
  return whole == 0 ? 0
                    : static_cast<std::uint32_t>(
                      (std::uint64_t{part} * 1'000 + whole - 1) / whole);
}

class comparing {
public:
  comparing(side& before, side& after) : before_{before}, after_{after} {
  }

  roster_comparison run() {
    for (const auto& [who, own] : before_.cells())
      if (!after_.cells().contains(who))
        out_.people_gone.push_back(who);
    for (const auto& [who, own] : after_.cells())
      if (!before_.cells().contains(who))
        out_.people_new.push_back(who);
    auto everybody = std::map<std::string, int>{};
    for (const auto* all : {&before_.cells(), &after_.cells()})
      for (const auto& [who, own] : *all)
        everybody[who] = 0;
    for (const auto& [who, zero] : everybody)
      compare(who, own_of(before_, who), own_of(after_, who));
    out_.permille = permille_of(out_.changed, out_.cells);
    std::ranges::stable_sort(out_.people, [](const auto& a, const auto& b) {
      return std::tuple{a.permille, a.changed}
             > std::tuple{b.permille, b.changed};
    });
    out_.before = before_.state();
    out_.after = after_.state();
    compare_findings();
    return std::move(out_);
  }

private:
  static const cells_of_person& own_of(const side& x, const std::string& who) {
    static const auto none = cells_of_person{};
    auto found = x.cells().find(who);
    return found == x.cells().end() ? none : found->second;
  }

  void compare(const std::string& who, const cells_of_person& before,
               const cells_of_person& after) {
    auto own = person_churn{.person = who};
    count(own, before.weeks, after.weeks);
    count(own, before.days, after.days);
    own.permille = permille_of(own.changed, own.cells);
    out_.cells += own.cells;
    out_.changed += own.changed;
    if (own.changed > 0)
      out_.people.push_back(std::move(own));
  }

  template <class Content>
  void count(person_churn& own, const cells_by_day<Content>& before,
             const cells_by_day<Content>& after) {
    static const auto none = std::vector<Content>{};
    auto cells = std::map<date, std::pair<const std::vector<Content>*,
                                          const std::vector<Content>*>>{};
    for (const auto& [day, all] : before)
      cells[day] = {&all, &none};
    for (const auto& [day, all] : after) {
      auto [at, fresh] = cells.try_emplace(day, &none, &all);
      if (!fresh)
        at->second.second = &all;
    }
    own.cells += static_cast<std::uint32_t>(cells.size());
    for (const auto& [day, both] : cells) {
      if (*both.first == *both.second)
        continue;
      ++own.changed;
      out_.changes.push_back({.person = own.person,
                              .day = day,
                              .before = before_.text_of(*both.first),
                              .after = after_.text_of(*both.second)});
    }
  }

  /// What is in both, as often as it is in both, is in neither.
  void compare_findings() {
    auto left = std::map<decltype(before_.key_of({})), std::int64_t>{};
    for (const auto& x : before_.findings())
      ++left[before_.key_of(x)];
    for (auto& x : after_.findings())
      if (auto& n = left[after_.key_of(x)]; n > 0)
        --n;
      else
        out_.come.push_back(std::move(x));
    for (auto i = before_.findings().rbegin(); i != before_.findings().rend();
         ++i)
      if (auto& n = left[before_.key_of(*i)]; n > 0) {
        --n;
        out_.gone.push_back(std::move(*i));
      }
    std::ranges::reverse(out_.gone);
  }

  side& before_;
  side& after_;
  roster_comparison out_;
};

} // namespace

bool is_over_churn(const roster_comparison& x) noexcept {
  return x.permille > churn_all_max
         || std::ranges::any_of(x.people, [](const person_churn& one) {
              return one.permille > churn_person_max;
            });
}

result<roster_comparison> compare_rosters(const compared_roster& before,
                                          const compared_roster& after,
                                          window over) {
  if (over.last < over.first)
    return failure{ec::invalid_argument,
                   "compare: " + to_string(over.last) + " is before "
                     + to_string(over.first) + ", exchange the days"};
  auto weeks = weeks_of(before.where.info.calendar, over);
  auto a = side::make(before, over, weeks);
  if (!a)
    return a.error();
  auto b = side::make(after, over, weeks);
  if (!b)
    return b.error();
  auto out = comparing{*a, *b}.run();
  out.first = over.first;
  out.last = over.last;
  return out;
}

} // namespace nightfloat::domain
