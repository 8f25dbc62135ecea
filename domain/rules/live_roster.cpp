// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/live_roster.hpp"

#include "domain/rules/live_state.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace nightfloat::domain {

namespace {

failure invalid(std::string what) {
  return {ec::invalid_argument, "roster: " + std::move(what)};
}

std::string shift_by_number(shift_id x) {
  return "shift " + std::to_string(x.value);
}

} // namespace

live_roster::live_roster(std::unique_ptr<live_state> x) : state_{std::move(x)} {
}

live_roster::~live_roster() = default;
live_roster::live_roster(live_roster&&) noexcept = default;
live_roster& live_roster::operator=(live_roster&&) noexcept = default;

result<live_roster> live_roster::make(const programme& where,
                                      const roster& what, const rule_pack& pack,
                                      window over) {
  auto days = (over.last - over.first).count() + 1;
  if (days > judged_days_max)
    return failure{ec::oversize, "roster: " + std::to_string(days)
                                   + " days are too many to judge at once (at "
                                     "most "
                                   + std::to_string(judged_days_max)
                                   + "), ask for fewer"};
  auto context = rule_context::make(where, pack);
  if (!context)
    return context.error();
  auto state = std::make_unique<live_state>(*std::move(context), over);
  state->fill(what);
  return live_roster{std::move(state)};
}

result<void> live_roster::put(const duty& work) {
  if (!work.person.assigned() || !work.shift.assigned())
    return invalid("a duty needs a person and a shift, give it both");
  if (work.end < work.start)
    return invalid(shift_by_number(work.shift) + " ends at "
                   + state_->context.clock_of(work.end) + " before it starts ("
                   + state_->context.clock_of(work.start) + "), correct it");
  auto who = state_->index_of(work.person);
  for (const auto& x : state_->people[who].duties())
    if (x.shift == work.shift && x.start == work.start)
      return failure{ec::refused, "roster: person "
                                    + std::to_string(work.person.value)
                                    + " has " + shift_by_number(work.shift)
                                    + " already, take it off first"};
  state_->apply({{.person = who, .comes = true, .work = work}});
  return {};
}

result<void> live_roster::take(shift_id shift) {
  auto steps = state_->parts_of(shift);
  if (steps.empty())
    return failure{ec::not_found, "roster: nobody has " + shift_by_number(shift)
                                    + ", name one that is on the roster"};
  state_->apply(std::move(steps));
  return {};
}

result<void> live_roster::give(shift_id shift, person_id to) {
  auto steps = state_->parts_of(shift);
  if (steps.empty())
    return failure{ec::not_found, "roster: nobody has " + shift_by_number(shift)
                                    + ", name one that is on the roster"};
  if (!to.assigned())
    return invalid(shift_by_number(shift)
                   + " is given to nobody, name a person");
  auto taker = state_->index_of(to);
  auto gone = steps;
  for (auto x : gone) {
    if (x.person == taker)
      return failure{ec::refused, "roster: person " + std::to_string(to.value)
                                    + " has " + shift_by_number(shift)
                                    + " already, name somebody else"};
    x.comes = true;
    x.person = taker;
    x.work.person = to;
    steps.push_back(x);
  }
  state_->apply(std::move(steps));
  return {};
}

result<void> live_roster::change_plan(person_id who,
                                      std::vector<assignment> rows) {
  for (const auto& x : rows)
    if (x.person != who || x.last < x.first)
      return invalid("the plan of person " + std::to_string(who.value)
                     + " has a row from " + to_string(x.first) + " to "
                     + to_string(x.last) + " of person "
                     + std::to_string(x.person.value) + ", correct it");
  auto sorted = roster{.plan = std::move(rows)};
  sort(sorted);
  state_->apply_plan(state_->index_of(who), std::move(sorted.plan));
  return {};
}

result<void> live_roster::change_leave(person_id who,
                                       std::span<const absence> all) {
  if (state_->context.person_of(who) == nullptr)
    return failure{ec::not_found, "roster: person " + std::to_string(who.value)
                                    + " is not in the programme"};
  for (const auto& x : all)
    if (x.person != who)
      return invalid("absence " + std::to_string(x.id.value)
                     + " is not of person " + std::to_string(who.value)
                     + ", leave it out");
  state_->apply_leave(state_->index_of(who), all);
  return {};
}

std::vector<finding> live_roster::findings() const {
  return state_->findings();
}

finding_changes live_roster::changes() {
  return state_->changes();
}

roster live_roster::what() const {
  auto out = roster{};
  for (const auto& x : state_->people) {
    out.duties.insert(out.duties.end(), x.duties().begin(), x.duties().end());
    out.plan.insert(out.plan.end(), x.plan().begin(), x.plan().end());
  }
  // Strangers are at the end, and nobody's own order changes.
  std::ranges::stable_sort(out.duties, {}, &duty::person);
  std::ranges::stable_sort(out.plan, {}, &assignment::person);
  return out;
}

std::size_t live_roster::duties() const noexcept {
  return state_->duties;
}

std::size_t live_roster::bytes() const noexcept {
  auto total = sizeof *state_ + state_->holders.bytes() + state_->cover.bytes();
  for (const auto& x : state_->people)
    total += x.bytes();
  for (const auto& x : state_->units)
    total += x.bytes();
  return total;
}

} // namespace nightfloat::domain
