// SPDX-License-Identifier: Apache-2.0
#include "domain/compare/rosters.hpp"

#include "domain/clock.hpp"
#include "domain/rules/coverage.hpp"
#include "domain/rules/validate.hpp"

#include <algorithm>
#include <map>
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

using cells_of_person = std::map<date, std::vector<plain_duty>>;
using all_cells = std::map<std::string, cells_of_person>;

std::string code_of(const programme& where, person_id who) {
  const auto* known = find(where, who);
  return known == nullptr ? "person " + std::to_string(who.value) : known->code;
}

/// One roster and all that is asked about it.
class side {
public:
  static result<side> make(const compared_roster& x, window over) {
    auto pack = pack_of(x.where);
    if (!pack)
      return pack.error();
    auto site = zone::find(x.where.info.zone);
    if (!site)
      return at("compare", site.error());
    auto context = rule_context::make(x.where, *pack);
    if (!context)
      return context.error();
    return side{x, over, *site, *std::move(context), *pack};
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
  side(const compared_roster& x, window over, const zone& site,
       rule_context context, const rule_pack& pack)
    : x_{x}, over_{over}, site_{site}, context_{std::move(context)} {
    fill_cells();
    fill_open();
    fill_groups();
    findings_ = validate(x.where, x.what, pack, over);
    state_.findings = static_cast<std::uint32_t>(findings_.size());
    state_.breaches = static_cast<std::uint32_t>(std::ranges::count_if(
      findings_, [](const finding& one) { return is_breach(one.severity); }));
  }

  void fill_cells() {
    auto from = context_.midnight(over_.first);
    auto to = context_.midnight(over_.last + one_day);
    for (const auto& who : x_.where.people) {
      auto& own = cells_[who.code];
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
    static const auto free = std::vector<plain_duty>{};
    auto days = std::map<date, std::pair<const std::vector<plain_duty>*,
                                         const std::vector<plain_duty>*>>{};
    for (const auto& [day, all] : before)
      days[day] = {&all, &free};
    for (const auto& [day, all] : after) {
      auto [at, fresh] = days.try_emplace(day, &free, &all);
      if (!fresh)
        at->second.second = &all;
    }
    auto own = person_churn{.person = who};
    own.cells = static_cast<std::uint32_t>(days.size());
    for (const auto& [day, both] : days) {
      if (*both.first == *both.second)
        continue;
      ++own.changed;
      out_.changes.push_back({.person = who,
                              .day = day,
                              .before = before_.text_of(*both.first),
                              .after = after_.text_of(*both.second)});
    }
    own.permille = permille_of(own.changed, own.cells);
    out_.cells += own.cells;
    out_.changed += own.changed;
    if (own.changed > 0)
      out_.people.push_back(std::move(own));
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
  auto a = side::make(before, over);
  if (!a)
    return a.error();
  auto b = side::make(after, over);
  if (!b)
    return b.error();
  auto out = comparing{*a, *b}.run();
  out.first = over.first;
  out.last = over.last;
  return out;
}

} // namespace nightfloat::domain
