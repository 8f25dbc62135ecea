// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/absence.hpp"

#include "domain/repair/tell.hpp"
#include "domain/repair/weave.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace nightfloat::domain {

namespace {

/// No average reaches farther.
constexpr auto judged_reach = date::duration{62};
constexpr std::size_t nearest_max = 3;

failure wrong(ec code, std::string why) {
  return {code, "repair: " + std::move(why)};
}

result<void> check(const programme& where, const absence_question& x) {
  if (find(where, x.person) == nullptr)
    return wrong(ec::not_found, "there is no person "
                                  + std::to_string(x.person.value)
                                  + ", name one of the programme");
  if (x.last < x.first)
    return wrong(ec::invalid_argument, "the last day (" + to_string(x.last)
                                         + ") is before the first ("
                                         + to_string(x.first)
                                         + "), exchange them");
  // Of the whole range of dates, which a day's own number does not hold.
  auto days = std::int64_t{x.last.time_since_epoch().count()}
              - x.first.time_since_epoch().count() + 1;
  if (days > absence_days_max)
    return wrong(ec::oversize, std::to_string(days)
                                 + " days are too long to mend (at most "
                                 + std::to_string(absence_days_max)
                                 + "), generate a new roster");
  if (x.ways == 0 || x.ways > absence_ways_max)
    return wrong(ec::invalid_argument, std::to_string(x.ways)
                                         + " ways are out of bounds, ask for 1 "
                                           "to "
                                         + std::to_string(absence_ways_max));
  return {};
}

bool is_corrected(const change_terms& how) noexcept {
  return how.code != change_code::none && is_reason(how.reason);
}

class mending {
public:
  mending(const programme& where, const roster& what, const rule_pack& pack,
          const absence_question& x)
    : where_{with_absence(where, x.person, x.first, x.last)}, what_{what},
      pack_{pack}, x_{x} {
  }

  result<absence_answer> run() {
    auto standing = what_if::make(where_, what_, pack_, x_.how);
    if (!standing)
      return standing.error();
    out_.person = x_.person;
    out_.first = x_.first;
    out_.last = x_.last;
    find_shifts(*standing);
    auto opened = what_if::make(where_, opened_, pack_, x_.how);
    if (!opened)
      return opened.error();
    auto loads = load_book{where_, *opened, x_.first};
    auto chains = chain_finder{*opened, loads, x_};
    for (auto& shift : asked_)
      shift.chains = chains.chains_of(shift.parts, x_.person);
    auto live = live_roster::make(where_, what_, pack_, days_near());
    if (!live)
      return live.error();
    find_ways(*opened, chains, *live);
    note_takers(chains);
    out_.asked = chains.asked();
    out_.bounded = chains.is_spent();
    auto told = load_book{where_, *standing, x_.first};
    for (auto& way : out_.ways)
      tell(*standing, told, x_.person, way);
    return std::move(out_);
  }

private:
  /// Those on which the rules may say something else, of the programme's.
  window days_near() const {
    auto out = window{std::max(x_.first - judged_reach, where_.info.first),
                      std::min(x_.last + judged_reach, where_.info.last)};
    return out.first <= out.last
             ? out
             : window{x_.first - judged_reach, x_.last + judged_reach};
  }

  /// Their shifts that meet the absence; those that change leave `opened_`.
  void find_shifts(const what_if& rules) {
    auto from = rules.context().midnight(x_.first);
    auto to = rules.context().midnight(x_.last + one_day);
    opened_ = what_;
    auto seen = std::vector<shift_id>{};
    for (const auto& work : duties_of(what_, x_.person)) {
      if (work.start >= to || work.end <= from)
        continue;
      auto known = std::ranges::find(seen, work.shift) != seen.end();
      if (work.shift.assigned() && known)
        continue;
      seen.push_back(work.shift);
      auto parts = work.shift.assigned()
                     ? parts_of(what_, x_.person, work.shift)
                     : std::vector{work};
      add_shift(rules, std::move(parts));
    }
  }

  void add_shift(const what_if& rules, std::vector<duty> parts) {
    auto shift = absent_shift{.shift = parts.front().shift,
                              .start = parts.front().start,
                              .end = parts.back().end,
                              .what = parts.front().from};
    shift.why = why_kept(rules, parts);
    if (!shift.why.empty())
      shift.state = absence_state::kept;
    else if (is_spare(rules, parts))
      shift.state = absence_state::spare;
    out_.shifts.push_back(shift);
    if (shift.state == absence_state::kept)
      return;
    std::erase_if(opened_.duties, [&](const duty& work) {
      return std::ranges::find(parts, work) != parts.end();
    });
    if (shift.state == absence_state::spare)
      return;
    for (auto& part : parts)
      part.person = {};
    asked_.push_back({.parts = std::move(parts), .chains = {}});
  }

