// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/changing.hpp"

#include "domain/clock.hpp"
#include "domain/ledger_time.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nightfloat::domain {

namespace {

std::string shift_name(shift_id x) {
  return "shift " + std::to_string(x.value);
}

void add_once(std::vector<person_id>& to, person_id who) {
  if (who.assigned() && std::ranges::find(to, who) == to.end())
    to.push_back(who);
}

/// The row that a shift's first part was, but for whose it is.
bool same_work(duty a, const duty& b) noexcept {
  a.person = b.person;
  return a == b;
}

} // namespace

result<changing> changing::make(const swap_scene& at,
                                std::optional<const swap_command*> how) {
  auto site = zone::find(at.where.info.zone);
  if (!site)
    return nightfloat::at("swap", site.error());
  auto terms = std::optional<change_terms>{};
  if (how)
    terms = change_terms{.today = site->local_date(instant_of(at.now_ms)),
                         .code = (*how)->code,
                         .reason = (*how)->reason};
  auto judge = judge_at(at, terms);
  if (!judge)
    return judge.error();
  return changing{at, *std::move(judge), *site};
}

date changing::today() const {
  return site_.local_date(instant_of(at_.now_ms));
}

bool changing::has_begun(instant x) const {
  return ms_of(x) <= at_.now_ms;
}

bool changing::is_frozen_day(instant begin) const {
  return has_begun(begin)
         || is_frozen(at_.where.info, site_.local_date(begin), today());
}

bool changing::is_stale(const swap_record& x) const {
  return x.roster != at_.what.id;
}

bool changing::is_over(const swap_record& x) const {
  return is_stale(x) || !is_live(x.state) || at_.now_ms >= x.expires_ms;
}

std::int64_t changing::stale_at(std::int64_t until) const {
  auto midnight = ms_of(site_.midnight(today() + one_day));
  auto out = std::min(at_.now_ms + swap_stale_ms, midnight);
  return until == 0 ? out : std::min(out, until);
}

std::int64_t changing::begins_ms(const swap_record& x) const {
  auto moved = x.state == swap_state::executed;
  auto out = std::int64_t{INT64_MAX};
  for (const auto& one : x.moves)
    for (const auto& part :
         parts_of(at_.what, moved ? one.to : one.from, one.shift))
      out = std::min(out, ms_of(part.start));
  return out;
}

std::int64_t changing::holds_until(const swap_record& x,
                                   std::int64_t until) const {
  auto begin = begins_ms(x);
  auto out = stale_at(until);
  return begin > at_.now_ms ? std::min(out, begin) : out;
}

swap_terms changing::terms_of(const swap_record_at& x,
                              const swap_command& how) const {
  auto wanted = at_.where.info.swap_approval == swap_approval::always;
  auto add = [&](person_id who, shift_id shift) {
    for (const auto& part : parts_of(at_.what, who, shift))
      wanted = wanted || is_frozen_day(part.start);
  };
  if (at_.where.info.swap_approval == swap_approval::frozen) {
    for (const auto& one : x.record.moves)
      add(one.from, one.shift);
    for (const auto& one : x.record.counters)
      if (one.number == how.counter)
        add(one.by, one.in_return);
  }
  return {.now_ms = at_.now_ms,
          .approval_wanted = wanted,
          .revision = x.revision,
          .site = site_};
}

swap_outcome changing::lapse(const swap_record& x, const swap_command& how,
                             const swap_terms& terms) {
  auto out = swap_outcome{.record = x, .refusal = {}, .before_ms = 0};
  out.refusal = failure{ec::refused,
                        name_of(x) + ": belongs to roster "
                          + std::to_string(x.roster.value)
                          + ", which is no longer in force, swap anew"};
  if (!is_live(x.state))
    return out;
  out.record.state = swap_state::expired;
  out.record.counters.clear();
  note(out.record, {.act = swap_act::expire, .by = how.by}, terms);
  if (how.act == swap_act::expire || how.act == swap_act::withdraw)
    out.refusal.reset();
  return out;
}

result<passing> changing::take(move& x, swap_change& out) const {
  add_once(out.read, x.from);
  add_once(out.read, x.to);
  auto from = judge_.person(x.from);
  if (!from)
    return from.error();
  auto to = x.to.assigned() ? judge_.person(x.to) : from;
  if (!to)
    return to.error();
  auto found = judge_.take(**from, x.shift, **to);
  if (found) {
    x.month = month_of(found->parts.front().start);
    add_guards(judge_, *found, out.guards_read);
  }
  return found;
}

