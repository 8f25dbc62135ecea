// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/judge.hpp"

#include "domain/rules/supervision.hpp"
#include "domain/rules/words.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <tuple>

namespace nightfloat::domain {

namespace {

/// Keeps what breaks a rule; remembers nothing else.
class breaches final : public remark_sink {
public:
  bool take(const remark& x) override {
    if (x.severity == severity::violation || x.severity == severity::policy)
      all.push_back(x);
    return true;
  }

  std::vector<remark> all;
};

bool is_averaged(rule x) noexcept {
  return x == rule::work_hours || x == rule::day_off;
}

std::int64_t excess(const remark& x) noexcept {
  return std::abs(x.measured - x.limit);
}

/// Whether `old` already was as bad as `now`.
bool excuses(const remark& old, const remark& now) noexcept {
  if (old.rule != now.rule || excess(old) < excess(now))
    return false;
  return is_averaged(now.rule) ? old.from == now.from && old.to == now.to
                               : old.from < now.to && now.from < old.to;
}

/// The days that any of `all` touches, with room for rest around them.
window around(const rule_context& context, std::span<const passing> all) {
  constexpr auto room = date::duration{2};
  auto out = window{date::max(), date::min()};
  for (const auto& x : all)
    for (const auto& part : x.parts) {
      out.first = std::min(out.first, context.day_of(part.start) - room);
      out.last = std::max(out.last, context.day_of(part.end) + room);
    }
  return out;
}

std::string place(const passing& x) {
  return "shift " + std::to_string(x.shift.value) + " ("
         + to_string(x.parts.front().start) + ")";
}

} // namespace

result<swap_judge> swap_judge::make(const programme& where, const roster& what,
                                    const rule_pack& pack) {
  auto context = rule_context::make(where, pack);
  if (!context)
    return at("swap", context.error());
  return swap_judge{*std::move(context), what};
}

result<const person_facts*> swap_judge::person(person_id id) const {
  if (auto found = context_.person_of(id))
    return found;
  return failure{ec::not_found, "swap: person " + std::to_string(id.value)
                                  + " is not in the programme, name one who "
                                    "is"};
}

result<passing> swap_judge::take(const person_facts& owner, shift_id shift,
                                 const person_facts& to) const {
  auto own = duties_of(*what_, owner.id);
  auto out = passing{.shift = shift, .from = &owner, .to = &to};
  std::ranges::copy_if(own, std::back_inserter(out.parts),
                       [&](const auto& x) { return x.shift == shift; });
  if (!out.parts.empty())
    return out;
  auto name = "swap: shift " + std::to_string(shift.value);
  auto found = std::ranges::find(what_->duties, shift, &duty::shift);
  if (found == what_->duties.end())
    return failure{ec::not_found,
                   name + " is not on the roster, name one that is"};
  auto holder = context_.person_of(found->person);
  return failure{ec::refused, name + " is not " + owner.code + "'s but "
                                + (holder == nullptr ? std::string{"a stranger"}
                                                     : holder->code)
                                + "'s, ask them"};
}

std::optional<std::string> swap_judge::unfit(const passing& x) const {
  const auto& to = *x.to;
  for (const auto& part : x.parts) {
    auto shift = context_.template_of(part.from);
    auto role = shift == nullptr ? x.from->role : shift->role;
    if (to.role != role)
      return place(x) + " is for "
             + (role == person_role::faculty ? "faculty" : "residents")
             + ", which " + to.code + " is not";
    auto limited = shift != nullptr && role == person_role::resident
                   && (shift->pgy_min > 1 || shift->pgy_max < 8);
    auto pgy = context_.pgy_at(to, part.start);
    if (limited && (pgy < shift->pgy_min || pgy > shift->pgy_max))
      return place(x) + " is for PGY-" + std::to_string(shift->pgy_min) + " to "
             + std::to_string(shift->pgy_max) + ", and " + to.code
             + (pgy == 0 ? "'s PGY is unknown"
                         : " is PGY-" + std::to_string(pgy));
    for (const auto& away : context_.leave_of(to))
      if (away.from <= part.start && part.start < away.to)
        return to.code + " is on approved leave at " + place(x);
  }
  return std::nullopt;
}

result<void> swap_judge::judge(std::span<const passing> all) const {
  auto refused = [](std::string why) {
    return failure{ec::refused, "swap: " + std::move(why)
                                  + ", choose another shift or "
                                    "person"};
  };
  for (const auto& x : all) {
    if (x.from == x.to)
      return refused(x.from->code + " cannot swap alone");
    if (auto why = unfit(x))
      return refused(*std::move(why));
  }
  for (const auto& x : all)
    for (auto who : {x.to, x.from})
      if (auto why = worse_for(*who, all))
        return refused(*std::move(why));
  for (const auto& x : all)
    if (auto why = unsupervised(x, all))
      return refused(*std::move(why));
  return {};
}

std::vector<duty> swap_judge::after(const person_facts& who,
                                    std::span<const passing> all) const {
  auto own = duties_of(*what_, who.id);
  auto out = std::vector<duty>{own.begin(), own.end()};
  for (const auto& x : all)
    if (x.from == &who)
      std::erase_if(out,
                    [&](const auto& work) { return work.shift == x.shift; });
  for (const auto& x : all)
    if (x.to == &who)
      for (auto part : x.parts) {
        part.person = who.id;
        out.push_back(part);
      }
  std::ranges::sort(out, [](const duty& a, const duty& b) {
    return std::tie(a.start, a.end, a.shift)
           < std::tie(b.start, b.end, b.shift);
  });
  return out;
}

std::optional<std::string>
swap_judge::worse_for(const person_facts& who,
                      std::span<const passing> all) const {
  auto over = around(context_, all);
  auto plan = plan_of(*what_, who.id);
  auto before = breaches{};
  static_cast<void>(check_person(
    view_of(context_, who, duties_of(*what_, who.id), plan, over), before));
  auto duties = after(who, all);
  auto view = view_of(context_, who, duties, plan, over);
  auto now = breaches{};
  static_cast<void>(check_person(view, now));
  for (const auto& x : now.all)
    if (std::ranges::none_of(before.all,
                             [&](const auto& old) { return excuses(old, x); }))
      return "then " + in_words(view, x).sentence;
  return std::nullopt;
}

std::optional<std::string>
swap_judge::unsupervised(const passing& x, std::span<const passing> all) const {
  for (const auto& part : x.parts) {
    auto was = supervision_units(context_, *x.from, part);
    auto is = supervision_units(context_, *x.to, part);
    if (is <= was)
      continue;
    auto near = std::vector<duty>{};
    std::ranges::copy_if(
      what_->duties, std::back_inserter(near), [&](const auto& work) {
        return work.start < part.end && work.end > part.start;
      });
    auto before = find_shortfalls(context_, near, part.start, part.end);
    for (auto& work : near)
      for (const auto& other : all)
        if (work.shift == other.shift && work.person == other.from->id)
          work.person = other.to->id;
    auto missing = [](const auto& found) {
      auto total = std::int64_t{0};
      for (const auto& one : found)
        total += one.unit_minutes;
      return total;
    };
    auto now = find_shortfalls(context_, near, part.start, part.end);
    if (missing(now) > missing(before))
      return "then " + in_words(context_, now.front()).sentence;
  }
  return std::nullopt;
}

} // namespace nightfloat::domain
