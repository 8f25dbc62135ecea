// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/change.hpp"

#include "domain/swap/changing.hpp"

#include <algorithm>
#include <utility>

namespace nightfloat::domain {

namespace {

/// What is wrong with what is asked for, whatever the roster.
std::optional<failure> misshapen(const swap_offer& x) {
  auto wrong = [](std::string why) {
    return failure{ec::invalid_argument, "swap: " + std::move(why)};
  };
  if (x.legs.empty() || x.legs.size() > swap_parties_max)
    return wrong(std::to_string(x.legs.size())
                 + " people give a shift, name one to "
                 + std::to_string(swap_parties_max));
  if (x.hours == 0 || x.hours > swap_hours_max)
    return wrong("a request of " + std::to_string(x.hours)
                 + " hours is not kept, name 1 to "
                 + std::to_string(swap_hours_max));
  if (x.legs.size() > 1 && x.taker.assigned())
    return wrong("who gets a shift for nothing gives none, name a taker or a "
                 "shift in return");
  if (x.wish.first > x.wish.last && x.wish.last != date{})
    return wrong("the days wished for are in disorder, name the first first");
  for (auto i = std::size_t{0}; i < x.legs.size(); ++i) {
    if (x.legs[i].person == x.taker)
      return swap_refused("nobody swaps with themselves, name another");
    for (auto j = std::size_t{0}; j < i; ++j) {
      if (x.legs[i].person == x.legs[j].person)
        return swap_refused(
          "nobody swaps with themselves, name each person once");
      if (x.legs[i].shift == x.legs[j].shift)
        return swap_refused("shift " + std::to_string(x.legs[i].shift.value)
                            + " is named twice, name each once");
    }
  }
  return std::nullopt;
}

swap_record begun(const swap_scene& at, const swap_offer& x,
                  const swap_command& how) {
  auto out = swap_record{.id = x.id, .roster = at.what.id};
  auto count = x.legs.size();
  out.owner = x.legs.front().person;
  out.requested_by = how.by;
  out.consents = {out.owner};
  out.wish = x.wish;
  for (auto i = std::size_t{0}; i < count; ++i)
    out.moves.push_back(
      {.shift = x.legs[i].shift,
       .from = x.legs[i].person,
       .to = count > 1 ? x.legs[(i + 1) % count].person : x.taker});
  out.market = !out.moves.front().to.assigned();
  out.kind = count > 2    ? swap_kind::cycle
             : count == 2 ? swap_kind::one_to_one
             : out.market ? swap_kind::open
                          : swap_kind::absorb;
  out.state = out.market ? swap_state::open : swap_state::proposed;
  return out;
}

/// The acts that say yes to moves, which must be possible then.
bool says_yes(swap_act x) noexcept {
  return x == swap_act::counter || x == swap_act::accept;
}

} // namespace

result<person_id> speaker_of(const programme& where, std::string_view caller,
                             person_id named) {
  const auto* self = find_code(where, caller);
  if (self == nullptr)
    return named;
  auto chief = self->faculty == faculty_role::pd
               || self->faculty == faculty_role::apd;
  if (chief || named == self->id)
    return named;
  if (!named.assigned())
    return self->id;
  return failure{ec::forbidden, "swap: " + self->code
                                  + " speaks for nobody else, let them or a "
                                    "coordinator say it"};
}

result<swap_change> plan_offer(const swap_scene& at, const swap_offer& offer,
                               const swap_command& how) {
  auto out = swap_change{};
  if (out.refusal = misshapen(offer); out.refusal)
    return out;
  auto x = changing::make(at, {});
  if (!x)
    return x.error();
  out.record = begun(at, offer, how);
  auto& record = out.record;
  if (how.person.assigned() && how.person != record.owner)
    out.refusal = swap_refused("only who has a shift offers it");
  if (!out.refusal)
    out.refusal = x->check_moves(record, out);
  out.before_ms = x->stale_at(0);
  if (out.refusal)
    return out;
  record.expires_ms = std::min(
    at.now_ms + std::int64_t{offer.hours} * 3'600'000, x->begins_ms(record));
  out.before_ms = x->stale_at(record.expires_ms);
  note(record, how, {.now_ms = at.now_ms});
  out.refusal = x->promise({}, record, out);
  out.written = !out.refusal;
  return out;
}

result<swap_change> plan_act(const swap_scene& at, const swap_record_at& x,
                             const swap_command& how) {
  auto moves = how.act == swap_act::execute || how.act == swap_act::revert;
  auto with = moves ? std::optional{&how} : std::nullopt;
  auto work = changing::make(at, with);
  if (!work)
    return work.error();
  auto out = swap_change{.record = x.record,
                         .revision = x.revision,
                         .was_live = is_live(x.record.state)};
  auto told = how;
  if (moves && x.record.roster == at.what.id)
    out.refusal = work->break_glass(x.record, told, out);
  auto terms = work->terms_of(x, told);
  auto outcome = work->is_stale(x.record) ? work->lapse(x.record, told, terms)
                                          : negotiate(x.record, told, terms);
  out.before_ms = work->holds_until(x.record, outcome.before_ms);
  if (out.refusal && !outcome.refusal)
    return out;
  out.refusal = std::move(outcome.refusal);
  if (out.refusal && outcome.record.state == x.record.state)
    return out;
  auto ended = out.refusal.has_value();
  auto may = std::optional<failure>{};
  if (!ended && says_yes(how.act))
    may = work->check_answer(outcome.record, told, out);
  else if (!ended && how.act == swap_act::execute)
    may = work->execute(outcome.record, out);
  else if (!ended && how.act == swap_act::revert)
    may = work->revert(x.record, told, out);
  if (!may)
    may = work->promise(x.record, outcome.record, out);
  if (may) {
    out.refusal = std::move(may);
    return out;
  }
  // One that ended by itself says nothing of its people.
  if (!ended)
    work->tally(x.record, outcome.record, how, out);
  out.record = std::move(outcome.record);
  out.written = true;
  return out;
}

result<swap_change> plan_direct(const swap_scene& at, const swap_offer& offer,
                                const swap_command& how) {
  auto out = swap_change{};
  if (out.refusal = misshapen(offer); out.refusal)
    return out;
  auto told = how;
  auto work = changing::make(at, &how);
  if (!work)
    return work.error();
  out.record = begun(at, offer, how);
  auto& record = out.record;
  if (how.person.assigned())
    out.refusal = failure{ec::forbidden,
                          "swap: only a coordinator executes one that nobody "
                          "has agreed to, offer it instead"};
  if (!out.refusal)
    out.refusal = work->find_moves(record, out);
  if (!out.refusal)
    out.refusal = work->break_glass(record, told, out);
  out.before_ms = work->holds_until(record, 0);
  if (out.refusal)
    return out;
  record.state = swap_state::executed;
  record.executed_ms = at.now_ms;
  record.consents = parties_of(record);
  out.refusal = work->execute(record, out);
  if (out.refusal)
    return out;
  note(record, told, {.now_ms = at.now_ms});
  out.refusal = work->promise({}, record, out);
  out.written = !out.refusal;
  return out;
}

} // namespace nightfloat::domain
