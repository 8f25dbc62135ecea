// SPDX-License-Identifier: Apache-2.0
#include "domain/rules/what_if.hpp"

#include "domain/rules/supervision.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <tuple>

namespace nightfloat::domain {

namespace {

// No averaging window is longer.
constexpr auto reach_max = minutes{62 * 1440};

class collected final : public remark_sink {
public:
  explicit collected(bool all) : remark_sink{!all}, all_{all} {
  }

  bool take(const remark& x) override {
    if (all_ || is_against(x.severity))
      list.push_back(x);
    return true;
  }

  std::vector<remark> list;

private:
  bool all_;
};

std::int64_t excess(const remark& x) noexcept {
  return std::abs(x.measured - x.limit);
}

/// What breaks a rule weighs more than what nobody knows, and that more than
/// what only warns.
int weight(severity x) noexcept {
  if (!is_against(x))
    return 0;
  return x == severity::unknown ? 1 : 2;
}

bool same_window(const remark& a, const remark& b) noexcept {
  return a.rule == b.rule && a.from == b.from && a.to == b.to;
}

/// Whether `old` already was as bad as `now`.
bool as_bad(const remark& old, const remark& now) noexcept {
  return old.rule == now.rule && weight(old.severity) >= weight(now.severity)
         && excess(old) >= excess(now);
}

/// Of the same window only its own remark excuses, e.g. of an average; else
/// one that is no longer there, e.g. of a stretch that begins later now.
bool was_so(const remark& now, const std::vector<remark>& before,
            const std::vector<remark>& after) {
  auto same = false;
  for (const auto& old : before) {
    if (!same_window(old, now))
      continue;
    same = true;
    if (as_bad(old, now))
      return true;
  }
  return !same && std::ranges::any_of(before, [&](const auto& old) {
    return as_bad(old, now) && old.from < now.to && now.from < old.to
           && std::ranges::none_of(
             after, [&](const auto& other) { return same_window(old, other); });
  });
}

bool before_in_time(const duty& a, const duty& b) noexcept {
  return std::tie(a.start, a.end, a.shift) < std::tie(b.start, b.end, b.shift);
}

person_view view_of(const rule_context& context, const before_and_after& x,
                    std::span<const duty> duties) {
  auto out = view_of(context, *x.who, duties, x.plan, x.over);
  out.days = x.days;
  return out;
}

window hull(window a, window b) noexcept {
  return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

/// Missing units times minutes.
std::int64_t missing(std::span<const shortfall> all) noexcept {
  auto total = std::int64_t{0};
  for (const auto& x : all)
    total += x.unit_minutes;
  return total;
}

std::int64_t units_of(const rule_context& context, const duty& x) noexcept {
  auto who = context.person_of(x.person);
  return who == nullptr ? 0 : supervision_units(context, *who, x);
}

std::uint16_t unit_of(const rule_context& context, const duty& x) noexcept {
  auto shift = context.template_of(x.from);
  return shift == nullptr ? std::uint16_t{0xffff} : shift->unit;
}

bool same_place(const rule_context& context, const duty& a, const duty& b) {
  return a.start == b.start && a.end == b.end
         && unit_of(context, a) == unit_of(context, b);
}

bool meet(const duty& a, const duty& b) noexcept {
  return a.start < b.end && b.start < a.end;
}

} // namespace

result<what_if> what_if::make(const programme& where, const roster& what,
                              const rule_pack& pack) {
  auto context = rule_context::make(where, pack);
  if (!context)
    return context.error();
  return what_if{*std::move(context), what};
}

void what_if::around(const person_facts& who, const change& x,
                     before_and_after& room) const {
  auto own = duties_of(*what_, who.id);
  auto from = instant::max();
  auto to = instant::min();
  auto meet = [&](const duty& work) {
    from = std::min(from, work.start);
    to = std::max(to, work.end);
  };
  for (auto all : {&x.gone, &x.come})
    for (const auto& work : *all)
      if (work.person == who.id)
        meet(work);
  auto first = std::ranges::lower_bound(own, from - reach_max, {},
                                        &duty::start);
  auto after = std::ranges::upper_bound(first, own.end(), to + reach_max, {},
                                        &duty::start);
  room.who = &who;
  room.plan = plan_of(*what_, who.id);
  room.before = {first, after};
  room.after.assign(first, after);
  std::erase_if(room.after, [&](const auto& work) {
    return std::ranges::find(x.gone, work) != x.gone.end();
  });
  for (const auto& work : x.come)
    if (work.person == who.id)
      room.after.insert(
        std::ranges::upper_bound(room.after, work, before_in_time), work);
  room.days = context_.span;
  auto reach_day = [&](instant when) {
    auto day = context_.day_of(when);
    room.days = hull(room.days, {day, day});
  };
  for (auto all : {own, std::span<const duty>{room.after}})
    if (!all.empty()) {
      reach_day(all.front().start);
      reach_day(all.back().start);
    }
  room.over = {};
  auto before = view_of(context_, room, room.before);
  auto now = view_of(context_, room, room.after);
  room.over = hull(touched_days(before, from, to), touched_days(now, from, to));
}

void what_if::judge(const before_and_after& x, std::vector<finding>& against,
                    std::vector<finding>* cautions) const {
  auto now = collected{cautions != nullptr};
  auto view = view_of(context_, x, x.after);
  static_cast<void>(check_person(view, now));
  if (now.list.empty())
    return;
  auto before = collected{cautions != nullptr};
  static_cast<void>(check_person(view_of(context_, x, x.before), before));
  for (const auto& one : now.list) {
    if (was_so(one, before.list, now.list))
      continue;
    if (is_against(one.severity))
      against.push_back(in_words(view, one));
    else
      cautions->push_back(in_words(view, one));
  }
}

void what_if::judge_units(const change& x,
                          std::vector<finding>& against) const {
  auto supervised = [&](const duty& work) {
    return units_of(context_, work) != 0;
  };
  auto places = std::vector<duty>{};
  for (auto all : {&x.come, &x.gone})
    for (const auto& work : *all)
      if (supervised(work)
          && std::ranges::none_of(places, [&](const auto& other) {
               return same_place(context_, other, work);
             }))
        places.push_back(work);
  for (const auto& place : places) {
    auto more = std::int64_t{0};
    for (const auto& work : x.come)
      if (supervised(work) && same_place(context_, work, place))
        more += units_of(context_, work);
    for (const auto& work : x.gone)
      if (supervised(work) && same_place(context_, work, place))
        more -= units_of(context_, work);
    if (more <= 0)
      continue;
    auto near = std::vector<duty>{};
    auto is_near = [&](const duty& work) {
      return meet(work, place) && supervised(work)
             && unit_of(context_, work) == unit_of(context_, place);
    };
    std::ranges::copy_if(what_->duties, std::back_inserter(near), is_near);
    auto before = find_shortfalls(context_, near, place.start, place.end);
    std::erase_if(near, [&](const auto& work) {
      return std::ranges::find(x.gone, work) != x.gone.end();
    });
    std::ranges::copy_if(x.come, std::back_inserter(near), is_near);
    auto now = find_shortfalls(context_, near, place.start, place.end);
    if (missing(now) > missing(before))
      against.push_back(in_words(context_, now.front()));
  }
}

std::optional<finding> what_if::unfit(const person_facts& who,
                                      std::span<const duty> parts) const {
  auto all = collected{false};
  for (auto part : parts) {
    auto other = context_.person_of(part.person);
    part.person = who.id;
    auto alone = std::span<const duty>{&part, 1};
    auto day = context_.day_of(part.start);
    auto view = domain::view_of(context_, who, alone, plan_of(*what_, who.id),
                                {day, context_.day_of(part.end)});
    // Whose a shift without a template is, its holder's role says.
    if (context_.template_of(part.from) == nullptr && other != nullptr
        && other->role != who.role)
      static_cast<void>(all.take({.rule = rule::eligibility,
                                  .severity = severity::policy,
                                  .from = part.start,
                                  .to = part.end,
                                  .duty_after = 1}));
    for (const auto& row : person_rules())
      if (row.reach == reach::duty && applies(row, who))
        static_cast<void>(row.check(view, all));
    if (!all.list.empty())
      return in_words(view, all.list.front());
  }
  return std::nullopt;
}

std::vector<finding> what_if::worse(const change& x, bool one) const {
  auto out = std::vector<finding>{};
  auto seen = std::vector<person_id>{};
  auto room = before_and_after{};
  for (auto all : {&x.come, &x.gone})
    for (const auto& work : *all) {
      auto who = context_.person_of(work.person);
      if (who == nullptr || std::ranges::find(seen, who->id) != seen.end())
        continue;
      seen.push_back(who->id);
      around(*who, x, room);
      judge(room, out, nullptr);
      if (one && !out.empty())
        return out;
    }
  judge_units(x, out);
  return out;
}

std::vector<finding> what_if::worse(const change& x) const {
  return worse(x, false);
}

std::optional<finding> what_if::first_worse(const change& x) const {
  auto all = worse(x, true);
  return all.empty() ? std::nullopt : std::optional{std::move(all.front())};
}

result<std::vector<duty>> parts_of(const roster& what, shift_id shift) {
  auto out = std::vector<duty>{};
  std::ranges::copy_if(what.duties, std::back_inserter(out),
                       [&](const auto& x) { return x.shift == shift; });
  if (out.empty())
    return failure{ec::not_found, "shift " + std::to_string(shift.value)
                                    + " is not on the roster, name one that "
                                      "is"};
  return out;
}

} // namespace nightfloat::domain
