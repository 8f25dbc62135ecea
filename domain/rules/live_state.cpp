// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/live_state.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

live_state::live_state(rule_context rules, window asked)
  : context{std::move(rules)}, over{asked}, from{context.midnight(over.first)},
    to{context.midnight(over.last + one_day)}, judge{context, over},
    cover{context, over}, supervision_known{is_supervision_known(context)} {
  people.reserve(context.people.size());
  for (const auto& x : context.people)
    people.emplace_back(x.id, &x);
  for (auto i = std::size_t{0}; i <= context.units.size(); ++i)
    units.emplace_back(i < context.units.size() ? static_cast<std::uint16_t>(i)
                                                : no_unit,
                       from, to);
}

live_index live_state::index_of(person_id who) {
  if (auto known = context.person_of(who))
    return static_cast<live_index>(known - context.people.data());
  auto place = std::ranges::lower_bound(
    strangers, who, {}, &std::pair<person_id, live_index>::first);
  if (place != strangers.end() && place->first == who)
    return place->second;
  auto index = static_cast<live_index>(people.size());
  people.emplace_back(who, nullptr);
  strangers.insert(place, {who, index});
  return index;
}

std::vector<live_step> live_state::parts_of(shift_id shift) const {
  auto out = std::vector<live_step>{};
  for (auto who : holders.of(shift))
    for (const auto& work : people[who].duties())
      if (work.shift == shift)
        out.push_back({.person = who, .work = work});
  return out;
}

void live_state::fill(const roster& what) {
  for (const auto& work : what.duties)
    step({.person = index_of(work.person), .comes = true, .work = work});
  for (auto i = what.plan.begin(); i != what.plan.end();) {
    auto next = std::ranges::upper_bound(i, what.plan.end(), i->person, {},
                                         &assignment::person);
    auto own = std::vector<assignment>{i, next};
    people[index_of(i->person)].swap_plan(own);
    i = next;
  }
  rows = what.plan.size();
  for (auto& x : people) {
    changes_.gone.clear();
    changes_.come.clear();
    judge.begin_anew(x);
    judge.finish(x, changes_);
  }
  for (auto& x : units)
    x.judge(from, to, false, units_gone_, units_come_);
  cover.settle(cover_);
  begin_edit(duties + 1, rows);
  before_ = std::nullopt;
}

void live_state::begin_edit(std::size_t duties_after, std::size_t rows_after) {
  before_ = std::nullopt;
  if (duties + rows == 0 || duties_after + rows_after == 0)
    before_ = findings();
  steps_.clear();
  plan_of_ = std::nullopt;
  leave_of_ = std::nullopt;
  gone_.clear();
  come_.clear();
  units_gone_.clear();
  units_come_.clear();
  cover_.gone.clear();
  cover_.come.clear();
  cover_.unknown_gone.clear();
  cover_.unknown_come.clear();
  unit_touches_.clear();
}

void live_state::end_edit() {
  for (const auto& x : unit_touches_)
    units[std::min<std::size_t>(x.unit, units.size() - 1)].judge(
      x.from, x.to, x.residents, units_gone_, units_come_);
  cover.settle(cover_);
}

void live_state::note(live_index who) {
  changes_.gone.clear();
  changes_.come.clear();
  judge.finish(people[who], changes_);
  for (const auto& x : changes_.gone)
    gone_.push_back({who, x});
  for (const auto& x : changes_.come)
    come_.push_back({who, x});
}

void live_state::touch_unit(const presence& x, const duty& work) {
  auto known = std::ranges::find(unit_touches_, x.unit, &unit_touch::unit);
  if (known == unit_touches_.end())
    known = unit_touches_.insert(
      known, {.unit = x.unit, .from = work.start, .to = work.end});
  known->from = std::min(known->from, work.start);
  known->to = std::max(known->to, work.end);
  known->residents = known->residents || x.asks > 0;
}

void live_state::step(const live_step& x) {
  auto& who = people[x.person];
  if (x.comes) {
    who.put(x.work);
    holders.add(x.work.shift, x.person);
    cover.came(who.duties(), x.work);
    ++duties;
  } else {
    who.take(x.work);
    holders.remove(x.work.shift, x.person);
    cover.went(who.duties(), x.work);
    --duties;
  }
  if (who.who() == nullptr || x.work.end <= x.work.start)
    return;
  auto here = presence_of(context, *who.who(), x.work);
  if (!here.matters())
    return;
  units[std::min<std::size_t>(here.unit, units.size() - 1)].add(
    here, x.work.start, x.work.end, x.comes ? 1 : -1);
  touch_unit(here, x.work);
}

void live_state::apply_steps(std::span<const live_step> steps) {
  for (auto i = std::size_t{0}; i < steps.size();) {
    auto who = steps[i].person;
    auto after = i;
    auto first = steps[i].work.start;
    auto last = steps[i].work.end;
    for (; after < steps.size() && steps[after].person == who; ++after) {
      first = std::min(first, steps[after].work.start);
      last = std::max(last, steps[after].work.end);
    }
    judge.begin(people[who], first, last);
    for (; i < after; ++i)
      step(steps[i]);
    note(who);
  }
}

void live_state::apply(std::vector<live_step> steps) {
  auto after = duties;
  for (const auto& x : steps)
    after += x.comes ? 1 : std::size_t(-1);
  begin_edit(after, rows);
  steps_ = std::move(steps);
  apply_steps(steps_);
  end_edit();
}

void live_state::apply_plan(live_index who, std::vector<assignment> plan) {
  auto after = rows - people[who].plan().size() + plan.size();
  begin_edit(duties, after);
  judge.begin_anew(people[who]);
  plan_of_ = who;
  plan_ = std::move(plan);
  people[who].swap_plan(plan_);
  rows = after;
  note(who);
  end_edit();
}

void live_state::apply_leave(live_index who, std::span<const absence> all) {
  begin_edit(duties, rows);
  judge.begin_anew(people[who]);
  leave_of_ = who;
  leave_ = context.spans_of(all);
  context.swap_leave(people[who].id(), leave_);
  note(who);
  end_edit();
}

void live_state::turn_back() {
  for (auto i = steps_.rbegin(); i != steps_.rend(); ++i)
    if (i->comes)
      people[i->person].take_back(i->work);
    else
      people[i->person].put_back(i->work);
  if (plan_of_)
    people[*plan_of_].swap_plan(plan_);
  if (leave_of_)
    context.swap_leave(people[*leave_of_].id(), leave_);
}

void live_state::turn_forth() {
  for (const auto& x : steps_)
    if (x.comes)
      people[x.person].put_back(x.work);
    else
      people[x.person].take_back(x.work);
  if (plan_of_)
    people[*plan_of_].swap_plan(plan_);
  if (leave_of_)
    context.swap_leave(people[*leave_of_].id(), leave_);
}

} // namespace nightfloat::domain