std::optional<failure> changing::find_moves(swap_record& x,
                                            swap_change& out) const {
  for (auto& one : x.moves)
    if (auto found = take(one, out); !found)
      return found.error();
  return std::nullopt;
}

std::optional<failure> changing::may_pass(std::vector<move> moves,
                                          swap_change& out) const {
  auto all = std::vector<passing>{};
  auto known = true;
  for (auto& one : moves) {
    auto found = take(one, out);
    if (!found)
      return found.error();
    if (auto begin = found->parts.front().start; has_begun(begin))
      return swap_refused(shift_name(one.shift) + " began at "
                          + local_text(site_, begin)
                          + ", which is past, choose one that is yet to come");
    known = known && one.to.assigned();
    all.push_back(*std::move(found));
  }
  if (known)
    if (auto may = judge_.judge(all); !may)
      return may.error();
  return std::nullopt;
}

std::optional<failure> changing::check_moves(swap_record& x,
                                             swap_change& out) const {
  if (auto why = find_moves(x, out))
    return why;
  return may_pass(x.moves, out);
}

std::optional<failure> changing::check_answer(swap_record& x,
                                              const swap_command& how,
                                              swap_change& out) const {
  if (how.act == swap_act::accept) {
    auto why = check_moves(x, out);
    if (!why) {
      x.expires_ms = std::min(x.expires_ms, begins_ms(x));
      out.before_ms = stale_at(x.expires_ms);
    }
    return why;
  }
  auto& answer = *std::ranges::find(x.counters, how.person, &swap_counter::by);
  auto moves = std::vector{x.moves.front()};
  moves.front().to = how.person;
  if (how.in_return.assigned())
    moves.push_back(
      {.shift = how.in_return, .from = how.person, .to = x.owner});
  for (auto& one : moves)
    if (auto found = take(one, out); !found)
      return found.error();
  if (how.in_return.assigned())
    answer.month = moves.back().month;
  if (how.in_return.assigned() && x.wish.last != date{}) {
    auto begin = parts_of(at_.what, how.person, how.in_return).front().start;
    auto day = site_.local_date(begin);
    if (day < x.wish.first || day > x.wish.last)
      return swap_refused(
        "the owner asks for a shift of " + to_string(x.wish.first) + " to "
        + to_string(x.wish.last) + ", and " + shift_name(how.in_return)
        + " begins on " + to_string(day));
  }
  return may_pass(std::move(moves), out);
}

std::optional<failure> changing::execute(swap_record& x,
                                         swap_change& out) const {
  auto all = std::vector<passing>{};
  x.before.clear();
  for (auto& one : x.moves) {
    auto found = take(one, out);
    if (!found)
      return found.error();
    x.before.insert(x.before.end(), found->parts.begin(), found->parts.end());
    all.push_back(*std::move(found));
  }
  auto plan = judged_plan(judge_, all);
  if (!plan)
    return plan.error();
  out.plan = *std::move(plan);
  return std::nullopt;
}

std::optional<failure> changing::touched(const swap_record& x,
                                         swap_change& out) const {
  auto name = name_of(x) + ": cannot be reverted, for ";
  for (const auto& one : x.moves) {
    const auto& seen = mark(one.shift, false, out).mark;
    if (seen.roster == at_.what.id && seen.last != x.id)
      return failure{ec::refused, name + "swap "
                                    + std::to_string(seen.last.value)
                                    + " has moved " + shift_name(one.shift)
                                    + " since, swap anew"};
    auto now = parts_of(at_.what, one.to, one.shift);
    auto was = std::vector<duty>{};
    std::ranges::copy_if(
      x.before, std::back_inserter(was),
      [&](const auto& row) { return row.shift == one.shift; });
    if (!now.empty() && !std::ranges::equal(now, was, same_work))
      return failure{ec::refused, name + shift_name(one.shift)
                                    + " was changed since, swap anew"};
  }
  return std::nullopt;
}

std::optional<failure> changing::revert(const swap_record& x,
                                        const swap_command& how,
                                        swap_change& out) const {
  for (auto who : parties_of(x))
    add_once(out.read, who);
  if (auto why = touched(x, out))
    return why;
  for (auto back : x.moves) {
    std::swap(back.from, back.to);
    static_cast<void>(take(back, out));
  }
  auto terms
    = change_terms{.today = today(), .code = how.code, .reason = how.reason};
  auto plan = plan_revert(at_.where, at_.what, at_.pack, x, terms);
  if (!plan)
    return plan.error();
  out.plan = *std::move(plan);
  return std::nullopt;
}