  std::string why_kept(const what_if& rules,
                       const std::vector<duty>& parts) const {
    if (!parts.front().shift.assigned())
      return "it has no number by which it could pass on, import it with one";
    if (parts.front().actual)
      return "it was worked already, as was reported";
    if (parts.front().start < x_.now && !is_corrected(x_.how))
      return "it began at " + rules.context().clock_of(parts.front().start)
             + ", which is past: only a code and a reason of at least "
             + std::to_string(change_reason_min) + " characters change that";
    auto against = std::vector<finding>{};
    rules.judge_frozen({.gone = parts, .come = {}}, against, nullptr);
    return against.empty() ? std::string{} : against.front().sentence;
  }

  void find_ways(const what_if& rules, chain_finder& chains,
                 live_roster& live) {
    auto undone = way_of(std::vector<const chain*>(asked_.size(), nullptr));
    if (undone.moves.empty())
      return;
    auto known = std::set<taking>{};
    auto earlier = std::vector<std::vector<const chain*>>{};
    note_findings(live, undone);
    while (out_.ways.size() < x_.ways) {
      auto found = weave_all(rules, asked_, known, chains);
      auto fresh = std::ranges::find_if(found, [&](const weave& one) {
        return std::ranges::find(earlier, one.chosen) == earlier.end();
      });
      if (fresh == found.end())
        break;
      for (const auto* one : fresh->chosen)
        if (one != nullptr)
          known.insert({one->moves.front().shift, one->moves.front().to});
      earlier.push_back(fresh->chosen);
      auto way = way_of(fresh->chosen);
      note_findings(live, way);
      // Where days are cut anew, more may be said of what was as bad before.
      if (balance_of(way) <= balance_of(undone))
        out_.ways.push_back(std::move(way));
    }
    if (out_.ways.empty())
      out_.ways.push_back(std::move(undone));
  }

  void note_findings(live_roster& live, absence_way& x) const {
    auto changes = changes_by(what_, live, x.moves);
    x.come = std::move(changes.come);
    x.gone = std::move(changes.gone);
  }

  /// Breaches more than there were.
  static std::ptrdiff_t balance_of(const absence_way& x) {
    auto is_bad = [](const finding& one) {
      return is_breach(one.severity);
    };
    return std::ranges::count_if(x.come, is_bad)
           - std::ranges::count_if(x.gone, is_bad);
  }

  absence_way way_of(const std::vector<const chain*>& chosen) const {
    auto out = absence_way{};
    auto next = chosen.begin();
    for (const auto& one : out_.shifts) {
      if (one.state == absence_state::kept)
        continue;
      const auto* by = one.state == absence_state::asked ? *next++ : nullptr;
      if (by != nullptr) {
        std::ranges::copy(by->moves, std::back_inserter(out.moves));
        continue;
      }
      out.moves.push_back({.shift = one.shift,
                           .start = one.start,
                           .end = one.end,
                           .what = one.what,
                           .from = x_.person,
                           .to = {}});
      if (one.state == absence_state::asked)
        out.open.push_back(one.shift);
    }
    return out;
  }

  void note_takers(chain_finder& chains) {
    for (const auto& shift : asked_) {
      auto id = shift.parts.front().shift;
      auto& one = *std::ranges::find(out_.shifts, id, &absent_shift::shift);
      one.takers = static_cast<std::uint32_t>(chains.takers_of(shift.parts));
      auto open = std::ranges::any_of(out_.ways, [&](const absence_way& way) {
        return std::ranges::find(way.open, id) != way.open.end();
      });
      if (open)
        one.nearest = chains.nearest(shift.parts, nearest_max);
    }
  }

  programme where_;
  const roster& what_;
  const rule_pack& pack_;
  const absence_question& x_;
  /// Without the shifts that change.
  roster opened_;
  std::vector<open_shift> asked_;
  absence_answer out_;
};

bool is_covered(const programme& where, person_id who, date day) {
  return std::ranges::any_of(where.absences, [&](const absence& x) {
    return x.person == who && x.status == absence_status::approved
           && x.first <= day && day <= x.last;
  });
}

} // namespace

programme with_absence(const programme& where, person_id who, date first,
                       date last) {
  auto out = where;
  auto covered = true;
  for (auto day = first; day <= last; day += one_day)
    covered = covered && is_covered(where, who, day);
  if (covered)
    return out;
  auto fresh = absence_id{1};
  for (const auto& x : where.absences)
    fresh.value = std::max(fresh.value, x.id.value + 1);
  out.absences.push_back({.id = fresh,
                          .person = who,
                          .first = first,
                          .last = last,
                          .kind = "sick",
                          .status = absence_status::approved});
  sort(out);
  return out;
}

result<absence_answer> mend_absence(const programme& where, const roster& what,
                                    const rule_pack& pack,
                                    const absence_question& x) {
  if (auto ok = check(where, x); !ok)
    return ok.error();
  return mending{where, what, pack, x}.run();
}

} // namespace nightfloat::domain
