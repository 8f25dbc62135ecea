// SPDX-License-Identifier: Apache-2.0
#include "domain/swap/judge.hpp"

#include "domain/duty_order.hpp"
#include "domain/swap/change.hpp"

#include <algorithm>
#include <iterator>

namespace nightfloat::domain {

namespace {

/// The duties that leave and come if `all` pass.
duty_change change_of(std::span<const passing> all) {
  auto out = duty_change{};
  for (const auto& x : all)
    for (auto part : x.parts) {
      out.gone.push_back(part);
      part.person = x.to->id;
      out.come.push_back(part);
    }
  return out;
}

} // namespace

result<swap_judge> swap_judge::make(const programme& where, const roster& what,
                                    const rule_pack& pack,
                                    std::optional<change_terms> how) {
  auto rules = what_if::make(where, what, pack, how);
  if (!rules)
    return at("swap", rules.error());
  return swap_judge{*std::move(rules)};
}

result<swap_judge> judge_at(const swap_scene& at,
                            std::optional<change_terms> how) {
  if (at.rules != nullptr)
    return swap_judge{at.rules->under(how)};
  return swap_judge::make(at.where, at.what, at.pack, how);
}

result<const person_facts*> swap_judge::person(person_id id) const {
  if (auto found = context().person_of(id))
    return found;
  return failure{ec::not_found, "swap: person " + std::to_string(id.value)
                                  + " is not in the programme, name one who "
                                    "is"};
}

result<passing> swap_judge::take(const person_facts& owner, shift_id shift,
                                 const person_facts& to) const {
  auto out = passing{.shift = shift,
                     .parts = parts_of(what(), owner.id, shift),
                     .from = &owner,
                     .to = &to};
  if (!out.parts.empty())
    return out;
  auto name = "swap: shift " + std::to_string(shift.value);
  auto found = std::ranges::find(what().duties, shift, &duty::shift);
  if (found == what().duties.end())
    return failure{ec::not_found,
                   name + " is not on the roster, name one that is"};
  auto holder = context().person_of(found->person);
  return failure{ec::refused, name + " is not " + owner.code + "'s but "
                                + (holder == nullptr ? std::string{"a stranger"}
                                                     : holder->code)
                                + "'s, ask them"};
}

std::optional<finding> swap_judge::unfit(const passing& x) const {
  return rules_.unfit(*x.to, x.parts);
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
      return refused(why->sentence);
  }
  if (auto why = rules_.first_worse(change_of(all)))
    return refused("then " + why->sentence);
  return {};
}

std::vector<duty> swap_judge::after(const person_facts& who,
                                    std::span<const passing> all) const {
  auto own = duties_of(what(), who.id);
  auto out = std::vector<duty>{own.begin(), own.end()};
  for (const auto& x : all)
    if (x.from == &who)
      std::erase_if(out,
                    [&](const auto& work) { return work.shift == x.shift; });
  for (const auto& x : all)
    if (x.to == &who)
      for (auto part : x.parts) {
        part.person = who.id;
        out.insert(std::ranges::upper_bound(out, part, precedes), part);
      }
  return out;
}

} // namespace nightfloat::domain
