// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/swap.hpp"

#include "domain/keys.hpp"
#include "domain/swap/guards.hpp"
#include "domain/swap/judge.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace nightfloat::domain {

namespace {

swap_plan plan_of_moves(const swap_judge& judge, std::span<const passing> all) {
  auto out = swap_plan{.kind = all.size() > 2   ? swap_kind::cycle
                               : all.size() > 1 ? swap_kind::one_to_one
                                                : swap_kind::absorb};
  auto touched = std::set<std::pair<person_id, std::uint32_t>>{};
  auto guards = std::set<std::string>{};
  for (const auto& x : all) {
    out.moves.push_back({.shift = x.shift,
                         .month = month_of(x.parts.front().start),
                         .from = x.from->id,
                         .to = x.to->id});
    for (auto who : {x.from, x.to}) {
      guards.insert(keys::person_guard(who->id));
      for (const auto& part : x.parts)
        touched.insert({who->id, month_of(part.start)});
    }
    add_guards(judge, x, guards);
  }
  out.guards.assign(guards.begin(), guards.end());
  for (auto [who, month] : touched) {
    auto rest = rewritten_month{.person = who, .month = month};
    for (const auto& work : judge.after(*judge.context().person_of(who), all))
      if (month_of(work.start) == month)
        rest.duties.push_back(work);
    out.rewritten.push_back(std::move(rest));
  }
  return out;
}

} // namespace

void add_guards(const swap_judge& judge, const passing& x,
                std::set<std::string>& out) {
  for (const auto& part : x.parts) {
    auto shift = judge.context().template_of(part.from);
    add_unit_guards(shift == nullptr ? std::string{}
                                     : judge.context().units[shift->unit],
                    part, out);
  }
}

result<swap_plan> judged_plan(const swap_judge& judge,
                              std::span<const passing> all) {
  if (auto may = judge.judge(all); !may)
    return may.error();
  return plan_of_moves(judge, all);
}

result<swap_plan> plan_swap(const programme& where, const roster& what,
                            const rule_pack& pack, person_id owner,
                            shift_id shift, person_id counterpart,
                            shift_id in_return) {
  auto judge = swap_judge::make(where, what, pack);
  if (!judge)
    return judge.error();
  auto giver = judge->person(owner);
  if (!giver)
    return giver.error();
  auto taker = judge->person(counterpart);
  if (!taker)
    return taker.error();
  auto there = judge->take(**giver, shift, **taker);
  if (!there)
    return there.error();
  auto all = std::vector{*there};
  if (in_return.assigned()) {
    auto back = judge->take(**taker, in_return, **giver);
    if (!back)
      return back.error();
    all.push_back(*back);
  }
  return judged_plan(*judge, all);
}

result<swap_plan> plan_revert(const programme& where, const roster& what,
                              const rule_pack& pack, const swap_record& done,
                              std::optional<change_terms> how) {
  auto name = "swap " + std::to_string(done.id.value) + ": ";
  if (done.state == swap_state::reverted)
    return failure{ec::refused, name + "is reverted already"};
  if (done.roster != what.id)
    return failure{ec::refused, name + "belongs to roster "
                                  + std::to_string(done.roster.value)
                                  + ", which is no longer in force, swap anew"};
  auto judge = swap_judge::make(where, what, pack, how);
  if (!judge)
    return judge.error();
  auto all = std::vector<passing>{};
  for (const auto& x : done.moves) {
    auto holder = judge->person(x.to);
    auto before = judge->person(x.from);
    if (!holder || !before)
      return at(name + "cannot be reverted",
                holder ? before.error() : holder.error());
    auto back = judge->take(**holder, x.shift, **before);
    if (!back)
      return failure{ec::refused, name + "cannot be reverted, for shift "
                                    + std::to_string(x.shift.value)
                                    + " is no longer with " + (*holder)->code
                                    + ", swap anew"};
    all.push_back(*back);
  }
  auto out = judged_plan(*judge, all);
  if (out)
    out->kind = done.kind;
  return out;
}

roster apply(const roster& what, const swap_plan& plan) {
  auto out = what;
  std::erase_if(out.duties, [&](const duty& work) {
    return std::ranges::any_of(plan.rewritten, [&](const auto& x) {
      return x.person == work.person && x.month == month_of(work.start);
    });
  });
  for (const auto& x : plan.rewritten)
    out.duties.insert(out.duties.end(), x.duties.begin(), x.duties.end());
  sort(out);
  return out;
}

} // namespace nightfloat::domain