std::optional<failure> changing::break_glass(const swap_record& x,
                                             swap_command& how,
                                             swap_change& out) const {
  auto back = x.state == swap_state::executed && how.act == swap_act::revert;
  for (const auto& one : x.moves)
    for (const auto& part :
         parts_of(at_.what, back ? one.to : one.from, one.shift)) {
      if (!is_frozen_day(part.start))
        continue;
      how.glass_broken = true;
      for (auto who : parties_of(x))
        add_once(out.read, who);
      auto day = to_string(site_.local_date(part.start));
      if (how.person.assigned())
        return swap_refused(day
                            + " does not change any more, ask a coordinator");
      if (has_begun(part.start)
          && (how.code == change_code::none || !is_reason(how.reason)))
        return swap_refused(
          shift_name(one.shift) + " began at " + local_text(site_, part.start)
          + ", which is past: only a coordinator corrects that, "
            "with a code and a reason of at least "
          + std::to_string(change_reason_min) + " characters");
    }
  return std::nullopt;
}

marked_shift& changing::mark(shift_id shift, bool written,
                             swap_change& out) const {
  auto found = std::ranges::find_if(
    out.marks, [&](const auto& one) { return one.at.shift == shift; });
  if (found == out.marks.end()) {
    out.marks.push_back({.at = at_.board.mark_of(shift)});
    found = std::prev(out.marks.end());
  }
  found->written = found->written || written;
  return found->at;
}

/// The others' promises are void as well.
void changing::end(const live_swap& x, swap_change& out) const {
  auto record = x.record;
  for (auto shift : promised_shifts(record))
    if (auto& seen = mark(shift, true, out).mark; seen.live == record.id)
      seen.live = {};
  record.state = swap_state::expired;
  record.counters.clear();
  note(record, {.act = swap_act::expire},
       {.now_ms = at_.now_ms, .revision = x.revision});
  out.ended.push_back({std::move(record), x.revision});
}

std::optional<failure> changing::claim(shift_id shift, swap_id by, bool live,
                                       swap_change& out) const {
  const auto* other = at_.board.find(mark(shift, true, out).mark.live);
  if (other != nullptr && other->record.id != by) {
    const auto& x = other->record;
    if (!is_over(x)) {
      out.before_ms = stale_at(x.expires_ms);
      auto owner = find(at_.where, x.owner);
      return swap_refused(shift_name(shift) + " is promised in " + name_of(x)
                          + (owner == nullptr ? "" : " of " + owner->code)
                          + ", which was first and lasts until "
                          + moment_of(site_, x.expires_ms)
                          + ", wait for its end or have it withdrawn");
    }
    if (std::ranges::none_of(
          out.ended, [&](const auto& one) { return one.record.id == x.id; }))
      end(*other, out);
  }
  auto& seen = mark(shift, true, out).mark;
  if (seen.roster != at_.what.id)
    seen = {.roster = at_.what.id};
  seen.live = live ? by : swap_id{};
  return std::nullopt;
}

std::optional<failure> changing::promise(const swap_record& before,
                                         const swap_record& now,
                                         swap_change& out) const {
  auto old = promised_shifts(before);
  auto fresh = promised_shifts(now);
  for (auto shift : fresh)
    if (std::ranges::find(old, shift) == old.end())
      if (auto why = claim(shift, now.id, true, out))
        return why;
  auto moved = out.plan.has_value();
  if (moved)
    for (const auto& one : now.moves)
      if (auto why = claim(one.shift, now.id, false, out))
        return why;
  if (moved)
    for (const auto& one : now.moves)
      mark(one.shift, true, out).mark.last = now.id;
  for (auto shift : old)
    if (std::ranges::find(fresh, shift) == fresh.end())
      if (auto& seen = mark(shift, true, out).mark; seen.live == now.id)
        seen.live = {};
  return std::nullopt;
}

void changing::tally(const swap_record& before, const swap_record& now,
                     const swap_command& how, swap_change& out) const {
  if (how.act == swap_act::execute) {
    for (auto who : parties_of(now))
      if (who != now.owner) {
        auto x = at_.board.tally_of(who);
        ++x.tally.agreed;
        out.tallies.push_back(x);
      }
    return;
  }
  if (how.act != swap_act::decline || !how.person.assigned()
      || how.person == now.owner || !is_party(before, how.person))
    return;
  auto x = at_.board.tally_of(how.person);
  ++x.tally.declined;
  out.tallies.push_back(x);
}

} // namespace nightfloat::domain
