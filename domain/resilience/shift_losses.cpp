// SPDX-License-Identifier: Apache-2.0
#include "domain/resilience/shift_losses.hpp"

#include "domain/rules/supervision.hpp"
#include "domain/shift_times.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <tuple>

namespace nightfloat::domain {

namespace {

// No averaging window is longer, so work further away decides nothing.
constexpr auto rule_reach = minutes{62 * 1440};

bool runs_on(const shift_template& x, date day) noexcept {
  auto bit = static_cast<int>(weekday_of(day)) - 1;
  return (x.weekdays >> bit & 1) != 0;
}

/// Whether they hold on that day all that the shift and its activity ask for.
bool is_credentialed(const rule_context& context, const person_facts& who,
                     const template_facts& shift, date day) {
  auto held = context.credentials_of(who);
  return std::ranges::all_of(shift.credentials, [&](auto kind) {
    return kind == no_credential
           || std::ranges::any_of(held, [&](const credential_span& one) {
                return one.kind == kind
                       && one.status == credential_status::active
                       && one.first <= day && day <= one.last;
              });
  });
}

} // namespace

shift_losses::shift_losses(const programme& where, const roster& what,
                           const rule_context& context, const legality& rules,
                           window over)
  : where_{where}, context_{context}, rules_{rules}, over_{over} {
  for (const auto& x : where.people) {
    duties_.push_back(duties_of(what, x.id));
    plans_.push_back(plan_of(what, x.id));
    auto longest = minutes{0};
    for (const auto& work : duties_.back())
      longest = std::max(longest, work.end - work.start);
    longest_.push_back(longest);
  }
  held_.resize(where.people.size());
  for (auto x : longest_)
    longest_of_all_ = std::max(longest_of_all_, x);
  // Only what supervision is about.
  std::ranges::copy_if(
    what.duties, std::back_inserter(by_start_), [&](const auto& work) {
      auto who = context.person_of(work.person);
      return who != nullptr && supervision_units(context, *who, work) != 0;
    });
  std::ranges::stable_sort(by_start_, {}, &duty::start);
  extras_.resize(where.people.size());
  make_cells();
  count_present();
  add_loads();
}

void shift_losses::make_cells() {
  for (auto day = over_.first; day <= over_.last; day += one_day)
    for (auto i = std::size_t{0}; i < where_.templates.size(); ++i) {
      const auto& x = where_.templates[i];
      if (x.people_needed == 0 || !runs_on(x, day))
        continue;
      if (auto at = shift_on(x, context_.templates[i].site, day))
        cells_.push_back({.shift = static_cast<std::uint16_t>(i),
                          .day = day,
                          .start = at->from,
                          .end = at->to,
                          .needed = x.people_needed});
    }
}

void shift_losses::count_present() {
  // Cells are sorted by day, then template.
  auto find_cell = [&](date day, std::uint16_t shift) -> cell* {
    auto found = std::ranges::lower_bound(cells_, std::tuple{day, shift}, {},
                                          [](const auto& x) {
                                            return std::tuple{x.day, x.shift};
                                          });
    return found != cells_.end() && found->day == day && found->shift == shift
             ? &*found
             : nullptr;
  };
  for (auto who = std::size_t{0}; who < duties_.size(); ++who)
    for (const auto& work : duties_[who]) {
      auto shift = find(where_, work.from);
      // The tail of a call is not the call.
      if (shift == nullptr || shift->kind != work.kind)
        continue;
      auto index = static_cast<std::uint16_t>(shift - where_.templates.data());
      auto day = context_.demanded_on(context_.templates[index], work);
      auto x = find_cell(day, index);
      if (x == nullptr)
        continue;
      // Several duties of one person in one cell are one cover.
      auto number = static_cast<std::uint32_t>(x - cells_.data());
      if (std::ranges::find(held_[who], number) != held_[who].end())
        continue;
      held_[who].push_back(number);
      ++x->present;
    }
}

void shift_losses::add_loads() {
  weeks_ = static_cast<std::size_t>((over_.last - over_.first).count() / 7 + 1);
  loads_.resize(duties_.size() * weeks_);
  auto first = context_.midnight(over_.first);
  for (auto who = std::size_t{0}; who < duties_.size(); ++who)
    for (const auto& work : duties_[who]) {
      auto week = (work.start - first).count() / (7 * 1440);
      if (work.start >= first && static_cast<std::size_t>(week) < weeks_
          && counts(work.kind))
        loads_[who * weeks_ + static_cast<std::size_t>(week)]
          += (work.end - work.start).count();
    }
}

std::int64_t shift_losses::load(std::size_t who, date day) const {
  auto week = static_cast<std::size_t>((day - over_.first).count() / 7);
  return loads_[who * weeks_ + week];
}

void shift_losses::base(contingency& out) const {
  out.cells = static_cast<std::uint32_t>(cells_.size());
  for (const auto& x : cells_) {
    if (x.present >= x.needed)
      continue;
    const auto& shift = where_.templates[x.shift];
    out.missing += static_cast<std::uint32_t>(x.needed - x.present);
    out.base_gaps.push_back({.from = shift.id,
                             .rotation = shift.rotation,
                             .day = x.day,
                             .needed = x.needed,
                             .present = x.present});
  }
}

bool shift_losses::is_eligible(std::size_t who, const cell& x) const {
  const auto& shift = where_.templates[x.shift];
  const auto& facts = context_.people[who];
  if (facts.role != shift.role)
    return false;
  if (facts.role == person_role::resident
      && (shift.pgy_min > 1 || shift.pgy_max < 8)) {
    auto pgy = context_.pgy_at(facts, x.start);
    if (pgy < shift.pgy_min || pgy > shift.pgy_max)
      return false;
  }
  if (!is_credentialed(context_, facts, context_.templates[x.shift],
                       context_.day_of(x.start)))
    return false;
  for (const auto& away : context_.leave_of(facts))
    if (away.from <= x.start && x.start < away.to)
      return false;
  return std::ranges::none_of(plans_[who], [&](const auto& row) {
    auto on = context_.rotation_of(row.rotation);
    return row.first <= x.day && x.day <= row.last && on != nullptr
           && on->kind == rotation_kind::vacation;
  });
}

bool shift_losses::leaves_for(const duty& work, const cell& x) const {
  if (work.end <= x.start || work.start >= x.end)
    return false;
  auto shift = find(where_, work.from);
  // Nobody counts who teaches, but residents are short without them.
  return shift != nullptr && shift->people_needed == 0
         && work.kind != duty_kind::supervision;
}

bool shift_losses::is_idle(std::size_t who, const cell& x) const {
  auto own = duties_[who];
  auto i = std::ranges::lower_bound(own, x.start - longest_[who], {},
                                    &duty::start);
  for (; i != own.end() && i->start < x.end; ++i)
    if (i->end > x.start && counts(i->kind) && !leaves_for(*i, x))
      return false;
  return true;
}

void shift_losses::find_idle(cell& x) const {
  for (auto who = std::size_t{0}; who < duties_.size(); ++who)
    if (is_idle(who, x) && is_eligible(who, x))
      x.idle.push_back(static_cast<std::uint16_t>(who));
  std::ranges::stable_sort(x.idle, {},
                           [&](auto who) { return load(who, x.day); });
  x.may.assign(x.idle.size(), unasked);
}

bool shift_losses::stands(std::size_t who, std::uint32_t where,
                          std::span<const extra_work> others) const {
  const auto& x = cells_[where];
  auto own = duties_[who];
  auto first = std::ranges::lower_bound(own, x.start - rule_reach, {},
                                        &duty::start);
  auto after = std::ranges::lower_bound(own, x.end + rule_reach, {},
                                        &duty::start);
  auto all = std::vector<duty>{first, after};
  auto add = [&](const cell& here) {
    std::erase_if(all,
                  [&](const auto& work) { return leaves_for(work, here); });
    const auto& shift = where_.templates[here.shift];
    all.push_back({.person = where_.people[who].id,
                   .start = here.start,
                   .end = here.end,
                   .from = shift.id,
                   .rotation = shift.rotation,
                   .kind = shift.kind});
  };
  for (const auto& other : others)
    if (other.who == who)
      add(cells_[other.where]);
  add(x);
  std::ranges::sort(all, {}, &duty::start);
  auto over = window{context_.day_of(x.start) - one_day,
                     context_.day_of(x.end) + one_day};
  return rules_.holds(where_.people[who].id, all, plans_[who], over);
}

bool shift_losses::supervised(std::size_t lost, std::size_t who,
                              const cell& x) const {
  auto work = duty{.person = where_.people[who].id,
                   .start = x.start,
                   .end = x.end,
                   .from = where_.templates[x.shift].id,
                   .kind = where_.templates[x.shift].kind};
  auto was = supervision_units(context_, context_.people[lost], work);
  auto is = supervision_units(context_, context_.people[who], work);
  if (is <= was)
    return true;
  auto unit_of = [&](const duty& other) {
    auto shift = context_.template_of(other.from);
    return shift == nullptr ? no_unit : shift->unit;
  };
  auto near = std::vector<duty>{};
  auto i = std::ranges::upper_bound(by_start_, x.start - longest_of_all_, {},
                                    &duty::start);
  for (; i != by_start_.end() && i->start < x.end; ++i)
    if (i->end > x.start && unit_of(*i) == unit_of(work))
      near.push_back(*i);
  auto missing = [&] {
    auto total = std::int64_t{0};
    for (const auto& one : find_shortfalls(context_, near, x.start, x.end))
      total += one.unit_minutes;
    return total;
  };
  auto before = missing();
  // The lost may have been there for a part, or have asked for nothing.
  std::erase_if(near, [&](const duty& other) {
    return other.person == where_.people[lost].id && other.from == work.from;
  });
  near.push_back(work);
  return missing() <= before;
}

/// How many of `lost`, which are in order of start, the idle can fill at most:
/// one augmenting path a place. Of places that overlap, one after another, a
/// person takes one.
std::uint32_t shift_losses::match(std::span<const std::uint32_t> lost,
                                  std::size_t who) const {
  auto cluster = std::vector<std::uint32_t>{};
  auto until = instant::min();
  for (auto number : lost) {
    const auto& x = cells_[number];
    auto before = cluster.empty() ? 0 : cluster.back();
    cluster.push_back(before + (x.start < until ? 0 : 1));
    until = std::max(until, x.end);
  }
  auto taker = std::vector<std::int32_t>(lost.size(), -1);
  auto tried = std::vector<bool>(duties_.size());
  std::function<bool(std::size_t)> place = [&](std::size_t i) {
    for (auto other : cells_[lost[i]].idle) {
      if (other == who || tried[other])
        continue;
      tried[other] = true;
      auto first = i;
      while (first > 0 && cluster[first - 1] == cluster[i])
        --first;
      auto rival = first;
      while (rival < lost.size() && cluster[rival] == cluster[i]
             && taker[rival] != other)
        ++rival;
      if (rival < lost.size() && cluster[rival] == cluster[i] && !place(rival))
        continue;
      taker[i] = other;
      return true;
    }
    return false;
  };
  auto filled = std::uint32_t{0};
  for (auto i = std::size_t{0}; i < lost.size(); ++i) {
    std::fill(tried.begin(), tried.end(), false);
    filled += place(i) ? 1 : 0;
  }
  return filled;
}

bool shift_losses::fill(std::size_t lost, std::uint32_t where,
                        std::vector<extra_work>& done) {
  auto& x = cells_[where];
  // First those without extra work, for whom the answer is kept.
  for (auto again : {false, true})
    for (auto i = std::size_t{0}; i < x.idle.size(); ++i) {
      auto who = x.idle[i];
      if (who == lost || x.may[i] == no || (extras_[who] > 0) != again)
        continue;
      if (x.may[i] == unasked)
        x.may[i] = stands(who, where, {}) ? yes : no;
      if (x.may[i] == no || (again && !stands(who, where, done))
          || !supervised(lost, who, x))
        continue;
      done.push_back({who, where});
      ++extras_[who];
      return true;
    }
  return false;
}

vulnerability shift_losses::lose(std::size_t index) {
  auto out = vulnerability{.person = where_.people[index].id};
  auto lost = std::vector<std::uint32_t>{};
  for (auto number : held_[index]) {
    auto& x = cells_[number];
    if (x.present > x.needed)
      continue;
    if (!x.searched) {
      find_idle(x);
      x.searched = true;
    }
    lost.push_back(number);
  }
  out.lost = static_cast<std::uint32_t>(lost.size());
  out.short_optimistic = out.lost - match(lost, index);
  std::ranges::stable_sort(
    lost, {}, [&](auto number) { return cells_[number].idle.size(); });
  auto done = std::vector<extra_work>{};
  std::ranges::fill(extras_, std::uint16_t{0});
  for (auto number : lost)
    out.redispatched += fill(index, number, done) ? 1 : 0;
  out.short_achievable = out.lost - out.redispatched;
  // Standby at home overlaps other work, which a matching does not know.
  out.short_optimistic = std::min(out.short_optimistic, out.short_achievable);
  return out;
}

} // namespace nightfloat::domain
