// SPDX-License-Identifier: Apache-2.0
#include "domain/repair/tell.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

std::string name_of(const rule_context& context, person_id who) {
  auto known = context.person_of(who);
  return known == nullptr ? "person " + std::to_string(who.value) : known->code;
}

std::string name_of(const rule_context& context, const shift_move& x) {
  auto known = context.template_of(x.what);
  return (known == nullptr ? "shift " + std::to_string(x.shift.value)
                           : known->code)
         + " of " + to_string(context.day_of(x.start));
}

std::string sentence_of(const rule_context& context, person_id away,
                        const absence_way& x) {
  auto out = std::string{};
  for (const auto& one : x.moves) {
    auto open = std::ranges::find(x.open, one.shift) != x.open.end();
    if (one.from == away)
      out += (out.empty() ? "" : "; ") + name_of(context, one);
    else
      out += ", whose " + name_of(context, one);
    out += open                 ? " stays open"
           : !one.to.assigned() ? " is left out"
           : one.from == away   ? " to " + name_of(context, one.to)
                                : " goes to " + name_of(context, one.to);
  }
  return out;
}

/// Findings that an edit adds to those gone and come so far.
class tracking {
public:
  void add(finding_changes x) {
    for (auto& one : x.gone)
      move_over(std::move(one), come_, gone_);
    for (auto& one : x.come)
      move_over(std::move(one), gone_, come_);
  }

  finding_changes all() {
    for (auto some : {&come_, &gone_})
      std::ranges::sort(*some, [](const finding& a, const finding& b) {
        return key(a) < key(b);
      });
    return {.gone = std::move(gone_), .come = std::move(come_)};
  }

private:
  using key_type
    = std::tuple<bool, person_id, instant, instant, const std::string&>;

  static key_type key(const finding& x) {
    return {!x.person.assigned(), x.person, x.from, x.to, x.rule};
  }

  static void move_over(finding x, std::vector<finding>& from,
                        std::vector<finding>& to) {
    if (auto old = std::ranges::find(from, x); old != from.end())
      from.erase(old);
    else
      to.push_back(std::move(x));
  }

  std::vector<finding> come_;
  std::vector<finding> gone_;
};

} // namespace

finding_changes changes_by(const roster& what, live_roster& live,
                           const std::vector<shift_move>& moves) {
  auto seen = tracking{};
  for (const auto& one : moves) {
    auto ok = one.to.assigned() ? live.give(one.shift, one.to)
                                : live.take(one.shift);
    NIGHTFLOAT_EXPECT(ok.has_value());
    seen.add(live.changes());
  }
  for (auto i = moves.rbegin(); i != moves.rend(); ++i) {
    if (i->to.assigned()) {
      static_cast<void>(live.give(i->shift, i->from));
      continue;
    }
    for (const auto& part : parts_of(what, i->from, i->shift))
      static_cast<void>(live.put(part));
  }
  return seen.all();
}

void tell(const what_if& rules, const load_book& loads, person_id away,
          absence_way& x) {
  auto change = change_of(rules.what(), x.moves);
  auto cells = std::set<std::pair<person_id, date>>{};
  for (auto all : {&change.gone, &change.come})
    for (const auto& work : *all)
      cells.insert({work.person, rules.context().day_of(work.start)});
  x.cells = static_cast<std::uint32_t>(cells.size());
  auto groups = std::set<std::string>{};
  for (auto who : people_in(change)) {
    if (who != away)
      x.people.push_back(who);
    x.tallies.push_back({.person = who,
                         .group = loads.group(who),
                         .before = loads.tally(who),
                         .after = loads.after(who, change)});
    groups.insert(loads.group(who));
  }
  for (const auto& group : groups)
    x.spreads.push_back(loads.spread(group, x.tallies));
  x.fairness = loads.drift(change, away);
  x.sentence = sentence_of(rules.context(), away, x);
}

} // namespace nightfloat::domain
